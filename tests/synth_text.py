"""Sentences of invented notices. INVENTED: nobody ever said them; places and bodies are not real.

The words are those of such offices. Every subject is a thing, what is asked of it and a place, so that
words are as common and as rare as in real notices and most subjects are unlike all others.
"""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from ketluan.vietnamese import slug

MARK: Final = "dữ liệu bịa"
ISSUER: Final = "Sở Mẫu tỉnh Minh Họa"
DIRECTOR: Final = "Giám đốc Sở Mẫu"
ROMAN: Final = ("I", "II", "III", "IV")

# id → name; the first is renamed in the middle of an archive.
UNITS: Final = {
    "phong-thu-nghiem-mau": "Phòng Thử nghiệm Mẫu",
    "phong-nghiep-vu-mau": "Phòng Nghiệp vụ Mẫu",
    "phong-ke-hoach-tai-chinh": "Phòng Kế hoạch - Tài chính",
    "van-phong-so": "Văn phòng Sở",
    "thanh-tra-so": "Thanh tra Sở",
    "chi-cuc-do-dem": "Chi cục Đo đếm",
    "trung-tam-trung-bay": "Trung tâm Trưng bày",
    "phong-luu-tru-mau-vat": "Phòng Lưu trữ Mẫu vật",
}
RENAMED: Final = "phong-thu-nghiem-mau"
SUCCESSOR: Final = ("phong-thu-nghiem-va-kiem-chung", "Phòng Thử nghiệm và Kiểm chứng")

_BEGIN: Final = (
    "Xây dựng", "Rà soát", "Tham mưu ban hành", "Chủ trì xây dựng", "Khảo sát, đề xuất",
    "Tổ chức thẩm định", "Lập", "Lấy ý kiến về", "Hướng dẫn thực hiện", "Triển khai",
    "Kiểm tra", "Tổng hợp, báo cáo", "Phối hợp với Sở Tài chính thống nhất", "Tham mưu trình UBND tỉnh",
    "Nghiên cứu, bổ sung", "Chuẩn bị", "Phổ biến, quán triệt", "Công bố", "Sơ kết việc thực hiện",
    "Thẩm tra", "Theo dõi, đôn đốc", "Đánh giá hiệu quả", "Cập nhật", "Đề nghị các sở, ngành góp ý",
)  # fmt: skip
_GO_ON: Final = (
    "Tiếp tục triển khai", "Khẩn trương hoàn thành", "Đẩy nhanh tiến độ", "Hoàn thiện",
    "Xử lý dứt điểm", "Tập trung hoàn thành", "Đôn đốc việc thực hiện", "Báo cáo kết quả thực hiện",
    "Tiếp thu ý kiến, chỉnh sửa", "Trình lại Giám đốc Sở",
)  # fmt: skip
_PAPERS: Final = (
    "kế hoạch", "đề án", "quy trình", "hồ sơ", "báo cáo", "phương án", "dự toán", "quy chế", "danh mục",
    "hợp đồng", "hướng dẫn", "đề cương", "tiêu chí", "chương trình", "tài liệu", "quy định", "kinh phí",
    "biện pháp", "lộ trình", "thủ tục", "nội dung", "phần mềm", "cơ sở dữ liệu", "hội nghị về",
)  # fmt: skip
_WORK: Final = (
    "kiểm định cân đối chứng", "ngân hàng mẫu vật", "cải cách hành chính", "mua sắm thiết bị phân tích",
    "bảo vệ kho mẫu", "thử nghiệm vật liệu xây dựng", "một cửa điện tử", "quản lý mẫu khoáng sản",
    "thanh tra chuyên ngành", "giải ngân vốn đầu tư công", "tự chủ tài chính", "lắp đặt camera giám sát",
    "xếp hạng hiện vật", "tập huấn lấy mẫu nước", "sửa chữa trụ sở", "chi tiêu nội bộ",
    "bố trí vị trí việc làm", "phòng, chống thiên tai", "nghiên cứu gạch không nung",
    "trồng cây dược liệu", "truy xuất nguồn gốc nông sản", "chuyển đổi số", "công nhận phòng thử nghiệm",
    "bảo quản tiêu bản thực vật", "quan trắc nước mặt", "kiểm tra ghi nhãn hàng hóa",
    "chỉnh lý tài liệu tồn đọng", "quy hoạch cán bộ", "xử lý nhà, đất dôi dư", "bồi dưỡng công chức",
    "tuyển chọn nhiệm vụ cấp cơ sở", "quản lý nước ngầm", "tiêu hủy hóa chất quá hạn",
    "kiểm định cột đo xăng dầu", "thi sáng tạo thanh niên", "phát hành bản tin công nghệ",
    "tiếp công dân", "đặt trạm cân công cộng", "bảo trì máy chủ", "trưng bày lưu động",
    "thuyết minh hiện vật bằng mã QR", "tuyển dụng viên chức", "sao truyền chuẩn đo lường",
    "thi đua, khen thưởng", "sản xuất giống lúa chịu mặn", "bảo hộ chỉ dẫn địa lý",
    "hỗ trợ đổi mới công nghệ", "kết nối chuyên gia tư vấn", "ứng phó sự cố bức xạ",
    "bảo đảm an toàn thông tin", "kê khai tài sản, thu nhập", "đóng tủ mẫu và giá hiện vật",
    "nghiệm thu công trình phụ trợ", "tiết kiệm điện, nước", "bảo tồn nguồn gen cây ăn quả",
    "đo kiểm môi trường lao động", "phối hợp liên ngành", "vận hành cổng thông tin",
    "thanh lý xe ô tô", "nuôi trồng thủy sản tuần hoàn", "xử lý nước thải làng nghề",
    "phơi sấy nông sản bằng năng lượng mặt trời", "chống xói lở bờ biển", "ươm tạo doanh nghiệp",
    "khởi nghiệp trong sinh viên", "kiểm tra phân bón lưu thông", "hiệu chuẩn nhiệt kế y tế",
    "đánh giá trình độ công nghệ", "nâng cao năng suất, chất lượng", "quản lý thiết bị bức xạ y tế",
    "thư viện điện tử", "sưu tầm hiện vật nghề biển", "phục chế đồ gốm", "in tờ rơi tuyên truyền",
    "học tập nghị quyết", "hòm thư góp ý", "diễn tập chữa cháy", "khám sức khỏe định kỳ",
    "kiểm kê quỹ tiền mặt", "chứng thực chữ ký số", "đấu thầu qua mạng", "thẩm tra quyết toán",
    "lập bản đồ thổ nhưỡng", "phân tích dư lượng thuốc trừ sâu", "nhân giống nấm ăn",
)  # fmt: skip
_ASPECTS: Final = (
    "giai đoạn 1", "giai đoạn 2", "đợt bổ sung", "cho các cơ sở sản xuất nhỏ", "phục vụ doanh nghiệp",
    "theo tiêu chuẩn mới", "lĩnh vực nông nghiệp", "lĩnh vực y tế", "ngành thủy sản", "ngành dệt may",
    "cho hợp tác xã", "gắn với du lịch", "theo hướng dẫn của Bộ Mẫu", "tại các chợ đầu mối",
    "cho vùng ven biển", "cho miền núi", "tại khu công nghiệp", "của trạm thực nghiệm", "cho trường học",
    "phục vụ xuất khẩu", "theo kiến nghị của cử tri", "sau kiểm toán", "theo đề nghị của nhà thầu",
    "cho thiết bị nhập khẩu", "trong mùa mưa bão", "cho hộ kinh doanh", "bằng nguồn vốn sự nghiệp",
)  # fmt: skip
_PLACES: Final = ("xã", "phường", "huyện", "thôn", "khu", "cụm")
_FIRST: Final = (
    "Ban", "Bình", "Cát", "Đông", "Giả", "Hải", "Hòa", "Kim", "Lam", "Long", "Lộc", "Mai", "Minh",
    "Mỹ", "Nam", "Nghĩa", "Ngọc", "Phong", "Phú", "Phước", "Quang", "Sơn", "Tân", "Thạch", "Thanh",
    "Thí", "Thiện", "Thuận", "Trà", "Trung", "Trường", "Tường", "Vân", "Ví", "Vĩnh", "Xuân",
)  # fmt: skip
_SECOND: Final = (
    "An", "Chánh", "Châu", "Cường", "Điền", "Điểm", "Định", "Dụ", "Dũng", "Giang", "Hà", "Hậu",
    "Hiệp", "Hội", "Hưng", "Khánh", "Khê", "Lâm", "Lĩnh", "Lợi", "Lương", "Nguyên", "Ninh", "Phát",
    "Quý", "Tài", "Tâm", "Thành", "Thắng", "Thịnh", "Thọ", "Thủy", "Tiến", "Tịnh", "Vinh", "Yên",
)  # fmt: skip
_ENDS: Final = (
    "báo cáo Giám đốc Sở", "bảo đảm chất lượng", "đúng quy định", "đúng tiến độ đề ra",
    "không để chậm trễ", "công khai kết quả theo quy định", "chú ý tiết kiệm kinh phí",
)  # fmt: skip
_STANDING: Final = (  # said again and again; they begin no thread
    "Thực hiện tốt các nhiệm vụ thường xuyên theo chức năng trong {quarter}.",
    "Tham mưu thực hiện kịp thời, có hiệu quả các nhiệm vụ khác theo {plan}.",
    "Kịp thời tham mưu thực hiện ý kiến chỉ đạo của UBND tỉnh tại {directive}.",
    "Hoàn thành các nhiệm vụ thường xuyên của {quarter} và các nhiệm vụ đột xuất khác.",
)
_UNIONS: Final = (  # what unions are asked for: another thing each time, or one thread would never end
    "tổ chức hội thao chào mừng ngày lễ lớn", "vận động quyên góp ủng hộ vùng lũ",
    "thăm hỏi gia đình chính sách", "phát động phong trào sáng kiến", "trồng cây, vệ sinh công sở",
    "chuẩn bị đại hội nhiệm kỳ mới", "tập huấn kỹ năng cho đoàn viên", "giới thiệu quần chúng ưu tú",
    "tổ chức ngày hội hiến máu", "giám sát việc thực hiện quy chế dân chủ", "dạy bơi cho thiếu nhi",
    "hưởng ứng tháng an toàn lao động", "thi tìm hiểu pháp luật", "tặng quà học sinh nghèo hiếu học",
)  # fmt: skip
_TYPES: Final = {
    "KH": "Kế hoạch", "TB": "Thông báo", "QĐ": "Quyết định", "BC": "Báo cáo", "HD": "Hướng dẫn",
}  # fmt: skip
_ISSUERS: Final = ("SM", "UBND", "HĐND", "SNV", "STC", "TTĐL")


@dataclass(frozen=True, slots=True)
class Cited:
    """A document that tasks cite: its number, type by abbreviation, and day of issue."""

    number: str
    type: str
    day: date

    @property
    def key(self) -> str:
        """Its key in the register."""
        return f"{slug(self.number)}-{self.day.year}"

    @property
    def name(self) -> str:
        """Type and number as sentences have them."""
        return f"{_TYPES[self.type]} số {self.number}"

    @property
    def full_name(self) -> str:
        """`name` and the day of issue."""
        return f"{self.name} ngày {spoken_day(self.day)}"


@dataclass(frozen=True, slots=True)
class Matter:
    """What a task is about, from its first notice to its last."""

    unit: str
    thing: str
    aspect: str
    place: str
    cited: Cited | None


def documents(dice: random.Random, count: int, first: date, last: date) -> tuple[Cited, ...]:
    """Return `count` documents issued from `first` to `last`, no number twice, oldest first."""
    found: dict[tuple[str, int], Cited] = {}
    while len(found) < count:
        day = first + timedelta(days=dice.randrange((last - first).days))
        kind, issuer = dice.choice(tuple(_TYPES)), dice.choice(_ISSUERS)
        number = f"{dice.randint(13, 2900)}/{kind}-{issuer}"
        found.setdefault((number, day.year), Cited(number, kind, day))
    return tuple(sorted(found.values(), key=lambda one: (one.day, one.number)))


def new_matter(dice: random.Random, unit: str, cited: Cited | None) -> Matter:
    """Return something to be done by `unit` that was hardly said before."""
    place = f"{dice.choice(_PLACES)} {dice.choice(_FIRST)} {dice.choice(_SECOND)}"
    own = _WORK[
        list(UNITS).index(unit) :: len(UNITS)
    ]  # each unit has its field, and some of others
    work = dice.choice(own if dice.random() < 0.85 else _WORK)
    return Matter(unit, f"{dice.choice(_PAPERS)} {work}", dice.choice(_ASPECTS), place, cited)


def first_wording(dice: random.Random, matter: Matter, day: date) -> str:
    """Return the task as the first notice, of `day`, gives it."""
    source = f" theo {matter.cited.full_name}" if matter.cited else ""
    words = f"{dice.choice(_BEGIN)} {matter.thing} {matter.aspect} tại {matter.place}{source}"
    return f"{words}{_end(dice, day)}."


def later_wording(dice: random.Random, matter: Matter, day: date) -> str:
    """Return the same task in other words, with another deadline, as a later notice has it."""
    chance = dice.random()
    source = ""
    if matter.cited and chance < 0.75:
        source = f" ({matter.cited.full_name if chance < 0.6 else matter.cited.name})"
    aspect = f" {matter.aspect}" if dice.random() < 0.8 else ""
    words = f"{dice.choice(_GO_ON)} {matter.thing}{aspect} tại {matter.place}{source}"
    return f"{words}{_end(dice, day)}."


def standing_wording(dice: random.Random, day: date, plan: Cited, directive: Cited) -> str:
    """Return one of the sentences that stand in every notice."""
    sentence = dice.choice(_STANDING)
    return sentence.format(
        quarter=directed_quarter(day), plan=plan.full_name, directive=directive.full_name
    )


def unions_wording(day: date) -> str:
    """Return what the notice of `day` asks of the unions."""
    asked = _UNIONS[day.toordinal() // 7 % len(_UNIONS)]
    return f"Các đoàn thể (Công đoàn, Đoàn Thanh niên) {asked}."


def directed_quarter(day: date) -> str:
    """Return the quarter after that of `day`, as it is said: `Quý II/2021`."""
    year, quarter = next_quarter(day)
    return f"Quý {ROMAN[quarter - 1]}/{year}"


def next_quarter(day: date) -> tuple[int, int]:
    """Return year and number (1 to 4) of the quarter after that of `day`."""
    quarter = (day.month + 2) // 3
    return day.year + quarter // 4, quarter % 4 + 1


def spoken_day(day: date) -> str:
    """Return a day as letters write it: 05/3/2021."""
    month = f"{day.month:02}" if day.month < 3 else day.month  # Nghị định 30/2020/NĐ-CP, Phụ lục I
    return f"{day.day:02}/{month}/{day.year}"


def _end(dice: random.Random, day: date) -> str:
    """Return how a task ends: its deadline, an admonition, or nothing."""
    chance = dice.random()
    due = day + timedelta(days=dice.randint(10, 120))
    if chance < 0.25:
        return f", hoàn thành trước ngày {spoken_day(due)}"
    if chance < 0.32:
        return f", chậm nhất ngày {spoken_day(due)}"
    if chance < 0.38:
        return f" trong tháng {due.month}/{due.year}"
    if chance < 0.42:
        return f" trong {directed_quarter(day)}"
    return f", {dice.choice(_ENDS)}" if chance < 0.8 else ""

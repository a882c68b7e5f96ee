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
)  # fmt: skip
_GO_ON: Final = (
    "Tiếp tục triển khai", "Khẩn trương hoàn thành", "Đẩy nhanh tiến độ", "Hoàn thiện",
    "Xử lý dứt điểm", "Tập trung hoàn thành", "Đôn đốc việc thực hiện", "Báo cáo kết quả thực hiện",
    "Tiếp thu ý kiến, chỉnh sửa", "Trình lại Giám đốc Sở",
)  # fmt: skip
_THINGS: Final = (
    "quy trình kiểm định cân đối chứng", "đề án ngân hàng mẫu vật", "kế hoạch cải cách hành chính",
    "hồ sơ mời thầu thiết bị phân tích", "phương án bảo vệ kho mẫu", "đơn giá dịch vụ thử nghiệm",
    "phần mềm một cửa điện tử", "cơ sở dữ liệu mẫu khoáng sản", "kế hoạch thanh tra chuyên ngành",
    "báo cáo giải ngân vốn đầu tư công", "phương án tự chủ tài chính", "hệ thống camera giám sát",
    "bộ tiêu chí xếp hạng mẫu vật", "chương trình tập huấn lấy mẫu nước", "dự toán sửa chữa trụ sở",
    "quy chế chi tiêu nội bộ", "danh mục vị trí việc làm", "kế hoạch phòng, chống thiên tai",
    "đề tài nghiên cứu vật liệu thử", "mô hình trồng cây dược liệu", "hội thảo truy xuất nguồn gốc",
    "kế hoạch chuyển đổi số", "sổ tay chất lượng phòng thử nghiệm", "hồ sơ công nhận năng lực",
    "dự án trạm quan trắc tự động", "kết luận kiểm tra ghi nhãn hàng hóa", "hồ sơ tồn đọng kho lưu trữ",
    "quy hoạch cán bộ lãnh đạo, quản lý", "phương án xử lý nhà, đất dôi dư", "lớp bồi dưỡng công chức",
    "đề cương nhiệm vụ khoa học cấp cơ sở", "quy định quản lý nước ngầm", "danh mục hóa chất quá hạn",
    "kế hoạch kiểm định cột đo xăng dầu", "cuộc thi sáng tạo thanh niên", "bản tin thị trường công nghệ",
    "quy trình tiếp công dân", "đơn phản ánh về trạm cân công cộng", "hợp đồng bảo trì máy chủ",
    "kế hoạch trưng bày lưu động", "thuyết minh hiện vật bằng mã QR", "kế hoạch tuyển dụng viên chức",
    "bộ chuẩn đo lường lưu động", "hồ sơ thi đua, khen thưởng", "đề án sản xuất giống cây trồng",
    "chỉ dẫn địa lý cho sản phẩm đặc sản", "quy định hỗ trợ đổi mới công nghệ",
    "mạng lưới chuyên gia tư vấn",
    "kế hoạch ứng phó sự cố bức xạ", "báo cáo đánh giá an toàn thông tin", "kế hoạch kê khai tài sản",
    "tủ mẫu và giá để hiện vật", "phần mềm quản lý nhiệm vụ", "biên bản nghiệm thu công trình",
    "kế hoạch tiết kiệm điện", "đề án bảo tồn nguồn gen", "kế hoạch đo kiểm môi trường lao động",
    "quy chế phối hợp liên ngành", "cổng thông tin điện tử", "hồ sơ thanh lý xe ô tô",
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
    return Matter(unit, dice.choice(_THINGS), dice.choice(_ASPECTS), place, cited)


def first_wording(dice: random.Random, matter: Matter, day: date) -> str:
    """Return the task as the first notice, of `day`, gives it."""
    source = f" theo {matter.cited.full_name}" if matter.cited else ""
    words = f"{dice.choice(_BEGIN)} {matter.thing} {matter.aspect} tại {matter.place}{source}"
    return f"{words}{_end(dice, day)}."


def later_wording(dice: random.Random, matter: Matter, day: date) -> str:
    """Return the same task in other words, with another deadline, as a later notice has it."""
    source = f" ({matter.cited.name})" if matter.cited and dice.random() < 0.7 else ""
    aspect = f" {matter.aspect}" if dice.random() < 0.8 else ""
    words = f"{dice.choice(_GO_ON)} {matter.thing}{aspect} tại {matter.place}{source}"
    return f"{words}{_end(dice, day)}."


def standing_wording(dice: random.Random, day: date, plan: Cited, directive: Cited) -> str:
    """Return one of the sentences that stand in every notice."""
    sentence = dice.choice(_STANDING)
    return sentence.format(
        quarter=directed_quarter(day), plan=plan.full_name, directive=directive.full_name
    )


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

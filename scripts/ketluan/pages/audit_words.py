"""The lists of the audit in words: name, what is counted, and the definition a reader relies on."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from ketluan.auditing import Figures, FindingKind
from ketluan.model import LinkStatus
from ketluan.pages.wording import count_in_words


class ListWords(NamedTuple):
    """A list of the audit: last part of its address, title, noun of a row, and its definition.

    `none` is what is said where the list is empty.
    """

    kind: FindingKind
    name: str
    title: str
    noun: str
    definition: str
    none: str


_NONE: Final = "không có"
_CANNOT_TELL: Final = "chưa xét được"
_NO_LATER_NOTICE: Final = (
    "Chưa xét được: kho chưa có thông báo sau của cùng cơ quan để đối chiếu nên chưa biết nhiệm vụ "
    "nào không được nhắc lại."
)
_UNCONFIRMED: Final[Mapping[LinkStatus, str]] = {
    "proposed": "liên kết máy đề xuất",
    "automatic": "liên kết máy đã tự nối",
}
# The lists that a decision on a link changes.
LINKED: Final[tuple[FindingKind, ...]] = ("overdue", "carried_over", "not_repeated")


LISTS: Final = (
    ListWords(
        "overdue", "qua-han", "Quá hạn", "nhiệm vụ",
        "Nhiệm vụ chưa có kết quả, không tạm dừng, chưa chuyển tiếp sang thông báo sau, mà ngày cuối "
        "cùng còn trong hạn đã qua. Hạn văn bản ghi hoặc người phụ trách xác định đứng trước; nhiệm "
        "vụ không ghi ngày riêng lấy ngày cuối của kỳ làm hạn và được đánh dấu “theo kỳ”. Số ngày "
        "tính từ hạn của chính nhiệm vụ, và từ hạn đầu tiên của những bước mà nó tiếp nối.",
        "Không có nhiệm vụ nào quá hạn.",
    ),
    ListWords(
        "carried_over", "chuyen-nhieu-ky", "Chuyển nhiều kỳ", "nhiệm vụ",
        "Nhiệm vụ đến ngày ấy vẫn chưa có kết quả, đã được nêu trong ba kỳ trở lên, hoặc từ kỳ nêu "
        "đầu đến kỳ nêu gần nhất đã qua ba quý trở lên. Tính theo những bước mà nó tiếp nối; bước "
        "không thuộc kỳ nào tính vào quý của ngày thông báo.",
        "Không có nhiệm vụ nào chuyển qua nhiều kỳ.",
    ),
    ListWords(
        "not_repeated", "khong-nhac-lai", "Không được nhắc lại", "nhiệm vụ",
        "Nhiệm vụ chưa có kết quả, kỳ của nó đã hết, cùng cơ quan ấy đã có thông báo sau mà không "
        "thông báo nào tiếp nối nó. Nhiệm vụ mà máy đề xuất là có bước tiếp nối, nhưng chưa ai xác "
        "nhận, vẫn ở đây, kèm số liên kết đang chờ.",
        "Nhiệm vụ nào hết kỳ cũng đã được tiếp nối hoặc đã có kết quả.",
    ),
    ListWords(
        "past_when_issued", "han-da-qua", "Hạn đã qua khi ban hành", "nhiệm vụ",
        "Nhiệm vụ mà hạn văn bản ghi đứng trước ngày của chính thông báo giao nhiệm vụ ấy, kể cả khi "
        "nay đã xong.",
        "Không có nhiệm vụ nào được giao khi hạn đã qua.",
    ),
    ListWords(
        "slip", "lui-han", "Lùi hạn", "lần lùi hạn",
        "Mỗi lần một bước sau có hạn muộn hơn hạn văn bản ghi (hoặc người phụ trách xác định) của "
        "bước mà nó tiếp nối. Hạn theo kỳ tự dời theo kỳ nên không tính là lùi; bước sau chỉ còn hạn "
        "theo kỳ thì đánh dấu “theo kỳ”.",
        "Không có hạn nào bị lùi.",
    ),
    ListWords(
        "unit_without_tasks", "don-vi-khong-nhiem-vu", "Đơn vị không có nhiệm vụ", "lượt đơn vị",
        "Đơn vị có trong sổ suốt cả kỳ mà không chủ trì nhiệm vụ nào của kỳ đó, trong những kỳ có "
        "thông báo chỉ đạo. Nhiệm vụ giao chung cho một nhóm đơn vị được nêu bên cạnh, không tính là "
        "nhiệm vụ của đơn vị.",
        "Kỳ nào có thông báo thì đơn vị nào cũng có nhiệm vụ.",
    ),
    ListWords(
        "conflict", "mau-thuan", "Mâu thuẫn", "nội dung mâu thuẫn",
        "Những nội dung không thể cùng đúng: một văn bản được ghi hai ngày hoặc hai cơ quan; nhiệm vụ "
        "được tiếp nối sau ngày đã hoàn thành, rút hoặc không thực hiện; hai kết quả trái nhau; kết "
        "quả có trước khi giao; hạn người phụ trách xác định khác hạn văn bản ghi. Kho nêu ai ghi gì, "
        "không sửa bên nào.",
        "Không thấy nội dung nào mâu thuẫn.",
    ),
    ListWords(
        "unconfirmed_link", "moi-noi", "Liên kết chưa xác nhận", "liên kết",
        "Nhiệm vụ này tiếp nối nhiệm vụ kia, theo máy. Liên kết máy đã tự nối được tính vào quá trình "
        "thực hiện nhiệm vụ; liên kết máy chỉ đề xuất thì không. Người phụ trách quyết định "
        "bằng lệnh ketluan link.",
        "Không còn liên kết nào chờ xác nhận.",
    ),
    ListWords(
        "proposed_outcome", "ket-qua-de-xuat", "Kết quả chưa quyết định", "đề xuất",
        "Câu trong phần đánh giá của một thông báo có thể cho biết kết quả của một nhiệm vụ trước. "
        "Chưa có người quyết định nên không đổi trạng thái của nhiệm vụ.",
        "Không còn kết quả nào chờ quyết định.",
    ),
)  # fmt: skip


def none_words(kind: str, figures: Figures) -> str:
    """Return what stands for the number of rows where the list is empty."""
    return _CANNOT_TELL if _cannot_tell(kind, figures) else _NONE


def none_sentence(words: ListWords, figures: Figures) -> str:
    """Return what an empty list says of itself."""
    return _NO_LATER_NOTICE if _cannot_tell(words.kind, figures) else words.none


def _cannot_tell(kind: str, figures: Figures) -> bool:
    return kind == "not_repeated" and figures.tasks > 0 and not figures.can_be_repeated


def waiting_words(figures: Figures, *, counted: bool = True) -> str:
    """Return that links wait for a person, how many if `counted`, and which figures that leaves open.

    It is empty where none waits.
    """
    counts = [
        f"{count_in_words(count)} {_UNCONFIRMED[status]}" if counted else _UNCONFIRMED[status]
        for status, count in figures.unconfirmed.items()
        if count
    ]
    if not counts:
        return ""
    titles = [f"“{words.title}”" for words in LISTS if words.kind in LINKED]
    return (
        f"Còn {' và '.join(counts)} chờ người phụ trách xác nhận; xác nhận hay bác các liên kết ấy "
        f"sẽ làm thay đổi số liệu {', '.join(titles[:-1])} và {titles[-1]}."
    )

"""Why a search finds nothing, in Vietnamese: no empty answer is left without its reason."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from ketluan.model import Period
from ketluan.search.catalogue import Catalogue
from ketluan.search.filters import Condition, passing
from ketluan.search.query import Clause, Query
from ketluan.search.ranking import Mask
from ketluan.vietnamese import fold

_SHOWN: Final = 6  # years or periods named, the latest
_WORDS_SHOWN: Final = 3  # words named that stand nowhere

IsThere = Callable[[Clause], bool]


def missing_numbers(query: Query, is_there: IsThere) -> Iterator[str]:
    """Yield a sentence for each number asked for that nothing in the archive has."""
    for clause in query.clauses:
        if clause.numbers and not is_there(clause):
            what = "nhiệm vụ" if clause.numbers == "task" else "văn bản"
            yield f"Kho lưu trữ không có {what} nào mang số “{clause.typed}”."


def nothing_matches(query: Query, is_there: IsThere, symbols: Collection[str]) -> Iterator[str]:
    """Yield why no record answers the words of `query`; they are known to find nothing.

    `symbols` are the folded parts of the numbers that the archive knows.
    """
    if not query.groups:
        yield "Không có từ nào để tìm trong câu hỏi."
        return
    absent = [c.typed for c in query.clauses if not is_there(c)]
    words = [c.typed for c in query.clauses if not c.numbers and c.typed in absent]
    for word in list(dict.fromkeys(words))[:_WORDS_SHOWN]:
        if fold(word) in symbols:
            yield f"“{word}” chỉ có trong số, ký hiệu văn bản; hãy tìm theo cả số, ví dụ 76/KH-SKHCN."
        else:
            yield f"Kho lưu trữ không có từ “{word}”."
    if not absent:
        yield "Không có nội dung nào có đủ các phần của câu hỏi; hãy bớt từ hoặc bỏ ngoặc kép."


def nothing_passes(
    catalogue: Catalogue,
    matching: Mask,
    found: Sequence[Condition],
    today: date,
    *,
    has_words: bool,
) -> Iterator[str]:
    """Yield why no record of `matching` passes all conditions: those that nothing meets, else all."""
    everything = matching | True
    impossible = [one for one in found if not passing(everything, one, catalogue, today).any()]
    for condition in impossible:
        if condition.said:
            yield f"Không có nội dung nào {condition.said}{_instead(condition, catalogue)}."
    count = int(matching.sum())
    if impossible or not count:
        return
    conditions = ", ".join(condition.said for condition in found)
    start = f"Có {count} kết quả khớp từ cần tìm nhưng không" if has_words else "Không"
    yield f"{start} có kết quả nào {conditions}; hãy bỏ bớt điều kiện."


def _instead(condition: Condition, catalogue: Catalogue) -> str:
    """Return what the archive has in place of a year or a period that it does not have."""
    if condition.field == "year":
        return _listed(str(year) for year in catalogue.years)
    if condition.field in ("period", "quarter"):
        return _listed(Period(period).label for period in sorted(catalogue.periods))
    return ""


def asked_for(words: Iterable[str]) -> str:
    """Return the sentence that says by which words of a question was searched."""
    return f"Câu hỏi được tìm theo các từ: {' '.join(words)}."


def begun_with(typed: str) -> str:
    """Return the sentence for what was found by a word that is only begun."""
    return f"Hiện cả những nội dung có từ bắt đầu bằng “{typed}”."


def corrected(typed: str, meant: str) -> str:
    """Return the sentence for what was found by a corrected query."""
    return f"Không có nội dung nào khớp “{typed}”. Hiện kết quả cho “{meant}”."


def time_of_task() -> str:
    """Return the sentence for a time that was read as that of the task or notice."""
    return "Thời gian trong câu hỏi được hiểu là kỳ hoặc ngày của nhiệm vụ, thông báo."


def limit_of_task(typed: str) -> str:
    """Return the sentence for a time that was read as the limit of tasks."""
    return f"“{typed}” được hiểu là thời hạn: hiện các nhiệm vụ phải xong đúng hạn đó."


def no_such_limit(typed: str) -> str:
    """Return the sentence for a limit asked for that no task found has."""
    return f"Không có nhiệm vụ nào như vậy có thời hạn “{typed}”."


def near_name(typed: str) -> str:
    """Return the sentence for what was found by a name like the one typed."""
    return f"Hiện cả những nội dung có tên gần giống “{typed}”."


def read_as(typed: str, said: str) -> str:
    """Return the sentence for an abbreviation of no table, or a word, that was read as others."""
    return f"“{typed}” được hiểu là “{said}”."


def most_words() -> str:
    """Return the sentence for what has most of the words."""
    return "Không có nội dung nào có đủ mọi từ; hiện những nội dung có hầu hết các từ cần tìm."


def _listed(values: Iterable[str]) -> str:
    shown = ", ".join(list(values)[-_SHOWN:])
    return f"; kho lưu trữ có: {shown}" if shown else ""

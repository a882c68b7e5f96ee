"""What the clerk is told of one imported source: short, and each line something to act on (pure)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from ketluan.importing import Imported
from ketluan.importing.drafting import Draft
from ketluan.model import Notice
from ketluan.notice.front_matter import KEYS, Key
from ketluan.sources import DoubtfulWord

Rows = Sequence[Sequence[str]]

_KNOWN: Final = {"read": "đọc được", "guessed": "đoán, cần xem lại", "missing": "không thấy"}
_SELDOM: Final = frozenset(
    ("do_khan",)
)  # a notice that is not urgent prints no mark: nothing to fill
_MOST_DOUBTFUL: Final = 20  # words shown; of a bad scan there are hundreds
_MOST_UNITS: Final = 20
_UNNAMED: Final = "chưa rõ đơn vị chủ trì"


def summary(imported: Imported) -> Iterator[str | Rows]:
    """Yield lines and tables that tell what was read, guessed, missing, dropped and doubtful."""
    notice, draft = imported.notice, imported.draft
    if notice is None or draft is None:
        return
    yield imported.source
    yield _fields(draft)
    yield _counts(notice, draft)
    yield from _units(notice)
    yield from _dropped(draft)
    yield from _doubtful(imported)
    yield from (f"  lưu ý: {note}" for note in imported.notes)
    unknown = sorted({u.name for t in notice.tasks for u in t.lead_units if not u.unit_id})
    if unknown:
        yield f"  đơn vị chưa có trong notices/don-vi.yml: {'; '.join(unknown)}"


def _fields(draft: Draft) -> Rows:
    """Return a row for each field, those to be filled last."""
    keys = {key.name: key for key in KEYS}
    known = [(keys[name], how) for name, how in draft.known.items() if name in keys]
    there = [
        (f"  {key.meaning}", _KNOWN[how], _shown(draft.metadata.get(key.name)))
        for key, how in known if how != "missing"
    ]  # fmt: skip
    missing = [
        (f"  {key.meaning}", _KNOWN[how], _to_fill(key))
        for key, how in known if how == "missing" and key.name not in _SELDOM
    ]  # fmt: skip
    return [*there, *missing]


def _to_fill(key: Key) -> str:
    """Return what the clerk should do about an empty field."""
    form = "" if key.form == "chữ" else f", {key.form}"
    if key.required:
        return f"bắt buộc: hãy điền '{key.name}'{form}"
    return f"nếu biết thì điền '{key.name}'{form}"


def _shown(value: object) -> str:
    """Return a value of the front matter on one line."""
    if isinstance(value, Mapping):
        return ", ".join(shown for part in value.values() if (shown := _shown(part)))
    if isinstance(value, Iterable) and not isinstance(value, str):
        return "; ".join(shown for part in value if (shown := _shown(part)))
    return str(value or "")


def _counts(notice: Notice, draft: Draft) -> str:
    citations = [citation for task in notice.tasks for citation in task.citations]
    documents = {citation.key for citation in citations if citation.family != "standard"}
    deadlines = sum(len(task.deadlines) for task in notice.tasks)
    account = draft.coverage
    return (
        f"  {len(notice.tasks)} nhiệm vụ, {len(documents)} văn bản được viện dẫn, {deadlines} thời hạn "
        f"ghi trong nhiệm vụ; {account.accounted}/{account.source_characters} ký tự của bản gốc đã "
        "vào bản nháp hoặc phần lược bỏ"
    )


def _units(notice: Notice) -> Iterator[str | Rows]:
    """Yield how many tasks each lead unit has, in the order of the notice."""
    counts = Counter(unit.name for task in notice.tasks for unit in task.lead_units)
    unnamed = sum(not task.lead_units for task in notice.tasks)
    rows = [(f"    {count}", name) for name, count in counts.items()]
    if len(rows) > _MOST_UNITS:
        rows = [*rows[:_MOST_UNITS], ("    …", f"và {len(rows) - _MOST_UNITS} đơn vị nữa")]
    if unnamed:
        rows.append((f"    {unnamed}", _UNNAMED))
    if rows:
        yield "  nhiệm vụ theo đơn vị chủ trì:"
        yield rows


def _dropped(draft: Draft) -> Iterator[str]:
    """Yield what was left out of the body, by reason."""
    counts = Counter(piece.reason for piece in draft.dropped)
    if counts:
        reasons = ", ".join(f"{reason} ({count})" for reason, count in counts.most_common())
        yield f"  lược bỏ {len(draft.dropped)} chỗ của bản gốc: {reasons}"


def _doubtful(imported: Imported) -> Iterator[str | Rows]:
    """Yield the words that character recognition is not sure of, the least sure first."""
    words = sorted(imported.doubtful, key=_doubt)
    if not words:
        return
    yield f"  {len(words)} chữ nhận dạng chưa chắc, hãy đối chiếu với bản gốc:"
    yield [(f"    trang {w.page}, dòng {w.line}", w.text) for w in words[:_MOST_DOUBTFUL]]
    if len(words) > _MOST_DOUBTFUL:
        yield f"    … và {len(words) - _MOST_DOUBTFUL} chữ nữa (xem đủ bằng --json)"


def _doubt(word: DoubtfulWord) -> tuple[bool, int, int, int]:
    """Order doubtful words: specks read as marks last, then by confidence, then by place."""
    speck = not any(char.isalnum() for char in word.text)
    return speck, word.confidence, word.page, word.line

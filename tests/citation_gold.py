"""The gold set of citations, how an answer is judged against it, and text that holds none.

A case is one line of `citation_cases/*.jsonl`: a text and the mentions in it, in order. A mention
is placed by its own words (the next occurrence after the mention before it, or at `start`). What a
mention does not say is not judged: `issuer`, `relation`, `term`, `pinpoint`, `type`, `family`,
`year_from`. A missing `year` is an unknown year and a missing `short` is a full form; both are judged.
"""

import json
import random
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from ketluan.citations import document_citations, find_citations
from ketluan.model import Citation

CASES: Final = Path(__file__).parent / "citation_cases"
REAL: Final = Path(__file__).resolve().parents[2] / "shared" / "samples" / "citations.jsonl"
FIELDS: Final = ("date", "issuer", "relation", "type", "term", "pinpoint", "year_from", "short")


@dataclass(frozen=True)
class Mention:
    """A mention that must be found: its span and what is known of it."""

    start: int
    end: int
    number: str
    name: str
    values: dict[str, Any]

    @property
    def key(self) -> str:
        """The identity of the document, or '' for a standard."""
        return str(self.values.get("key", ""))

    @property
    def family(self) -> str:
        """The family, or '' where it is not judged."""
        return str(self.values.get("family", ""))


@dataclass(frozen=True)
class Case:
    """A text, the mentions in it, and what damage or form it shows."""

    id: str
    tags: tuple[str, ...]
    text: str
    year_of_text: int | None
    mentions: tuple[Mention, ...]


@dataclass
class Count:
    """Mentions that were expected, given, and right in both."""

    expected: int = 0
    given: int = 0
    right: int = 0

    @property
    def precision(self) -> float:
        """The share of what was given that is right."""
        return self.right / self.given if self.given else 1.0

    @property
    def recall(self) -> float:
        """The share of what was expected that was given."""
        return self.right / self.expected if self.expected else 1.0


@dataclass(frozen=True)
class Fault:
    """What is wrong: the mention's id, the kind of fault, what was wanted and what was given."""

    id: str
    kind: str
    wanted: str
    given: str
    text: str


@dataclass
class Score:
    """The figures of a whole gold set and its faults, in the order of the cases."""

    documents: Count = field(default_factory=Count)
    standards: Count = field(default_factory=Count)
    identity: Count = field(default_factory=Count)
    families: dict[str, Count] = field(default_factory=dict)
    tags: dict[str, Count] = field(default_factory=dict)
    fields: dict[str, Count] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def gold_cases(folder: Path = CASES) -> tuple[Case, ...]:
    """Return all cases, by file and line."""
    return tuple(
        _case(json.loads(line))
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    )


def _case(row: dict[str, Any]) -> Case:
    text: str = row["text"]
    mentions: list[Mention] = []
    for values in row["mentions"]:
        words: str = values["text"]
        after = mentions[-1].end if mentions else 0
        start = values.get("start", text.find(words, after))
        if start < after or not text.startswith(words, start):
            raise ValueError(f"{row['id']}: {words!r} does not stand in the text")
        mentions.append(
            Mention(start, start + len(words), values["number"], values.get("name", ""), values)
        )
    return Case(
        row["id"], tuple(row.get("tags", ())), text, row.get("year_of_text"), tuple(mentions)
    )


def judged(cases: Iterable[Case]) -> Score:
    """Return the figures of `find_citations` on `cases`."""
    score = Score()
    for case in cases:
        _judge(case, find_citations(case.text, case.year_of_text), score)
    return score


def _judge(case: Case, citations: tuple[Citation, ...], score: Score) -> None:
    pairs = _paired(case, citations)
    taken = {id(citation) for _, citation in pairs.values()}
    for place, mention in enumerate(case.mentions, 1):
        mention_id = f"{case.id}#{place}"
        pair = pairs.get(place)
        for count in _counts(score, mention.family, case.tags):
            count.expected += 1
            count.given += pair is not None
            count.right += pair is not None
        if pair is None:
            there = [c.number or c.name for c in citations if _overlap(mention, c)]
            score.faults.append(
                _fault(mention_id, "missed", mention.number or mention.name, there, case)
            )
        _judge_identity(mention_id, case, mention, pair[1] if pair else None, score)
        if pair:
            _judge_fields(mention_id, case, mention, pair[1], score)
    for citation in citations:
        if id(citation) not in taken:
            for count in _counts(score, citation.family, case.tags):
                count.given += 1
            given = citation.number or citation.name
            score.faults.append(_fault(f"{case.id}!{given}", "false", "", given, case))


def _paired(case: Case, citations: tuple[Citation, ...]) -> dict[int, tuple[Mention, Citation]]:
    """Return the mentions that were found, by their place: spans overlap and numbers are equal."""
    pairs: dict[int, tuple[Mention, Citation]] = {}
    taken: set[int] = set()
    for place, mention in enumerate(case.mentions, 1):
        for citation in citations:
            if (
                id(citation) not in taken
                and _overlap(mention, citation)
                and _same(mention, citation)
            ):
                pairs[place] = (mention, citation)
                taken.add(id(citation))
                break
    return pairs


def _overlap(mention: Mention, citation: Citation) -> bool:
    return mention.start < citation.end and citation.start < mention.end


def _same(mention: Mention, citation: Citation) -> bool:
    if mention.number:
        return mention.number == citation.number
    return not citation.number and _plain(mention.name) == _plain(citation.name)


def _plain(words: str) -> str:
    return " ".join(words.split())


def _counts(score: Score, family: str, tags: tuple[str, ...]) -> Iterator[Count]:
    yield score.standards if family == "standard" else score.documents
    yield score.families.setdefault(family or "not judged", Count())
    if family != "standard":
        for tag in tags:
            yield score.tags.setdefault(tag, Count())


def _judge_identity(
    mention_id: str, case: Case, mention: Mention, citation: Citation | None, score: Score
) -> None:
    if mention.family == "standard":
        return
    score.identity.expected += 1
    if citation is None:
        return
    score.identity.given += 1
    if citation.key == mention.key and citation.year == mention.values.get("year"):
        score.identity.right += 1
        return
    given = f"{citation.key} ({citation.year})"
    wanted = f"{mention.key} ({mention.values.get('year')})"
    score.faults.append(_fault(mention_id, "identity", wanted, given, case))


def _judge_fields(
    mention_id: str, case: Case, mention: Mention, citation: Citation, score: Score
) -> None:
    wanted: dict[str, Any] = {
        name: mention.values[name] for name in FIELDS if name in mention.values
    }
    if mention.family != "standard":
        wanted.setdefault("short", False)
    if wanted.get("short"):
        wanted.pop("date", None)  # whether a short form repeats the date is not judged
    elif "year" not in mention.values:
        wanted["date"] = None
    if mention.family:
        wanted["family"] = mention.family
    for name, value in wanted.items():
        given = getattr(citation, name)
        if name == "date":
            given = given and given.isoformat()
        count = score.fields.setdefault(name, Count())
        count.expected += 1
        count.given += 1
        if given == value or (isinstance(value, str) and _plain(str(given)) == _plain(value)):
            count.right += 1
        else:
            score.faults.append(_fault(mention_id, name, repr(value), repr(given), case))


def _fault(mention_id: str, kind: str, wanted: str, given: object, case: Case) -> Fault:
    return Fault(mention_id, kind, wanted, str(given), case.text)


@dataclass
class RealScore:
    """The figures on real texts: numbers of a passage, each once; ids of passages, never text."""

    all: Count = field(default_factory=Count)
    without_ocr: Count = field(default_factory=Count)
    wrong: Counter[str] = field(default_factory=Counter)


def judged_on_real_texts(path: Path = REAL) -> RealScore:
    """Return the figures by the rules of the samples' README.

    `alt` counts as right; standards and laws without a number do not count; text is made NFC.
    """
    score = RealScore()
    for line_number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        row = json.loads(line)
        text = unicodedata.normalize("NFC", row["text"])
        found = document_citations(find_citations(text))
        given = list(dict.fromkeys(citation.number for citation in found if citation.number))
        _judge_numbers(f"real-{line_number:03}", row, given, score)
    return score


def _judge_numbers(row_id: str, row: dict[str, Any], given: list[str], score: RealScore) -> None:
    rest = list(given)
    right = 0
    for number in row["citations"]:
        readings = [_folded(one) for one in (number, *row.get("alt", {}).get(number, ()))]
        match = next((one for one in rest if _folded(one) in readings), None)
        if match is not None:
            rest.remove(match)
            right += 1
    counts = [score.all] if row.get("ocr") else [score.all, score.without_ocr]
    for count in counts:
        count.expected += len(row["citations"])
        count.given += len(given)
        count.right += right
    faults = len(row["citations"]) - right + len(rest)
    if faults:
        score.wrong[row_id] = faults


def _folded(number: str) -> str:
    return unicodedata.normalize("NFC", number).replace("Ð", "Đ")


_ROMAN: Final = ("I", "II", "III", "IV")
_NAMES: Final = ("Hòn Mây", "Suối Tre", "Gò Me", "Cây Bàng", "Sao Khuê", "Bình Hải")


def _numberless_pieces(chance: random.Random) -> tuple[str, ...]:
    """Return one of each thing that looks like a document number and is none."""

    def number(first: int, last: int) -> int:
        return chance.randint(first, last)

    phone = f"09{number(10, 99)}-{number(100, 999)}-{number(100, 999)}"
    day, month, year = number(1, 28), number(1, 12), number(1999, 2030)
    place = chance.choice(_NAMES)
    return (
        f"họp ngày {day}/{month}/{year}, ",
        f"trước ngày {day:02}-{month:02}-{year}; ",
        f"từ ngày {day} tháng {month} năm {year}. ",
        f"Quý {chance.choice(_ROMAN)}/{year} ",
        f"giai đoạn {year}-{year + 5}, ",
        f"năm học {year} - {year + 1} ",
        f"trong tháng {month}/{year} ",
        f"đạt {number(1, 30)}/{number(31, 60)} chỉ tiêu, ",
        f"tỷ lệ {number(1, 9)}/{number(10, 99)}, trực 24/24h, 7/7 ngày ",
        f"bản đồ tỷ lệ 1/{number(1, 50) * 100} ",
        f"điện thoại 0255.{number(1000000, 9999999)}, {phone}. ",
        f"kinh phí {number(1, 999)}.{number(100, 999)}.000 đồng/người/năm, ",
        f"tăng {number(0, 99)},{number(1, 9)}%/năm so với cùng kỳ ",
        f"tốc độ {number(20, 120)} km/h, lưu lượng {number(1, 99)} m3/s, ",
        f"phòng {number(1, 40)}/{chance.choice('ABCD')} nhà {chance.choice('ABCD')}{number(1, 9)}, ",
        f"số nhà {number(1, 99)}/{number(1, 30)} đường {place}, ",
        f"hẻm {number(1, 99)}/{number(1, 30)}/{number(1, 9)} khu phố {number(1, 9)}/{number(1, 9)} ",
        f"TCVN {number(1000, 9999)}:{year}, ",
        f"TCVN ISO {number(9000, 9009)}:{year}; ",
        f"QCVN {number(1, 99):02}:{year}/BTTTT. ",
        f"nhiệm vụ II.{number(1, 9)}.{number(1, 9)} và mã ĐTĐL.CN-{number(10, 99)}/{number(10, 25)} ",
        f"hòm thư phong{number(1, 9)}@skhcn.binhhai.example, ",
        f"https://binhhai.example/tin/{year}/{month:02}/{day:02}/bai-{number(1, 999)}.html ",
        f"phiên bản {number(1, 9)}.{number(0, 9)}.{number(0, 9)}-rc{number(1, 9)} ",
        f"địa chỉ 10.{number(0, 255)}.{number(0, 255)}.{number(0, 255)}/24 ",
        f"xe 76A-{number(100, 999)}.{number(10, 99)}, tàu BH-{number(10000, 99999)}-TS ",
        f"trạm {number(22, 110)}/{number(6, 22)} kV, máy {number(1, 4)}x{number(25, 63)} MVA ",
        f"thửa {number(1, 999)}/{number(1, 99)} tờ bản đồ số {number(1, 99)}. ",
        f"xếp thứ {number(1, 63)}/63 tỉnh, thành phố; ",
        f"Trường THCS số {number(1, 9)} xã {place}. ",
        f"các nhiệm vụ số {number(1, 20)}, {number(21, 40)} và {number(41, 60)} ",
        f"Số:      /TB-SKHCN\nBình Hải, ngày      tháng {month} năm {year}\n",
        f"| {number(1, 99)} | {number(1, 9)}/{number(10, 19)} | {number(1, 99)}% |\n",
        f"lúc {number(7, 17)}h{number(0, 59):02}, tỷ số {number(0, 5)}-{number(0, 5)}. ",
        f"lớp {number(6, 12)}/{chance.choice('ABCD')}{number(1, 9)} trường {place}. ",
        f"Kế hoạch năm {year}, Nghị quyết đại hội nhiệm kỳ {year}-{year + 5}.\n",
        f"({number(1, 9)}) Giao Văn phòng theo dõi Đề án 06 tại xã {place}.\n\n",
    )


def text_without_citations(size: int, seed: int = 20210329) -> str:
    """Return at least `size` code points of text without a citation, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    pieces: list[str] = []
    length = 0
    while length < size:
        few = list(_numberless_pieces(chance))
        chance.shuffle(few)
        pieces += few
        length += sum(map(len, few))
    return unicodedata.normalize("NFC", "".join(pieces))

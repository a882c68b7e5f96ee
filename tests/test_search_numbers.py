"""Numbers of documents and tasks: one canonical token, however they are printed or typed."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ketluan.model import Archive, Citation, Document
from ketluan.search.analysis import analyze
from ketluan.search.glossary import make_glossary
from ketluan.search.numbers import number_token, number_tokens, task_tokens
from ketluan.search.query import parse_query
from ketluan.search.searching import SearchIndex
from search_archive import SCIENCE, ask, numbers, opened, small_archive, task

CASES = Path(__file__).parent / "citation_cases"
GLOSSARY = make_glossary(
    {"UBND": ["ủy ban nhân dân"], "QĐ": ["quyết định"], "TTg": ["thủ tướng chính phủ"]},
    symbols=["kh", "skhcn", "tu", "ubnd", "kgvx"],
)


def _gold() -> list[tuple[str, str, str]]:
    """Return (text, printed, number) of every mention in the gold set that has a number."""
    found = []
    for path in sorted(CASES.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            case = json.loads(line)
            found += [
                (case["text"], mention["text"], mention["number"])
                for mention in case["mentions"]
                if mention["number"] and not mention.get("short")
            ]
    return found


@pytest.mark.parametrize("number", sorted({number for _, _, number in _gold()}))
def test_a_number_is_asked_for_by_the_token_under_which_it_stands(number: str) -> None:
    (clause,) = parse_query(number, GLOSSARY).clauses
    assert clause.cited == number
    assert clause.tokens == number_tokens(number)[-1:] == (number_token(number),)


def test_a_number_in_a_text_has_its_canonical_tokens_and_is_found_as_printed() -> None:
    gold = _gold()
    assert len(gold) > 400
    for text, printed, number in gold:
        if " ".join(printed.split()) != printed and "\n" in printed:
            printed = " ".join(printed.split())  # a query has one line
        tokens = set(analyze(text, GLOSSARY).words)
        assert set(number_tokens(number)) <= tokens, (text, number)
        for clause in parse_query(printed, GLOSSARY).clauses:
            assert tokens.intersection(clause.tokens), (printed, clause)


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("105/TB -UBND", "105/TB-UBND"),
        ("12a/QĐ-UBND", "12a/QĐ-UBND"),
        ("123/BCD389QNg-TH", "123/BCD389QNg-TH"),
        ("105/2025/NĐ-CP2", "105/2025/NĐ-CP"),
        ("05/KH-KH&ĐT", "05/KH-KH&ĐT"),
        ("5/kh-kh&đt", "05/KH-KH&ĐT"),
        ("5/KH-KHĐT", "05/KH-KH&ĐT"),
        ("19-NQ/TW", "19-NQ/TW"),
        ("19-nq/tw", "19-NQ/TW"),
        ("qcvn 01-1:2018/byt", "QCVN 01-1:2018/BYT"),
        ("76 KH SKHCN", "76/KH-SKHCN"),
        ("76/KH SKHCN", "76/KH-SKHCN"),
        ("76/kh skhcn", "76/KH-SKHCN"),
        ("76KH-SKHCN", "76/KH-SKHCN"),
        ("76kh skhcn", "76/KH-SKHCN"),
        ("52 2016 qd ubnd", "52/2016/QĐ-UBND"),
        ("52-2016-QĐ-UBND", "52/2016/QĐ-UBND"),
        ("52/2016 qđ ubnd", "52/2016/QĐ-UBND"),
        ("8/2023 nq hđnd", "08/2023/NQ-HĐND"),
        ("1234 ubnd kgvx", "1234/UBND-KGVX"),
        ("71/kl tu", "71-KL/TU"),
        ("QĐ số 12a/QĐ-UBND", "12a/QĐ-UBND"),
    ],
)
def test_a_whole_number_is_read_however_it_is_typed(printed: str, number: str) -> None:
    (clause,) = parse_query(printed, GLOSSARY).clauses
    assert clause.tokens == (number_token(number),)
    assert clause.cited == printed.removesuffix("2")  # the mark of a footnote


@pytest.mark.parametrize(
    ("typed", "token"),
    [
        ("NĐ30", "#30/nd"),
        ("nđ30", "#30/nd"),
        ("NĐ30/2020", "#30/2020/nd"),
        ("76KH", "#76/kh"),
        ("kế hoạch 76/2021", "#76/2021/kh"),
        ("kế hoạch số 5/2021", "#5/2021/kh"),
        ("kế hoạch 76-2021", "#76/2021/kh"),
        ("nghị quyết 30a", "#30a/nq"),
        ("công văn 1234", "#1234/cv"),
        ("iso 9001", "#iso-9001"),
    ],
)
def test_a_part_of_a_number_is_read_in_every_shape(typed: str, token: str) -> None:
    (clause,) = parse_query(typed, GLOSSARY).clauses
    assert clause.tokens[0] == token
    assert clause.cited == typed


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("văn bản số 76", "#76"),
        ("đề án 996", "#996/qd"),  # called by the number of the decision
        ("chương trình số 12", "#12/qd"),
        ("71 ktr", "#71/kl-ktr"),
        ("kết luận 71 ktr", "#71/kl-ktr"),
        ("KL 71/2021 KTR", "#71/2021/kl-ktr"),
        ("71 2021 ktr", "#71/2021/kl-ktr"),
    ],
)
def test_a_type_left_out_or_of_another_paper_may_be_any(typed: str, number: str) -> None:
    glossary = make_glossary({}, ["ktr"])
    (clause,) = parse_query(typed, glossary).clauses
    assert number in clause.tokens
    assert clause.cited == typed


@pytest.mark.parametrize(
    "text",
    [
        "kế hoạch 2021-2025", "chương trình 2021-2030", "báo cáo 5/2021", "30L", "giai đoạn 2021",
        "500 ubnd xã", "76 cán bộ",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_number_is_left_to_the_words(text: str) -> None:
    assert not any(clause.cited for clause in parse_query(text, GLOSSARY).clauses)


def test_a_so_is_not_the_word_for_number() -> None:
    clauses = parse_query("thanh tra sở 76/KH-SKHCN", GLOSSARY).clauses
    assert [clause.typed for clause in clauses] == ["thanh", "tra", "sở", "76/KH-SKHCN"]


def test_words_behind_a_number_are_not_its_symbol() -> None:
    clauses = parse_query("76/kh tu bổ đường", GLOSSARY).clauses
    assert [clause.typed for clause in clauses] == ["76/kh", "tu", "bổ", "đường"]


PRINTED = {
    "105/TB -UBND": "105/TB-UBND",
    "12a/QĐ-UBND": "12a/QĐ-UBND",
    "123/BCD389QNg-TH": "123/BCD389QNg-TH",
    "30/2020/NĐ-CP2": "30/2020/NĐ-CP",
    "05/KH-KH&ĐT": "05/KH-KH&ĐT",
    "19-NQ/TW": "19-NQ/TW",
    "76/KH-SKHCN": "76/KH-SKHCN",
    "52/2016/QĐ-UBND": "52/2016/QĐ-UBND",
}
YEARS = {"76/KH-SKHCN": 2021, "05/KH-KH&ĐT": 2021}
TYPES = {"105/TB-UBND": "TB", "76/KH-SKHCN": "KH", "52/2016/QĐ-UBND": "QĐ", "30/2020/NĐ-CP": "NĐ"}


def _archive() -> Archive:
    """Return an archive with one task and one document for each of `PRINTED`."""
    archive = small_archive()
    tasks = []
    documents = []
    for place, (printed, number) in enumerate(PRINTED.items(), 1):
        key, year = f"van-ban-{place}", YEARS.get(number)
        kind = TYPES.get(number, "")
        citation = Citation(0, 0, printed, number, "administrative", kind, key=key, year=year)
        text = f"Thực hiện văn bản số {printed} đúng hạn."
        tasks.append(replace(task(f"V.{place}", SCIENCE, text), citations=(citation,)))
        documents.append(Document(key, number, "administrative", kind, year=year))
    notice = replace(archive.notices[0], tasks=tuple(tasks))
    return replace(archive, notices=(notice,), documents=tuple(documents), outcomes=())


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    """Lend the index of an archive of numbers in print."""
    with opened(_archive(), tmp_path_factory.mktemp("numbers")) as made:
        yield made


@pytest.mark.parametrize("place", range(1, len(PRINTED) + 1))
def test_a_number_as_printed_leads_to_its_document(index: SearchIndex, place: int) -> None:
    printed, number = list(PRINTED.items())[place - 1]
    for q in (printed, number, number.lower(), f"số {printed}", f'vanban:"{number}"'):
        result = ask(index, q)
        assert numbers(result) == [f"V.{place}"], q
        assert numbers(result, "document") == [f"van-ban-{place}"], q
        if not q.startswith("vanban:"):
            assert result.direct is not None
            assert result.direct.id == f"van-ban-{place}"


@pytest.mark.parametrize(
    ("q", "place"),
    [
        ("76/KH SKHCN", 7), ("76KH-SKHCN", 7), ("kế hoạch 76/2021", 7), ("76/2021/KH-SKHCN", 7),
        ("kế hoạch 76 năm 2021", 7), ("vanban:76KH-SKHCN", 7), ("vanban:76", 7),
        ("vanban:76/2021", 7), ("52 2016 qd ubnd", 8), ("52-2016-QĐ-UBND", 8), ("NĐ30", 4),
    ],
)  # fmt: skip
def test_typed_shapes_go_to_the_document(index: SearchIndex, q: str, place: int) -> None:
    assert numbers(ask(index, q), "document") == [f"van-ban-{place}"]


@pytest.mark.parametrize("q", ["77/KH-SKHCN", "77KH-SKHCN", "kế hoạch 77/2021", "76/2020/KH-SKHCN"])
def test_another_number_is_not_there_and_the_nearest_is_offered(index: SearchIndex, q: str) -> None:
    result = ask(index, q)
    assert result.total == 0
    assert result.notes[0] == f"Kho lưu trữ không có văn bản nào mang số “{q}”."
    assert result.nearest_numbers[0] == "76/KH-SKHCN"


@pytest.mark.parametrize(
    ("q", "first"),
    [("V.3", "V.3"), ("nhiệm vụ V.3", "V.3"), ("nhiem vu so v.3", "V.3"), ("Nhiệm vụ V.8", "V.8")],
)
def test_a_task_is_found_by_its_number(index: SearchIndex, q: str, first: str) -> None:
    assert numbers(ask(index, q)) == [first]


def test_the_task_itself_stands_before_those_below_it(tmp_path: Path) -> None:
    with opened(small_archive("Theo mục II.1.3.", "Việc II.1."), tmp_path) as index:
        assert numbers(ask(index, "II.1.3"))[0] == "II.1.3"
        assert set(numbers(ask(index, "II.1.3"))) == {"II.1.3", "III.1"}
        below = {"II.1.1", "II.1.2", "II.1.3", "II.1.4", "III.1", "III.2"}
        assert set(numbers(ask(index, "nhiệm vụ II.1"))) >= below - {"III.1"}
        assert ask(index, "II.99.1").total == 0


def test_task_numbers_have_tokens_for_their_parts() -> None:
    assert task_tokens("II.1.6") == ("§ii.1", "§ii.1.6")
    assert task_tokens("2.a") == ("§2.a",)
    assert task_tokens("g1") == ("§g1",)
    assert task_tokens("") == ()
    (clause,) = parse_query("nhiệm vụ 2.a", GLOSSARY).clauses
    assert (clause.tokens, clause.numbers) == (("§2.a",), "task")


def test_abbreviations_are_read_in_any_case() -> None:
    glossary = make_glossary({"KH-TC": ["kế hoạch tài chính"]})
    written = [parse_query(q, glossary).clauses[-1].tokens for q in ("KH-TC", "kh-tc", "Kh-Tc")]
    assert written[0] == written[1] == written[2]
    assert "@ke_hoach_tai_chinh" in analyze("phòng kh-tc", glossary).words
    assert analyze("lớn-bé v.v", glossary).words == ("lon", "be", "v", "v")

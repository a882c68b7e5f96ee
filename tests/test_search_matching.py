"""A query that finds nothing as typed is read as it was meant, and says so."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ketluan.model import Unit, UnitMention
from ketluan.search.glossary import Glossary, spelled
from ketluan.search.lexicon import distance, make_lexicon
from ketluan.search.limits import AskedLimit, asked_limit
from ketluan.search.mistyped import Corrector, sounds_like
from ketluan.search.query import parse_query
from ketluan.search.questions import asked_words, without_heads
from ketluan.search.same_words import rewordings
from ketluan.search.searching import SearchIndex
from ketluan.search.short_forms import likeliest
from ketluan.search.telex import decoded
from ketluan.vietnamese import fold
from ketluan.vocabulary import question_words, same_words, typing_slips
from search_archive import SCIENCE, ask, numbers, opened, small_archive, task

TEXTS = (
    "Xây dựng hệ thống truy xuất nguồn gốc sản phẩm hàng hóa.",  # III.1
    "Kiểm tra công tác phòng cháy chữa cháy tại kho hóa chất; nâng năng suất.",  # III.2
    "Thanh tra mô hình trồng Sacha Inchi của hộ dân, chia sẻ kinh nghiệm sau đợt mưa riêng lẻ.",  # III.3
    "Kê khai tài sản, thu nhập của cán bộ, công chức theo quy định.",  # III.4
    "Phối hợp với Văn phòng Sở chuẩn bị hội nghị tổng kết.",  # III.5
    "Mua sắm máy phát hiện khí amoni cho phòng thử.",  # III.6
    "Tham mưu Phương án phát triển thị trường; liên hệ Bộ KH&CN.",  # III.7
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    """Lend the index of the small archive with some texts more."""
    with opened(small_archive(*TEXTS), tmp_path_factory.mktemp("index")) as made:
        yield made


@pytest.mark.parametrize(
    ("q", "first"),
    [
        ("truy xu", "III.1"), ("truy xuấ", "III.1"), ("cháy ch", "III.2"), ("Sacha In", "III.3"),
        ("kê kha", "III.4"), ("amo", "III.6"), ("hạt nh", "II.1.2"), ("diễn tậ", "II.1.2"),
    ],
)  # fmt: skip
def test_the_last_word_may_be_only_begun(index: SearchIndex, q: str, first: str) -> None:
    result = ask(index, q)
    assert numbers(result)[0] == first
    assert result.notes == (f"Hiện cả những nội dung có từ bắt đầu bằng “{q.split()[-1]}”.",)
    assert result.shown_for == ""


@pytest.mark.parametrize(
    ("q", "meant", "first"),
    [
        ("truy suất nguồn gốc", "truy xuất nguồn gốc", "III.1"),
        ("phòng cháy trữa cháy", "phòng cháy chữa cháy", "III.2"),
        ("mô hình Sacha Inchhi", "mô hình Sacha inchi", "III.3"),
        ("tài sảnn thu nhập", "tài sản thu nhập", "III.4"),
        ("tai sann thu nhap", "tài sản thu nhập", "III.4"),
        ("khí amonni", "khí amoni", "III.6"),
        ("hatj nhân", "hạt nhân", "II.1.2"),
        ("diễn tậpp", "diễn tập", "II.1.2"),
        ("kee khai taif sanr", "kê khai tài sản", "III.4"),
        ("suwj coos hatj nhaan", "sự cố hạt nhân", "II.1.2"),
        ("hatj nhân donvi:phongquanlykhoahoc", "hạt nhân donvi:phongquanlykhoahoc", "II.1.2"),
    ],
)
def test_slips_of_typing_are_mended_and_told(
    index: SearchIndex, q: str, meant: str, first: str
) -> None:
    result = ask(index, q)
    assert numbers(result)[0] == first
    assert (result.shown_for, result.did_you_mean) == (meant, "")
    assert result.notes[0] == f"Không có nội dung nào khớp “{q}”. Hiện kết quả cho “{meant}”."
    as_typed = ask(index, q, as_typed=True)
    assert (as_typed.total, as_typed.shown_for) == (0, "")


@pytest.mark.parametrize(
    "q",
    [
        "blockchain", "covid", "xyzzy", "hộ chiếu", "sầu riêng", "khoa học xyzt", "karaoke",
        "77/KH-S", "76/KH-UB", "7", "67/KH-SKHCN", '"truy suất"', "hạt -nhân nhânn",
        "donvi:vanphongso xyzt", "tổ chim bay lạc",
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_guessed(index: SearchIndex, q: str) -> None:
    assert ask(index, q).total == 0


def test_a_number_half_typed_finds_what_it_begins(index: SearchIndex) -> None:
    whole, begun = ask(index, "76/KH-SKHCN"), ask(index, "76/KH-S")
    assert set(numbers(begun)) == set(numbers(whole))
    assert begun.notes == ("Hiện cả những nội dung có từ bắt đầu bằng “76/KH-S”.",)
    assert ask(index, "105/T").counts == ask(index, "105/TB-UBND").counts


@pytest.mark.parametrize(
    ("q", "first"),
    [
        ("phòng nào lo diễn tập sự cố hạt nhân?", "II.1.2"),
        ("ai phụ trách kê khai tài sản", "III.4"),
        ("don vi nao phu trach truy xuat nguon goc?", "III.1"),
        ("văn phòng phải làm gì về CCHC?", "II.2.2"),
        ("khi nào xong việc kiểm tra phòng cháy chữa cháy ở kho hóa chất lớn?", "III.2"),
        ("đã diễn tập sự cố bức xạ hạt nhân chưa?", "II.1.2"),
    ],
)
def test_a_question_finds_what_it_asks_for(index: SearchIndex, q: str, first: str) -> None:
    assert numbers(ask(index, q))[0] == first


@pytest.mark.parametrize(
    ("q", "first"),
    [
        ("văn phòng sở CCHC", "II.2.2"),
        ("van phong so ke hoach 76", "II.2.1"),
        ("chi cục đo lường lễ khởi công", "II.3.5"),
        ("chi cục độ lượng mưa", "II.3.2"),
        ("P.QLKH tập huấn", "II.1.4"),
        ("P. QLKH tập huấn", "II.1.4"),
        ("PQLKH tập huấn", "II.1.4"),
        ("phòng QL KH tập huấn", "II.1.4"),
        ("pqlkh tập huấn", "II.1.4"),
        ("VPS CCHC", "II.2.2"),
        ("phòng qlkh tập huấn", "II.1.4"),
        ("VP sở CCHC", "II.2.2"),
        ("văn phòng sở quý II/2021 CCHC", "II.2.2"),
        ("Văn phòng Sở", "II.2.1"),
    ],
)
def test_a_units_tasks_come_first(index: SearchIndex, q: str, first: str) -> None:
    assert numbers(ask(index, q))[0] == first


def test_a_unit_has_the_tasks_of_its_predecessor_behind_its_own(tmp_path: Path) -> None:
    archive = small_archive("Lập hồ sơ mưa bão.")
    old, new = UnitMention("Phòng Lưu trữ Mẫu", "cu"), UnitMention("Phòng Kho vận Mới", "moi")
    tasks = (task("V.1", old, "Kiểm kê kho giấy."), task("V.2", new, "Kiểm kê kho giấy."))
    notice = replace(archive.notices[0], tasks=tasks)
    units = (Unit("cu", old.name, successors=("moi",)), Unit("moi", new.name))
    own = replace(archive, notices=(notice,), documents=(), outcomes=(), units=units)
    with opened(own, tmp_path) as index:
        assert numbers(ask(index, "phòng kho vận mới kho giấy")) == ["V.2", "V.1"]
        assert numbers(ask(index, "phòng lưu trữ mẫu kho giấy"))[0] == "V.1"


def test_a_time_and_a_unit_are_those_of_its_tasks(index: SearchIndex) -> None:
    assert set(numbers(ask(index, "Văn phòng Sở tháng 3 năm 2021"))) >= {
        "II.2.1",
        "II.2.2",
        "II.2.3",
    }
    assert numbers(ask(index, "Văn phòng Sở năm 2020")) == []


def test_a_task_that_only_mentions_the_unit_follows(index: SearchIndex) -> None:
    found = numbers(ask(index, "Văn phòng Sở"))
    assert set(found[:3]) == {"II.2.1", "II.2.2", "II.2.3"}
    assert found[3:] == ["III.5"]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("truy xuất nguồn gốc năm 2021", ["III.1"]),
        ("truy xuất nguồn gốc quý II/2021", ["III.1"]),
        ("Quý II truy xuất nguồn gốc", ["III.1"]),
        ("truy xuất nguồn gốc tháng 3 năm 2021", ["III.1"]),
        ("truy xuất nguồn gốc năm 2020", []),
        ("truy xuất nguồn gốc quý I/2021", []),
    ],
)
def test_a_time_may_be_that_of_the_task(index: SearchIndex, q: str, found: list[str]) -> None:
    result = ask(index, q)
    assert numbers(result) == found
    assert any("được hiểu là kỳ" in note for note in result.notes) == bool(found)


def test_a_limit_without_its_year_is_that_of_the_latest(index: SearchIndex) -> None:
    result = ask(index, "việc có hạn 15/4")
    assert numbers(result) == numbers(ask(index, "việc có hạn 15/4/2021")) == ["II.2.3"]
    assert result.notes[0].startswith("“15/4/2021” được hiểu là thời hạn")
    assert ask(index, "việc có hạn 16/4").total == 0


def test_a_time_beside_a_unit_is_that_of_its_tasks_too(index: SearchIndex) -> None:
    found = numbers(ask(index, "văn phòng sở làm gì trong quý 2"))
    assert found[0] == "II.2.2"  # says so itself
    assert set(found[:3]) == {"II.2.1", "II.2.2", "II.2.3"}
    assert numbers(ask(index, "văn phòng sở quý II/2020")) == []


def test_pages_alone_stand_behind_the_tasks_of_a_word_begun(index: SearchIndex) -> None:
    result = ask(index, "giám đốc ch")  # nobody's task, but a notice has the letters
    assert numbers(result)[0] == "II.2.2"
    assert ask(index, "cuộc họp giao ban").counts == {"notice": 1}


def test_a_long_text_is_found_by_most_of_its_words(index: SearchIndex) -> None:
    pasted = "(4) Xây dựng hệ thống truy xuất nguồn gốc sản phẩm hàng hóa lớn"
    result = ask(index, pasted)
    assert numbers(result) == ["III.1"]
    assert result.notes[0].startswith("Không có nội dung nào có đủ mọi từ")
    assert ask(index, f"{pasted} -sản").total == 0
    assert ask(index, f"{pasted} 77/KH-SKHCN").total == 0


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("TXNG", ["III.1"]),
        ("ai lo txng sản phẩm?", ["III.1"]),
        ("HTT hàng hóa", ["III.1"]),  # capitals may be three
        ("htt", []),
        ("TXGN", []),
        ("TXNG -sản", []),
        ("tx nguồn gốc", ["III.1"]),  # beside other words two letters are enough
        ("tx bức xạ", []),
        ("tbi hội thi", ["III.1"]),  # a letter and the syllable behind it
        ("đx nguồn gốc", []),
        ("TSPH", []),  # thống … sản phẩm, hàng: not side by side
    ],
)
def test_an_abbreviation_of_no_table_is_read_by_its_letters(
    q: str, found: list[str], tmp_path: Path
) -> None:
    with opened(small_archive(_TRACING), tmp_path) as index:
        result = ask(index, q)
    assert numbers(result) == found
    assert any("được hiểu là" in note for note in result.notes) == bool(found)


@given(st.lists(st.integers(0, 7), max_size=4))
def test_the_likeliest_readings_of_abbreviations_are_those_of_all(counts: list[int]) -> None:
    every = sorted(product(*map(range, counts)), key=lambda row: (sum(row), row))
    assert likeliest(counts) == every[:24]


def test_a_query_of_abbreviations_alone_has_no_more_readings_than_one_of_few() -> None:
    assert len(likeliest([20] * 100)) == 24  # all ways would be more than there are atoms


_TRACING = "Xây dựng hệ thống truy xuất nguồn gốc của sản phẩm, hàng hóa; hội thi thiết bị."


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("đào tạo văn thư", ["III.1"]),  # the task says bồi dưỡng
        ("dao tao van thu", ["III.1"]),
        ("đào tạo văn thư -xã", []),
        ("họp giao ban văn thư", []),
    ],
)
def test_another_word_of_offices_is_looked_for(q: str, found: list[str], tmp_path: Path) -> None:
    with opened(small_archive(_CLASS), tmp_path) as index:
        result = ask(index, q)
    assert numbers(result) == found
    assert any("được hiểu là “bồi dưỡng”" in note for note in result.notes) == bool(found)


def test_rows_of_same_words_do_their_work_in_the_examples() -> None:
    words = [word for row in same_words()["rows"] for word in row]
    assert len(words) == len(set(words))
    assert all(len(row) > 1 for row in same_words()["rows"])
    for text, other in same_words()["examples"].items():
        (group,) = parse_query(text, Glossary()).groups
        assert other in {said for row in rewordings(group) for said in row.values()}, text
    (group,) = parse_query("gia phat", Glossary()).groups  # may be any words
    assert [*rewordings(group)] == []


_CLASS = "Mở lớp bồi dưỡng nghiệp vụ lưu trữ hồ sơ cho văn thư các xã"


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("đào tạo nghiệp vụ lưu trữ", ["III.1"]),  # two pairs of its words stand there
        ("dao tao nghiep vu luu tru", ["III.1"]),
        ("đào tạo nghiệp vụ lưu trữ -xã", []),
        ("nghiệp vụ xây cầu đường", []),  # one
        ("hồ sơ nhà đất xã", []),
    ],
)
def test_of_a_few_words_most_with_two_pairs_are_enough(
    q: str, found: list[str], tmp_path: Path
) -> None:
    with opened(small_archive(_CLASS), tmp_path) as index:
        assert numbers(ask(index, q)) == found


def test_rows_of_question_words_do_their_work_in_the_examples() -> None:
    table = question_words()
    for text, words in table["examples"].items():
        assert " ".join(_asked(text)) == words, text
    for text in table["none"]:
        assert _asked(text) == [], text
    rows = table["asking"] + table["around"]
    assert len(rows) == len(set(rows))
    for row in table["asking"]:
        assert _asked(f"{row} diễn tập") == ["diễn", "tập"], row
    for row in table["around"]:
        assert _asked(f"{row} diễn tập?") == ["diễn", "tập"], row
        assert _asked(f"{row} diễn tập") == [], row


def test_newest_and_heads_are_words_of_questions_and_limits_do_their_work_in_the_examples() -> None:
    table = question_words()
    assert set(table["newest"]) <= {*table["asking"], *table["around"]}
    for text, (time, words) in table["limit_examples"].items():
        (group,) = parse_query(text, Glossary()).groups
        limit = asked_limit(group)
        assert limit, text
        assert limit.typed == time, text
        assert " ".join(group.clauses[place].typed for place in sorted(limit.kept)) == words, text
    for text in table["no_limits"]:
        (group,) = parse_query(text, Glossary()).groups
        assert asked_limit(group) is None, text
    day = date(2021, 6, 30)
    rows = table["limits"] + table["before"]
    assert len(rows) == len(set(rows))
    for row in rows:
        (group,) = parse_query(f"{row} ngày 30/6/2021", Glossary()).groups
        assert asked_limit(group) == AskedLimit(day, day, "ngày 30/6/2021", frozenset()), row
    for row in table["heads"]:
        (group,) = parse_query(f"{row} lúa", Glossary()).groups
        kept = frozenset(range(len(group.clauses)))
        assert without_heads(group, kept) == {len(kept) - 1}, row


def _asked(text: str) -> list[str]:
    (group,) = parse_query(text, Glossary()).groups
    kept = asked_words(group, is_question=text.endswith("?"))
    return [clause.typed for place, clause in enumerate(group.clauses) if place in kept]


def test_examples_of_slips_are_mended_by_their_tables() -> None:
    slips = typing_slips()
    for typed, meant in slips["examples"].items():
        assert fold(meant) in (*sounds_like(fold(typed)), fold(typed)), typed
    for keys, meant in slips["telex"]["examples"].items():
        assert spelled(decoded(keys)) == spelled(meant), keys
    for row in slips["initials"]:
        assert all(f"{b}an" in sounds_like(f"{a}an") for a in row for b in row if a != b), row
    for row in slips["finals"]:
        assert all(f"ta{b}" in sounds_like(f"ta{a}") for a in row for b in row if a != b), row


@given(st.text("aeiouwdsfrxjnhgctqz", max_size=12))
def test_keys_without_telex_decode_to_nothing_and_others_to_a_word(keys: str) -> None:
    assert decoded(keys) != keys or not keys
    assert decoded(decoded(keys)) == "" or decoded(keys).isascii()


LEXICON = make_lexicon(TEXTS)


@given(st.text("abcghimnoprstuxy", min_size=1, max_size=9))
def test_near_words_are_all_that_are_near(word: str) -> None:
    far = 1 + (len(word) > 6)
    shortest = 2
    near = {k for k in LEXICON.words if len(k) >= shortest and 0 < distance(word, k) <= far}
    assert set(LEXICON.near(word)) == near


@given(
    st.lists(st.sampled_from(["truy", "suat", "xuat", "nguon", "goc", "chay", "zzz"]), max_size=6)
)
def test_corrections_are_words_of_the_archive(words: list[str]) -> None:
    corrector = Corrector(LEXICON, lambda _: True)
    for correction in corrector.corrections(" ".join(words)):
        assert {fold(word) for word in correction.text.split()} <= set(LEXICON.words)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.sampled_from([*" ".join(TEXTS).split(), "ai", "nào?", "suất", "hatj", "76/KH-S"])),
    st.sampled_from(["sản", "cháy", "hạt", "phòng"]),
)
def test_no_reading_finds_what_is_excluded(index: SearchIndex, words: list[str], out: str) -> None:
    plain = {hit.id for hit in ask(index, out).hits if hit.kind == "task"}
    found = {hit.id for hit in ask(index, f"{' '.join(words)} -{out}").hits}
    assert not plain & found


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(" ".join(TEXTS).split()), min_size=1, max_size=5))
def test_a_word_more_never_adds_to_what_has_all_words(index: SearchIndex, words: list[str]) -> None:
    def having(some: list[str]) -> set[int]:
        query = parse_query(" ".join(some), index.catalogue.glossary)
        return {ordinal for ordinal, _ in index.ranked(query)}

    assert having(words) <= having(words[:-1]) or len(words) == 1


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("Sở Khoa học và Công nghệ", {"IV.1", "IV.2", "IV.3"}),
        ("SKHCN", {"IV.1", "IV.2", "IV.3"}),
        ("Sở KH&CN", {"IV.1", "IV.2", "IV.3"}),
        ("KHCN", {"IV.1", "IV.2", "IV.3", "IV.4"}),
        ("khoa hoc cong nghe", {"IV.1", "IV.2", "IV.3", "IV.4"}),
        ("sở", {"IV.1", "IV.2", "IV.3", "IV.4"}),
    ],
)
def test_a_long_form_is_one_however_much_of_it_is_abbreviated(
    tmp_path: Path, q: str, found: set[str]
) -> None:
    texts = ("Báo cáo Sở KH&CN.", "Gửi SKHCN.", "Sở khoa học và công nghệ họp.", "KHCN cơ sở.")
    archive = small_archive()
    tasks = tuple(task(f"IV.{i}", SCIENCE, text) for i, text in enumerate(texts, 1))
    notice = replace(archive.notices[0], tasks=tasks)
    known = {**archive.abbreviations, "SKHCN": ("sở khoa học và công nghệ",)}
    own = replace(archive, notices=(notice,), documents=(), outcomes=(), abbreviations=known)
    with opened(own, tmp_path) as index:
        assert set(numbers(ask(index, q))) == found

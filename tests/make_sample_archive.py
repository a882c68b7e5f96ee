"""Write the sample archive from its stories: notices, originals, updates, truth.json.

python tests/make_sample_archive.py    # writes below tests/sample_archive/

The registers `don-vi.yml`, `van-ban.yml` and `viet-tat.yml` are written by hand. What is written
here is committed, and a test holds it to this program byte for byte; nothing in it is by chance.
"""

import hashlib
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date as Day

from ketluan.notice import write_notice
from ketluan.strict_yaml import write_mapping
from sample_stories import ARCHIVE, Closing, Step, Stories, read_stories
from sample_truth import Placed, truth

MARK = "dữ liệu mẫu"
ISSUER = "Sở Mẫu tỉnh Minh Họa"
_ROMAN = ("I", "II", "III", "IV")
_LETTERS = "abcdđeghiklmnopq"


@dataclass(frozen=True, slots=True)
class Meeting:
    """One notice to be written: `key` as in the stories, its day and number."""

    key: str
    day: Day
    number: str
    directive: str

    @property
    def quarter(self) -> tuple[int, int]:
        """The year and the quarter (1 to 4) that the meeting reviews."""
        return self.day.year, (self.day.month + 2) // 3

    @property
    def id(self) -> str:
        """The notice's id."""
        if self.key.endswith("C"):
            return f"{self.day.isoformat()}-chuyen-de-ho-minh-an"
        return f"{self.day.isoformat()}-giao-ban-quy-{_ROMAN[self.quarter[1] - 1].lower()}"


MEETINGS = (
    Meeting("22Q1", Day(2022, 3, 30), "58/TB-SM", "Thông báo số 45/TB-UBND ngày 08/3/2022"),
    Meeting("22Q2", Day(2022, 6, 29), "102/TB-SM", "Thông báo số 112/TB-UBND ngày 10/6/2022"),
    Meeting("22Q3", Day(2022, 9, 29), "149/TB-SM", "Thông báo số 188/TB-UBND ngày 12/9/2022"),
    Meeting("22Q4", Day(2022, 12, 29), "201/TB-SM", "Thông báo số 188/TB-UBND ngày 12/9/2022"),
    Meeting("23Q1", Day(2023, 3, 30), "55/TB-SM", "Thông báo số 45/TB-UBND ngày 10/3/2023"),
    Meeting("23C", Day(2023, 5, 11), "76/TB-SM", ""),
    Meeting("23Q2", Day(2023, 6, 29), "98/TB-SM", "Thông báo số 130/TB-UBND ngày 16/6/2023"),
    Meeting("23Q3", Day(2023, 9, 28), "", "Thông báo số 201/TB-UBND ngày 20/9/2023"),
    Meeting("23Q4", Day(2023, 12, 28), "196/TB-SM", "Thông báo số 256/TB-UBND ngày 11/12/2023"),
    Meeting("24Q1", Day(2024, 3, 28), "51/TB-SM", "Thông báo số 39/TB-UBND ngày 05/3/2024"),
    Meeting("24Q2", Day(2024, 6, 27), "97/TB-SM", "Thông báo số 121/TB-UBND ngày 07/6/2024"),
)
PLANS = {
    2022: "Kế hoạch số 12/KH-SM ngày 14/01/2022",
    2023: "Kế hoạch số 12/KH-SM ngày 13/01/2023",
    2024: "Kế hoạch số 09/KH-SM ngày 12/01/2024",
}
UNITS = {  # short name in the stories → id and name in the register, in the order of a notice
    "vp": ("van-phong-so", "Văn phòng Sở"),
    "khtc": ("phong-ke-hoach-tai-chinh", "Phòng Kế hoạch - Tài chính"),
    "tt": ("thanh-tra-so", "Thanh tra Sở"),
    "tn": ("phong-thu-nghiem-mau", "Phòng Thử nghiệm Mẫu"),
    "tnkc": ("phong-thu-nghiem-va-kiem-chung", "Phòng Thử nghiệm và Kiểm chứng"),
    "nv": ("phong-nghiep-vu-mau", "Phòng Nghiệp vụ Mẫu"),
    "dd": ("chi-cuc-do-dem", "Chi cục Đo đếm"),
    "lt": ("phong-luu-tru-mau-vat", "Phòng Lưu trữ Mẫu vật"),
    "tb": ("trung-tam-trung-bay", "Trung tâm Trưng bày"),
    "ltb": ("trung-tam-luu-tru-va-trung-bay-mau", "Trung tâm Lưu trữ và Trưng bày Mẫu"),
    "cds": ("trung-tam-du-lieu-va-chuyen-doi-so", "Trung tâm Dữ liệu và Chuyển đổi số"),
}
GROUPS = {"nhiem-vu-chung": "cac-phong-don-vi-truc-thuoc", "doan-the": "cac-doan-the"}
SHORT_NAMES = {
    "khtc": "Phòng Kế hoạch – Tài chính",
    "tnkc": "Phòng TN&KC",
    "ltb": "Trung tâm LT&TBM",
}
VALID = {"tn": ("22Q1", "22Q4"), "tnkc": ("23Q1", ""), "lt": ("22Q1", "23Q1"), "tb": ("22Q1", "23Q1"),
         "ltb": ("23Q2", ""), "cds": ("23Q2", "")}  # fmt: skip
WITHOUT_TASKS = {("tt", "22Q3"), ("cds", "23Q4"), ("dd", "24Q1")}
# The one directive that stands in two notices: its tasks go on, word for word or not.
CARRIED = ("vp", "nv", "dd", "lt")
UNMARKED_ORIGINAL = "23C"  # the notice of which no original is known


def main() -> int:
    """Write every file that this program makes."""
    for path, text in files().items():
        target = ARCHIVE / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode("utf-8"))
    return 0


def files() -> dict[str, str]:
    """Return every file that this program makes: path below `sample_archive/` → text."""
    stories = read_stories()
    steps = {**stories.steps, **{step.key: step for step in _repeated(stories.repeated)}}
    stories = replace(stories, steps=steps)
    placed = {p.step.key: p for meeting in MEETINGS for p in _numbered(meeting, stories)}
    written: dict[str, str] = {}
    for meeting in MEETINGS:
        written |= _notice_files(meeting, stories, placed)
    written |= _updates(stories.closings, placed)
    facts = truth(stories, placed, {m.key: (m.id, m.day) for m in MEETINGS})
    facts["anomalies"]["unit-without-tasks"] = [
        {"unit": UNITS[unit][0], "notice": _meeting(key).id} for unit, key in sorted(WITHOUT_TASKS)
    ]
    written["truth.json"] = json.dumps(facts, ensure_ascii=False, indent=1) + "\n"
    return written


def _meeting(key: str) -> Meeting:
    return next(meeting for meeting in MEETINGS if meeting.key == key)


def _directed(meeting: Meeting) -> tuple[int, int]:
    year, quarter = meeting.quarter
    return (year, quarter) if meeting.key.endswith("C") else (year + quarter // 4, quarter % 4 + 1)


def _exists(unit: str, meeting: Meeting) -> bool:
    first, last = VALID.get(unit, ("22Q1", ""))
    keys = [one.key for one in MEETINGS]
    place = keys.index(meeting.key)
    return keys.index(first) <= place <= (keys.index(last) if last else len(keys))


def _repeated(wordings: Mapping[str, tuple[str, ...]]) -> Iterator[Step]:
    """Yield the boilerplate of each quarter, in the wording whose turn it is.

    The key is name/unit/notice. Only the directive that two notices name makes a continuation.
    """
    quarters = [meeting for meeting in MEETINGS if not meeting.key.endswith("C")]
    for place, meeting in enumerate(quarters):
        year, quarter = _directed(meeting)
        words = {
            "period": f"Quý {_ROMAN[quarter - 1]}/{year}",
            "year": str(year),
            "plan": PLANS[meeting.quarter[0]],
            "directive": meeting.directive,
        }
        for number, unit in enumerate(("all", *UNITS)):
            if unit != "all" and (
                not _exists(unit, meeting) or (unit, meeting.key) in WITHOUT_TASKS
            ):
                continue
            for name in _names_for(unit, number, place, meeting.key):
                texts = wordings[name]
                text = texts[(number + place) % len(texts)].format(**words)
                goes_on = name == "chi-dao" and meeting.key == "22Q4" and unit in CARRIED
                yield Step(
                    f"{name}/{unit}/{meeting.key}", meeting.key, unit, text,
                    before=(f"{name}/{unit}/22Q3",) if goes_on else (),
                    kind="same-document" if goes_on else "",
                )  # fmt: skip


def _names_for(unit: str, number: int, place: int, key: str) -> list[str]:
    if unit == "all":
        return ["nhiem-vu-chung", "doan-the"]
    names = []
    carried = key in ("22Q3", "22Q4")
    if unit in CARRIED if carried else (place + number) % 2 == 0:
        names.append("chi-dao")
    if (place + number) % 3 == 0:
        names.append("ke-hoach-nam")
    if (place + 2 * number) % 4 == 1:
        names.append("thuong-xuyen")
    return names


def _numbered(meeting: Meeting, stories: Stories) -> Iterator[Placed]:
    """Yield the tasks of a notice in order, with label and id."""
    steps = [step for step in stories.steps.values() if step.notice == meeting.key]
    if meeting.key.endswith("C"):
        for place, step in enumerate(steps, start=1):
            yield _placed(meeting, step, f"II.{place}", f"{place}. ")
        return
    part = 1 if any(said.notice == meeting.key for said in stories.said) else 0
    general = [step for step in steps if step.unit == "all"]
    for place, step in enumerate(general, start=1):
        yield _placed(meeting, step, f"{_ROMAN[part]}.{place}", f"{place}. ")
    for heading, unit in enumerate(_units_in(steps), start=1):
        own = sorted((step for step in steps if step.unit == unit), key=_mixed)
        for place, step in enumerate(own):
            label, number = _label(meeting, place)
            yield _placed(meeting, step, f"{_ROMAN[part + 1]}.{heading}.{number}", label)


def _units_in(steps: Sequence[Step]) -> list[str]:
    named = {step.unit for step in steps}
    return [unit for unit in UNITS if unit in named]


def _mixed(step: Step) -> tuple[bool, str]:
    """Order the tasks of a unit as if by chance, boilerplate last."""
    key = f"{step.notice} {step.key}"
    return "/" in step.key, hashlib.sha256(key.encode()).hexdigest()


def _label(meeting: Meeting, place: int) -> tuple[str, str]:
    """Return label and last part of the number: the habit of the office changes with the year."""
    if meeting.day.year == 2022:
        return f"({place + 1}) ", str(place + 1)
    if meeting.day.year == 2023:
        return f"{_LETTERS[place]}) ", _LETTERS[place]
    return "- ", f"g{place + 1}"


def _placed(meeting: Meeting, step: Step, number: str, label: str) -> Placed:
    unit = UNITS[step.unit][0] if step.unit in UNITS else GROUPS.get(step.key.split("/")[0], "")
    return Placed(step, f"{meeting.id}#{number}", label, unit)


def _notice_files(
    meeting: Meeting, stories: Stories, placed: Mapping[str, Placed]
) -> Iterator[tuple[str, str]]:
    """Yield the notice and, but for one, its original."""
    own = [one for one in placed.values() if one.step.notice == meeting.key]
    body = "\n\n".join(_body(meeting, stories, own))
    original = re.sub(r"^#+ ", "", body, flags=re.MULTILINE) + "\n"
    place = f"{meeting.day.year}/{meeting.id}"
    known = meeting.key != UNMARKED_ORIGINAL
    source: dict[str, object] | str = ""
    if known:
        source = {
            "tep": f"goc/{place}.txt",
            "sha256": hashlib.sha256(original.encode("utf-8")).hexdigest(),
        }
        yield f"notices/goc/{place}.txt", original
    year, quarter = _directed(meeting)
    metadata: dict[str, object] = {
        "loai": "TB",
        "so_ky_hieu": meeting.number,
        "ngay_ban_hanh": "",
        "ngay_hop": meeting.day.isoformat(),
        "co_quan": ISSUER,
        "trich_yeu": _subject(meeting),
        "ky_danh_gia": f"{meeting.quarter[0]}-Q{meeting.quarter[1]}",
        "ky_chi_dao": f"{year}-Q{quarter}",
        "chu_tri": {"chuc_vu": "Giám đốc Sở Mẫu"},
        "nguoi_ky": {
            "ho_ten": "Trần Thị Thí Dụ",
            "chuc_vu": "Chánh Văn phòng",
            "quyen_han": "TL. GIÁM ĐỐC",
        },
        "nguon": source,
    }
    decisions = dict(_decisions(own, stories, placed))
    if decisions:
        metadata["nhiem_vu"] = decisions
    rows = _outcome_rows([c for c in stories.closings if c.place == meeting.key], placed)
    if rows:
        metadata["ket_qua"] = rows
    yield f"notices/{place}.md", write_notice(metadata, body)


def _decisions(
    own: Sequence[Placed], stories: Stories, placed: Mapping[str, Placed]
) -> Iterator[tuple[str, object]]:
    """Yield what a person said of the links of single tasks, by number."""
    for one in own:
        refused = [
            placed[earlier].id for later, earlier in stories.refused if later == one.step.key
        ]
        decision = {
            "tiep_noi": [placed[key].id for key in one.step.before if one.step.confirmed],
            "khong_tiep_noi": refused,
        }
        if any(decision.values()):
            yield one.id.split("#")[1], {key: ids for key, ids in decision.items() if ids}


def _subject(meeting: Meeting) -> str:
    year, quarter = meeting.quarter
    if meeting.key.endswith("C"):
        return f"Kết luận của Giám đốc Sở Mẫu tại cuộc họp chuyên đề về hồ Minh An ({MARK})"
    return (
        f"Kết luận của Giám đốc Sở Mẫu tại cuộc họp giao ban Quý {_ROMAN[quarter - 1]} năm {year} "
        f"({MARK})"
    )


def _body(meeting: Meeting, stories: Stories, own: Sequence[Placed]) -> Iterator[str]:
    """Yield the paragraphs of a notice."""
    year, quarter = meeting.quarter
    reviewed = f"Quý {_ROMAN[quarter - 1]}/{year}"
    next_year, next_quarter = _directed(meeting)
    directed = f"Quý {_ROMAN[next_quarter - 1]}/{next_year}"
    day = f"{meeting.day.day}/{meeting.day.month}/{meeting.day.year}"
    yield "THÔNG BÁO"
    yield _subject(meeting)
    if meeting.key.endswith("C"):
        yield (
            f"Ngày {day}, Giám đốc Sở Mẫu chủ trì cuộc họp chuyên đề về chất lượng nước hồ Minh An. "
            "Sau khi nghe các phòng, đơn vị báo cáo, Giám đốc Sở kết luận như sau:"
        )
        yield "## I. Đánh giá chung"
        yield "Chất lượng nước hồ Minh An có biểu hiện xấu đi ở một số thời điểm."
        yield "## II. Nhiệm vụ giao cho các phòng, đơn vị"
        yield from (f"{one.label}{one.step.text}" for one in own)
    else:
        yield (
            f"Ngày {day}, Giám đốc Sở Mẫu chủ trì cuộc họp giao ban để đánh giá tình hình thực hiện "
            f"công tác trong {reviewed} và chỉ đạo các nội dung thực hiện trong {directed}. Sau khi "
            "nghe báo cáo, Chủ trì cuộc họp kết luận như sau:"
        )
        yield from _parts(meeting, stories, own, reviewed, directed)
    yield (
        "Nay thông báo kết luận của Giám đốc Sở Mẫu để các phòng, đơn vị trực thuộc biết và triển "
        "khai thực hiện./."
    )
    yield from (
        "Nơi nhận:",
        "- GĐ, các PGĐ Sở;",
        "- Các phòng, đơn vị trực thuộc Sở;",
        "- Lưu: VT.",
    )
    yield from ("TL. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG", "Trần Thị Thí Dụ")


def _parts(
    meeting: Meeting, stories: Stories, own: Sequence[Placed], reviewed: str, directed: str
) -> Iterator[str]:
    said = [one.sentence for one in stories.said if one.notice == meeting.key]
    parts = iter(_ROMAN)
    if said:
        yield f"## {next(parts)}. Đánh giá tình hình thực hiện nhiệm vụ {reviewed}"
        yield from (f"{place}. {sentence}" for place, sentence in enumerate(said, start=1))
    yield f"## {next(parts)}. Các nhiệm vụ thường xuyên, nhiệm vụ theo kế hoạch"
    yield from (f"{one.label}{one.step.text}" for one in own if one.step.unit == "all")
    yield f"## {next(parts)}. Nhiệm vụ công tác của các phòng, đơn vị thực hiện trong {directed}"
    for heading, unit in enumerate(_units_in([one.step for one in own]), start=1):
        late = meeting.day.year == 2024
        yield f"### {heading}. {SHORT_NAMES.get(unit, UNITS[unit][1]) if late else UNITS[unit][1]}:"
        yield from (f"{one.label}{one.step.text}" for one in own if one.step.unit == unit)


def _outcome_rows(
    closings: Sequence[Closing], placed: Mapping[str, Placed]
) -> list[dict[str, object]]:
    return [
        {
            "nhiem_vu": placed[closing.key].id,
            "trang_thai": closing.status,
            "ngay": closing.day.isoformat(),
            "can_cu": closing.evidence,
        }
        for closing in sorted(closings, key=lambda closing: (closing.day, closing.key))
    ]


def _updates(
    closings: Sequence[Closing], placed: Mapping[str, Placed]
) -> Iterator[tuple[str, str]]:
    """Yield one file of `cap-nhat/` for each month in which something became known."""
    months = defaultdict[tuple[int, int], list[Closing]](list)
    for closing in closings:
        if closing.place == "cap-nhat":
            months[closing.day.year, closing.day.month].append(closing)
    for (_, month), known in sorted(months.items()):
        day = max(closing.day for closing in known)
        front = write_mapping({"ket_qua": _outcome_rows(known, placed)})
        text = f"---\n{front}---\n\nBáo cáo kết quả thực hiện nhiệm vụ, tháng {month} ({MARK}).\n"
        yield f"notices/cap-nhat/{day.isoformat()}-thang-{month}.md", text


if __name__ == "__main__":
    sys.exit(main())

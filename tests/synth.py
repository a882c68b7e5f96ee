"""Write an archive of any size, always the same: `make synth N=1000`. INVENTED, and says so.

python tests/synth.py N FOLDER    # FOLDER is made anew

`FOLDER` is a whole archive: `notices/` with originals, registers and updates, `docs/`, `mkdocs.yml`.
A notice has 43 tasks; about a quarter of them go on from the notice before in other words. In the
middle of the archive one unit gets another name.
"""

import hashlib
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from demo import lay_frame
from ketluan.notice import write_notice
from ketluan.strict_yaml import write_mapping
from synth_text import (
    DIRECTOR,
    ISSUER,
    MARK,
    RENAMED,
    SUCCESSOR,
    UNITS,
    Cited,
    Matter,
    directed_quarter,
    documents,
    first_wording,
    later_wording,
    new_matter,
    next_quarter,
    spoken_day,
    standing_wording,
    unions_wording,
)

TASKS: Final = 43  # of one notice, as in the first notice of the repository
GENERAL: Final = 3  # of them for all units together
EACH: Final = (TASKS - GENERAL) // len(UNITS)  # for each of the others
DOCUMENTS: Final = 400
_SEED: Final = 20210329
_FIRST_DAY: Final = date(2005, 1, 3)
_YEARS: Final = 20  # that an archive covers at most; larger ones have more meetings in a week
_CARRIED: Final = 0.26  # of the tasks of a unit, so that a quarter of all is
_CONFIRMED: Final = 0.1  # of the links: a person has looked at them
_STANDING: Final = 0.12  # of all tasks
_CITING: Final = 0.3  # of all matters
_DONE: Final = 0.4  # of the tasks that do not go on
_FRAME: Final = {
    "site_name": "Kho bịa để đo (không có thật)",
    "copyright": "Dữ liệu bịa để đo tốc độ: cơ quan, người, số văn bản và nội dung đều không có thật.",
}


@dataclass(frozen=True, slots=True)
class _Said:
    """A task of a notice: its number, words, and what it is about if it may go on."""

    number: str
    text: str
    matter: Matter | None
    continues: str = ""  # number of the task of the notice before


@dataclass(slots=True)
class _Minutes:
    """What the next notice must know of those before it."""

    id: str = ""
    day: date = _FIRST_DAY
    said: list[_Said] = field(default_factory=list)
    done: list[dict[str, object]] = field(default_factory=list)


def write_archive(folder: Path, count: int) -> None:
    """Make `folder` anew as an archive of `count` notices."""
    lay_frame(folder, _FRAME)
    for path, text in archive_files(count):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode("utf-8"))


def archive_files(count: int, *, more: int = 0) -> Iterator[tuple[str, str]]:
    """Yield path and text of every file under `notices/`, and of `more` notices after the last.

    The files of the first `count` notices are the same whatever `more` is; those that follow state
    no outcomes.
    """
    dice = random.Random(_SEED)  # noqa: S311 - not for secrets
    days = meeting_days(count + more, count)
    cited = documents(dice, DOCUMENTS, date(_FIRST_DAY.year - 3, 1, 1), days[count - 1])
    change = days[count // 2]
    used: set[Cited] = set()
    before, serial = _Minutes(), 0
    for place, day in enumerate(days):
        serial = serial + 1 if day.year == before.day.year else 1
        known = [one for one in cited if one.day <= day]
        said = _said(dice, known, before.said, day)
        name = f"{day}-giao-ban-{serial}"
        units = _named(UNITS, renamed=day >= change)
        confirmed = _confirmed(dice, said, before.id)
        yield from _notice(name, day, serial, _body(day, units, said, known[-7]), confirmed)
        if place < count:
            before.done += _ended(dice, before, said, day)
            used.update(one.matter.cited for one in said if one.matter and one.matter.cited)
        before.id, before.day, before.said = name, day, said
    yield from _registers([one for one in cited if one in used], change)
    yield from _updates(before.done)


def meeting_days(total: int, count: int) -> list[date]:
    """Return the days of `total` meetings: one a week, or what lets `count` fit into the years."""
    step = min(7.0, 365.0 * _YEARS / count)
    return [_FIRST_DAY + timedelta(days=int(place * step)) for place in range(total)]


def _named(units: Mapping[str, str], *, renamed: bool) -> dict[str, str]:
    """Return the units of a day, by id, in the order of a notice."""
    return dict(
        SUCCESSOR if renamed and unit == RENAMED else (unit, name) for unit, name in units.items()
    )


def _said(
    dice: random.Random, known: Sequence[Cited], before: Iterable[_Said], day: date
) -> list[_Said]:
    """Return what one notice asks of single units, in order."""
    said = []
    for heading, unit in enumerate(UNITS, start=1):
        open_ = [one for one in before if one.matter and one.matter.unit == unit]
        for place in range(1, EACH + 1):
            number = f"II.{heading}.{place}"
            chance = dice.random()
            if open_ and chance < _CARRIED:
                earlier = open_.pop(dice.randrange(len(open_)))
                said.append(_carried(dice, number, earlier, day))
            elif chance > 1 - _STANDING:
                text = standing_wording(dice, day, known[-7], known[-1])
                said.append(_Said(number, text, None))
            else:
                cited = dice.choice(known) if dice.random() < _CITING else None
                matter = new_matter(dice, unit, cited)
                said.append(_Said(number, first_wording(dice, matter, day), matter))
    return said


def _carried(dice: random.Random, number: str, earlier: _Said, day: date) -> _Said:
    assert earlier.matter  # only those with one go on
    return _Said(number, later_wording(dice, earlier.matter, day), earlier.matter, earlier.number)


def _confirmed(dice: random.Random, said: Iterable[_Said], before: str) -> dict[str, object]:
    """Return the links that a person has confirmed, as front matter has them."""
    return {
        one.number: {"tiep_noi": [f"{before}#{one.continues}"]}
        for one in said
        if one.continues and dice.random() < _CONFIRMED
    }


def _ended(
    dice: random.Random, before: _Minutes, said: Iterable[_Said], day: date
) -> Iterator[dict[str, object]]:
    """Yield what became of the tasks of the notice before that do not go on."""
    carried = {one.continues for one in said}
    for one in before.said:
        if one.matter and one.number not in carried and dice.random() < _DONE:
            yield {
                "nhiem_vu": f"{before.id}#{one.number}",
                "trang_thai": "hoan-thanh",
                "ngay": (day + timedelta(days=dice.randint(1, 80))).isoformat(),
                "can_cu": f"Báo cáo số {dice.randint(3, 400)}/BC-SM",
            }


def _body(day: date, units: Mapping[str, str], said: Sequence[_Said], plan: Cited) -> Iterator[str]:
    """Yield the paragraphs of a notice; heads have their marks."""
    directed = directed_quarter(day)
    yield "THÔNG BÁO"
    yield _subject(day)
    yield (
        f"Ngày {day.day}/{day.month}/{day.year}, {DIRECTOR} chủ trì cuộc họp giao ban để đánh giá tình "
        f"hình thực hiện công tác và chỉ đạo các nội dung thực hiện trong {directed}. Thông báo này là "
        f"{MARK} để đo tốc độ, không có thật. Sau khi nghe báo cáo, Chủ trì cuộc họp kết luận như sau:"
    )
    yield "## I. Các nhiệm vụ thường xuyên, nhiệm vụ theo kế hoạch"
    yield (
        f"1. Các phòng, đơn vị trực thuộc bám sát {plan.full_name}, hoàn thành các nhiệm vụ thường "
        f"xuyên của {directed}."
    )
    yield f"2. {unions_wording(day)}"
    yield (
        "3. Các phòng, đơn vị trực thuộc báo cáo tiến độ thực hiện nhiệm vụ được giao trước ngày "
        f"{spoken_day(day + timedelta(days=30))}."
    )
    yield f"## II. Nhiệm vụ công tác của các phòng, đơn vị thực hiện trong {directed}"
    for heading, unit in enumerate(units.values(), start=1):
        yield f"### {heading}. {unit}:"
        for place, one in enumerate(said[(heading - 1) * EACH : heading * EACH], start=1):
            yield f"({place}) {one.text}"
    yield f"Nay thông báo kết luận của {DIRECTOR} để các phòng, đơn vị trực thuộc biết và thực hiện./."
    yield from (
        "Nơi nhận:",
        "- GĐ, các PGĐ Sở;",
        "- Các phòng, đơn vị trực thuộc Sở;",
        "- Lưu: VT.",
    )
    yield from ("TL. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG", "Trần Thị Thí Dụ")


def _subject(day: date) -> str:
    return f"Kết luận của {DIRECTOR} tại cuộc họp giao ban ngày {day.day}/{day.month}/{day.year} ({MARK})"


def _notice(
    name: str, day: date, serial: int, paragraphs: Iterable[str], confirmed: Mapping[str, object]
) -> Iterator[tuple[str, str]]:
    """Yield a notice and its original."""
    body = "\n\n".join(paragraphs)
    original = re.sub(r"^#+ ", "", body, flags=re.MULTILINE) + "\n"
    place = f"{day.year}/{name}"
    yield f"notices/goc/{place}.txt", original
    year, quarter = next_quarter(day)
    metadata: dict[str, object] = {
        "loai": "TB",
        "so_ky_hieu": f"{serial}/TB-SM",
        "ngay_ban_hanh": day.isoformat(),
        "ngay_hop": day.isoformat(),
        "co_quan": ISSUER,
        "trich_yeu": _subject(day),
        "ky_danh_gia": f"{day.year}-Q{(day.month + 2) // 3}",
        "ky_chi_dao": f"{year}-Q{quarter}",
        "chu_tri": {"chuc_vu": DIRECTOR},
        "nguoi_ky": {
            "ho_ten": "Trần Thị Thí Dụ",
            "chuc_vu": "Chánh Văn phòng",
            "quyen_han": "TL. GIÁM ĐỐC",
        },
        "nguon": {
            "tep": f"goc/{place}.txt",
            "sha256": hashlib.sha256(original.encode("utf-8")).hexdigest(),
        },
    }
    if confirmed:
        metadata["nhiem_vu"] = confirmed
    yield f"notices/{place}.md", write_notice(metadata, body)


def _updates(rows: Iterable[dict[str, object]]) -> Iterator[tuple[str, str]]:
    """Yield one file for each month in which something became known."""
    months = defaultdict[str, list[dict[str, object]]](list)
    for row in rows:
        months[str(row["ngay"])[:7]].append(row)
    for month, known in sorted(months.items()):
        known.sort(key=lambda row: (str(row["ngay"]), str(row["nhiem_vu"])))
        front = write_mapping({"ket_qua": known})
        number = int(month[5:])
        text = f"---\n{front}---\n\nBáo cáo kết quả thực hiện nhiệm vụ, tháng {number} ({MARK}).\n"
        yield f"notices/cap-nhat/{known[-1]['ngay']}-thang-{number}.md", text


def _registers(cited: Iterable[Cited], change: date) -> Iterator[tuple[str, str]]:
    """Yield units, abbreviations and documents; the first unit has its new name from `change` on."""
    head = f"# {MARK.upper()}. Không cơ quan, văn bản nào trong tệp này có thật.\n"
    units: dict[str, dict[str, object]] = {unit: {"ten": name} for unit, name in UNITS.items()}
    new, name = SUCCESSOR
    units[RENAMED] |= {"den_ngay": (change - timedelta(days=1)).isoformat(), "ke_tiep": [new]}
    units[new] = {"ten": name, "tu_ngay": change.isoformat()}
    group = {
        "ten": "Các phòng, đơn vị trực thuộc",
        "gom": [unit for unit in units if unit != RENAMED],
    }
    unions = {"ten": "Các đoàn thể (Công đoàn, Đoàn Thanh niên)", "ten_khac": ["Các đoàn thể"]}
    yield (
        "notices/don-vi.yml",
        head
        + write_mapping(
            {
                "don_vi": units,
                "nhom": {"cac-phong-don-vi-truc-thuoc": group, "cac-doan-the": unions},
            }
        ),
    )
    yield (
        "notices/viet-tat.yml",
        head + write_mapping({"UBND": ["ủy ban nhân dân"], "HĐND": ["hội đồng nhân dân"]}),
    )
    titled = {
        one.key: {"ten": f"{one.name} năm {one.day.year} ({MARK})", "ngay": one.day.isoformat()}
        for one in cited
        if one.day.day % 3 == 0  # an office registers some of what it cites
    }
    yield "notices/van-ban.yml", head + write_mapping({"van_ban": titled})


def main() -> int:
    """Write the archive that the command line names."""
    if len(sys.argv) != 3 or not sys.argv[1].isdigit() or not int(sys.argv[1]):
        sys.stderr.write(__doc__)
        return 2
    write_archive(Path(sys.argv[2]), int(sys.argv[1]))
    return 0


if __name__ == "__main__":
    sys.exit(main())

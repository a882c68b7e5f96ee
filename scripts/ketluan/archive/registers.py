"""The registers that people keep beside the notices: units and abbreviations.

`don-vi.yml` gives each unit an id that never changes, its name, other names, abbreviations, dates of
validity and successors; `nhom` names groups of units. `viet-tat.yml` gives long forms by short form.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from ketluan.model import Problem, Unit
from ketluan.strict_yaml import StrictYamlError, StringMapping, StringTree, read_mapping
from ketluan.units import name_key
from ketluan.vietnamese import nfc, slug

UNITS_FILE: Final = "notices/don-vi.yml"
ABBREVIATIONS_FILE: Final = "notices/viet-tat.yml"
_UNIT_KEYS: Final = frozenset(("ten", "ten_khac", "viet_tat", "tu_ngay", "den_ngay", "ke_tiep"))
_GROUP_KEYS: Final = frozenset(("ten", "ten_khac", "gom"))

Units = tuple[tuple[Unit, ...], tuple[Unit, ...]]


def read_units(text: str) -> tuple[Units, tuple[Problem, ...]]:
    """Return units and groups of the register `text`, and every problem met."""
    mapping, problems = _mapping(UNITS_FILE, text)
    for key in mapping.values:
        if key not in ("don_vi", "nhom"):
            problems.append(_unknown(UNITS_FILE, mapping, key, "don_vi, nhom"))
    units = tuple(_units(mapping, "don_vi", _UNIT_KEYS, problems))
    groups = tuple(_units(mapping, "nhom", _GROUP_KEYS, problems))
    problems += _references(mapping, units, groups)
    problems += _shared_names(mapping, units, groups)
    return (units, groups), tuple(problems)


def read_abbreviations(text: str) -> tuple[Mapping[str, tuple[str, ...]], tuple[Problem, ...]]:
    """Return long forms by short form from the register `text`, and every problem met."""
    mapping, problems = _mapping(ABBREVIATIONS_FILE, text)
    forms: dict[str, tuple[str, ...]] = {}
    for short, value in mapping.values.items():
        long_forms = [value] if isinstance(value, str) else value
        strings = tuple(nfc(form) for form in long_forms if isinstance(form, str) and form)
        if not strings or len(strings) != len(long_forms):
            line = mapping.lines[short]
            message = (
                f"'{short}' phải có cụm từ đầy đủ; hãy viết như `{short}: [khoa học và công nghệ]`"
            )
            problems.append(Problem(ABBREVIATIONS_FILE, line, "form", message))
        else:
            forms[nfc(short)] = strings
    return forms, tuple(problems)


def _mapping(path: str, text: str) -> tuple[StringMapping, list[Problem]]:
    try:
        return read_mapping(text), []
    except StrictYamlError as error:
        return StringMapping(), [Problem(path, error.line, "yaml", str(error))]


def _unknown(path: str, mapping: StringMapping, key: str, allowed: str) -> Problem:
    name = key.rpartition(".")[2]
    message = f"'{name}' không phải là khóa của tệp này; các khóa dùng được: {allowed}"
    return Problem(path, mapping.lines.get(key, 1), "unknown-key", message)


def _units(
    mapping: StringMapping, section: str, keys: frozenset[str], problems: list[Problem]
) -> Iterator[Unit]:
    """Yield the units (or groups) of one section; a bad one is reported and left out."""
    rows = mapping.values.get(section, "")
    if not isinstance(rows, dict):
        if rows:
            message = f"'{section}' phải có dạng `mã-đơn-vị:` rồi các khóa thụt vào; hãy viết lại"
            problems.append(Problem(UNITS_FILE, mapping.lines[section], "form", message))
        return
    for unit_id, row in rows.items():
        path = f"{section}.{unit_id}"
        line = mapping.lines[path]
        if unit_id != slug(unit_id):
            message = (
                f"mã '{unit_id}' chỉ được gồm chữ thường không dấu, số và gạch nối; hãy đổi mã"
            )
            problems.append(Problem(UNITS_FILE, line, "unit-id", message))
            continue
        if (
            not isinstance(row, dict)
            or not isinstance(row.get("ten", ""), str)
            or not row.get("ten")
        ):
            message = f"đơn vị '{unit_id}' thiếu tên; hãy thêm dòng `ten: …`"
            problems.append(Problem(UNITS_FILE, line, "missing", message))
            continue
        problems += [
            _unknown(UNITS_FILE, mapping, f"{path}.{key}", ", ".join(sorted(keys)))
            for key in row
            if key not in keys
        ]
        yield Unit(
            id=unit_id,
            name=nfc(str(row["ten"])),
            names=_strings(row, "ten_khac"),
            abbreviations=_strings(row, "viet_tat"),
            valid_from=_day(mapping, path, row, "tu_ngay", problems),
            valid_to=_day(mapping, path, row, "den_ngay", problems),
            successors=_strings(row, "ke_tiep"),
            members=_strings(row, "gom"),
        )


def _strings(row: Mapping[str, StringTree], key: str) -> tuple[str, ...]:
    value = row.get(key, "")
    values = [value] if isinstance(value, str) else value
    return tuple(nfc(text) for text in values if isinstance(text, str) and text)


def _day(
    mapping: StringMapping,
    path: str,
    row: Mapping[str, StringTree],
    key: str,
    problems: list[Problem],
) -> date | None:
    written = row.get(key, "")
    try:
        return date.fromisoformat(str(written)) if written else None
    except ValueError:
        message = f"'{key}' phải có dạng YYYY-MM-DD, đang là '{written}'; hãy sửa lại"
        problems.append(Problem(UNITS_FILE, mapping.lines[f"{path}.{key}"], "date", message))
        return None


def _references(
    mapping: StringMapping, units: tuple[Unit, ...], groups: tuple[Unit, ...]
) -> Iterator[Problem]:
    known = {unit.id for unit in units}
    rows = [("don_vi", unit, "ke_tiep", unit.successors) for unit in units]
    rows += [("nhom", group, "gom", group.members) for group in groups]
    for section, unit, key, ids in rows:
        for unit_id in ids:
            if unit_id not in known:
                message = (
                    f"'{key}' nêu mã '{unit_id}' không có trong don_vi; hãy sửa hoặc thêm đơn vị"
                )
                line = mapping.lines.get(f"{section}.{unit.id}.{key}", 1)
                yield Problem(UNITS_FILE, line, "unit-unknown", message)


def _shared_names(
    mapping: StringMapping, units: tuple[Unit, ...], groups: tuple[Unit, ...]
) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    for section, unit in [("don_vi", u) for u in units] + [("nhom", g) for g in groups]:
        for name in (unit.name, *unit.names, *unit.abbreviations):
            owner = owners.setdefault(name_key(name), unit.id)
            if owner != unit.id:
                message = (
                    f"tên '{name}' đã thuộc về '{owner}'; mỗi tên chỉ thuộc một đơn vị, hãy xóa một"
                )
                line = mapping.lines[f"{section}.{unit.id}"]
                yield Problem(UNITS_FILE, line, "unit-name", message)

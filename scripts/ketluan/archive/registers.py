"""The registers that people keep beside the notices: units and abbreviations.

`don-vi.yml` gives each unit an id that never changes, its name, other names, abbreviations, dates of
validity and successors; `nhom` names groups of units. `viet-tat.yml` gives long forms by short form.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from ketluan.fields import Fields
from ketluan.lineage import circles
from ketluan.model import Problem, Unit
from ketluan.strict_yaml import StrictYamlError, StringMapping, read_mapping
from ketluan.units import name_key
from ketluan.vietnamese import nfc, slug

UNITS_FILE: Final = "notices/don-vi.yml"
ABBREVIATIONS_FILE: Final = "notices/viet-tat.yml"
_UNIT_KEYS: Final = ("ten", "ten_khac", "viet_tat", "tu_ngay", "den_ngay", "ke_tiep")
_GROUP_KEYS: Final = ("ten", "ten_khac", "gom")

Units = tuple[tuple[Unit, ...], tuple[Unit, ...]]


def read_units(text: str) -> tuple[Units, tuple[Problem, ...]]:
    """Return units and groups of the register `text`, and every problem met."""
    fields = read_register(UNITS_FILE, text)
    fields.only(("don_vi", "nhom"), "tệp này")
    units = tuple(_units(fields.inner("don_vi"), _UNIT_KEYS))
    groups = tuple(_units(fields.inner("nhom"), _GROUP_KEYS))
    _check_references(fields, units, groups)
    _check_names(fields, units, groups)
    return (units, groups), tuple(fields.problems)


def read_abbreviations(text: str) -> tuple[Mapping[str, tuple[str, ...]], tuple[Problem, ...]]:
    """Return long forms by short form from the register `text`, and every problem met."""
    fields = read_register(ABBREVIATIONS_FILE, text)
    forms: dict[str, tuple[str, ...]] = {}
    for short in fields.values:
        strings = fields.texts(short)
        if strings:
            forms[nfc(short)] = strings
        elif not fields.values[short]:
            message = f"'{short}' phải có cụm từ đầy đủ; hãy viết như `{short}: [khoa học]`"
            fields.report(short, "form", message)
    return forms, tuple(fields.problems)


def read_register(path: str, text: str) -> Fields:
    """Return the outermost mapping of the register `path`; unreadable YAML is its one problem."""
    try:
        return Fields.of(path, read_mapping(text), [])
    except StrictYamlError as error:
        return Fields.of(path, StringMapping(), [Problem(path, error.line, "yaml", str(error))])


def _units(section: Fields, keys: Collection[str]) -> Iterator[Unit]:
    """Yield the units (or groups) of one section; a bad one is reported and left out."""
    for unit_id in section.values:
        if not unit_id or unit_id != slug(unit_id):
            message = (
                f"mã '{unit_id}' chỉ được gồm chữ thường không dấu, số và gạch nối; hãy đổi mã"
            )
            section.report(unit_id, "unit-id", message)
            continue
        row = section.inner(unit_id)
        row.only(keys, "đơn vị")
        name = row.text("ten")
        if not name:
            message = f"đơn vị '{unit_id}' thiếu tên; hãy thêm dòng `ten: …`"
            section.report(unit_id, "missing", message)
            continue
        yield Unit(
            id=unit_id,
            name=name,
            names=row.texts("ten_khac"),
            abbreviations=row.texts("viet_tat"),
            valid_from=row.day("tu_ngay"),
            valid_to=row.day("den_ngay"),
            successors=row.texts("ke_tiep"),
            members=row.texts("gom"),
        )


def _check_references(fields: Fields, units: Collection[Unit], groups: Iterable[Unit]) -> None:
    known = {unit.id for unit in units}
    rows = [("don_vi", unit, "ke_tiep", unit.successors) for unit in units]
    rows += [("nhom", group, "gom", group.members) for group in groups]
    for section, unit, key, ids in rows:
        for unit_id in ids:
            if unit_id not in known:
                message = (
                    f"'{key}' nêu mã '{unit_id}' không có trong don_vi; hãy sửa hoặc thêm đơn vị"
                )
                fields.report(f"{section}.{unit.id}.{key}", "unit-unknown", message)
    for earlier, later in circles(units):
        circle = (
            "đơn vị kế tục chính nó" if earlier == later else "các đơn vị kế tục nhau thành vòng"
        )
        message = (
            f"'ke_tiep' nêu mã '{later}' nên {circle}; "
            "việc kế tục này không được dùng, hãy xóa mã ấy"
        )
        fields.report(f"don_vi.{earlier}.ke_tiep", "unit-circle", message)


def _check_names(fields: Fields, units: Iterable[Unit], groups: Iterable[Unit]) -> None:
    owners: dict[str, str] = {}
    for section, unit in [("don_vi", u) for u in units] + [("nhom", g) for g in groups]:
        for name in (unit.name, *unit.names, *unit.abbreviations):
            owner = owners.setdefault(name_key(name), unit.id)
            if owner != unit.id:
                message = (
                    f"tên '{name}' đã thuộc về '{owner}'; mỗi tên chỉ thuộc một đơn vị, hãy xóa một"
                )
                fields.report(f"{section}.{unit.id}", "unit-name", message)

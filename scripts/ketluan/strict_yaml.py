"""YAML as plain strings, with the line of each key.

YAML 1.1 damages office values (012 → 10, 12:30 → 750, NO → false), so nothing is ever converted
here. Tags construct nothing, aliases are refused (they can grow a small file without bound), and a
key that stands twice is a fault, not a silent overwrite.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import yaml

StringTree = str | list["StringTree"] | dict[str, "StringTree"]

_MAX_DEPTH: Final = 12


class StrictYamlError(ValueError):
    """The text is no YAML that we accept. `line` is 1-based; the message is Vietnamese."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class StringMapping:
    """A mapping of strings and the lines on which its keys stand, by path (`nguoi_ky.ho_ten`)."""

    values: Mapping[str, StringTree] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)


def read_mapping(text: str, first_line: int = 1) -> StringMapping:
    """Return the mapping written in YAML `text`, whose first line is line `first_line` of its file.

    Raises `StrictYamlError` for anything that is no mapping of strings, lists and mappings.
    """
    try:
        _refuse_growth(text, first_line)
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise StrictYamlError(
            first_line + (mark.line if mark else 0),
            "không đọc được YAML ở dòng này; hãy kiểm tra dấu hai chấm, thụt dòng và dấu nháy",
        ) from error
    except yaml.YAMLError as error:
        raise StrictYamlError(
            first_line, "có ký tự mà YAML không cho phép; hãy xóa ký tự điều khiển"
        ) from error
    if node is None:
        return StringMapping()
    if not isinstance(node, yaml.MappingNode):
        raise StrictYamlError(first_line, "phải là các dòng dạng `khóa: giá trị`")
    lines: dict[str, int] = {}
    values = _mapping(node, "", lines, first_line)
    return StringMapping(values, lines)


def _refuse_growth(text: str, first_line: int) -> None:
    """Refuse aliases and deep nesting before anything is built from them."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        line = first_line + (event.start_mark.line if event.start_mark else 0)
        if isinstance(event, yaml.AliasEvent):
            raise StrictYamlError(line, "không dùng bí danh (*) của YAML; hãy viết lại giá trị")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _MAX_DEPTH:
            raise StrictYamlError(
                line, f"lồng nhau quá {_MAX_DEPTH} tầng; hãy viết lại cho đơn giản"
            )


def _mapping(
    node: yaml.MappingNode, path: str, lines: dict[str, int], first_line: int
) -> dict[str, StringTree]:
    values: dict[str, StringTree] = {}
    for key_node, value_node in node.value:
        line = first_line + key_node.start_mark.line
        if not isinstance(key_node, yaml.ScalarNode):
            raise StrictYamlError(line, "khóa phải là một từ")
        key = str(key_node.value)
        if key in values:
            raise StrictYamlError(line, f"khóa '{key}' có hai lần; hãy xóa một")
        lines[path + key] = line
        values[key] = _tree(value_node, f"{path}{key}.", lines, first_line)
    return values


def _tree(node: yaml.Node, path: str, lines: dict[str, int], first_line: int) -> StringTree:
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, lines, first_line)
    if isinstance(node, yaml.SequenceNode):
        items: list[StringTree] = []
        for index, item in enumerate(node.value):
            lines[f"{path}{index}"] = first_line + item.start_mark.line
            items.append(_tree(item, f"{path}{index}.", lines, first_line))
        return items
    return str(node.value)


class _PlainDumper(yaml.SafeDumper):
    """Writes strings without quotes wherever the syntax allows: they are read as strings."""


_PlainDumper.yaml_implicit_resolvers = {}


def _represent_list(dumper: yaml.SafeDumper, values: list[object]) -> yaml.SequenceNode:
    """Write a list of numbers (of lines) on one line, any other one item a line."""
    numbers = all(isinstance(value, str) and value.isdigit() for value in values)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", values, flow_style=numbers)


_PlainDumper.add_representer(list, _represent_list)


def write_mapping(values: Mapping[str, object]) -> str:
    """Return `values` (strings, lists and mappings of them) as YAML, in the order given."""
    return yaml.dump(
        dict(values), Dumper=_PlainDumper, allow_unicode=True, sort_keys=False, width=10**6
    )

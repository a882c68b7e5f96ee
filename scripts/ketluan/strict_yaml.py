"""YAML as plain strings, with the line of each key.

YAML 1.1 damages office values (012 → 10, 12:30 → 750, NO → false), so nothing is ever converted
here. Tags construct nothing, aliases are refused (they can grow a small file without bound), and a
key that stands twice is a fault, not a silent overwrite.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import yaml

StringTree = str | list["StringTree"] | dict[str, "StringTree"]

_MAX_DEPTH: Final = 12
_UNREADABLE: Final = (
    "không đọc được YAML ở dòng này; hãy kiểm tra dấu hai chấm, thụt dòng và dấu nháy"
)


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

    Raises `StrictYamlError` for anything that is no mapping of strings, lists and mappings, at what
    stands first of it.
    """
    try:
        return _Reader(yaml.parse(text, Loader=yaml.CSafeLoader), first_line).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise StrictYamlError(first_line + (mark.line if mark else 0), _UNREADABLE) from error
    except yaml.YAMLError as error:
        raise StrictYamlError(
            first_line, "có ký tự mà YAML không cho phép; hãy xóa ký tự điều khiển"
        ) from error


class _Reader:
    """Builds strings, lists and mappings of the events of a text, and nothing that can grow."""

    def __init__(self, events: Iterator[yaml.Event], first_line: int) -> None:
        self._events = events
        self._first_line = first_line
        self._lines: dict[str, int] = {}
        self._depth = 0

    def document(self) -> StringMapping:
        """Return the one mapping that the text is, an empty one for an empty text."""
        documents = (event for event in self._events if isinstance(event, yaml.DocumentStartEvent))
        if next(documents, None) is None:
            return StringMapping()
        tree = self._tree(next(self._events), "")
        another = next(documents, None)
        if another:
            raise StrictYamlError(self._line(another), _UNREADABLE)
        if not isinstance(tree, dict):
            raise StrictYamlError(self._first_line, "phải là các dòng dạng `khóa: giá trị`")
        return StringMapping(tree, self._lines)

    def _tree(self, event: yaml.Event, path: str) -> StringTree:
        """Return what `event` begins, which stands at `path`."""
        if isinstance(event, yaml.ScalarEvent):
            return str(event.value)
        if isinstance(event, yaml.AliasEvent):
            raise StrictYamlError(
                self._line(event), "không dùng bí danh (*) của YAML; hãy viết lại giá trị"
            )
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise StrictYamlError(
                self._line(event),
                f"lồng nhau quá {_MAX_DEPTH} tầng; hãy viết lại cho đơn giản",
            )
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        tree = self._mapping(path) if is_mapping else self._items(path)
        self._depth -= 1
        return tree

    def _mapping(self, path: str) -> dict[str, StringTree]:
        values: dict[str, StringTree] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            line = self._line(event)
            key = self._tree(event, path)
            if not isinstance(key, str):
                raise StrictYamlError(line, "khóa phải là một từ")
            if key in values:
                raise StrictYamlError(line, f"khóa '{key}' có hai lần; hãy xóa một")
            self._lines[path + key] = line
            values[key] = self._tree(next(self._events), f"{path}{key}.")
        return values

    def _items(self, path: str) -> list[StringTree]:
        items: list[StringTree] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            at = f"{path}{len(items)}"
            self._lines[at] = self._line(event)
            items.append(self._tree(event, f"{at}."))
        return items

    def _line(self, event: yaml.Event) -> int:
        return self._first_line + (event.start_mark.line if event.start_mark else 0)


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

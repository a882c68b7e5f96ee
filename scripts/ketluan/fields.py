"""Fields of a YAML file that people write: each read by its kind, what is wrong said with its line.

Reading never stops: a bad value is reported and left empty. One reader serves the front matter of
notices and every register.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath
from typing import Final

from ketluan.model import Period, Problem
from ketluan.strict_yaml import StringMapping, StringTree
from ketluan.vietnamese import nfc

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Fields:
    """A mapping of a file: its values, and the path `at` which it stands (`nguoi_ky.`).

    `problems` are collected for the whole file; `lines` are the lines of its keys by path.
    """

    path: str
    values: Mapping[str, StringTree]
    lines: Mapping[str, int]
    problems: list[Problem] = field(default_factory=list)
    at: str = ""

    @classmethod
    def of(cls, path: str, mapping: StringMapping, problems: list[Problem]) -> "Fields":
        """Return the outermost mapping of the file `path`; problems go to the list given."""
        return cls(path, mapping.values, mapping.lines, problems)

    def line(self, key: str = "") -> int:
        """Return the line of `key`, of this mapping without one; 1 where nothing is written."""
        written = self.at + key if key else self.at.rstrip(".")
        return self.lines.get(written) or self.lines.get(self.at.rstrip("."), 1)

    def report(self, key: str, rule: str, message: str) -> None:
        """Collect a problem at the line of `key`."""
        self.problems.append(Problem(self.path, self.line(key), rule, message))

    def only(self, allowed: Collection[str], owner: str) -> None:
        """Report the keys that are not `allowed`; `owner` says what they would be keys of."""
        for key in self.values:
            if key not in allowed:
                names = ", ".join(allowed)
                message = f"'{key}' không phải là khóa của {owner}; các khóa dùng được: {names}"
                self.report(key, "unknown-key", message)

    def text(self, key: str) -> str:
        """Return the string at `key`, trimmed, empty where there is none."""
        value = self.values.get(key, "")
        if isinstance(value, str):
            return nfc(value).strip()
        message = f"'{self.at}{key}' phải là chữ trên một dòng; hãy viết `{key}: …`"
        self.report(key, "form", message)
        return ""

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the strings at `key`, which may be one string or a list of them."""
        value = self.values.get(key, "")
        listed = value if isinstance(value, list) else [value]
        strings = [nfc(text).strip() for text in listed if isinstance(text, str)]
        if len(strings) != len(listed):
            message = f"'{self.at}{key}' phải là danh sách các chữ; hãy viết `{key}: [một, hai]`"
            self.report(key, "form", message)
        return tuple(text for text in strings if text)

    def day(self, key: str) -> date | None:
        """Return the day at `key`, `None` where it is empty or no day."""
        written = self.text(key)
        try:
            if _DAY.fullmatch(written):
                return date.fromisoformat(written)
        except ValueError:
            pass
        if written:
            self.report(
                key,
                "date",
                f"'{key}' phải là một ngày có thật, dạng YYYY-MM-DD, đang là '{written}'; "
                "hãy sửa lại, ví dụ 2021-04-15",
            )
        return None

    def period(self, key: str) -> Period | None:
        """Return the period at `key`, `None` where it is empty or none."""
        written = self.text(key)
        period = Period.parse(written) if written else None
        if written and period is None:
            self.report(
                key,
                "period",
                f"'{key}' phải có dạng 2021-Q2, 2021-H1, 2021-03 hoặc 2021, đang là '{written}'; "
                "hãy sửa lại",
            )
        return period

    def original(self, key: str) -> str:
        """Return the path at `key` of a file below `goc/`, empty where it is none."""
        path = self.text(key)
        parts = PurePosixPath(path).parts
        if path and (len(parts) < 2 or parts[0] != "goc" or ".." in parts or "\\" in path):
            message = (
                f"'{key}' phải nằm trong thư mục goc/, đang là '{path}'; ví dụ goc/2021/ten-tep.txt"
            )
            self.report(key, "source-path", message)
            return ""
        return path

    def inner(self, key: str) -> "Fields":
        """Return the mapping at `key`, an empty one where there is none."""
        value = self.values.get(key, "")
        if isinstance(value, dict):
            return self._within(key, value)
        if value != "":
            message = f"'{self.at}{key}' phải có dạng các dòng `khóa: giá trị`; hãy viết lại"
            self.report(key, "form", message)
        return self._within(key, {})

    def rows(self, key: str) -> Iterator["Fields"]:
        """Yield the mappings in the list at `key`."""
        value = self.values.get(key, "")
        if value != "" and not isinstance(value, list):
            message = f"'{key}' phải là danh sách; hãy viết mỗi mục một dòng, bắt đầu bằng '- '"
            self.report(key, "form", message)
            return
        for index, row in enumerate(value):
            if isinstance(row, dict):
                yield self._within(f"{key}.{index}", row)
            else:
                message = f"mỗi mục của '{key}' phải có dạng `khóa: giá trị`; hãy viết lại"
                self.report(f"{key}.{index}", "form", message)

    def _within(self, key: str, values: Mapping[str, StringTree]) -> "Fields":
        return Fields(self.path, values, self.lines, self.problems, f"{self.at}{key}.")

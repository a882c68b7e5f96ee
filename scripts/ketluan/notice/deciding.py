"""Write a person's decision into the front matter of a notice file: links and outcomes (pure).

The text is edited, not written anew: comments, order, quoting, line ends and the body stay as they
are. What was written is read back before it is returned; where that does not give exactly the old
values and the decision, nothing is written.
"""

import copy
import json
import re
from collections.abc import Sequence
from typing import Final, Literal, cast

import yaml

from ketluan.model import Outcome
from ketluan.notice.front_matter import split_front_matter
from ketluan.strict_yaml import StringTree, write_mapping

DecisionKey = Literal["tiep_noi", "khong_tiep_noi"]

_TASKS: Final = "nhiem_vu"
_OUTCOMES: Final = "ket_qua"
_NO_OUTCOMES: Final = "khong_ket_qua"
_FRONT: Final = re.compile(
    r"\A\ufeff?---[ \t]*(?:\r\n|\r|\n)(?P<keys>.*?)(?<=[\r\n])---[ \t]*(?:\r|\n|\Z)", re.DOTALL
)
_PLAIN: Final = re.compile(r"\w[\w./#-]*(?: [\w./-]+)*")  # what needs no quotes in `[…]` and `{…}`
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_OTHER: Final[dict[DecisionKey, DecisionKey]] = {
    "tiep_noi": "khong_tiep_noi",
    "khong_tiep_noi": "tiep_noi",
}

Values = dict[str, StringTree]


class UndecidableError(ValueError):
    """The decision cannot be written into this text; the message is Vietnamese and says why."""


def with_decision(text: str, number: str, key: DecisionKey, task_id: str) -> str:
    """Return the notice file `text` with `task_id` added to `nhiem_vu.<number>.<key>`.

    A decision that stands there already changes nothing. Raises `UndecidableError` where the
    opposite is said, or where the front matter has a form into which nothing can be added safely.
    """
    old, _ = _read(text)
    tasks = old.get(_TASKS) or {}
    own = (tasks.get(number) or {}) if isinstance(tasks, dict) else ""
    if not isinstance(tasks, dict) or not isinstance(own, dict):
        raise UndecidableError(
            f"'{_TASKS}' không theo dạng `số nhiệm vụ: {{tiep_noi: […]}}`; hãy sửa khóa ấy trước"
        )
    if task_id in _items(own, _OTHER[key]):
        raise UndecidableError(
            f"'{_OTHER[key]}' của nhiệm vụ {number} đã nêu {task_id}; hãy xóa mã ấy ở đó trước"
        )
    return _with(text, (_TASKS, number, key), task_id)


def with_outcome(text: str, outcome: Outcome) -> str:
    """Return the notice file `text` with `outcome` added to `ket_qua`; it must have its day.

    Nothing changes where it stands there already. Raises `UndecidableError` as `with_decision` does.
    """
    if outcome.day is None:
        raise UndecidableError("kết quả phải có ngày xác nhận; hãy chạy lại với --ngay")
    old, _ = _read(text)
    if outcome.task_id in _items(old, _NO_OUTCOMES):
        raise UndecidableError(
            f"'{_NO_OUTCOMES}' đã nêu {outcome.task_id}; hãy xóa mã ấy ở đó trước"
        )
    row: Values = {
        "nhiem_vu": outcome.task_id,
        "trang_thai": outcome.status,
        "ngay": outcome.day.isoformat(),
        "can_cu": outcome.evidence,
    }
    return _with(text, (_OUTCOMES,), row)


def without_outcome(text: str, task_id: str) -> str:
    """Return the notice file `text` with `task_id` added to `khong_ket_qua`.

    Nothing changes where it stands there already. Raises `UndecidableError` as `with_decision` does.
    """
    old, _ = _read(text)
    told = [row.get("nhiem_vu") for row in _items(old, _OUTCOMES) if isinstance(row, dict)]
    if task_id in told:
        raise UndecidableError(
            f"'{_OUTCOMES}' đã nêu kết quả của {task_id}; hãy xóa mục ấy ở đó trước"
        )
    return _with(text, (_NO_OUTCOMES,), task_id)


def _with(text: str, path: Sequence[str], item: StringTree) -> str:
    """Return `text` with `item` as the last of the list at the keys `path`, if it is not in it."""
    old, body = _read(text)
    wanted = copy.deepcopy(old)
    place = wanted
    for key in path[:-1]:
        place[key] = place.get(key) or {}
        place = cast("Values", place[key])
    listed = _items(place, path[-1])
    if item in listed:
        return text
    place[path[-1]] = [*listed, item]
    front = _FRONT.match(text)
    if front is None:
        raise UndecidableError("không thấy phần đầu tệp giữa hai dòng '---'")
    line_end = _LINE_END.search(text)
    editor = _Editor(front["keys"], line_end[0] if line_end else "\n")
    try:
        edited = editor.added(path, item)
    except yaml.YAMLError as error:
        raise _by_hand(path, item) from error
    written = text[: front.start("keys")] + edited + text[front.end("keys") :]
    try:
        same = _read(written) == (wanted, body)
    except UndecidableError:
        same = False
    if not same:
        raise _by_hand(path, item)
    return written


def _by_hand(path: Sequence[str], item: StringTree) -> UndecidableError:
    return UndecidableError(
        "phần đầu tệp viết theo dạng mà chương trình không tự thêm vào được; hãy tự ghi "
        f"'{_in_flow(item)}' vào {' → '.join(path)}"
    )


def _read(text: str) -> tuple[Values, str]:
    """Return front matter and body as the archive reads them."""
    plain = _LINE_END.sub("\n", text.removeprefix("\ufeff"))
    mapping, body, _, problems = split_front_matter("", plain)
    if problems:
        raise UndecidableError(problems[0].message)
    return dict(mapping.values), body


def _items(values: Values, key: str) -> list[StringTree]:
    value = values.get(key) or []
    if isinstance(value, dict):
        what = "kết quả" if key == _OUTCOMES else "mã nhiệm vụ"
        raise UndecidableError(f"'{key}' phải là danh sách các {what}; hãy sửa khóa ấy trước")
    return list(value) if isinstance(value, list) else [value]


class _Editor:
    """Adds to the YAML text `keys` at the places that its nodes have in it."""

    def __init__(self, keys: str, line_end: str) -> None:
        self.keys = keys
        self.line_end = line_end

    def added(self, path: Sequence[str], item: StringTree) -> str:
        """Return the text with `item` in the list at `path`, which is made where it is missing."""
        root = yaml.compose(self.keys, Loader=yaml.CSafeLoader)
        if not isinstance(root, yaml.MappingNode):
            raise yaml.YAMLError
        return self._in_node(root, path, item, indent=0, flow=False)

    def _in_node(
        self, node: yaml.Node, path: Sequence[str], item: StringTree, *, indent: int, flow: bool
    ) -> str:
        """Return the text with `item` below `node`, whose key is indented by `indent`."""
        if isinstance(node, yaml.MappingNode) and path:
            column = node.value[0][0].start_mark.column if node.value else indent
            flow = flow or bool(node.flow_style)
            for key, value in node.value:
                if key.value == path[0]:
                    return self._in_node(value, path[1:], item, indent=column, flow=flow)
            if flow:
                return self._in_flow(node, _flow(path, item))
            return self._behind_line(_end(node), _block(path, item, column))
        if isinstance(node, yaml.ScalarNode) and not node.value and not node.style and path:
            if flow:
                return self._insert(_end(node), f" {{{_flow(path, item)}}}")
            return self._behind_line(_end(node), _block(path, item, indent + 2))
        if path:
            raise yaml.YAMLError
        return self._in_list(node, item, indent)

    def _in_list(self, node: yaml.Node, item: StringTree, indent: int) -> str:
        if isinstance(node, yaml.SequenceNode):
            if node.flow_style:
                return self._in_flow(node, _in_flow(item))
            return self._behind_line(_end(node), _rows(item, node.start_mark.column))
        start, end = node.start_mark.index, node.end_mark.index
        written = self.keys[start:end]
        if not written and isinstance(item, dict):
            return self._behind_line(start, _rows(item, indent))
        if not written:
            return self._insert(start, f" [{_in_flow(item)}]")
        listed = f"[{written}, {_in_flow(item)}]" if node.value else f"[{_in_flow(item)}]"
        return self.keys[:start] + listed + self.keys[end:]

    def _in_flow(self, node: yaml.CollectionNode, added: str) -> str:
        """Return the text with `added` behind the last of `[…]` or `{…}`."""
        if not node.value:
            return self._insert(cast("int", node.start_mark.index) + 1, added)
        return self._insert(_end(node), f", {added}")

    def _behind_line(self, place: int, lines: list[str]) -> str:
        """Return the text with `lines` behind the line on which `place` lies, its comment included."""
        if place and self.keys[place - 1] in "\r\n":  # behind a scalar of several lines
            return self._insert(place, "".join(line + self.line_end for line in lines))
        end = _LINE_END.search(self.keys, place)
        place = end.start() if end else len(self.keys)
        return self._insert(place, "".join(self.line_end + line for line in lines))

    def _insert(self, place: int, added: str) -> str:
        return self.keys[:place] + added + self.keys[place:]


def _end(node: yaml.Node) -> int:
    """Return the offset behind what was written last in `node`.

    A block collection itself ends only where the next token begins, behind comments of others. In a
    flow collection that has something the end is that of its last value, before the bracket.
    """
    last: yaml.Node = node
    first = True
    while isinstance(last, yaml.CollectionNode) and last.value:
        if last.flow_style and not first:
            break
        item = last.value[-1]
        last = item[1] if isinstance(item, tuple) else item
        first = False
    return cast("int", last.end_mark.index)


def _block(path: Sequence[str], item: StringTree, indent: int) -> list[str]:
    """Return the lines that say `path` in block style, the last key a list of one."""
    tree: object = [item]
    for key in reversed(path):
        tree = {key: tree}
    written = write_mapping(cast("dict[str, object]", tree)).rstrip("\n")
    return [" " * indent + line for line in written.split("\n")]


def _rows(item: StringTree, indent: int) -> list[str]:
    """Return the lines of `item` in a list in block style, indented by `indent`."""
    return _block(("x",), item, indent)[1:]


def _flow(path: Sequence[str], item: StringTree) -> str:
    """Return `path` in flow style, without the outermost braces."""
    names = [write_mapping({key: "x"}).removesuffix(": x\n") for key in path]
    return ": {".join(names) + f": [{_in_flow(item)}]" + "}" * (len(path) - 1)


def _in_flow(item: StringTree) -> str:
    """Return `item`, an id or a mapping of strings, in flow style."""
    if isinstance(item, dict):
        pairs = (f"{key}: {_in_flow(value)}" for key, value in item.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(item, str) and _PLAIN.fullmatch(item):
        return item
    return json.dumps(item, ensure_ascii=False)

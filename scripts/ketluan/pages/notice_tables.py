"""Tables of tasks on the page of a notice: rows that stand together become one table."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from ketluan.model import Block, Document, Span, Task
from ketluan.notice.tables import TableColumns, cells_of, columns_of
from ketluan.pages.tasks import TaskView
from ketluan.pages.text import Paragraph, cell_pieces

FindTask = Callable[[Block], tuple[Task, TaskView] | None]


class Row(NamedTuple):
    """A row: the pieces of its cells, and the task where it is one.

    `empty` counts the cells that the row lacks at its end. `head_cell` is the number of the cell
    that names the row, `task_cell` of that which bears the task's sign; -1 is none.
    """

    cells: tuple[Paragraph, ...]
    empty: int = 0
    id: str = ""
    task: TaskView | None = None
    head_cell: int = -1
    task_cell: int = -1


class Table(NamedTuple):
    """A table of tasks with the names of its columns; `number_cell` is the column of numbers."""

    head: tuple[Paragraph, ...]
    rows: tuple[Row, ...]
    width: int
    number_cell: int = -1


def table_at(
    blocks: Sequence[Block], at: int, find_task: FindTask, documents: Mapping[str, Document]
) -> tuple[Table, int] | None:
    """Return the table of tasks that begins with block `at` and the number of the block behind it."""
    head = _cells(blocks[at])
    columns = columns_of(blocks[at].text, head) if head else None
    if columns is None:
        return None
    end = at + 1
    while end < len(blocks) and _goes_on(blocks[end]):
        end += 1
    members = [block for block in blocks[at + 1 : end] if _cells(block)]
    if not any(block.row for block in members):
        return None
    width = max(len(head), *(len(_cells(block)) for block in members))
    rows = tuple(_row(block, columns, width, find_task, documents) for block in members)
    return Table(_pieces(blocks[at], head, documents), rows, width, columns.serial), end


def _cells(block: Block) -> tuple[Span, ...]:
    if block.kind != "paragraph" or (block.number and not block.row):
        return ()
    return cells_of(block.text)


def _goes_on(block: Block) -> bool:
    """Tell whether `block` stands in the table above it; another head begins another table."""
    if block.row:
        return True
    if block.kind != "paragraph" or block.number or block.label:
        return False
    cells = _cells(block)
    return not columns_of(block.text, cells) if cells else not block.text.strip("|:-– \n")


def _row(
    block: Block,
    columns: TableColumns,
    width: int,
    find_task: FindTask,
    documents: Mapping[str, Document],
) -> Row:
    cells = _cells(block)
    found = find_task(block)
    deadlines = found[0].deadlines if found else block.deadlines
    pieces = cell_pieces(block.text, cells, block.citations, deadlines, documents)
    if block.row is None:
        return Row(pieces, width - len(cells))
    serial = columns.serial
    named = 0 <= serial < len(cells) and cells[serial].end > cells[serial].start
    return Row(
        cells=pieces,
        empty=width - len(cells),
        id=found[1].anchor if found else "",
        task=found[1] if found else None,
        head_cell=serial if named else columns.task,
        task_cell=columns.task,
    )


def _pieces(
    block: Block, cells: Sequence[Span], documents: Mapping[str, Document]
) -> tuple[Paragraph, ...]:
    return cell_pieces(block.text, cells, block.citations, (), documents)

"""Numbers of blocks below headings without a label: two counts that begin anew are told apart.

"Phòng A ⏎ 1. … ⏎ Phòng B ⏎ 1. …" has two items 1. The first keeps its number, so that a notice
with one such heading reads as its labels say; below the heading that begins the count anew, the
numbers name it: `m2.1`, item 1 of the second heading (mục) without a label.
"""

from collections.abc import Iterator, Sequence

from ketluan.model import Block


def with_own_numbers(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield `blocks`, those whose number an earlier block has numbered below their heading."""
    seen: set[str] = set()
    index = unlabelled = 0
    while index < len(blocks):
        section = [blocks[index]]
        head = blocks[index]
        if head.kind == "heading" and not head.label:
            unlabelled += 1
            section = list(_section(blocks, index))
            if any(block.number in seen for block in section if block.number):
                section = [_below(block, f"m{unlabelled}", head) for block in section]
        yield from section
        seen |= {block.number for block in section if block.number}
        index += len(section)


def _section(blocks: Sequence[Block], index: int) -> Iterator[Block]:
    """Yield a heading and what stands below it, up to the next heading."""
    yield blocks[index]
    for block in blocks[index + 1 :]:
        if block.kind == "heading" and not block.label:
            return
        if block.kind == "heading" and block.level <= blocks[index].level:
            return
        yield block


def _below(block: Block, mark: str, head: Block) -> Block:
    """Return `block` numbered below the heading marked `mark`; labels above the heading stay first."""
    if not block.number:
        return block
    parts = block.number.split(".")
    above = min(max(0, head.level - 1), len(parts) - 1)
    return block._replace(number=".".join([*parts[:above], mark, *parts[above:]]))

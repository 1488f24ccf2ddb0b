"""A front sheet cut until it holds on one page: what is left out is counted in each section."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from huizhen.core.errors import ContentError
from huizhen.core.preparation.paper import Block, Fixed, Items, Paper, Prose, Section, Table
from huizhen.core.preparation.setting import paper_data

MOST_STEPS: Final = 12
_SMALLER_STEPS: Final = 5
_SHARE: Final = 0.7


def shortened_paper(paper: Paper, step: int, more: str) -> Paper:
    """The paper with at most `Section.most` statements in each section, fewer at later steps.

    `more` is the fixed text that says how many are left out, with `{count}` in the number's place.
    The first steps only set smaller (`setting.type_size_pt`). Form fields are never left out.
    """
    share = _SHARE ** max(0, step - _SMALLER_STEPS)
    sections = tuple(_cut(section, share, more) for section in paper.sections)
    return paper.model_copy(update={"sections": sections})


def _cut(section: Section, share: float, more: str) -> Section:
    left = max(1, int(section.most * share))
    hidden = 0
    blocks: list[Block] = []
    for block in section.blocks:
        kept, taken, dropped = _first(block, left)
        left -= taken
        hidden += dropped
        if kept is not None:
            blocks.append(kept)
    if hidden:
        blocks.append(Fixed(text=more.replace("{count}", str(hidden)), is_quiet=True))
    return section.model_copy(update={"blocks": tuple(blocks)})


def _first(block: Block, most: int) -> tuple[Block | None, int, int]:
    """The block with its first lines, how many these are, and how many are left out."""
    if isinstance(block, Prose | Items):
        said = tuple(statement for statement in block.statements if statement.text)
        return _result(block, {"statements": said[:most]}, said, most)
    if isinstance(block, Table):
        return _result(block, {"rows": block.rows[:most]}, block.rows, most)
    return block, 0, 0


def _result(
    block: Prose | Items | Table, kept: Mapping[str, object], lines: tuple[object, ...], most: int
) -> tuple[Block | None, int, int]:
    if lines and most <= 0:
        return None, 0, len(lines)
    taken = min(len(lines), most)
    return block.model_copy(update=dict(kept)), taken, len(lines) - taken


class OnePage(NamedTuple):
    """A paper cut so far that it holds, and the step of `paper_data` that sets it so small."""

    paper: Paper
    step: int


def on_one_page(
    paper: Paper,
    more: str,
    render: Callable[[Mapping[str, object]], bytes],
    holds: Callable[[bytes], bool],
    most_characters: int | None = None,
) -> OnePage:
    """The fullest and largest form that holds on one page with no more Chinese characters than
    allowed; ContentError when none does. Type shrinks before lines are left out."""
    for step in range(MOST_STEPS):
        short = _within(paper, step, more, most_characters)
        size = min(step, _SMALLER_STEPS)
        if short is not None and holds(render(paper_data(short, size))):
            return OnePage(short, size)
    raise ContentError(
        "front_sheet_too_long",
        "The front sheet does not hold on one page even in its shortest form.",
        "Lower `most` of its blocks in the specialty's content pack.",
    )


def _within(paper: Paper, step: int, more: str, most_characters: int | None) -> Paper | None:
    """The paper at a step, cut further until it has no more characters than allowed."""
    for further in range(step, MOST_STEPS + _SMALLER_STEPS):
        short = shortened_paper(paper, further, more)
        if most_characters is None or chinese_characters(short) <= most_characters:
            return short
    return None


def chinese_characters(paper: Paper) -> int:
    """How many Chinese characters its statements have."""
    return sum(
        "\u4e00" <= char <= "\u9fff"
        for section in paper.sections
        for statement in section.statements
        for char in statement.text
    )

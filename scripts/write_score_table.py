"""Writes docs/scores.md from the score definitions; a test compares them."""

from __future__ import annotations

import sys
from pathlib import Path

from huizhen.core.scores.definition import Score
from huizhen.core.scores.listing import inputs_text
from huizhen.core.scores.registry import all_scores

INTRODUCTION = """# Scores

`huizhen score NAME key=value ...` computes one; `huizhen score --list` lists them. Written by
`scripts/write_score_table.py`.

Every result is *computed from the data supplied – to be confirmed by the treating doctor and the
specialist* (由所提供资料计算，须经主管医师及会诊专家确认). A missing input is never replaced: the
score is then not computable and says what it needs. A value such as `<20` counts only when every
number it can stand for gives the same result. A number from records without a unit is never
scored; on the command line it is in the unit of this table. Other units are converted exactly
where a factor is listed (`bil_umol='2.1 mg/dL'`); where bands were published in another unit, the
value is tested in the unit in which it was reported. Values are rounded half away from zero, once,
at the end; limits are tested on the unrounded value.

Inputs: `[unit]` UCUM, `?` optional, `|` one of them, lists separated by commas, `-` for an item
that was not answered, an empty list for 'none'. Marks: A confirmed in a published text, B
established and written from knowledge, C in doubt; ⚠ shows *needs clinician review*.

| id | name | score | inputs | source | mark |
|---|---|---|---|---|---|
"""


def row(score: Score) -> str:
    """One row of the table."""
    title = f"{score.title.en} {score.title.zh}"
    inputs = inputs_text(score).replace("|", "\\|").replace("<", "&lt;")
    mark = score.confidence + (" ⚠" if score.review else "")
    return f"| {score.id} | `{score.name}` | {title} | {inputs} | {score.source} | {mark} |"


def document() -> str:
    """The whole page."""
    return INTRODUCTION + "\n".join(row(score) for score in all_scores()) + "\n"


def main() -> int:
    """Writes the page."""
    path = Path(__file__).resolve().parents[1] / "docs" / "scores.md"
    path.write_text(document(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

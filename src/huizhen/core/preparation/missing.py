"""尚缺资料: what the requirement packs find missing, for the reader of the dossier."""

from __future__ import annotations

from collections.abc import Sequence

from huizhen.core.preparation.frames import Frames
from huizhen.core.preparation.paper import Block, Fixed, Items, Section
from huizhen.core.preparation.requirements.findings import Finding
from huizhen.core.preparation.statement import Statement

_GROUPS = (
    ("mandatory", "missing"), ("outdated", "outdated"), ("wrong_format", "wrong_format"),
    ("unclear", "unclear"),
)  # fmt: skip


def missing_section(findings: Sequence[Finding], frames: Frames) -> Section:
    """Items that block or warn, by what is wrong with them; the words are the packs' own."""
    blocks: list[Block] = []
    for key, state in _GROUPS:
        wanted = [f for f in findings if f.state == state and f.effect in ("block", "warn")]
        if wanted:
            statements = tuple(
                Statement(
                    key=f"missing:{finding.requirement}",
                    text=finding.name.zh,
                    origin="content",
                )
                for finding in wanted
            )
            blocks.append(Items(label=frames.text(f"missing.{key}"), statements=statements))
    if not blocks:
        blocks.append(Fixed(text=frames.text("missing.none"), is_quiet=True))
    return Section(key="missing", title=frames.text("missing.title"), blocks=tuple(blocks))

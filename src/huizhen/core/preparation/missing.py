"""尚缺资料: what the requirement packs find missing, for the reader of the dossier."""

from __future__ import annotations

import re
from collections.abc import Sequence

from huizhen.core.preparation.frames import Frames
from huizhen.core.preparation.paper import Block, Fixed, Items, Section
from huizhen.core.preparation.requirements.findings import Finding
from huizhen.core.preparation.statement import Statement

_LACKS = ("资料中未见", "距今", "未注明", "未收到", "？")
"""Sentences of a reason that say what of the item is not there; the others say why it matters."""
_SENTENCE = re.compile(r"[^。？]+[。？]?")
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
                    text=_what_lacks(finding),
                    origin="content",
                )
                for finding in wanted
            )
            blocks.append(Items(label=frames.text(f"missing.{key}"), statements=statements))
    if not blocks:
        blocks.append(Fixed(text=frames.text("missing.none"), is_quiet=True))
    return Section(key="missing", title=frames.text("missing.title"), blocks=tuple(blocks))


def _what_lacks(finding: Finding) -> str:
    """The item with what of it is missing: a case may have a part of it. Studies in the wrong
    format stand by name in the letter to the home team."""
    name = finding.name.zh
    if finding.state == "wrong_format":
        return name
    sentences = _SENTENCE.findall(finding.reason.zh)
    kept = (s for s in sentences if any(word in s for word in _LACKS) and not s.endswith("："))
    said = "".join(kept).rstrip("。")
    if not said:
        return name
    return said if said.startswith(f"{name}：") else f"{name}——{said}"

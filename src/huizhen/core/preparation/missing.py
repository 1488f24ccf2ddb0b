"""尚缺资料: what the requirement packs find missing, for the reader of the dossier."""

from __future__ import annotations

import re
from collections.abc import Sequence

from huizhen.core.preparation.frames import Frames
from huizhen.core.preparation.paper import Block, Fixed, Items, Section
from huizhen.core.preparation.requirements.answer import HOME, Said
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
            statements = tuple(_statement(finding, frames) for finding in wanted)
            blocks.append(Items(label=frames.text(f"missing.{key}"), statements=statements))
    if not blocks:
        blocks.append(Fixed(text=frames.text("missing.none"), is_quiet=True))
    return Section(key="missing", title=frames.text("missing.title"), blocks=tuple(blocks))


def _statement(finding: Finding, frames: Frames) -> Statement:
    """What lacks, and where somebody was asked for it what the person said: code and name, with
    the words themselves as they were given."""
    key, lacks = f"missing:{finding.requirement}", _what_lacks(finding)
    answer = finding.answer
    if answer is None:
        return Statement(key=key, text=lacks, origin="content")
    return Statement(
        key=key,
        text=f"{lacks}。{answer_line(answer, frames)}",
        original=answer.entry.why,
        origin="content",
        entry=answer.entry,
    )


def answer_line(answer: Said, frames: Frames) -> str:
    """An answer in Chinese: that of the home team names its person, the patient's stays without a
    name, for a department sees no more than it needs."""
    is_home = answer.speaker in HOME
    role = frames.text(f"missing.speaker.{answer.speaker}")
    return frames.fill(
        f"missing.answer.{'home' if is_home else 'patient'}",
        why=frames.text(f"missing.why.{answer.why}"),
        who=f"{answer.entry.who}，{role}" if is_home and answer.entry.who else role,
        date=answer.entry.at[:10],
    )


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

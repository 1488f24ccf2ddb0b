"""The papers of a dossier: the dossier itself with its front sheet, the request form, the answer
sheet. Each only arranges what was composed; no statement is written here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from huizhen.core.preparation.dossier import Dossier
from huizhen.core.preparation.edits import QUESTION
from huizhen.core.preparation.frames import Frames
from huizhen.core.preparation.paper import (
    Blank,
    Block,
    Fields,
    Fixed,
    Items,
    Paper,
    Prose,
    Section,
    without_references,
)
from huizhen.core.preparation.signature import Signature, paper_marks, signed_lines
from huizhen.core.preparation.statement import UNTRANSLATED_MARK, Mark, Statement

_NUMBERED = re.compile(r"(?:^|\n)\s*\d{1,2}[.)、．]\s*")
_LINES_OF_AN_ANSWER = 5


def front_sheet_paper(dossier: Dossier, frames: Frames, signed: Signature | None = None) -> Paper:
    """会诊摘要首页: at most one page."""
    return Paper(
        key="front_sheet",
        title=frames.text("dossier.front_title"),
        subtitle=f"{dossier.department_zh} · {dossier.department_en}",
        created_on=dossier.as_of,
        marks=paper_marks(dossier, signed),
        summary=_summary_lines(dossier, frames, signed),
        sections=dossier.front_sheet,
        footer=_footer(dossier, frames),
    )


def dossier_paper(dossier: Dossier, frames: Frames, signed: Signature | None = None) -> Paper:
    """What follows the front sheet: doubts, the statutory record, annexes, gaps, terms, sources."""
    return Paper(
        key="dossier",
        title=frames.text("dossier.title"),
        subtitle=f"{dossier.department_zh} · {dossier.department_en}",
        created_on=dossier.as_of,
        marks=paper_marks(dossier, signed),
        summary=_summary_lines(dossier, frames, signed),
        sections=(
            dossier.doubts,
            *dossier.record,
            *dossier.annexes,
            dossier.missing,
            dossier.terms,
        ),
        references=dossier.references,
        references_title=frames.text("dossier.references"),
        footer=_footer(dossier, frames),
    )


def page_paper(dossier: Dossier, frames: Frames, signed: Signature | None = None) -> Paper:
    """The dossier as one page: the front sheet whole, then everything else."""
    paper = dossier_paper(dossier, frames, signed)
    return paper.replaced(sections=(*dossier.front_sheet, *paper.sections))


def request_form_paper(
    dossier: Dossier, form: Mapping[str, str], frames: Frames, signed: Signature | None = None
) -> Paper:
    """远程会诊申请单 with F01 to F17; a field that nobody filled says so. Places are in the dossier
    that goes with it."""
    return Paper(
        key="request_form",
        title=frames.text("form.title"),
        subtitle=f"{dossier.department_zh} · {dossier.department_en}",
        created_on=dossier.as_of,
        marks=paper_marks(dossier, signed),
        summary=signed_lines(signed, frames),
        sections=tuple(
            section.replaced(blocks=tuple(map(without_references, section.blocks)))
            for section in _form_sections(dossier, form, frames)
        ),
        footer=_footer(dossier, frames),
    )


def answer_sheet_paper(dossier: Dossier, form: Mapping[str, str], frames: Frames) -> Paper:
    """远程会诊意见书: the questions with room for an answer each, signature and seal."""
    head = Fields(
        fields=(
            _field(frames, "answer.number", form, "number"),
            _field(frames, "answer.code", form, "code"),
            _field(frames, "answer.hospital", form, "hospital"),
            Prose(
                label=frames.text("answer.department"),
                statements=(_content("answer:department", dossier.department_zh),),
            ),
        )
    )
    sections = [_section("answer.head", frames, head)]
    for key in ("reviewed", "assessment"):
        sections.append(_section(f"answer.{key}", frames, Blank(lines=3)))
    choice = Fixed(text=frames.text("answer.diagnosis_choice"))
    sections.append(_section("answer.diagnosis", frames, choice, Blank(lines=2)))
    answers: list[Block] = []
    for number, question in enumerate(questions_of(dossier), 1):
        label = frames.fill("answer.question", number=str(number))
        answers.append(Prose(label=label, statements=(question,)))
        answers.append(Blank(label=frames.text("answer.opinion"), lines=_LINES_OF_AN_ANSWER))
        answers.append(Blank(label=frames.text("answer.unanswerable")))
    sections.append(_section("answer.questions", frames, *answers))
    for key, lines in (("treatment", 6), ("tests", 3), ("risk", 3)):
        sections.append(_section(f"answer.{key}", frames, Blank(lines=lines)))
    travel = Fixed(text=frames.text("answer.travel"))
    sections.append(_section("answer.followup", frames, travel, Blank(lines=2)))
    sections.append(
        _section(
            "answer.statement",
            frames,
            Fixed(text=frames.text("answer.statement_text")),
            Blank(label=frames.text("answer.sign")),
            Blank(label=frames.text("answer.title_of_doctor")),
            Blank(label=frames.text("answer.date")),
            Blank(label=frames.text("answer.seal"), is_seal=True),
        )
    )
    return Paper(
        key="answer_sheet",
        title=frames.text("answer.title"),
        subtitle=frames.text("answer.subtitle"),
        created_on=dossier.as_of,
        sections=tuple(sections),
        footer=_footer(dossier, frames),
    )


def questions_of(dossier: Dossier) -> tuple[Statement, ...]:
    """The questions one by one, as the asker numbered them; without numbers it is one."""
    originals = _numbered(dossier.question)
    worded = next((edit for edit in dossier.edits if edit.key == QUESTION), None)
    if worded is not None and worded.seen == dossier.question.strip():
        texts = _numbered(worded.text)
        if len(texts) == len(originals):
            return tuple(
                _question(number, text, original).replaced(entry=worded.entry)
                for number, (text, original) in enumerate(zip(texts, originals, strict=True), 1)
            )
    marks: tuple[Mark, ...] = () if dossier.question_language == "zh" else (UNTRANSLATED_MARK,)
    return tuple(
        _question(number, part, part).replaced(marks=marks)
        for number, part in enumerate(originals, 1)
    )


def _question(number: int, text: str, original: str) -> Statement:
    return Statement(key=f"question:{number}", text=text, original=original, origin="request")


def _numbered(text: str) -> list[str]:
    """The parts of a text that is numbered line by line, else the text alone."""
    text = text.strip()
    parts = [part.strip() for part in _NUMBERED.split(text)] if _NUMBERED.search(text) else [text]
    return [part for part in parts if part]


def _form_sections(dossier: Dossier, form: Mapping[str, str], frames: Frames) -> Iterable[Section]:
    record = {section.key: section for section in dossier.record}
    annexes = {section.key: section for section in dossier.annexes}

    def entry(*keys: str) -> Fields:
        return Fields(fields=tuple(_field(frames, f"form.{key}", form, key) for key in keys))

    def filled(key: str, *blocks: Block) -> Section:
        return Section(key=key, title=frames.text(f"form.{key}"), blocks=blocks)

    past = record["past_history"].blocks
    yield filled("F01", _numbered_date(dossier, form, frames))
    yield filled(
        "F02", entry("institution", "department", "physician", "physician_title", "contact")
    )
    yield filled("F03", *record["particulars"].blocks)
    yield filled("F04", entry("type", "urgency"))
    yield filled("F05", _wanted(dossier, form, frames))
    yield filled("F06", *_summary(dossier))
    yield filled("F07", *record["preliminary_diagnosis"].blocks)
    yield filled("F08", *annexes["treatment"].blocks)
    yield filled("F09", *annexes["medication"].blocks)
    yield filled("F10", *record["investigations"].blocks)
    yield filled(
        "F11",
        Items(
            statements=questions_of(dossier), is_numbered=True, empty=frames.text("form.missing")
        ),
    )
    yield filled("F12", *annexes["opinions"].blocks)
    yield filled("F13", entry("wishes"))
    yield filled("F14", entry("consent"))
    yield filled("F15", *annexes["attachments"].blocks)
    yield filled(
        "F16", Fixed(text=frames.text("form.machine_prepared")), entry("preparer", "checker")
    )
    yield filled(
        "F17",
        *(_relabelled(past, i, frames, key) for i, key in ((6, "allergies"), (2, "infections"))),
        _implants(dossier, frames),
    )
    yield Section(
        key="signature",
        title="",
        blocks=(
            Blank(label=frames.text("form.signature")),
            Blank(label=frames.text("form.signed_on")),
            Blank(label=frames.text("form.seal"), is_seal=True),
        ),
    )  # fmt: skip


def _numbered_date(dossier: Dossier, form: Mapping[str, str], frames: Frames) -> Fields:
    date = Prose(
        label=frames.text("form.date"),
        statements=(Statement(key="form:date", text=dossier.as_of, origin="request"),),
    )
    return Fields(fields=(_field(frames, "form.number", form, "number"), date))


def _wanted(dossier: Dossier, form: Mapping[str, str], frames: Frames) -> Fields:
    wanted = form.get("wanted_department") or dossier.department_zh
    department = Prose(
        label=frames.text("form.wanted_department"),
        statements=(_content("form:wanted_department", wanted),),
    )
    others = [
        _field(frames, f"form.{k}", form, k) for k in ("hospital", "direction", "wanted_title")
    ]
    return Fields(fields=(others[0], department, *others[1:]))


def _summary(dossier: Dossier) -> Iterable[Block]:
    """The front sheet block by block: F06 is the same summary in the specialty's order."""
    for section in dossier.front_sheet:
        statements = section.statements[: section.most]
        if statements:
            yield Prose(label=section.title, statements=statements)


def _relabelled(blocks: Sequence[Block], index: int, frames: Frames, key: str) -> Block:
    block = blocks[index]
    if not isinstance(block, Prose):
        return block
    return block.replaced(label=frames.text(f"form.{key}"))


def _implants(dossier: Dossier, frames: Frames) -> Prose:
    """Implants stand in the record where a source names them."""
    statements = tuple(
        s for section in dossier.record for s in section.statements if s.key.startswith("implants")
    )
    return Prose(
        label=frames.text("form.implants"),
        statements=statements,
        empty=frames.text("form.not_recorded"),
    )


def _field(frames: Frames, label: str, form: Mapping[str, str], key: str) -> Prose:
    text = form.get(key, "").strip()
    statements = (Statement(key=f"form:{key}", text=text, origin="request"),) if text else ()
    return Prose(label=frames.text(label), statements=statements, empty=frames.text("form.missing"))


def _content(key: str, text: str) -> Statement:
    return Statement(key=key, text=text, origin="content")


def _section(key: str, frames: Frames, *blocks: Block) -> Section:
    return Section(key=key, title=frames.text(key), blocks=blocks)


def _summary_lines(dossier: Dossier, frames: Frames, signed: Signature | None) -> tuple[str, ...]:
    return (
        *signed_lines(signed, frames),
        _as_of(dossier, frames),
        frames.text("dossier.legend"),
    )


def _as_of(dossier: Dossier, frames: Frames) -> str:
    """Date, and what blocks."""
    parts = [frames.fill("dossier.as_of", date=dossier.as_of)]
    if dossier.blocking:
        reasons = [frames.text(f"blocking.{code}") for code in dossier.blocking]
        joined = frames.text("dossier.list").join(reasons)
        parts.append(frames.fill("dossier.blocking", reasons=joined))
    return "　".join(parts)


def _footer(dossier: Dossier, frames: Frames) -> str:
    """Versions of everything that shaped the paper, and what the paper is not."""
    packs = " ".join(f"{p.id} {p.version}" for p in dossier.packs)
    return frames.fill(
        "dossier.footer", composer=dossier.composer, packs=packs, sha=dossier.sha256[:16]
    )

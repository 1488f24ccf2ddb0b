"""The statutory sections of one case, in the skeleton's order whatever the specialty."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from huizhen.core.preparation.author import Author
from huizhen.core.preparation.paper import Blank, Block, Section
from huizhen.core.preparation.record.chief_complaint import chief_complaint
from huizhen.core.preparation.record.diagnosis import preliminary_diagnosis
from huizhen.core.preparation.record.examination import (
    physical_examination,
    specialty_examination,
)
from huizhen.core.preparation.record.histories import (
    family_history,
    marital_history,
    past_history,
    personal_history,
)
from huizhen.core.preparation.record.investigations import investigations
from huizhen.core.preparation.record.particulars import particulars
from huizhen.core.preparation.record.present_illness import present_illness
from huizhen.core.preparation.record.view import CaseView
from huizhen.core.preparation.specialty import Heading
from huizhen.core.records.identity import Identity

_WRITERS: Mapping[str, Callable[[CaseView, Author], tuple[Block, ...]]] = {
    "chief_complaint": lambda view, author: (chief_complaint(view, author),),
    "present_illness": present_illness,
    "past_history": past_history,
    "personal_history": personal_history,
    "marital_history": marital_history,
    "family_history": family_history,
    "physical_examination": physical_examination,
    "specialty_examination": specialty_examination,
    "investigations": investigations,
    "preliminary_diagnosis": lambda view, author: (preliminary_diagnosis(view, author),),
    "signature": lambda _view, _author: (Blank(lines=2),),
}


def statutory_record(
    skeleton: tuple[Heading, ...], view: CaseView, author: Author, patient: Identity
) -> tuple[Section, ...]:
    """One section a heading."""
    return tuple(
        Section(
            key=heading.key,
            title=heading.zh,
            subtitle=heading.en,
            blocks=(particulars(view, author, patient),)
            if heading.key == "particulars"
            else _WRITERS[heading.key](view, author),
        )
        for heading in skeleton
    )

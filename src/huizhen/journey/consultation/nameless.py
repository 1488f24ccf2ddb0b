"""What people wrote, as a department may read it: under the case's number.

Papers are masked by the worker. An invitation, its questions and answers to a department are short
texts of named persons: in them only what the case knows of its patient is replaced, for whoever
asks and whoever treats is named to the department on purpose.
"""

from __future__ import annotations

from typing import Any

from huizhen.core.preparation.masked_package import Masker, masking_rules
from huizhen.ground.cases.models import Case
from huizhen.ground.content import pack
from huizhen.ground.records.queries import current_version
from huizhen.journey.consultation.models import DepartmentInvitation
from huizhen.journey.preparation.masking import known_of_case


def nameless(case: Case, text: str) -> str:
    """A text without what the case knows of its patient."""
    return _masker(case).of_patient(text)


def seal_nameless(case: Case, row: DepartmentInvitation) -> None:
    """The invitation's texts and questions as they are sent; the row is not saved."""
    masker = _masker(case)
    row.sealed = case.seal_json(_masked(case.unseal_json(row.sealed), masker))
    row.sealed_questions = case.seal_json(_masked(case.unseal_json(row.sealed_questions), masker))


def _masker(case: Case) -> Masker:
    version = current_version(case)
    return Masker(known_of_case(case, version), masking_rules(pack("sealed")))


def _masked(told: Any, masker: Masker) -> Any:
    """JSON with every text in it masked; ids and the case's number hold nothing of the patient."""
    if isinstance(told, str):
        return masker.of_patient(told)
    if isinstance(told, dict):
        return {key: _masked(value, masker) for key, value in told.items()}
    if isinstance(told, list):
        return [_masked(value, masker) for value in told]
    return told

"""Every score of the catalogue, by identifier (H01) or by name (child-pugh)."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from huizhen.core.errors import WrongCall
from huizhen.core.scores import (
    bile_ducts,
    brain_tumours,
    brain_vessels,
    cell_therapy,
    digestive_staging,
    digestive_tumours,
    general,
    glioma,
    leukaemia,
    liver_cancer,
    liver_fibrosis,
    liver_function,
    liver_surgery,
    lung,
    lymphoma,
    lymphoma_prognosis,
    myeloma,
    pancreas,
    rare_tumours,
    spine_disability,
    spine_function,
    spine_imaging,
    spine_metastasis,
    treatment_lines,
    tumour_response,
)
from huizhen.core.scores.definition import Score

_FAMILIES = (
    general,
    tumour_response,
    liver_function,
    liver_fibrosis,
    liver_cancer,
    liver_surgery,
    pancreas,
    bile_ducts,
    digestive_staging,
    digestive_tumours,
    lymphoma,
    lymphoma_prognosis,
    myeloma,
    leukaemia,
    cell_therapy,
    treatment_lines,
    spine_function,
    spine_disability,
    spine_metastasis,
    spine_imaging,
    lung,
    brain_vessels,
    brain_tumours,
    glioma,
    rare_tumours,
)
_PART = re.compile(r"^([A-Z]\d{2})[a-z]?$")


@cache
def all_scores() -> tuple[Score, ...]:
    """All scores, in the order of the catalogue."""
    order = "GHIBSTNR"
    scores = [score for family in _FAMILIES for score in family.SCORES]
    return tuple(sorted(scores, key=lambda score: (order.index(score.id[0]), score.id)))


def score_named(name: str) -> Score:
    """The score of an identifier or name; WrongCall when there is none, or several."""
    found = scores_of(name)
    if len(found) > 1:
        raise WrongCall(
            "score_ambiguous",
            f"{name} stands for several scores.",
            "Name one: " + ", ".join(f"{one.id} {one.name}" for one in found) + ".",
        )
    return found[0]


def scores_of(name: str, inputs: Collection[str] = ()) -> tuple[Score, ...]:
    """The scores that a row of the catalogue stands for and that take all of `inputs`.

    'G03' is three scores; 'H01' one. When no score of the row takes all the inputs, all of them
    are given, so that the error names what they take.
    """
    wanted = name.strip().casefold()
    exact = [one for one in all_scores() if wanted in (one.id.casefold(), one.name)]
    row = [one for one in all_scores() if _row(one.id).casefold() == wanted]
    if not exact and not row:
        raise WrongCall(
            "score_unknown",
            f"There is no score '{name}'.",
            "List them with: huizhen score --list.",
        )
    for group in (exact, row):
        fitting = tuple(one for one in group if _takes(one, inputs))
        if fitting:
            return fitting
    return tuple(exact or row)


def _row(score_id: str) -> str:
    match = _PART.match(score_id)
    return match[1] if match else score_id


def _takes(score: Score, inputs: Collection[str]) -> bool:
    return all(score.input_named(name) is not None for name in inputs)

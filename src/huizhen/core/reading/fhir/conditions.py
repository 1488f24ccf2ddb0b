"""Condition, AllergyIntolerance, Flag, AdverseEvent: what the patient has, or is said to lack."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from huizhen.core.reading.coded.vocabulary import certainty_of_words
from huizhen.core.reading.fhir.concepts import Concept, concept_of, label_of
from huizhen.core.reading.fhir.drafts import (
    Draft,
    Export,
    category_of,
    draft,
    institution_of,
    notes_of,
    referred_labels,
)
from huizhen.core.reading.fhir.elements import (
    chosen,
    extension_value,
    extensions,
    is_true,
    items,
    joined,
    labelled,
    line,
    object_of,
    objects,
    token,
)
from huizhen.core.reading.fhir.resources import Placed
from huizhen.core.reading.fhir.sites import site_of
from huizhen.core.reading.fhir.times import when_of
from huizhen.core.reading.fhir.vocabulary import CLINICAL_STATUS, VERIFICATION
from huizhen.core.records.fact import Certainty

_GERMAN_CERTAINTY: dict[str, Certainty] = {
    "g": "affirmed", "v": "suspected", "a": "negated", "z": "historical",
}  # fmt: skip
_STRONGEST_FIRST: tuple[Certainty, ...] = (
    "negated", "to_exclude", "suspected", "hypothetical", "historical",
)  # fmt: skip
_NO_ALLERGY = re.compile(r"^\W*(?:nka|nkda|nkfa|no known (?:\w+ )?allerg\w*)\W*$", re.IGNORECASE)
_CATEGORIES = ("problem-list-item", "encounter-diagnosis", "health-concern")


def condition(placed: Placed, export: Export) -> Iterator[Draft]:
    """One fact for a Condition."""
    resource = placed.resource
    concept = concept_of(resource.get("code"))
    onset = when_of(resource, placed.path, export.deviations, "onset")
    end = when_of(resource, placed.path, export.deviations, "abatement")
    certainty = _certainty(placed, concept, export)
    status = _clinical_status(placed, export)
    if status == "active" and (end.start or is_true(resource.get("abatementBoolean"))):
        export.deviations.add("active_with_end_date", placed.path)
    yield draft(
        "Condition", placed, export, concept,
        certainty=certainty,
        clinical_status=status if certainty != "negated" else "",
        category=category_of(resource, *_CATEGORIES),
        date=onset.start, time=onset.time,
        end_date=end.end or end.start or onset.end,
        performer=institution_of(placed, export),
        note=joined(
            labelled("Onset", onset.words), labelled("Abatement", end.words),
            labelled("Severity", label_of(resource.get("severity"))), _stages(placed),
            labelled("Recorded", _recorded(placed)), _evidence(placed), notes_of(resource),
        ),
        **site_of(placed, export),
    )  # fmt: skip


def _certainty(placed: Placed, concept: Concept, export: Export) -> Certainty | None:
    """The verification status, the coding's own qualifier, the words; the doubtful one wins."""
    resource = placed.resource
    written = token(resource.get("verificationStatus"))
    stated: list[Certainty | None] = [VERIFICATION.get(written)]
    if written and written not in VERIFICATION and written not in ("entered-in-error", "unknown"):
        export.deviations.add("verification_status_unknown", placed.path)
    for element in objects(resource.get("code")):
        for coding in objects(element.get("coding")):
            for extension in extensions(coding, "icd-10-gm-diagnosesicherheit"):
                stated.append(_GERMAN_CERTAINTY.get(token([extension_value(extension)])))
    stated.append(certainty_of_words(concept.label))
    return next((certainty for certainty in _STRONGEST_FIRST if certainty in stated), None)


def _clinical_status(placed: Placed, export: Export) -> str:
    """The clinical status; 'resolved' where it is missing but an end is stated."""
    resource = placed.resource
    written = token(resource.get("clinicalStatus"))
    known = CLINICAL_STATUS.get(written)
    if known:
        return known
    if written and written != "unknown":
        export.deviations.add("clinical_status_unknown", placed.path)
        return written[:40]
    ended = [kind for kind, value in chosen(resource, "abatement") if value is not False]
    return "resolved" if ended else ""


def _stages(placed: Placed) -> str:
    said = []
    for stage in objects(placed.resource.get("stage")):
        summary, kind = label_of(stage.get("summary")), label_of(stage.get("type"))
        if summary:
            said.append(f"{summary} ({kind})" if kind else summary)
    return labelled("Stage", ", ".join(said))


def _recorded(placed: Placed) -> str:
    names = ("recordedDate", "assertedDate", "dateRecorded")
    found = next((line(placed.resource.get(name)) for name in names if name in placed.resource), "")
    return found[:10]


def _evidence(placed: Placed) -> str:
    said = [label_of(one.get("code")) for one in objects(placed.resource.get("evidence"))]
    return labelled("Evidence", ", ".join(text for text in said if text))


def allergy(placed: Placed, export: Export) -> Iterator[Draft]:
    """One fact for an AllergyIntolerance; the agent, its reactions and their severity."""
    resource = placed.resource
    reactions = objects(resource.get("reaction"))
    concept = concept_of(resource.get("code")) or concept_of(resource.get("substance"))
    if not concept:
        agents = [reaction.get("substance") for reaction in reactions if "substance" in reaction]
        concept = concept_of(agents)
    onset = when_of(resource, placed.path, export.deviations, "onset")
    fields = _allergy_status(placed, concept, export)
    yield draft(
        "AllergyIntolerance", placed, export, concept,
        category=_allergy_category(resource.get("category")),
        date=onset.start, time=onset.time,
        reaction="; ".join(text for text in map(_reaction, reactions) if text),
        criticality=_criticality(token(resource.get("criticality"))),
        performer=institution_of(placed, export),
        note=joined(
            labelled("Type", label_of(resource.get("type"))), labelled("Onset", onset.words),
            labelled("Recorded", _recorded(placed)),
            labelled("Last occurrence", line(resource.get("lastOccurrence"))[:10]),
            *(line(reaction.get("description")) for reaction in reactions),
            *(notes_of(reaction) for reaction in reactions), notes_of(resource),
        ),
        **fields,
    )  # fmt: skip


def _allergy_status(placed: Placed, concept: Concept, export: Export) -> dict[str, Any]:
    resource = placed.resource
    fields: dict[str, Any] = {}
    if not concept.codings and _NO_ALLERGY.match(concept.label):
        return {"certainty": "negated", "absent_reason": "no-known"}
    certainty = _certainty(placed, concept, export)
    if certainty is not None:
        fields["certainty"] = certainty
    status = _clinical_status(placed, export)
    old = token(resource.get("status"))  # R2 has one status for both
    if old and not status:
        status = old if old in CLINICAL_STATUS else ""
        fields.setdefault("certainty", VERIFICATION.get(old))
    return fields | {"clinical_status": status if certainty != "negated" else ""}


def _allergy_category(value: Any) -> str:
    codes = [token(item) for item in items(value)]
    return ", ".join(dict.fromkeys(code for code in codes if code))


def _criticality(code: str) -> str:
    return {"critl": "low", "crith": "high", "critu": "unable-to-assess"}.get(code, code)


def _reaction(reaction: dict[str, Any]) -> str:
    shown = ", ".join(
        label for one in items(reaction.get("manifestation")) if (label := label_of(one))
    )
    severity = label_of(reaction.get("severity"))
    shown = shown or line(reaction.get("description"))
    return f"{shown} ({severity})" if shown and severity else shown or severity


def flag(placed: Placed, export: Export) -> Iterator[Draft]:
    """A warning for whoever treats the patient."""
    resource = placed.resource
    when = when_of(resource, placed.path, export.deviations, "period")
    yield draft(
        "Observation", placed, export, concept_of(resource.get("code")),
        category="flag",
        clinical_status=token(resource.get("status")),
        performer=institution_of(placed, export, "author"),
        note=joined(labelled("Category", label_of(resource.get("category"))), notes_of(resource)),
        **when.fields(),
    )  # fmt: skip


def adverse_event(placed: Placed, export: Export) -> Iterator[Draft]:
    """An event that harmed, or could have."""
    resource = placed.resource
    names = ("date", "occurrence", "detected")
    when = when_of(resource, placed.path, export.deviations, *names)
    concept = concept_of(resource.get("event")) or concept_of(resource.get("code"))
    suspects = [object_of(one.get("instance")) for one in objects(resource.get("suspectEntity"))]
    is_potential = token(resource.get("actuality")) == "potential"
    yield draft(
        "Observation", placed, export, concept,
        category="adverse-event",
        certainty="hypothetical" if is_potential else None,
        performer=institution_of(placed, export),
        note=joined(
            labelled("Seriousness", label_of(resource.get("seriousness"))),
            labelled("Severity", label_of(resource.get("severity"))),
            labelled("Outcome", label_of(resource.get("outcome"))),
            labelled("Suspected", ", ".join(line(one.get("display")) for one in suspects)),
            labelled("Resulting", ", ".join(
                referred_labels(placed, export, "resultingCondition", "code"))),
            labelled("When", when.words),
        ),
        **when.fields(),
    )  # fmt: skip

"""How the interpretation of a case stands: translations, points, reports, and their gates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from huizhen.core.consultation.opinion import Opinion, OpinionBook, opinion_hash
from huizhen.core.interpretation.points import (
    PlanItem,
    Point,
    check_points,
    opinion_parts,
    plan_items,
    point_words,
)
from huizhen.core.interpretation.reports import AskedQuestion
from huizhen.core.interpretation.translation import TranslatedPart
from huizhen.core.preparation.dossier import SourceLine
from huizhen.core.records.fact import Fact
from huizhen.core.records.value import Value, content_hash
from huizhen.core.states.gates import GUARDS
from huizhen.core.states.holds import Action
from huizhen.core.states.standing import CaseStanding
from huizhen.ground.accounts.models import User
from huizhen.ground.cases.access import CaseNotFound, case_rows, roles_in
from huizhen.ground.cases.models import Case
from huizhen.ground.content import pack
from huizhen.ground.language.checking import LanguagePair
from huizhen.ground.language.queries import open_now
from huizhen.ground.records.queries import current_version, dossier_of, facts_of
from huizhen.journey.consultation import queries as consultation
from huizhen.journey.consultation.models import OpinionRow
from huizhen.journey.interpretation.languages import Said, SaidPoint, pairs_of
from huizhen.journey.interpretation.models import (
    HandoverRow,
    InterpretationSignOff,
    PointRow,
    ReportRow,
    TranslationRow,
)

UNREAD: Final = ("sent", "opened", "expired")
SIGNED: Final = ("signed_by_clinician", "released")
_ORDER: Final = ("draft", "edited", "signed_by_editor", "signed_by_clinician", "released")


class HomePlan(Value):
    """What the home team plans by the newest reading of the records, with its places."""

    items: tuple[PlanItem, ...] = ()
    facts: tuple[Fact, ...] = ()
    sources: tuple[SourceLine, ...] = ()


def acting_role(case: Case, actor: User | None, action: Action) -> str:
    """The role in which the person may do this, of those that they have in the case."""
    held = roles_in(actor, case) if actor else frozenset[str]()
    fitting = sorted(held & GUARDS[action].roles)
    return fitting[0] if fitting else ""


def opinions_of(case: Case) -> list[tuple[UUID, Opinion]]:
    """The signed opinions of the case in the order of their signatures."""
    rows = case_rows(case, OpinionRow).filter(state="signed").order_by("signed_at", "id")
    return [(row.pk, consultation.opinion_of(case, row)) for row in rows]


def opinion_in(case: Case, opinion_id: UUID) -> Opinion:
    """One signed opinion; CaseNotFound when there is none of that id."""
    for found_id, opinion in opinions_of(case):
        if found_id == opinion_id:
            return opinion
    raise CaseNotFound


def questions_for(case: Case, opinion_id: UUID, language: str = "") -> tuple[AskedQuestion, ...]:
    """The questions that the opinion's department was asked: in the asker's words, and for a
    Chinese report in the Chinese that the department read."""
    row = case_rows(case, OpinionRow).filter(pk=opinion_id).select_related("invitation").first()
    if row is None:
        return ()
    asked = consultation.asked_questions(case, row.invitation)
    is_zh = language == "zh"
    return tuple(
        AskedQuestion(id=one.id, text=one.text if is_zh else one.original or one.text)
        for one in asked
    )


def home_plan(case: Case) -> HomePlan:
    """The plan of the home team; empty before anything was read."""
    version = current_version(case)
    if version is None:
        return HomePlan()
    facts = [fact for fact in facts_of(case, version) if fact.type == "CarePlan"]
    try:
        sources: Sequence[SourceLine] = dossier_of(case, version).sources
    except KeyError:
        sources = ()
    return HomePlan(items=plan_items(facts), facts=tuple(facts), sources=tuple(sources))


def translation_of(case: Case, opinion_id: UUID) -> TranslationRow | None:
    """The translation into the language of the home side that counts; None before it was begun."""
    rows = case_rows(case, TranslationRow).filter(opinion_id=opinion_id, language=case.language)
    found: TranslationRow | None = rows.order_by("-number").first()
    return found


def parts_of(case: Case, row: TranslationRow | None, opinion: Opinion) -> list[TranslatedPart]:
    """Every part of the opinion as it stands, with its translation as far as there is one.

    What was translated from other words is shown again, to be compared and saved anew."""
    saved = {one.part: one.text for one in saved_parts(case, row)} if row else {}
    is_same = opinion.language.split("-")[0] == case.language.split("-")[0]
    return [
        TranslatedPart(part=part, original=text, text=saved.get(part, text if is_same else ""))
        for part, text in opinion_parts(opinion)
        if text.strip()
    ]


def saved_parts(case: Case, row: TranslationRow) -> list[TranslatedPart]:
    """The parts as they were saved."""
    found = case.unseal_json(row.sealed_parts)
    return [TranslatedPart.model_validate(one) for one in found]


def open_parts(parts: Sequence[TranslatedPart]) -> list[str]:
    """The names of parts without a translation."""
    return [one.part for one in parts if not one.text.strip()]


def point_rows(case: Case, opinion_id: UUID) -> list[PointRow]:
    """The points of an opinion in the order in which they were entered."""
    rows = case_rows(case, PointRow).filter(opinion_id=opinion_id, removed_at=None)
    return list(rows.order_by("made_at", "id"))


def point_of(case: Case, row: PointRow, language: str = "") -> Point:
    """The point; for a Chinese report with its Chinese words, where a person has written them."""
    told = case.unseal_json(row.sealed)
    own = told.pop("zh", {})
    if language == "zh":
        told.update({key: text for key, text in own.items() if text.strip()})
    return Point.model_validate(told)


def points_of(case: Case, opinion_id: UUID, language: str = "") -> tuple[Point, ...]:
    """All points of an opinion, numbered as the reader counts them."""
    rows = point_rows(case, opinion_id)
    return tuple(
        point_of(case, row, language).replaced(id=str(number)) for number, row in enumerate(rows, 1)
    )


def point_lacks(case: Case, opinion_id: UUID, opinion: Opinion) -> list[dict[str, str]]:
    """What keeps the points from being whole, in words: message, remedy."""
    asked = [one.id for one in questions_for(case, opinion_id)]
    points = points_of(case, opinion_id)
    check = check_points(points, opinion, home_plan(case).items, asked)
    words, language = point_words(pack("reports")), get_language() or "en"
    return [
        {
            "message": words.message(one.replaced(subject=_subject(one.subject)), language),
            "remedy": words.remedy(one, language),
        }
        for one in check.lacks
    ]


def _subject(name: str) -> str:
    """A part of the opinion as people call it; everything else as it is."""
    return part_title(name) if name.partition(":")[0] in ("recommendation", "test") else name


def part_title(part: str, questions: Sequence[AskedQuestion] = ()) -> str:
    """The name of a part of the opinion in the reader's language; questions by their number."""
    kind, _sign, rest = part.partition(":")
    for number, question in enumerate(questions, 1):
        rest = rest.replace(question.id, str(number))
    if kind == "section":
        rules = {one.key: one for one in OpinionBook(pack("opinion")).sections}
        return rules[rest].heading(get_language() or "en") if rest in rules else rest
    titles = {
        "recommendation": _("Recommendation"),
        "test": _("Further test"),
        "answer": _("Answer to the question"),
        "needs": _("What an answer would need"),
    }
    return f"{titles.get(kind, kind)} {rest.replace(':', ' · ')}".strip()


def opinion_pairs(case: Case, opinion_id: UUID, opinion: Opinion) -> list[LanguagePair]:
    """Everything that the reports of an opinion say in two languages."""
    asked = questions_for(case, opinion_id)
    parts = parts_of(case, translation_of(case, opinion_id), opinion)
    said = Said(
        case=case,
        opinion_id=opinion_id,
        opinion=opinion,
        parts=parts,
        titles={one.part: part_title(one.part, asked) for one in parts},
        points=[
            SaidPoint(row.pk, point_of(case, row), case.unseal_json(row.sealed).get("zh", {}))
            for row in point_rows(case, opinion_id)
        ],
        questions=[
            (one.text, other.text)
            for one, other in zip(asked, questions_for(case, opinion_id, "zh"), strict=True)
        ],
    )
    return list(pairs_of(said))


def signed_hash(case: Case, opinion_id: UUID, row: TranslationRow) -> str:
    """What a signature names: the translation, the opinion it is of, and the points as saved."""
    points = [
        {"id": str(one.pk), "point": case.unseal_json(one.sealed)}
        for one in point_rows(case, opinion_id)
    ]
    return content_hash(
        {
            "opinion": row.opinion_hash,
            "language": row.language,
            "parts": [one.model_dump() for one in saved_parts(case, row)],
            "points": points,
        }
    )


def sign_offs(case: Case, row: TranslationRow | None) -> list[InterpretationSignOff]:
    """The signatures that hold, the first first."""
    if row is None:
        return []
    rows = case_rows(case, InterpretationSignOff).filter(translation=row, state="given")
    return list(rows.select_related("by").order_by("at"))


def current_reports(case: Case, opinion_id: UUID | None = None) -> list[ReportRow]:
    """The released reports that hold: physician's before patient's, the case's language first."""
    rows = case_rows(case, ReportRow).filter(superseded_at=None)
    if opinion_id is not None:
        rows = rows.filter(opinion_id=opinion_id)
    found = rows.select_related("paper", "pdf").order_by("released_at", "-audience", "id")
    return sorted(found, key=lambda one: one.language != case.language)


def is_released(case: Case, opinions: Sequence[tuple[UUID, Opinion]]) -> bool:
    """Whether every signed opinion has its reports."""
    with_report = {one.opinion_id for one in current_reports(case)}
    return bool(opinions) and all(opinion_id in with_report for opinion_id, _ in opinions)


def standing(
    case: Case, actor: User | None = None, role: str = "", *, opinion_id: UUID | None = None
) -> CaseStanding:
    """Where the case stands, with one opinion's translation and points: the one that is named,
    or else the one that is least far."""
    opinions = opinions_of(case)
    facts: dict[str, Any] = {
        "are_reports_released": is_released(case, opinions),
        "handovers_made": made_handovers(case),
        "handovers_unread": case_rows(case, HandoverRow).filter(state__in=UNREAD).count(),
    }
    told = [
        _of_opinion(case, one, opinion) for one, opinion in opinions if opinion_id in (None, one)
    ]
    if told:
        facts |= min(told, key=lambda one: _ORDER.index(one["translation_state"]))
        facts["points_open"] = sum(one["points_open"] for one in told)
        named = [(one, opinion) for one, opinion in opinions if opinion_id in (None, one)]
        facts["language_findings"] = _differing(case, named)
    return consultation.standing(case, actor, role).replaced(**facts)


def _differing(case: Case, opinions: Sequence[tuple[UUID, Opinion]]) -> int | None:
    pairs = [pair for one, opinion in opinions for pair in opinion_pairs(case, one, opinion)]
    return open_now(case, pairs)


def made_handovers(case: Case) -> int:
    """How many hand-overs of reports that hold were made and not taken back."""
    current = {str(one.pk) for one in current_reports(case)}
    rows = case_rows(case, HandoverRow).exclude(state="revoked")
    return sum(1 for row in rows if current & set(row.versions))


def _of_opinion(case: Case, opinion_id: UUID, opinion: Opinion) -> dict[str, Any]:
    row = translation_of(case, opinion_id)
    asked = [one.id for one in questions_for(case, opinion_id)]
    points = points_of(case, opinion_id)
    check = check_points(points, opinion, home_plan(case).items, asked)
    if row is None or row.opinion_hash != opinion_hash(opinion):
        return {"translation_state": "draft", "points_open": len(check.lacks)}
    signed = [
        {"person": str(one.by_id), "role": one.role, "content_hash": one.content_hash}
        for one in sign_offs(case, row)
    ]
    return {
        "translation_state": row.state,
        "translation_hash": signed_hash(case, opinion_id, row),
        "translation_sign_offs": tuple(signed),
        "points_open": len(check.lacks),
    }

"""The gate between the languages: what differs dangerously does not leave until somebody has
corrected it, or says in their own name why both texts say the same."""

from __future__ import annotations

import json
import re
import time
from typing import Any

import interpretation_world
import preparation_world
import pytest
from django.core.cache import cache
from django.test.utils import override_settings
from package_world import PAGE
from preparation_world import SPECIFIC, World

from huizhen.core.language.checks.builtin import BUILTIN
from huizhen.core.preparation.dossier import Dossier
from huizhen.core.records.fact import Fact, make_fact
from huizhen.ground.audit.models import AuditEvent
from huizhen.ground.cases.access import case_rows
from huizhen.ground.events.models import Event
from huizhen.ground.jobs.models import Job
from huizhen.ground.language import checking
from huizhen.ground.language.checking import COMPOSED, LanguagePair, differences
from huizhen.ground.language.models import DifferenceResolution, LanguageRun
from huizhen.ground.language.queries import checked_now, open_in_run
from huizhen.ground.language.runs import CHECK
from huizhen.ground.records.queries import current_version, dossier_of
from huizhen.ground.terms.actions import settle_term
from huizhen.journey.preparation.actions.edits import edit_statement
from huizhen.journey.preparation.actions.signing import sign_off_dossier
from huizhen.journey.preparation.languages import Known, pairs_in
from huizhen.journey.preparation.queries import (
    dossier_about,
    editable_statements,
    key_hash,
    standing,
)
from kept_steps import kept
from worlds import settle_events, work_off

pytestmark = pytest.mark.django_db
REASON = "Both name the same segment; read with the surgeon."
WRONG, RIGHT = "50 mg", "每次5 mg"
"""The dose of a drug whose quote says 5 mg, in a person's words."""


@pytest.fixture
def world() -> World:
    """A case with consent for the practice, and a specific question."""
    made = preparation_world.make_world()
    kept("preparation with a question and consent", lambda: ask(made))
    return made


def ask(made: World) -> None:
    made.post("coordinator", "questions/", {"text": SPECIFIC, "language": "en"})
    made.recompose()
    made.consent()


def reword(world: World, text: str) -> None:
    """Give the dose other words, and let the dossier be composed and signed."""
    case = world.now()
    version = current_version(case)
    assert version is not None
    key = next(
        key_hash(one.key)
        for one in editable_statements(dossier_of(case, version))
        if one.key.startswith("medications:dose:")
    )
    held = case_rows(case, _edits()).filter(key_hash=key).first()
    edit_statement(
        case, world.site["medical_editor"], key, text, revision=held.revision if held else 0
    )
    signed = world.recompose()
    factor = {"kind": "totp", "given_at": time.time()}
    sign_off_dossier(world.now(), world.site["reviewing_clinician"], signed.dossier_hash, factor)


def _edits() -> Any:
    from huizhen.journey.preparation.models import StatementEdit

    return StatementEdit


def differing(world: World) -> int | None:
    version = current_version(world.now())
    assert version is not None
    return open_in_run(world.now(), dossier_about(version))


def seal(world: World) -> Any:
    return world.post("coordinator", "packages/", {"recipient": str(world.practice.pk)})


def page(world: World, role: str = "medical_editor") -> str:
    return str(world.get(role, "/languages/").content.decode())


def key_in(text: str) -> str:
    found = re.search(r'name="key" value="([0-9a-f]{64})"', text)
    assert found, text
    return found[1]


def resolve(world: World, key: str, role: str = "medical_editor", **told: str) -> Any:
    return world.post(role, "/languages/resolve", {"key": key, "reason": REASON, **told})


def test_without_a_difference_a_version_is_sealed(world: World) -> None:
    reword(world, RIGHT)
    assert differing(world) == 0
    assert "Nothing blocks." in page(world)
    assert seal(world).status_code == 302


def test_a_wrong_dose_in_an_edited_statement_is_not_sealed_until_it_is_corrected(
    world: World,
) -> None:
    reword(world, WRONG)
    assert differing(world) == 1
    refused = seal(world)
    assert refused.status_code == 400
    assert "The two languages differ dangerously" in refused.content.decode()
    told = world.get("coordinator", "packages/").content.decode()
    assert f"/cases/{world.case.pk}/languages/" in told
    shown = page(world)
    assert re.search(r"<mark>50[^<]*</mark>", shown)
    assert re.search(r"<mark>5</mark>", shown)
    assert ": differs<" in shown
    reword(world, RIGHT)
    assert differing(world) == 0
    assert seal(world).status_code == 302


def test_a_named_person_resolves_it_with_a_reason_for_these_texts_only(world: World) -> None:
    reword(world, WRONG)
    key = key_in(page(world))
    assert resolve(world, key).status_code == 302
    row = case_rows(world.case, DifferenceResolution).get()
    assert (row.by, row.role, row.key) == (world.site["medical_editor"], "medical_editor", key)
    assert REASON.encode() not in bytes(row.sealed_reason)
    assert differing(world) == 0
    shown = page(world)
    assert REASON in shown
    assert world.site["medical_editor"].name in shown
    assert seal(world).status_code == 302
    reword(world, f"每次{WRONG}")  # another text is another pair
    assert differing(world) == 1
    reword(world, WRONG)  # the pair that was looked at
    assert differing(world) == 0


def test_a_resolution_is_taken_back(world: World) -> None:
    reword(world, WRONG)
    resolve(world, key_in(page(world)))
    row = case_rows(world.case, DifferenceResolution).get()
    path = f"/languages/resolutions/{row.pk}/withdraw"
    assert world.post("coordinator", path).status_code == 404
    assert world.post("reviewing_clinician", path).status_code == 302
    assert differing(world) == 1
    assert world.post("reviewing_clinician", path).status_code == 404
    assert resolve(world, row.key, "reviewing_clinician").status_code == 302
    assert differing(world) == 0


@pytest.mark.parametrize("role", ["coordinator", "home_physician", "patient", "specialist"])
def test_who_does_not_sign_translations_resolves_nothing(world: World, role: str) -> None:
    reword(world, WRONG)
    key = key_in(page(world))
    assert resolve(world, key, role).status_code == 404
    assert differing(world) == 1
    told = world.get(role, "/languages/")
    assert told.status_code == (200 if role == "coordinator" else 404)
    assert 'name="key"' not in told.content.decode()


def test_a_stale_page_a_short_reason_and_a_second_time_change_nothing(world: World) -> None:
    reword(world, WRONG)
    key = key_in(page(world))
    assert resolve(world, key, seen="0").status_code == 409
    short = resolve(world, key, reason="yes")
    assert short.status_code == 400
    assert "Write in a sentence" in short.content.decode()
    assert not case_rows(world.case, DifferenceResolution).exists()
    assert resolve(world, key).status_code == 302
    again = resolve(world, key)
    assert again.status_code == 400
    assert "resolved this difference already" in again.content.decode()
    unknown = resolve(world, "0" * 64)
    assert unknown.status_code == 400
    assert "no longer found" in unknown.content.decode()
    assert case_rows(world.case, DifferenceResolution).count() == 1


def test_what_was_not_compared_does_not_leave_and_is_compared_by_a_job(world: World) -> None:
    reword(world, RIGHT)
    case_rows(world.case, LanguageRun).delete()
    assert differing(world) is None
    assert seal(world).status_code == 400
    assert "Not compared yet" in page(world)
    assert world.post("coordinator", "/languages/check").status_code == 302
    assert work_off(CHECK) == ["done"]
    assert differing(world) == 0
    before = case_rows(world.case, LanguageRun).get().made_at
    world.post("coordinator", "/languages/check")
    Job.objects.filter(kind=CHECK).update(state="waiting")
    assert work_off(CHECK) == ["done"]
    assert case_rows(world.case, LanguageRun).get().made_at == before
    assert seal(world).status_code == 302


def test_a_composition_is_compared_by_itself(world: World) -> None:
    case_rows(world.case, LanguageRun).delete()
    settle_events()
    assert Job.objects.filter(kind=CHECK).exists()
    assert "done" in work_off(CHECK)
    assert differing(world) == 0


def test_with_newer_packs_it_is_compared_anew(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    reword(world, RIGHT)
    case_rows(world.case, LanguageRun).update(stamp="older")
    assert differing(world) is None
    assert seal(world).status_code == 400


def test_a_site_that_cannot_compare_lets_nothing_out(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    reword(world, RIGHT)
    monkeypatch.setattr(checking, "_checker", lambda **_: None)
    assert standing(world.now()).is_language_gate_available is False
    refused = seal(world)
    assert refused.status_code == 400
    assert "cannot check the two languages" in refused.content.decode()
    assert "nothing leaves until they can" in page(world)


def test_a_check_that_breaks_blocks_and_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_pair: object) -> list[object]:
        raise RuntimeError

    monkeypatch.setattr(checking, "_checker", lambda **_: broken)
    checking._found.cache_clear()
    pair = LanguagePair(
        kind="part", source="a", target="b", source_language="en", target_language="zh"
    )
    assert [(one.code, one.effect) for one in differences(pair)] == [("check.failed", "block")]
    checking._found.cache_clear()


def test_a_department_is_refused_for_masking_all_the_same(world: World) -> None:
    reword(world, RIGHT)
    codes = [
        one
        for one in ("masking_unavailable", "language_gate_unavailable")
        if one in _unmet_for_department(world)
    ]
    assert codes == ["masking_unavailable"]


def _unmet_for_department(world: World) -> tuple[str, ...]:
    from huizhen.core.states.gates import unmet_codes
    from huizhen.core.states.standing import Transfer

    to = Transfer(purpose="consult", recipient_kind="department", recipient="x", country="CN")
    return unmet_codes("seal_package", standing(world.now(), transfer=to))


def test_who_is_waited_for_settles_the_differences(world: World) -> None:
    reword(world, WRONG)
    settle_events()
    assert (world.now().waiting_role, world.now().waiting_for) == (
        "medical_editor", "settle_differences",
    )  # fmt: skip
    resolve(world, key_in(page(world)))
    settle_events()
    assert world.now().waiting_for == "invite_department"


def test_neither_trail_events_jobs_nor_rows_hold_a_word_of_it(world: World) -> None:
    reword(world, WRONG)
    resolve(world, key_in(page(world)))
    settle_events()
    told = json.dumps(
        [
            list(AuditEvent.objects.values_list("action", "about", "data")),
            list(Event.objects.values_list("kind", "data")),
            [str(one) for one in Job.objects.values_list("key", "payload")],
            list(case_rows(world.case, LanguageRun).values_list("about", "keys")),
        ],
        default=str,
        ensure_ascii=False,
    )
    for words in (WRONG, "Ramipril", REASON):
        assert words not in told
    sealed = bytes(case_rows(world.case, LanguageRun).latest("made_at").sealed)
    assert b"Ramipril" not in sealed


def test_every_check_of_a_composed_statement_is_there() -> None:
    built = {one.__module__.rpartition(".")[2] for one in BUILTIN}
    assert built >= COMPOSED


def test_a_composed_statement_with_another_side_than_its_fact_is_found(world: World) -> None:
    version = current_version(world.now())
    assert version is not None
    dossier = dossier_of(world.now(), version)
    statement = next(iter(editable_statements(dossier)))
    fact = _a_fact("leg pain", side="left")
    changed = {"original": "leg pain", "fact_keys": (fact.fact_key,), "places": ()}
    known = Known({fact.fact_key: fact}, frozenset({"en"}))
    for text, codes in (("左下肢疼痛", set()), ("右下肢疼痛", {"laterality.differs"})):
        seeded = _with(dossier, statement.key, {**changed, "text": text})
        found = [
            one
            for pair in pairs_in(world.now(), seeded, known)
            if pair.target == text
            for one in differences(pair)
        ]
        assert {one.code for one in found} == codes


def _a_fact(text: str, **more: object) -> Fact:
    from huizhen.core.records.evidence import PageSpan

    place = PageSpan(page_id=PAGE, start=0, end=len(text), quote=text)
    return make_fact("Condition", text=text, evidence=(place,), **more)


def _with(dossier: Dossier, key: str, changes: dict[str, object]) -> Dossier:
    """The dossier with one statement changed, wherever it stands."""
    from huizhen.core.preparation.edits import _mapped

    def change(one: Any) -> Any:
        return one.replaced(**changes) if one.key == key else one

    def sections(given: Any) -> Any:
        return tuple(
            one.replaced(blocks=tuple(_mapped(b, change) for b in one.blocks)) for one in given
        )

    return dossier.replaced(
        front_sheet=sections(dossier.front_sheet),
        record=sections(dossier.record),
        annexes=sections(dossier.annexes),
    )


# the reports


@pytest.fixture
def reports() -> interpretation_world.World:
    """An opinion that says 右半肝 twice."""
    from huizhen.core.consultation.opinion import Recommendation, opinion_hash
    from huizhen.journey.consultation.models import OpinionRow
    from huizhen.journey.consultation.queries import as_json

    made = interpretation_world.make_world()
    opinion = interpretation_world.an_opinion(
        made.case.number,
        recommendations=(
            Recommendation(text="建议行右半肝切除。", strength="recommended"),
            Recommendation(text="建议抗病毒治疗。", strength="recommended"),
        ),
    )
    case_rows(made.case, OpinionRow).update(
        sealed=made.case.seal_json(as_json(opinion)), content_hash=opinion_hash(opinion)
    )
    return made


def translate(reports: interpretation_world.World, side: str, revision: int = 0) -> None:
    from huizhen.journey.interpretation.queries import opinion_in, parts_of

    words = {
        **interpretation_world.ENGLISH,
        "recommendation:1": f"{side} hepatectomy is recommended.",
    }
    parts = parts_of(reports.now(), None, opinion_in(reports.now(), reports.opinion_id))
    told = {f"part{n}": words[one.part] for n, one in enumerate(parts)}
    sent = reports.client("medical_editor").post(
        f"{reports.at}translation", {**told, "revision": revision}
    )
    assert sent.status_code == 302, sent.content.decode()


def points(reports: interpretation_world.World, item: str, revision: int = 0) -> None:
    said = ["recommendation:1#1"]
    first = {"item": item, "opinion": said, "plan": reports.planned(0), "revision": revision}
    if revision:
        from huizhen.journey.interpretation.models import PointRow

        row = case_rows(reports.case, PointRow).order_by("made_at")[0]
        path = f"{reports.at}points/{row.pk}"
        told = {**first, "point_id": str(row.pk), "relation": "agree"}
        sent = reports.client("medical_editor").post(path, told)
        assert sent.status_code == 302, sent.content.decode()
        return
    assert reports.point(1, "agree", **first).status_code == 302
    assert (
        reports.point(
            2, "agree", opinion=["recommendation:2#1"], plan=reports.planned(1), item="Antivirals"
        ).status_code
        == 302
    )
    assert reports.point(3, "new", opinion=["test:1#1"], item="Liver MRI").status_code == 302


def listed(reports: interpretation_world.World) -> str:
    return str(reports.client("medical_editor").get(f"{reports.path}languages/").content.decode())


def test_a_wrong_side_in_the_translation_is_not_signed_until_corrected_then_released(
    reports: interpretation_world.World,
) -> None:
    translate(reports, "Left")
    points(reports, "Right hepatectomy")
    refused = reports.sign("medical_editor")
    assert refused.status_code == 400
    shown = listed(reports)
    assert "<mark>Left</mark>" in shown
    assert "<mark>右</mark>" in shown
    assert "side: differs" in shown
    translate(reports, "Right", revision=1)
    sign_and_release(reports)


def sign_and_release(reports: interpretation_world.World) -> None:
    cache.clear()  # the refused try has used the code of this half minute
    for role in ("medical_editor", "reviewing_clinician"):
        assert reports.sign(role).status_code == 302
    assert reports.post("coordinator", f"{reports.at}release").status_code == 302


def test_a_wrong_side_in_a_point_of_the_report_is_not_released_until_corrected(
    reports: interpretation_world.World,
) -> None:
    translate(reports, "Right")
    points(reports, "Left hepatectomy")
    assert reports.sign("medical_editor").status_code == 400
    shown = listed(reports)
    assert "<mark>Left</mark>" in shown
    assert "Point of the report" in shown
    points(reports, "Right hepatectomy", revision=1)
    sign_and_release(reports)


def test_what_opens_again_after_both_signed_is_not_released(
    reports: interpretation_world.World,
) -> None:
    translate(reports, "Left")
    points(reports, "Hepatectomy")
    for key in set(re.findall(r'name="key" value="([0-9a-f]{64})"', listed(reports))):
        told = {"key": key, "reason": "The surgeon confirmed the side by telephone."}
        assert reports.post("medical_editor", "languages/resolve", told).status_code == 302
    for role in ("medical_editor", "reviewing_clinician"):
        assert reports.sign(role).status_code == 302
    row = case_rows(reports.case, DifferenceResolution).first()
    assert row is not None
    path = f"languages/resolutions/{row.pk}/withdraw"
    assert reports.post("reviewing_clinician", path).status_code == 302
    assert reports.post("coordinator", f"{reports.at}release").status_code == 400
    told = {"key": row.key, "reason": "The surgeon confirmed the side by telephone."}
    assert reports.post("reviewing_clinician", "languages/resolve", told).status_code == 302
    assert reports.post("coordinator", f"{reports.at}release").status_code == 302


def test_of_a_language_that_no_check_reads_only_figures_are_compared() -> None:
    told = {"kind": "part", "source_language": "zh", "target_language": "de"}
    said = {**told, "source": "建议右半肝切除，2–3周期后复查。"}
    assert not differences(
        LanguagePair.model_validate({**said, "target": "Hemihepatektomie, nach 2–3 Zyklen."})
    )
    wrong = LanguagePair.model_validate({**said, "target": "Hemihepatektomie, nach 5 Zyklen."})
    assert {one.code.partition(".")[0] for one in differences(wrong)} == {"numbers"}


def test_a_name_that_the_site_has_settled_is_advised_where_it_is_said_otherwise(
    world: World,
) -> None:
    pair = LanguagePair(
        kind="letter", source="Known Rathke cleft cyst.", target="已知颅咽管囊肿。",
        source_language="en", target_language="zh",
    )  # fmt: skip
    before = [one.code for found in checked_now(world.now(), [pair]) for one in found.differences]
    assert "glossary.settled" not in before
    name, wording = ("condition", "Rathke cleft cyst"), ("Rathke裂囊肿", "neurosurgery", "in use")
    editor = world.site.people["medical_editor"]
    settle_term(world.now().organisation, editor, name, wording, seen=None)
    with override_settings(HUIZHEN_TERMS_TWO_PEOPLE=False):
        (found,) = checked_now(world.now(), [pair])
    told = [one for one in found.differences if one.code == "glossary.settled"]
    assert [(one.effect, one.meant) for one in told] == [("advise", "Rathke裂囊肿")]

"""The walker notices: with a gate left open the laws are broken, and the judge says which."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import walk_deeds
from django.test import override_settings
from walk_laws import Watcher
from walk_world import TRACES, Stage, Walk, let_worker_run, make_stage, new_walk
from walker import by_action, next_keen, step

from huizhen.core.consultation.opinion import Opinion
from huizhen.core.interpretation import translation
from huizhen.core.states.needs import NEEDS
from huizhen.ground.cases.change import changing
from huizhen.ground.consent.actions import withdraw_consent
from huizhen.ground.consent.models import Consent
from huizhen.journey.consultation.actions import invitations
from huizhen.journey.consultation.models import DepartmentInvitation, OpinionRow
from huizhen.journey.interpretation import report_actions
from huizhen.journey.interpretation.models import TranslationRow
from huizhen.journey.preparation.actions import sealing
from huizhen.journey.preparation.models import SealedPackage
from huizhen.journey.preparation.recipients import sealing_transfer

pytestmark = pytest.mark.django_db

BOTH = "clinician and editor"


class Guided:
    """A walk that a keen hand brings to a place where one thing goes wrong."""

    def __init__(self, stage: Stage, seed: int = 3) -> None:
        self.walk: Walk = new_walk(stage, seed)
        self.watcher = Watcher(self.walk.case, TRACES)

    def do(self, name: str, who: str) -> str:
        """One deed and the laws after it."""
        ended = step(self.walk, self.watcher, by_action, name, who, True)
        let_worker_run()
        return ended

    def until(self, is_there: Callable[[], object]) -> None:
        """Forward until something is so."""
        for _ in range(60):
            if is_there():
                return
            self.do(*next_keen(self.walk))
        raise AssertionError("\n".join(self.walk.done))

    def next_is(self, *names: str) -> Callable[[], bool]:
        """Whether the keen hand would do this next."""
        return lambda: next_keen(self.walk)[0] in names


@pytest.fixture
def guided() -> Any:
    with override_settings(HUIZHEN_PIPELINE="walk_pipeline"):
        yield Guided(make_stage())


def open_gate(monkeypatch: pytest.MonkeyPatch, *codes: str) -> None:
    """Leave needs unasked."""
    for code in codes:
        monkeypatch.setitem(NEEDS, code, lambda _: True)


def test_a_package_without_consent(guided: Guided, monkeypatch: pytest.MonkeyPatch) -> None:
    guided.until(guided.next_is("agree_to_practice"))
    assert guided.do("seal", "coordinator") != "done"
    open_gate(monkeypatch, "consent_for_recipient_missing")
    with pytest.raises(AssertionError, match="consent for recipient and country"):
        guided.do("seal", "coordinator")


def test_a_package_for_somebody_else(guided: Guided, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sealing no longer asks who the recipient is: a department's package goes as the home's."""
    guided.until(lambda: guided.walk.rows(SealedPackage))
    guided.until(guided.next_is("draft_invitation"))
    department = guided.walk.stage.departments["F01"]
    monkeypatch.setattr(walk_deeds, "sealing_recipients", lambda _: [department])
    monkeypatch.setattr(guided.walk.stage, "practice", department)
    assert guided.do("seal", "coordinator") != "done"
    monkeypatch.setattr(
        sealing,
        "sealing_transfer",
        lambda one: sealing_transfer(one).replaced(recipient_kind="home_team"),
    )
    with pytest.raises(AssertionError, match="a package goes to the home team"):
        guided.do("seal", "coordinator")


def test_a_package_of_an_outdated_dossier(guided: Guided, monkeypatch: pytest.MonkeyPatch) -> None:
    guided.until(guided.next_is("seal"))
    guided.do("word_question", "coordinator")
    assert guided.do("seal", "coordinator") != "done"
    open_gate(monkeypatch, "sign_off_outdated", "dossier_unsigned")
    monkeypatch.setattr("huizhen.core.states.gates.blocking_holds", lambda *_: ())
    with pytest.raises(AssertionError, match="a package is"):
        guided.do("seal", "coordinator")


def test_one_person_signs_twice(guided: Guided, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second person is asked for nowhere any more: one with both roles releases a report."""
    guided.until(guided.next_is("sign_translation"))
    assert guided.do("sign_translation", BOTH) == "done"
    assert guided.do("sign_translation", BOTH) == "same_person_signs"
    open_gate(monkeypatch, "same_person_signs", "two_sign_offs_missing")
    real = translation.released
    monkeypatch.setattr(
        report_actions,
        "released",
        lambda opinion, language, parts, first, second, day: real(
            opinion, language, parts, first, f"{second} again", day
        ),
    )
    assert guided.do("sign_translation", BOTH) == "done"
    assert guided.walk.rows(TranslationRow)[0].state == "signed_by_clinician"
    with pytest.raises(AssertionError, match="two sign-offs by two persons"):
        guided.do("release", "coordinator")


def test_an_opinion_with_an_open_question(guided: Guided, monkeypatch: pytest.MonkeyPatch) -> None:
    real = walk_deeds.an_opinion

    def silent(*told: Any) -> Opinion:
        return real(*told).replaced(answers=())

    monkeypatch.setattr(walk_deeds, "an_opinion", silent)
    guided.until(lambda: guided.walk.rows(OpinionRow, state="draft"))
    assert guided.do("sign_opinion", "specialist F01") == "questions_open"
    open_gate(monkeypatch, "questions_open")
    with pytest.raises(AssertionError, match="no opinion is signed with an open question"):
        guided.do("sign_opinion", "specialist F01")


def test_a_department_that_stays_after_it_declined(
    guided: Guided, monkeypatch: pytest.MonkeyPatch
) -> None:
    guided.until(guided.next_is("accept_invitation"))
    monkeypatch.setattr(invitations, "shut_out", lambda *_: None)
    with pytest.raises(AssertionError, match="a department sees a case that it is invited to"):
        guided.do("decline_invitation", "specialist F01")


def test_a_name_in_the_trail(guided: Guided) -> None:
    guided.until(guided.next_is("complete_intake"))
    assert not guided.watcher.end()
    with changing(guided.walk.case, None, "note", data={"who": "Quokkavitz"}):
        pass
    assert guided.watcher.end() == ["nothing of the patient stands in the trail: Quokkavitz"]


def test_a_stage_that_was_skipped(guided: Guided) -> None:
    guided.until(guided.next_is("complete_intake"))
    type(guided.walk.case).behind_door.filter(pk=guided.walk.case_id).update(stage="decision")
    assert any("audited act" in one for one in guided.watcher.look())


def test_a_consent_taken_back_before_the_package_was_made(guided: Guided) -> None:
    """Between the request and the worker's run the patient no longer agrees: nothing is sealed."""
    guided.until(guided.next_is("seal"))
    step(guided.walk, guided.watcher, by_action, "seal", "coordinator", True)
    practice = str(guided.walk.stage.practice.pk)
    (consent,) = guided.walk.rows(Consent, recipient=practice, state="given")
    withdraw_consent(guided.walk.case, guided.walk.person("patient"), consent)
    let_worker_run()
    assert not guided.watcher.look()
    assert not guided.walk.rows(SealedPackage, blob__isnull=False)


def test_nobody_is_invited_to_a_case_that_has_ended(guided: Guided) -> None:
    """Drafting asks the patient for a consent: in a case that has ended nobody is asked."""
    type(guided.walk.case).behind_door.filter(pk=guided.walk.case_id).update(stage="closed")
    assert by_action(guided.walk, "draft_invitation", "coordinator", True) == "case_ended"
    assert not guided.walk.rows(DepartmentInvitation)

"""Random walks of a desk through gates and tables keep the laws; with a gate removed they do not.

The laws are judged by history_laws.py from what happened, which asks no gate.
"""

from __future__ import annotations

import random
from collections import Counter

import pytest
from desk_walk import walk
from guarded_desk import PEOPLE
from history_laws import Entry, broken_laws
from ready_standings import SHUT, WARD, ready

from huizhen.core.states import gates
from huizhen.core.states.gates import GUARDS, Guard, unmet_codes
from huizhen.core.states.holds import ACTIONS, HOLDS, Action
from huizhen.core.states.standing import Transfer
from sizes import count

WALKS = count(150, 1_000, 10_000)
STEPS = 250
MOST_WALKS_FOR_A_MUTANT = 1_500
# beside these another need asks less: of a 'no', of another person, where no language is compared
EASING = {
    "fit_decided_late",
    "fit_undecided",
    "verdict_missing",
    "language_gate_unavailable",
    "same_person_releases",
}

# what is taken out of the gates, and words of the law that then breaks
MUTANTS: dict[str, tuple[tuple[tuple[Action, str], ...], str]] = {
    "masking": ((("seal_package", "masking_unavailable"),), "sealing needs masking"),
    "masked": ((("seal_package", "masking_incomplete"),), "what is sealed is masked"),
    "dates": ((("seal_package", "dates_not_covered"),), "dates leave by consent"),
    "languages": (
        (("seal_package", "language_gate_unavailable"),),
        "sealing needs the check of languages",
    ),
    "difference": ((("seal_package", "language_findings_open"),), "no difference is sealed"),
    "question": ((("seal_package", "question_not_specific"),), "a question that can be answered"),
    "unsigned package": ((("seal_package", "dossier_unsigned"),), "what leaves is signed"),
    "outdated package": ((("seal_package", "sign_off_outdated"),), "what leaves is signed"),
    "foreign file": ((("seal_package", "quarantine_open"),), "no foreign file is sent"),
    "consent": ((("seal_package", "consent_for_recipient_missing"),), "what leaves is consented"),
    "name": ((("seal_package", "identity_not_allowed"),), "the name leaves by consent"),
    "open facts": ((("sign_off_dossier", "facts_unconfirmed"),), "only settled facts are signed"),
    "findings": ((("sign_off_dossier", "blocking_findings"),), "nothing that blocks is signed"),
    "unsealed": ((("submit", "package_unsealed"),), "only sealed packages travel"),
    "unverified": ((("invite", "department_unverified"),), "only verified departments"),
    "open question": ((("sign_opinion", "questions_open"),), "no question stays open"),
    "other case": ((("sign_opinion", "opinion_of_another_case"),), "an opinion is of this case"),
    "proof": ((("sign_opinion", "signature_unproven"),), "a signature is proven"),
    "signer": ((("sign_opinion", "not_the_opinions_signer"),), "the specialist signs"),
    "no sign-off": (
        (("release_reports", "translation_unsigned"), ("release_reports", "two_sign_offs_missing")),
        "a release is signed by two persons",
    ),
    "one person twice": (
        (("sign_translation", "same_person_signs"), ("release_reports", "two_sign_offs_missing")),
        "a release is signed by two persons",
    ),
    "unsigned opinion": (
        tuple(
            (action, code)
            for action in ("complete_consultation", "sign_translation", "release_reports")
            for code in ("no_signed_opinion", "opinions_awaited")
        ),
        "only signed opinions are released",
    ),
    "points": ((("release_reports", "points_open"),), "every point is settled"),
    "unreleased": ((("hand_over", "reports_unreleased"),), "only released reports"),
    "one releaser": ((("release_from_quarantine", "same_person_releases"),), "a file is freed"),
    "letters": ((("close", "requests_open"),), "no letter stays open"),
}


def without(removed: tuple[tuple[Action, str], ...]) -> dict[Action, Guard]:
    """The guards with some needs taken out."""
    guards = dict(GUARDS)
    for action, code in removed:
        kept = tuple(need for need in guards[action].needs if need != code)
        guards[action] = guards[action].replaced(needs=kept)
    assert guards != GUARDS
    return guards


@pytest.mark.timeout(1_200)
def test_walks_keep_every_law_and_come_far() -> None:
    reached: Counter[str] = Counter()
    refused = 0
    for seed in range(WALKS):
        desk = walk(random.Random(seed), STEPS, GUARDS)
        assert broken_laws(desk.history) == [], f"seed {seed}"
        reached.update(desk.done.keys())
        refused += desk.refused
    # walks that go nowhere, or are never refused, would show nothing
    for what in ("sealed", "invited", "submitted", "opinion_signed", "words_signed", "file_freed"):
        assert reached[what] > WALKS // 20, what
    for what in ("released", "handed_over", "closed", "asked_again", "reopened", "flag_raised"):
        assert reached[what] > WALKS // 100, what
    assert refused > WALKS * STEPS // 4


@pytest.mark.parametrize("name", list(MUTANTS))
def test_a_gate_that_is_removed_is_missed(name: str) -> None:
    removed, law = MUTANTS[name]
    guards = without(removed)
    for seed in range(MOST_WALKS_FOR_A_MUTANT):
        history = walk(random.Random(seed), STEPS, guards, removed[-1][0]).history
        if any(law in one for one in broken_laws(history)):
            return
    pytest.fail(f"{MOST_WALKS_FOR_A_MUTANT} walks without {removed} broke no law '{law}'")


def test_holds_that_block_nothing_are_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gates, "blocking_holds", lambda action, holds: ())
    broken = {
        law.split(":")[0]
        for seed in range(60)
        for law in broken_laws(walk(random.Random(seed), STEPS, GUARDS).history)
    }
    assert "nothing goes on in an emergency" in broken


def test_the_judge_sees_each_law_broken_by_hand() -> None:
    two_of_one = [
        Entry("invited", "Ann", _sent(questions=[1])),
        Entry("words_changed"),
        Entry("words_signed", "Max", {"role": "medical_editor"}),
        Entry("words_signed", "Max", {"role": "reviewing_clinician"}),
        Entry("released", "Ann", {"points": 0}),
    ]
    assert any("two persons" in law for law in broken_laws(two_of_one))
    outdated = [
        Entry("words_signed", "Edith", {"role": "medical_editor"}),
        Entry("words_changed"),
        Entry("words_signed", "Clara", {"role": "reviewing_clinician"}),
        Entry("released", "Ann", {"points": 0}),
    ]
    assert any("two persons" in law for law in broken_laws(outdated))
    unanswered = [
        Entry("asked_again", "Ann", {"questions": [1, 2]}),
        Entry("question_closed", "", {"question": 1}),
        Entry("opinion_looked_at", "", {"ours": True}),
        Entry("opinion_signed", "Sun", {"proof": True, "role": "specialist", "original": False}),
    ]
    assert [law.split(":")[0] for law in broken_laws(unanswered)] == ["no question stays open"]
    answered = [*unanswered[:2], Entry("question_closed", "", {"question": 2}), *unanswered[2:]]
    assert broken_laws(answered) == []
    sealed = [Entry("sealed", "Ann", _sent())]
    assert any("sealing needs masking" in law for law in broken_laws(sealed))


def _sent(**more: object) -> dict[str, object]:
    return {"of": ("opinion", "ward", "CN"), "kind": "department", "named": False, **more}


def test_random_standings_never_open_a_gate_over_what_shuts_it() -> None:
    rng = random.Random(8)
    opened = 0
    for _ in range(count(2_000, 10_000, 50_000)):
        action = rng.choice(ACTIONS)
        changes: dict[str, object] = {}
        shut: set[str] = set()
        for code in rng.sample(sorted(SHUT.keys() - EASING), rng.randint(0, 4)):
            change = rng.choice(SHUT[code])
            if not changes.keys() & change.keys():
                changes |= change
                shut |= {code} & set(GUARDS[action].needs)
        holds = frozenset(rng.sample(sorted(HOLDS), rng.choice((0, 0, 0, 1, 2))))
        shut |= {f"held_{name}" for name in holds if action in HOLDS[name].blocks}
        found = set(unmet_codes(action, ready(action, holds=holds, **changes)))
        to = changes.get("transfer", WARD)
        if not isinstance(to, Transfer) or to.recipient_kind != "department":
            shut.discard("dates_not_covered")  # dates are told to departments by consent alone
        assert shut <= found
        opened += not found
    assert opened > 100


def test_one_person_holds_both_signing_roles_so_that_the_walks_are_a_temptation() -> None:
    assert {"medical_editor", "reviewing_clinician"} <= set(PEOPLE["Max"])

"""What people do with a signed opinion: translation, points, reports, hand-overs, decision."""

from __future__ import annotations

import datetime
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone
from walk_deeds import CLINICIANS, EDITORS, HOME, a_factor, deed, seen_by
from walk_world import Walk

from huizhen.ground.accounts.models import User
from huizhen.ground.cases.access import case_row
from huizhen.ground.cases.models import Case
from huizhen.ground.language.actions import resolve_difference
from huizhen.ground.language.queries import blocking_keys, leaving_of, resolutions
from huizhen.journey.decision import actions as deciding
from huizhen.journey.decision.models import OutcomeRow
from huizhen.journey.interpretation import actions as interpreting
from huizhen.journey.interpretation import handover_actions as handing
from huizhen.journey.interpretation import report_actions as reporting
from huizhen.journey.interpretation.models import HandoverRow, PointRow
from huizhen.journey.interpretation.queries import (
    home_plan,
    opinion_in,
    opinions_of,
    parts_of,
    translation_of,
)
from huizhen.journey.interpretation.quotes import opinion_quotes, plan_quotes, plan_sentences
from huizhen.journey.interpretation.recipients import Recipient, recipients_of


def _signed_opinion(walk: Walk, case: Case) -> UUID:
    found = opinions_of(case)
    return walk.rng.choice(found)[0] if found else uuid4()


@deed("translate", *EDITORS)
def translate(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    which = _signed_opinion(walk, case)
    row = translation_of(case, which)
    texts = {
        one.part: "" if not keen and walk.rng.random() < 0.1 else f"English {walk.rng.random()}"
        for one in parts_of(case, row, opinion_in(case, which))
    }
    stale = not keen and walk.rng.random() < 0.1
    interpreting.save_translation(case, actor, which, texts, (row.revision if row else 0) - stale)


@deed("translate", *EDITORS)
def write_points(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    """One point for each recommendation and each item of the plan that is in none yet."""
    which = _signed_opinion(walk, case)
    opinion = opinion_in(case, which)
    for row in walk.rows(PointRow, opinion_id=which, removed_at=None):
        interpreting.remove_point(case, actor, which, row.pk, row.revision)
    plan = home_plan(case)
    planned = [one.key for one in plan_sentences(plan.items)]
    quoted = opinion_quotes(opinion, ["recommendation:1#1"])
    told: dict[str, Any] = {
        "item": walk.words(),
        "relation": "agree" if planned else "new",
        "opinion": [one.model_dump(mode="json") for one in quoted],
        "plan": [q.model_dump(mode="json") for q in plan_quotes(plan.items, planned)],
    }
    if not keen and walk.rng.random() < 0.2:
        told["relation"] = "silent"
    interpreting.save_point(case, actor, which, uuid4(), told, 0)


@deed("sign_translation", *EDITORS, *CLINICIANS)
def settle_differences(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    """A keen hand goes through the list; dice take one of it, or what is on none."""
    found = [one for leaving in leaving_of(case) for one in leaving.found]
    keys = sorted(blocking_keys(found) - set(resolutions(case)))
    if not keen:
        keys = [walk.rng.choice([*keys, "0" * 64])]
    for key in keys:
        resolve_difference(case, actor, key, walk.words())


@deed("sign_translation", *EDITORS, *CLINICIANS)
def sign_translation(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    which = _signed_opinion(walk, case)
    interpreting.sign_translation(case, actor, which, a_factor(), seen=seen_by(walk, case, keen))


@deed("sign_translation", *EDITORS)
def unsign_translation(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    interpreting.withdraw_sign_off(case, actor, _signed_opinion(walk, case))


@deed("hand_over", "coordinator")
def release(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    which = _signed_opinion(walk, case)
    reporting.release_reports(case, actor, which, seen=seen_by(walk, case, keen))


@deed("hand_over", "coordinator")
def correct(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    interpreting.begin_correction(case, actor, _signed_opinion(walk, case), walk.words())


@deed("hand_over", "coordinator")
def hand_over(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    to = walk.rng.choice(recipients_of(case))
    if keen:
        to = Recipient("patient", user=walk.person("patient"))
    is_link = not keen and walk.rng.random() < 0.5
    channel = "link" if is_link else "account"
    address = "reader@quokkavitz.example" if is_link else ""
    handing.hand_over(case, actor, to, channel, address=address, seen=seen_by(walk, case, keen))


@deed("hand_over", "coordinator")
def follow_handover(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    which = walk.any_of(HandoverRow)
    acts = (handing.renew_handover, handing.revoke_handover, handing.renew_handover)
    act = walk.rng.choice(acts)
    if walk.rng.random() < 0.4:
        handing.confirm_reading(case, actor, which, walk.words())
    else:
        act(case, actor, which)


@deed("read_report", *HOME)
def read_report(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    row = walk.newest(HandoverRow, user=actor, state__in=("sent", "opened"))
    row = row or case_row(case, HandoverRow, id=uuid4())
    handing.require_open(row)
    handing.note_opened(case, row)
    handing.note_read(case, case_row(case, HandoverRow, id=row.pk))


# decision


def _source(walk: Walk, keen: bool) -> deciding.Source:
    ahead = datetime.timedelta(days=0 if keen or walk.rng.random() < 0.9 else 30)
    name = walk.words() if keen or walk.rng.random() < 0.9 else ""
    return deciding.Source("patient", "desk", timezone.localdate() + ahead, name)


@deed("record_decision", *HOME, "coordinator")
def record_decision(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    codes = {"follow": "in_part", "travel": "no", "trial": "open"}
    deciding.record_decision(case, actor, codes, walk.words(), _source(walk, keen))


@deed("record_outcome", *HOME, "coordinator")
def record_outcome(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    codes = {"condition": "better", "done": "part"}
    row = walk.newest(OutcomeRow, state__in=("due", "asked", "asked_again", "awaited"))
    open_ones = [one for one in walk.rows(OutcomeRow) if one.state != "recorded"]
    which = open_ones[0].pk if open_ones else (row.pk if row else uuid4())
    deciding.record_outcome(case, actor, which, codes, walk.words(), _source(walk, keen))


@deed("send_request", "coordinator")
def ask_or_give_up(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    rows = walk.rows(OutcomeRow)
    which = walk.rng.choice([*(row.pk for row in rows), None])
    if walk.rng.random() < 0.6:
        deciding.ask_again(case, actor, which)
    else:
        deciding.give_up(case, actor, walk.words(), which)


@deed("close", "coordinator")
def close(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    deciding.close_case(case, actor, seen=seen_by(walk, case, keen))

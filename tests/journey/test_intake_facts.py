"""The facts page: list, filters, decisions by revision, changed facts, who may."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from package_world import PAGE, a_fact, give_version, reloaded

from huizhen.core.preparation.desk_files import DeskPage
from huizhen.core.records.decisions import ChangedFact, Decision, anchors_of, seen_of
from huizhen.core.records.evidence import PageSpan
from huizhen.core.records.fact import Fact
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.models import Case
from huizhen.ground.cases.needs import NEEDS
from huizhen.ground.records.models import FactDecision
from huizhen.journey.intake.facts_joined import place_name
from huizhen.journey.intake.facts_queries import fact_revision, fact_view
from huizhen.journey.intake.facts_views import FACTS_A_PAGE
from worlds import ROLES, Site, make_case, make_site, settle_events, signed_in

pytestmark = pytest.mark.django_db

CANCER = "hepatocellular carcinoma"


@pytest.fixture
def site() -> Site:
    return make_site("one")


@pytest.fixture
def case(site: Site) -> Case:
    found = make_case(site)
    give_version(
        found,
        [
            a_fact(CANCER),
            a_fact("AFP", "Observation", value="412", unit="ng/mL", date="2026-03-12"),
            a_fact("AFP", "Observation", value="41", unit="ng/mL", date="2026-03-12"),
            a_fact("liver cirrhosis"),
        ],
    )
    return found


def the_fact(case: Case, text: str) -> Fact:
    view = fact_view(case)
    assert view is not None
    return next(fact for fact in view.facts if fact.text == text)


def ticked(case: Case, *texts: str) -> list[str]:
    view = fact_view(case)
    assert view is not None
    found = [the_fact(case, text) for text in texts]
    return [f"{view.address_of(f)}|{fact_revision(f)}|{f.text}" for f in found]


def address(case: Case, text: str) -> str:
    view = fact_view(case)
    assert view is not None
    return f"/cases/{case.pk}/intake/facts/{view.address_of(the_fact(case, text))}/"


def form_of(case: Case, text: str) -> dict[str, str]:
    return {"revision": fact_revision(the_fact(case, text)), "shown": text}


@pytest.mark.parametrize("role", ROLES)
def test_facts_are_seen_and_decided_by_those_who_may(site: Site, case: Case, role: str) -> None:
    client = signed_in(site[role])
    listed = client.get(f"/cases/{case.pk}/intake/facts/")
    assert listed.status_code == (200 if role in NEEDS["see_work"] else 404)
    sent = client.post(f"/cases/{case.pk}/intake/facts/confirm", {"fact": ticked(case, CANCER)})
    may = role in NEEDS["decide_facts"]
    assert sent.status_code == (302 if may else 404)
    assert the_fact(case, CANCER).status == ("confirmed" if may else "proposed")


def test_many_are_confirmed_at_once_in_the_persons_name(site: Site, case: Case) -> None:
    client = signed_in(site["coordinator"])
    picked = ticked(case, CANCER, "liver cirrhosis")
    client.post(f"/cases/{case.pk}/intake/facts/confirm", {"fact": picked})
    for text in (CANCER, "liver cirrhosis"):
        fact = the_fact(case, text)
        assert fact.status == "confirmed"
        assert fact.evidence[-1].who == "coordinator of one"  # type: ignore[union-attr]
    assert the_fact(case, "AFP").status == "proposed"


def test_a_double_submit_writes_nothing_twice_and_shows_both_versions(
    site: Site, case: Case
) -> None:
    picked = ticked(case, CANCER)
    first = signed_in(site["coordinator"])
    second = signed_in(site["medical_editor"])
    first.post(f"/cases/{case.pk}/intake/facts/confirm", {"fact": picked})
    both = [*picked, *ticked(case, "liver cirrhosis")]
    late = second.post(f"/cases/{case.pk}/intake/facts/confirm", {"fact": both})
    assert late.status_code == 409
    page = late.content.decode()
    assert "Confirmed" in page
    assert "coordinator of one" in page
    assert case_rows(case, FactDecision).count() == 1
    assert the_fact(case, "liver cirrhosis").status == "proposed"


def test_a_correction_keeps_what_was_typed_when_somebody_was_faster(site: Site, case: Case) -> None:
    seen = form_of(case, CANCER)
    place = address(case, CANCER)
    signed_in(site["coordinator"]).post(place, {"action": "reject", "why": "not his", **seen})
    late = signed_in(site["medical_editor"]).post(
        place,
        {"action": "correct", "text": "HCC, segment VIII", "certainty": "affirmed",
         "why": "read on page 1", **seen},
    )  # fmt: skip
    assert late.status_code == 409
    assert "HCC, segment VIII" in late.content.decode()
    assert the_fact(case, CANCER).status == "rejected"


def test_a_fact_is_corrected_by_the_fields_of_its_type(site: Site, case: Case) -> None:
    client = signed_in(site["medical_editor"])
    place = address(case, CANCER)
    page = client.get(place).content.decode()
    assert 'name="clinical_status"' in page
    assert 'name="unit"' not in page
    told = {"action": "correct", "text": CANCER, "certainty": "suspected", "date": "2026-3"}
    wrong = client.post(place, {**told, "why": "read again", **form_of(case, CANCER)})
    assert wrong.status_code == 200
    assert "2026-05-20" in wrong.content.decode()
    assert case_rows(case, FactDecision).count() == 0
    right = client.post(
        place, {**told, "date": "2026-03", "why": "read again", **form_of(case, CANCER)}
    )
    assert right.status_code == 302
    fact = the_fact(case, CANCER)
    assert (fact.status, fact.certainty, str(fact.date)) == ("corrected", "suspected", "2026-03")


def test_a_rejection_needs_a_reason(site: Site, case: Case) -> None:
    client = signed_in(site["coordinator"])
    sent = client.post(address(case, CANCER), {"action": "reject", **form_of(case, CANCER)})
    assert sent.status_code == 200
    assert case_rows(case, FactDecision).count() == 0


def test_a_fact_is_added_in_a_persons_name(site: Site, case: Case) -> None:
    client = signed_in(site["coordinator"])
    told = {"type": "AllergyIntolerance", "text": "penicillin", "certainty": "affirmed"}
    told |= {"reaction": "rash", "why": "told by telephone", "seen": str(reloaded(case).revision)}
    assert client.post(f"/cases/{case.pk}/intake/facts/new", told).status_code == 302
    fact = the_fact(case, "penicillin")
    assert (fact.type, fact.reaction, fact.status) == ("AllergyIntolerance", "rash", "confirmed")
    again = client.post(f"/cases/{case.pk}/intake/facts/new", told)
    assert again.status_code == 409


def test_filters_narrow_the_list(site: Site, case: Case) -> None:
    client = signed_in(site["coordinator"])
    base = f"/cases/{case.pk}/intake/facts/"
    client.post(f"{base}confirm", {"fact": ticked(case, CANCER)})
    open_ = client.get(base, {"state": "unconfirmed"}).content.decode()
    assert "liver cirrhosis" in open_
    assert CANCER not in open_
    apart = client.get(base, {"state": "contradictory"}).content.decode()
    assert "412" in apart
    assert "liver cirrhosis" not in apart
    typed = client.get(base, {"type": "Observation"}).content.decode()
    assert "ng/mL" in typed
    assert "liver cirrhosis" not in typed


def test_the_page_of_a_fact_shows_the_text_with_its_quote_marked(site: Site, case: Case) -> None:
    page = signed_in(site["coordinator"]).get(address(case, CANCER)).content.decode()
    assert f"<mark>{CANCER}</mark>" in page


def test_the_picture_of_a_page_is_shown_where_there_is_one(site: Site) -> None:
    case = make_case(site)
    picture = DeskPage(
        page_id=PAGE, path="a.pdf", ordinal=1, text=CANCER, width=595.0, height=842.0,
        picture="facts.json",
    )  # fmt: skip
    give_version(case, [a_fact(CANCER)], pages=[picture])
    place = address(case, CANCER)
    for role in ("coordinator", "patient"):
        client = signed_in(site[role])
        status = 200 if role == "coordinator" else 404
        assert client.get(f"{place}pages/0").status_code == status
    client = signed_in(site["coordinator"])
    assert client.get(f"{place}pages/1").status_code == 404
    assert 'viewBox="0 0 595 842"' in client.get(place).content.decode()


def test_addresses_tell_nothing_of_a_fact(site: Site, case: Case) -> None:
    page = signed_in(site["coordinator"]).get(f"/cases/{case.pk}/intake/facts/").content.decode()
    for found in re.findall(r'(?:href|action|hx-get)="([^"]+)"', page):
        assert the_fact(case, CANCER).fact_key not in found


def changed(case: Case, now: Fact | None) -> ChangedFact:
    before = a_fact(CANCER)
    decision = Decision(
        action="confirm",
        who="Dr. A",
        when="2026-05-01T10:00:00",
        why="compared",
        fact_key=before.fact_key,
        seen=seen_of(before),
        anchors=anchors_of(before),
    )
    return ChangedFact(decision=decision, now=now)


def test_a_changed_fact_shows_both_and_holds_the_case_until_it_is_settled(site: Site) -> None:
    case = make_case(site)
    now = a_fact(CANCER, certainty="suspected")
    give_version(case, [now], changed=[changed(case, now)])
    settle_events()
    assert "changed_since_confirmed" in reloaded(case).holds
    client = signed_in(site["coordinator"])
    base = f"/cases/{case.pk}/intake/facts/"
    page = client.get(base).content.decode()
    assert "Dr. A" in page
    revision = re.findall(r'name="revision" value="([^"]+)"', page)[0]
    told = {"action": "confirm", "place": "0", "revision": revision}
    assert client.post(f"{base}changed", {**told, "revision": "older"}).status_code == 409
    assert client.post(f"{base}changed", told).status_code == 302
    assert client.post(f"{base}changed", told).status_code == 409
    view = fact_view(case)
    assert view is not None
    assert view.changed == ()
    assert the_fact(case, CANCER).status == "confirmed"
    give_version(case, [the_fact(case, CANCER)])
    settle_events()
    assert "changed_since_confirmed" not in reloaded(case).holds


def test_a_fact_that_is_not_found_any_more_can_be_let_go(site: Site) -> None:
    case = make_case(site)
    give_version(case, [], changed=[changed(case, None)])
    client = signed_in(site["coordinator"])
    base = f"/cases/{case.pk}/intake/facts/"
    page = client.get(base, {"state": "changed"}).content.decode()
    revision = re.findall(r'name="revision" value="([^"]+)"', page)[0]
    client.post(f"{base}changed", {"action": "reject", "place": "0", "revision": revision})
    view = fact_view(case)
    assert view is not None
    assert view.changed == ()


def test_two_hundred_facts_need_no_query_each(site: Site) -> None:
    few, many = make_case(site), make_case(site)
    give_version(few, [a_fact("finding 1")])
    give_version(many, [a_fact(f"finding {n}") for n in range(200)])
    client = signed_in(site["coordinator"])
    counts = []
    for case in (few, many):
        client.get(f"/cases/{case.pk}/intake/facts/")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = client.get(f"/cases/{case.pk}/intake/facts/")
        counts.append(len(queries))
    assert page.content.decode().count('name="fact"') == FACTS_A_PAGE
    assert counts[0] == counts[1]


def test_before_anything_was_read_the_page_says_what_comes_next(site: Site) -> None:
    case = make_case(site)
    page = signed_in(site["coordinator"]).get(f"/cases/{case.pk}/intake/facts/")
    assert "No record has been read yet" in page.content.decode()


def decide_together(site: Site, case: Case, text: str, action: str, **told: object) -> int:
    """The answer's status; the revision sent is the fact's own unless told otherwise."""
    client = signed_in(site["coordinator"])
    sent = {**form_of(case, text), "why": "compared both letters", **told}
    return client.post(f"{address(case, text)}{action}", sent).status_code


def test_two_facts_are_made_one_and_keep_both_places(site: Site, case: Case) -> None:
    page = signed_in(site["coordinator"]).get(address(case, "liver cirrhosis")).content.decode()
    assert "The same as another fact" not in page  # nothing is alike
    other = ticked(case, CANCER)
    before = len(the_fact(case, "liver cirrhosis").evidence)
    assert decide_together(site, case, "liver cirrhosis", "same", other=other) == 302
    view = fact_view(case)
    assert view is not None
    assert CANCER not in {fact.text for fact in view.facts}
    kept = the_fact(case, "liver cirrhosis")
    assert (kept.status, len(kept.evidence)) == ("confirmed", before + 2)


def test_of_contradictory_facts_the_alike_is_offered(site: Site, case: Case) -> None:
    page = signed_in(site["coordinator"]).get(address(case, "AFP")).content.decode()
    assert "The same as another fact" in page


def test_a_merge_without_reason_keeps_the_ticks_and_writes_nothing(site: Site, case: Case) -> None:
    client = signed_in(site["coordinator"])
    value = next(one for one in ticked_all(case, "AFP") if one not in ticked(case, "AFP"))
    sent = client.post(f"{address(case, 'AFP')}same", {**form_of(case, "AFP"), "other": value})
    assert sent.status_code == 200
    assert value in (sent.context["ticked"])
    assert not case_rows(case, FactDecision).exists()


def ticked_all(case: Case, text: str) -> list[str]:
    """What ticks of every fact of that text send."""
    view = fact_view(case)
    assert view is not None
    found = [fact for fact in view.facts if fact.text == text]
    return [f"{view.address_of(f)}|{fact_revision(f)}|{f.text}" for f in found]


def test_a_stale_merge_shows_both_versions(site: Site, case: Case) -> None:
    other = ticked(case, CANCER)
    signed_in(site["coordinator"]).post(
        f"/cases/{case.pk}/intake/facts/confirm", {"fact": ticked(case, CANCER)}
    )
    assert decide_together(site, case, "liver cirrhosis", "same", other=other) == 409
    assert the_fact(case, CANCER).status == "confirmed"


def test_one_fact_is_split_at_the_ticked_places(site: Site) -> None:
    case = make_case(site)
    first = a_fact("gallstone", "Observation", value="12", unit="mm", date="2026-03-12")
    words = "stone of 12 mm"
    place = PageSpan(page_id=PAGE, start=0, end=len(words), quote=words)
    give_version(case, [first.replaced(evidence=(*first.evidence, place))])
    named = place_name(anchors_of(the_fact(case, "gallstone"))[1])
    assert decide_together(site, case, "gallstone", "apart", place=[named]) == 302
    view = fact_view(case)
    assert view is not None
    assert [len(fact.evidence) for fact in view.facts] == [1, 2]  # the second with its person
    assert [fact.status for fact in view.facts] == ["proposed", "confirmed"]


def test_a_split_has_to_leave_a_place(site: Site, case: Case) -> None:
    named = place_name(anchors_of(the_fact(case, CANCER))[0])
    assert decide_together(site, case, CANCER, "apart", place=[named]) == 400
    assert not case_rows(case, FactDecision).exists()

"""The signed ends of the chains: made once a day, and what they give away of a rewritten trail."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from huizhen.ground.audit.actions import event_hash
from huizhen.ground.audit.heads import head_breaks, sign_heads
from huizhen.ground.audit.models import AuditEvent, ChainHead
from huizhen.ground.audit.verify import breaks
from huizhen.ground.cases.models import Case
from huizhen.ground.files.keyring import make_ring
from worlds import make_case, make_site

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 5, 20, 3, 0, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    make_ring(settings.HUIZHEN_HOME)
    return tmp_path / "home"


@pytest.fixture
def case() -> Case:
    return make_case(make_site("one"))


def reasons(home: Path) -> list[str]:
    return [each.reason for each in head_breaks(home)]


def test_a_day_is_signed_once_and_holds(home: Path, case: Case) -> None:
    place = sign_heads(home, DAY)
    assert place is not None
    assert place.stat().st_mode & 0o077 == 0
    assert sign_heads(home, DAY + timedelta(hours=5)) is None
    assert sign_heads(home, DAY + timedelta(days=1)) is not None
    assert [case_id for case_id, _, _ in json.loads(place.read_text())["heads"]] != []
    assert reasons(home) == []


def test_a_trail_that_was_rewritten_with_all_its_hashes_is_found_out(
    home: Path, case: Case
) -> None:
    sign_heads(home, DAY)
    chain = f"case:{case.pk}"
    previous = "0" * 64
    for event in AuditEvent.objects.filter(chain=chain).order_by("number"):
        event.actor_id, event.previous = "somebody else", previous
        event.hash = previous = event_hash(event)
        event.save()
    ChainHead.objects.filter(chain=chain).update(hash=previous)
    assert [each for each in breaks() if each.chain == chain] == []
    assert reasons(home) == ["signed"]


def test_a_trail_that_was_cut_is_found_out(home: Path, case: Case) -> None:
    sign_heads(home, DAY)
    chain = f"case:{case.pk}"
    last = AuditEvent.objects.filter(chain=chain).order_by("-number").first()
    assert last is not None
    head = (last.number - 1, last.previous)
    last.delete()
    ChainHead.objects.filter(chain=chain).update(number=head[0], hash=head[1])
    assert list(breaks()) == []
    assert reasons(home) == ["signed"]


def test_a_signed_file_that_was_changed_taken_away_or_made_elsewhere_is_found_out(
    home: Path, case: Case, tmp_path: Path
) -> None:
    first = sign_heads(home, DAY)
    second = sign_heads(home, DAY + timedelta(days=1))
    assert first is not None
    assert second is not None
    whole = first.read_bytes()
    first.write_bytes(whole.replace(b"2026-05-20", b"2026-05-21"))
    assert reasons(home) == ["signature", "previous"]
    first.unlink()
    assert reasons(home) == ["previous"]
    elsewhere = sign_heads(tmp_path / "other", DAY)
    assert elsewhere is not None
    first.write_bytes(elsewhere.read_bytes())
    assert reasons(home) == ["signature", "previous"]
    first.write_bytes(whole)
    assert reasons(home) == []

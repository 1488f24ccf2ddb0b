"""How a possible emergency is settled, and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from huizhen.core.assessment.red_flags import CallBack, RedFlag
from huizhen.core.records.evidence import Evidence, PersonEntry
from huizhen.core.records.value import content_hash
from huizhen.core.states.table import state_table

CALL_BACK: Final = "call_back"
SHOWN_AT_ONCE: Final = ("structured", "own_words")
"""Kinds whose fixed message the patient sees before a person has looked."""
UNSETTLED: Final = ("open", "real")

FLAGS: Final = state_table(
    "red_flags",
    "open real over wrong",
    "over wrong",
    [
        ("open", "flag_found_real", "real"),
        ("open real", "emergency_over", "over"),
        ("open real", "red_flag_found_wrong", "wrong"),
    ],
)


def told_of(flag: RedFlag | CallBack) -> dict[str, Any]:
    """What a task keeps, sealed: the words, why it is in doubt, and where they stand."""
    return {
        "words": flag.words,
        "reasons": list(getattr(flag, "reasons", ())),
        "places": [_place(place) for place in flag.evidence],
        "fact_keys": list(flag.fact_keys),
    }


def _place(place: Evidence) -> dict[str, str]:
    if isinstance(place, PersonEntry):
        return {"page_id": "", "quote": place.why, "who": place.who}
    quote = getattr(place, "quote", "") or getattr(place, "value", "")
    return {"page_id": place.page_id, "quote": str(quote), "who": ""}


def fingerprint(code: str, kind: str, told: Mapping[str, Any]) -> str:
    """Equal for the same rule resting on the same words and facts."""
    places = sorted(f"{place['page_id']}|{place['quote']}" for place in told["places"])
    return content_hash([code, kind, told["words"], sorted(told["fact_keys"]), places])


def end_of_day(now: datetime) -> datetime:
    """By when a call-back of today is due, but never less than an hour away."""
    end = now.replace(hour=23, minute=59, second=0, microsecond=0)
    return max(end, now + timedelta(hours=1))

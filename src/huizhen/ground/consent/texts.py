"""The texts of consents with their names filled in, as the signer reads them."""

from __future__ import annotations

from typing import Any

from huizhen.core.errors import WrongCall
from huizhen.core.records.value import Value
from huizhen.ground.accounts.models import Organisation
from huizhen.ground.cases.models import Case
from huizhen.ground.content import country_name, pack

MAIN = "prepare_case"


class ConsentText(Value):
    """What is shown and signed."""

    purpose: str
    title: str
    text: str
    version: str
    language: str


def purposes() -> tuple[str, ...]:
    """Every purpose that there is a text for."""
    return tuple(_told()["purposes"])


def consent_text(
    case: Case,
    purpose: str,
    organisation: Organisation | None,
    language: str,
    *,
    covers_identity: bool = False,
) -> ConsentText:
    """The text for this purpose and recipient; WrongCall for an unknown purpose."""
    told = _told()["purposes"].get(purpose)
    if told is None or (told["needs_recipient"] and organisation is None):
        raise WrongCall(
            "consent_unknown",
            "There is no such consent, or its recipient is not named.",
            "Choose one from the list on the page of consents.",
        )
    tongue = "zh" if language.startswith("zh") else "en"
    identity = _told()["identity"]["yes" if covers_identity else "no"][tongue]
    names = {
        "organisation": _name(case.organisation, tongue),
        "recipient": _name(organisation, tongue) if organisation else "",
        "country": country_name(organisation.country, tongue) if organisation else "",
        "identity": identity,
    }
    stamp = pack("consent").stamp
    return ConsentText(
        purpose=purpose,
        title=told["title"][tongue],
        text=told["text"][tongue].format(**names),
        version=f"{stamp.id}/{stamp.version}",
        language=tongue,
    )


def covers_dates(purpose: str, version: str) -> bool:
    """Whether the text of that version says that dates stay as they are in what is sent."""
    since = _told()["purposes"].get(purpose, {}).get("dates_since", "")
    return bool(since) and _ordered(version.rpartition("/")[2]) >= _ordered(since)


def _ordered(version: str) -> tuple[int, ...]:
    """A version YYYY.N to compare; () for any other."""
    parts = version.split(".")
    return tuple(map(int, parts)) if all(part.isdigit() for part in parts) else ()


def _name(organisation: Organisation, tongue: str) -> str:
    return organisation.name_zh if tongue == "zh" and organisation.name_zh else organisation.name


def _told() -> Any:
    return pack("consent").parsed("texts.json")

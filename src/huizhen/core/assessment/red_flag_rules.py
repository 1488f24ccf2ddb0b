"""The emergencies of the content pack `red_flags`: rules, quantities, settings, fixed notices.

Section 3.4 of the clinical content. A rule's triggers are expressions in JSON (see
`triggers.Triggers`); a limit that a clinician wants changed is changed there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from huizhen.core.content import Pack
from huizhen.core.errors import ContentError
from huizhen.core.records.fact import Certainty, FactType
from huizhen.core.records.value import Value

Expression = Mapping[str, Any]
_V = TypeVar("_V", bound=Value)

OF_QUANTITY: Final = (
    "value", "fall", "rise", "falling", "times_upper_limit", "times_lowest", "newly",
    "flagged_high", "absent",
)  # fmt: skip
_DEEPER: Final = ("all", "any", "of", "not", "unsure")
_KINDS: Final = (*OF_QUANTITY, "sign", "setting", "all", "any", "at_least", "not", "unsure")
ENGLISH: Final = "en"


class Quantity(Value):
    """What is measured: its names, the unit of the limits, and what makes a reading doubtful."""

    concepts: tuple[str, ...]
    loinc: tuple[str, ...] = ()
    unit: str = ""
    also: tuple[str, ...] = ()
    """Other spellings of `unit`."""
    is_unitless: bool = False
    part: int | None = None
    """Which figure of '120/80'."""
    low: Decimal | None = None
    """Below it a number is in another unit, or a slip."""
    high: Decimal | None = None
    lasts: bool = False
    """Whether a later normal reading does not end it: a fever comes and goes."""
    only_with: tuple[str, ...] = ()
    not_with: tuple[str, ...] = ()
    sure_with: tuple[str, ...] = ()
    """Words without which the reading may be of something else (uncorrected calcium)."""


class Setting(Value):
    """Something about the patient that makes a finding dangerous: a disease, a treatment."""

    types: tuple[FactType, ...]
    words: tuple[str, ...] = ()
    icd10: tuple[str, ...] = ()
    atc: tuple[str, ...] = ()
    certainty: tuple[Certainty, ...] = ("affirmed", "historical")


class Rule(Value):
    """One emergency."""

    id: str
    en: str
    zh: str
    days: int | None = None
    """How long its signs count; the pack's window where it says nothing."""
    notice: str = "emergency"
    structured: tuple[dict[str, Any], ...] = ()
    text: tuple[tuple[str, ...], ...] = ()
    """Groups of signs; all of a group have to be said near each other."""
    counts: tuple[str, ...] = ()
    """Contexts that are no reason to pass over it: for intent, what is thought of counts."""
    note: str = ""
    """For the coordinating clinician; never shown to a patient."""


class Notice(Value):
    """The fixed message of an emergency, in every language that it is written in."""

    key: str
    version: str
    texts: dict[str, str]

    def text(self, language: str) -> str:
        """The message in that language, else in English."""
        return self.texts.get(language, self.texts[ENGLISH])


class RedFlagBook:
    """The pack `red_flags`; ContentError when a rule names what the pack does not have."""

    def __init__(self, pack: Pack) -> None:
        self.stamp = pack.stamp
        data = pack.parsed("rules.json")
        try:
            self.windows: dict[str, int] = {
                key: days for key, days in data["windows_days"].items() if days is not None
            }
            self.reach = int(data["reach"])
            self.rules = tuple(Rule.model_validate(rule) for rule in data["rules"])
            self.quantities = _values(pack.parsed("quantities.json"), Quantity)
            self.settings = _values(pack.parsed("settings.json"), Setting)
        except (KeyError, TypeError, ValidationError) as error:
            raise _malformed(pack, str(error).splitlines()[0]) from error
        self.signs: dict[str, dict[str, list[str]]] = pack.parsed("signs.json")
        self._notices: dict[str, dict[str, str]] = pack.parsed("notices.json")
        self._check(pack)

    @cached_property
    def by_id(self) -> dict[str, Rule]:
        """The rules by their code."""
        return {rule.id: rule for rule in self.rules}

    def notice(self, key: str) -> Notice:
        """A fixed message with the version of the pack that it was signed off with."""
        return Notice(key=key, version=self.stamp.version, texts=self._notices[key])

    def _check(self, pack: Pack) -> None:
        for rule in self.rules:
            if rule.notice not in self._notices:
                raise _malformed(pack, f"{rule.id} has no notice {rule.notice}")
            for sign in (sign for group in rule.text for sign in group):
                self._known(pack, rule.id, "sign", sign)
            for expression in expressions(rule.structured):
                kind = kind_of(expression)
                if not kind:
                    raise _malformed(pack, f"{rule.id} has the unknown trigger {expression}")
                name = expression[kind]
                if isinstance(name, str):
                    self._known(pack, rule.id, kind, name)

    def _known(self, pack: Pack, rule: str, kind: str, name: str) -> None:
        known: Mapping[str, object] = self.quantities
        if kind in ("sign", "setting"):
            known = self.signs if kind == "sign" else self.settings
        if name not in known:
            raise _malformed(pack, f"{rule} names {name}, which the pack does not define")


def kind_of(expression: Expression) -> str:
    """What an expression tests; '' for none that is known."""
    if "value" in expression or "times_lowest" in expression or "newly" in expression:
        return next(key for key in ("value", "times_lowest", "newly") if key in expression)
    return next((key for key in _KINDS if key in expression), "")


def expressions(found: Any) -> Iterator[Expression]:
    """Every expression within others, the outer ones first."""
    if isinstance(found, Mapping):
        yield found
        for key in _DEEPER:
            yield from expressions(found.get(key, ()))
    elif isinstance(found, list | tuple):
        for one in found:
            yield from expressions(one)


def _values(data: Mapping[str, Any], kind: type[_V]) -> dict[str, _V]:
    return {name: kind.model_validate(entry) for name, entry in data.items()}


def _malformed(pack: Pack, why: str) -> ContentError:
    return ContentError(
        "content_malformed",
        f"The content pack {pack.stamp.id} is wrong: {why}.",
        "Correct the file, or remove the site's copy to use the product's.",
    )

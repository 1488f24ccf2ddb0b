"""The fit decision: would an opinion help, in which specialty, and why; by a named clinician.

Reasons are the rules of section 3.3 as data. The product checks that a decision is whole; it
never decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from pydantic import Field, ValidationError

from huizhen.core.content import Pack
from huizhen.core.errors import ContentError, WrongCall
from huizhen.core.records.value import Value

Fit = Literal["yes", "no", "unsure"]
FitClass = Literal["S", "P", "N", "X", "I"]

SPECIALTIES: Final = ("hpb", "gio", "hem", "spn", "tho", "nsg", "rar")
_NEEDED: Final[dict[Fit, tuple[FitClass, ...]]] = {
    "yes": ("S", "P"), "no": ("N", "X"), "unsure": ("I",),
}  # fmt: skip
_FORBIDDEN: Final[dict[Fit, tuple[FitClass, ...]]] = {
    "yes": ("X",), "no": (), "unsure": (),
}  # fmt: skip


class Reason(Value):
    """One rule that can be a reason: its class, for whom it is, what clinician and patient read."""

    id: str
    class_: FitClass = Field(alias="class")
    specialties: tuple[str, ...] = ()
    """Those that it is for; empty for all."""
    en: str
    zh: str
    patient_en: str
    patient_zh: str
    is_never_alone: bool = False
    needs_call: bool = False
    """Whether a clinician calls the patient before the letter goes out."""

    def for_patient(self, language: str) -> str:
        """The sentence of the letter."""
        return self.patient_zh if language == "zh" else self.patient_en


class FitDecision(Value):
    """What a clinician decided; `holds_submission` lets preparation go on but nothing be sent."""

    specialty: str
    fit: Fit
    reasons: tuple[str, ...]
    by: str
    at: str
    note: str = ""
    holds_submission: bool = False


class FitBook:
    """The reasons of the pack `fit`."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.stamp = pack.stamp
        try:
            found = tuple(map(Reason.model_validate, pack.parsed("reasons.json")))
        except (TypeError, ValidationError) as error:
            raise ContentError(
                "content_malformed",
                f"The reasons of the pack {pack.stamp.id} are wrong.",
                "Every reason needs id, class, en, zh, patient_en and patient_zh.",
            ) from error
        self.reasons = {reason.id: reason for reason in found}

    def offered(self, specialty: str) -> tuple[Reason, ...]:
        """The reasons that a form offers for a specialty."""
        return tuple(
            reason
            for reason in self.reasons.values()
            if not reason.specialties or specialty in reason.specialties
        )


def decide_fit(
    specialty: str,
    fit: Fit,
    reasons: Sequence[str],
    by: str,
    at: str,
    book: FitBook,
    note: str = "",
) -> FitDecision:
    """A whole decision; WrongCall says what is missing or contradicts itself.

    A reason of class I beside a yes sets the hold: preparation goes on, submission waits.
    """
    if not by.strip():
        raise _wrong("fit_needs_name", "A fit decision is a named clinician's.", "Sign in by name.")
    if specialty not in SPECIALTIES:
        raise _wrong("fit_specialty", "The specialty is not one of the list.", "Choose one.")
    chosen = [_reason(code, specialty, book) for code in dict.fromkeys(reasons)]
    classes = {reason.class_ for reason in chosen}
    if not classes & set(_NEEDED[fit]):
        raise _wrong(
            "fit_needs_reason",
            f"The answer '{fit}' has no reason that carries it.",
            f"Choose at least one reason of class {' or '.join(_NEEDED[fit])}.",
        )
    if classes & set(_FORBIDDEN[fit]):
        raise _wrong(
            "fit_contradicts",
            "A case that cannot be taken is answered with yes.",
            "Answer no, or take the reason of class X away once it is settled.",
        )
    if fit == "yes" and all(r.is_never_alone for r in chosen if r.class_ in _NEEDED["yes"]):
        raise _wrong(
            "fit_needs_reason",
            "Interest in a trial alone is no reason for an opinion.",
            "Add the reason for which the opinion itself is of use.",
        )
    return FitDecision(
        specialty=specialty,
        fit=fit,
        reasons=tuple(reason.id for reason in chosen),
        by=by.strip(),
        at=at,
        note=note,
        holds_submission=fit == "yes" and "I" in classes,
    )


def _reason(code: str, specialty: str, book: FitBook) -> Reason:
    reason = book.reasons.get(code)
    if reason is None or (reason.specialties and specialty not in reason.specialties):
        raise _wrong(
            "fit_reason_unknown",
            f"{code} is no reason for this specialty.",
            "Choose from the reasons that are offered for it.",
        )
    return reason


def _wrong(code: str, message: str, remedy: str) -> WrongCall:
    return WrongCall(code, message, remedy)

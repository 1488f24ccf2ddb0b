"""A named clinician's confirmation of one dossier, as its papers carry it."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime

from huizhen.core.preparation.dossier import DRAFT_MARK, Dossier
from huizhen.core.preparation.frames import Frames
from huizhen.core.records.value import Value

_READERS: Final = ZoneInfo("Asia/Shanghai")
"""The zone of those who read the papers."""


class Signature(Value):
    """Who signed the dossier of which hash, in which role, and when.

    The dossier itself stays as it was signed, its draft mark included: that is what the hash is
    of. Only papers that are set with a signature say otherwise."""

    name: str
    role: str
    """As the papers print it."""
    at: AwareDatetime
    dossier_sha256: str


def paper_marks(dossier: Dossier, signed: Signature | None) -> tuple[str, ...]:
    """The marks above a paper: a signed one is no draft, everything else stays said."""
    marks = (*dossier.marks, *((dossier.identity_note,) if dossier.identity_note else ()))
    return tuple(mark for mark in marks if signed is None or mark != DRAFT_MARK)


def signed_lines(signed: Signature | None, frames: Frames) -> tuple[str, ...]:
    """The line that says who signed; none on a draft."""
    if signed is None:
        return ()
    return (
        frames.fill(
            "dossier.signed",
            name=signed.name,
            role=signed.role,
            time=_clock_face(signed.at),
            sha=signed.dossier_sha256,
        ),
    )


def _clock_face(at: datetime) -> str:
    return f"{at.astimezone(_READERS):%Y-%m-%d %H:%M}"

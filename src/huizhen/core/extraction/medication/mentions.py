"""What was read about one drug of the text."""

from __future__ import annotations

from typing import NamedTuple

from huizhen.core.extraction.medication.periods import Period
from huizhen.core.extraction.medication.posology import Posology
from huizhen.core.extraction.medication.status import Status
from huizhen.core.extraction.medication.vocabulary import Drug


class Name(NamedTuple):
    """A name of the text: the span of the label, and where what it says of itself ends."""

    start: int
    end: int
    drug: Drug
    stop: int
    """After the same drug's other name in brackets, where one stands."""


class Mention(NamedTuple):
    """One drug of the text: the span of its name, and what stands around it."""

    start: int
    end: int
    drug: Drug
    posology: Posology
    status: Status
    period: Period

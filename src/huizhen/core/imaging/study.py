"""A study: what was imaged of one patient at one appointment."""

from __future__ import annotations

from huizhen.core.imaging.series import Series
from huizhen.core.records.identity import Identity
from huizhen.core.records.value import Value


class Study(Value):
    """The series of one patient under one study UID."""

    study_instance_uid: str
    date: str
    """StudyDate as it stands; '' where no instance has one."""
    description: str
    patient: Identity
    series: tuple[Series, ...]

"""The checks that come with the product, one line each."""

from __future__ import annotations

from huizhen.core.language.checks import drugs, grades, liver_segments, stages, units
from huizhen.core.language.checks.checker import Build

BUILTIN: tuple[Build, ...] = (
    stages.build,
    grades.build,
    liver_segments.build,
    drugs.build,
    units.build,
)

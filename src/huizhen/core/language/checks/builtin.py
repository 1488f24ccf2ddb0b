"""The checks that come with the product, one line each."""

from __future__ import annotations

from huizhen.core.language.checks import (
    abbreviations,
    comparators,
    completeness,
    dates,
    doses,
    drug_classes,
    drugs,
    frequencies,
    glossary,
    grades,
    lesions,
    liver_segments,
    lymph_nodes,
    markers,
    names,
    numbers,
    regimens,
    routes,
    spinal_levels,
    stages,
    subject,
    treatment_status,
    trends,
    units,
    untranslated,
)
from huizhen.core.language.checks.advice import build as build_advice
from huizhen.core.language.checks.antonyms import build as build_antonyms
from huizhen.core.language.checks.certainty import build as build_certainty
from huizhen.core.language.checks.checker import Build, sifted
from huizhen.core.language.checks.directions import build as build_directions
from huizhen.core.language.checks.frequency_figures import beside_frequencies, beside_treatment
from huizhen.core.language.checks.laterality import build as build_laterality
from huizhen.core.language.checks.negation import build as build_negation
from huizhen.core.language.checks.results_told import beside_results
from huizhen.core.language.checks.told_in_ranks import figures_beside_ranks, words_beside_ranks

BUILTIN: tuple[Build, ...] = (
    figures_beside_ranks(beside_frequencies(numbers.build)),
    dates.build,
    stages.build,
    grades.build,
    liver_segments.build,
    spinal_levels.build,
    lymph_nodes.build,
    markers.build,
    figures_beside_ranks(drugs.build),
    drug_classes.build,
    doses.build,
    frequencies.build,
    routes.build,
    regimens.build,
    beside_frequencies(units.build),
    build_laterality,
    build_directions,
    beside_results(build_negation),
    build_certainty,
    build_advice,
    treatment_status.build,
    build_antonyms,
    words_beside_ranks(beside_treatment(completeness.build)),
    figures_beside_ranks(untranslated.build),
    comparators.build,
    subject.build,
    figures_beside_ranks(names.build),
    lesions.build,
    trends.build,
    sifted(figures_beside_ranks(glossary.build), abbreviations.beside_abbreviations),
    abbreviations.build,
)

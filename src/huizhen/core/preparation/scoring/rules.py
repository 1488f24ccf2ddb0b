"""Which facts an input of a score is, and to which cases scores apply: a content pack's data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import ValidationError

from huizhen.core.content import Pack, PackStamp
from huizhen.core.errors import ContentError
from huizhen.core.records.fact import Certainty
from huizhen.core.records.value import Value

SourceKind = Literal[
    "number", "age", "female", "male", "upper_limit", "ratio_to_upper", "above_upper", "read",
    "largest", "count",
]  # fmt: skip
"""What is taken of a fact: its number with unit and comparator; the upper limit of its own
interval, the ratio to it, or whether it is above; what its words read as; the largest diameter of
the lesions of the newest study; how many lesions one statement counts. Age and sex are the
patient's."""


class Reads(Value):
    """One reading of a fact's value: what it says when the pattern is found in it."""

    when: str = ""
    """Regular expression; '' is any value, also none."""
    certainty: Certainty = "affirmed"
    value: str
    """What goes into the score; '{1}' is the pattern's first group."""


class Source(Value):
    """Where an input stands among the facts."""

    kind: SourceKind
    concepts: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    """Parts of a label, where the lexicon has no key."""
    categories: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    """Parts of the body site, one of which must be there."""
    excluded: str = ""
    """Regular expression on the value: a fact that is not meant ('ypT…' where 'pT…' is)."""
    editions: str = ""
    """Regular expression that a stated edition must fit; one that is not stated is noted."""
    reads: tuple[Reads, ...] = ()
    limit: str = ""
    """Key of `limits`: how old it may be."""


class Condition(Value):
    """The illness without which a score says nothing; one of the words in a label will do."""

    words: tuple[str, ...]
    excluded_words: tuple[str, ...] = ()


class ScoreUse(Value):
    """A score, the departments whose sheet has it, and what its inputs are."""

    score: str
    specialties: tuple[str, ...]
    when: str = ""
    """Key of `conditions`; '' is every case."""
    inputs: Mapping[str, str]
    """Name of the input to key of `inputs`."""


class ScoringRules(Value):
    """All of `inputs.json`."""

    limits: Mapping[str, Mapping[str, int]]
    """Days after which a value is too old for a score, by kind and specialty."""
    after_treatment: tuple[str, ...] = ()
    """Kinds of `limits` whose values have to be newer than the last treatment of the illness."""
    no_event_words: tuple[str, ...] = ()
    """Procedures that change nothing: biopsies, anaesthesia."""
    words: Mapping[str, str]
    """Chinese words for the names of results."""
    conditions: Mapping[str, Condition]
    inputs: Mapping[str, Source]
    scores: tuple[ScoreUse, ...]
    stamp: PackStamp


def scoring_rules(pack: Pack) -> ScoringRules:
    """The rules of a pack; ContentError when they are malformed."""
    try:
        return ScoringRules.model_validate({**pack.parsed("inputs.json"), "stamp": pack.stamp})
    except ValidationError as error:
        raise ContentError(
            "content_malformed",
            f"The file inputs.json of the pack {pack.stamp.id} is malformed.",
            "Compare it with the product's own in content/scores.",
        ) from error

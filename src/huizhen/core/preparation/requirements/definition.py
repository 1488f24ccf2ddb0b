"""Requirements as a content pack states them: items, parts, needs, conditions, limits."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, Self

from pydantic import ConfigDict, Field, model_validator

from huizhen.core.content import PackStamp
from huizhen.core.records.value import Value

Level = Literal["M", "C", "R"]
State = Literal["met", "missing", "outdated", "wrong_format", "unclear"]
Effect = Literal["none", "note", "warn", "block"]
Asked = Literal["home_team", "patient", "coordinator"]
Absence = Literal["never", "clinician", "coordinator"]
"""Who may accept that an item lacks which a named person says cannot be had; never: nobody."""
DatedBy = Literal["clinical", "document", "either"]
Cause = Literal[
    "met", "aging", "flagged", "too_old", "by_event", "mixed_dates", "missing", "wrong_format",
    "unclear",
]  # fmt: skip
"""Why an item is in its state; one effect belongs to each."""

CHECKS = ("question", "treatment_gaps", "dicom_only", "reports_match")
"""Items that look at the case as a whole; `checks.py` has one function for each."""


class Text(Value):
    """A sentence or name for people."""

    en: str
    zh: str


class FactRule(Value):
    """Which facts count. `types`, `categories` and `statuses` restrict; a fact then has to fit
    one of `concepts`, `words`, `icd10`, `atc`, `loinc`, where any of these is given.

    A word stands for a whole word or phrase of the label; `*` at its end or start lets it go on.
    """

    types: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    icd10: tuple[str, ...] = ()
    atc: tuple[str, ...] = ()
    loinc: tuple[str, ...] = ()
    not_words: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    """Words of which one stands in the label or the body site as well."""
    values: tuple[str, ...] = ()
    """Words of the value, response or note."""
    certainty: tuple[str, ...] = ("affirmed", "historical")
    is_dosed: bool = False
    """Whether dose, route and frequency all have to be there."""
    has_value: bool = False
    has_response: bool = False
    """Whether a response or outcome has to be stated."""


class Timing(Value):
    """When after a treatment a study is made to be of use: not before `from_days` after its last
    day, and best not after `to_days`."""

    event: str
    from_days: int
    to_days: int
    early: Cause
    """What it is before that time: historical, or to be weighed."""
    regions: tuple[str, ...] = ()
    """Regions of the treatment; one that names no region counts."""
    unless_after: tuple[str, ...] = ()
    """Treatments after it that end its time."""


class StudyRule(Value):
    """An imaging study as its DICOM headers show it, by the names of the `imaging` tables."""

    modality: tuple[str, ...]
    region: str = ""
    words: tuple[str, ...] = ()
    """Words of which a series description has to hold one."""
    phases: tuple[str, ...] = ()
    """Phases or sequences; one that no series description names is unclear, not missing."""
    max_slice_mm: Decimal | None = None
    measured: str = ""
    """The phase, sequence or kernel whose series has to be so thin; any where there is none."""
    is_report_enough: bool = False
    around: tuple[str, ...] = ()
    """Treatments before, between and after which there has to be a study."""
    timing: tuple[Timing, ...] = ()


class Need(Value):
    """What has to be there: facts, a study, all of several, or any of several."""

    fact: FactRule | None = None
    study: StudyRule | None = None
    all: tuple[Need, ...] = ()
    any: tuple[Need, ...] = ()
    identity: Literal["", "birth_date", "sex"] = ""
    """What the records say of the patient."""
    document: tuple[str, ...] = ()
    """Kinds of received files, e.g. 'slide'."""
    remark: Text | None = None
    """What a person has to weigh; it is never met by data."""
    events: tuple[str, ...] | None = None
    """Of an alternative, where other events void it than the rest."""
    points: int = 1
    """How many there have to be."""
    counted: Literal["days", "sources"] = "days"
    """What is counted: different days, or different received files."""

    @model_validator(mode="after")
    def _is_one_kind(self) -> Self:
        kinds = (
            self.fact, self.study, self.all, self.any, self.identity, self.document, self.remark,
        )  # fmt: skip
        if sum(map(bool, kinds)) != 1:
            raise ValueError("a need is exactly one kind")
        return self


class ValueTest(Value):
    """Whether the newest value is over, at least, or under a number of that unit."""

    concepts: tuple[str, ...]
    over: Decimal | None = None
    at_least: Decimal | None = None
    under: Decimal | None = None
    unit: str


class AgeTest(Value):
    """Completed years on the day of the request; with `sex` only for that sex."""

    at_least: int = 0
    below: int = 200
    sex: Literal["female", "male"] | None = None


class Condition(Value):
    """A question to the case with the answers yes, no and not decidable; `ask` is what a person
    has to settle in the last case."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    always: bool = False
    all: tuple[Condition, ...] = ()
    any: tuple[Condition, ...] = ()
    negated: Condition | None = Field(default=None, alias="not")
    fact: FactRule | None = None
    absent: Literal["no", "unknown"] = "no"
    """What it means when no fact speaks of it."""
    at_least: int = 1
    """How many different ones (label and date) there have to be."""
    is_dated: bool = False
    """Whether what nobody dates leaves it open: an operation that is only spoken of."""
    disease: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    """Words of the question or of the home team's plan."""
    value: ValueTest | None = None
    age: AgeTest | None = None
    judgement: bool = False
    """Nothing in the data decides it."""
    ask: Text | None = None

    @model_validator(mode="after")
    def _is_one_kind(self) -> Self:
        kinds = (
            self.always, self.all, self.any, self.negated, self.fact, self.disease, self.asked,
            self.value, self.age, self.judgement,
        )  # fmt: skip
        if sum(map(bool, kinds)) != 1:
            raise ValueError("a condition is exactly one kind of question")
        if self.judgement and self.ask is None:
            raise ValueError("a judgement needs the question to ask")
        return self


class Limits(Value):
    """Days: up to `ideal` fine, up to `flag` a note, over `flag` a warning, over `block` a stop."""

    ideal: int | None = None
    flag: int | None = None
    block: int | None = None
    when: Condition | None = None

    @model_validator(mode="after")
    def _grow(self) -> Self:
        given = [days for days in (self.ideal, self.flag, self.block) if days is not None]
        if not given or given != sorted(given):
            raise ValueError("limits are days that do not fall from ideal over flag to block")
        return self


class LevelRule(Value):
    """A level and when it holds; the first that holds decides."""

    level: Level
    when: Condition | None = None


class Part(Value):
    """One thing of an item that can be there or not."""

    key: str
    en: str
    zh: str
    need: Need
    level: Level | None = None
    """Lower than the item's where only recommended."""
    when: Condition | None = None
    staleness: tuple[Limits, ...] | None = None
    events: tuple[str, ...] | None = None
    effects: dict[Cause, Effect] = Field(default_factory=dict)

    @property
    def name(self) -> Text:
        """The part's name for people."""
        return Text(en=self.en, zh=self.zh)


class Item(Value):
    """One requirement."""

    id: str = Field(pattern=r"^[A-Z]{3}-\d{2}$")
    en: str
    zh: str
    levels: tuple[LevelRule, ...] = Field(min_length=1)
    when: Condition | None = None
    check: str = ""
    parts: tuple[Part, ...] = ()
    window_days: int | None = None
    """All parts have to lie within so many days."""
    gap_days: int | None = None
    """Longest time between two treatments that needs no word."""
    staleness: tuple[Limits, ...] = ()
    events: tuple[str, ...] = ()
    """Events before which a study or value counts as historical."""
    dated_by: DatedBy = "clinical"
    effects: dict[Cause, Effect] = Field(default_factory=dict)
    override_allowed: bool | None = None
    """None: a coordinator may override age and doubt, never absence or format."""
    absence: Absence = "clinician"
    """Who may accept a lack that was answered, where it is not one that can never lack."""
    reason: Text | None = None
    request: Text
    asks: Asked = "home_team"
    stamp: PackStamp

    @model_validator(mode="after")
    def _tests_something(self) -> Self:
        if bool(self.check) == bool(self.parts):
            raise ValueError("an item has parts or a check, and not both")
        if self.check and self.check not in CHECKS:
            raise ValueError(f"there is no check {self.check}")
        return self


class Disease(Value):
    """A group of diagnoses that the rules of a specialty tell apart."""

    en: str
    zh: str
    fact: FactRule


class Event(Value):
    """Something after which older studies are historical."""

    en: str
    zh: str
    fact: FactRule
    is_over_at_end: bool = False
    """Whether its last day counts (a course of radiotherapy), not its first."""


class Region(Value):
    """A body region: values of BodyPartExamined that hold it, that may hold it, and words."""

    parts: tuple[str, ...] = ()
    """Parts of the tables by which images are judged."""
    body_parts: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


class Modality(Value):
    """A kind of examination: DICOM modality codes, and words of reports."""

    codes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


class ImagingTables(Value):
    """How examinations are recognised."""

    modalities: dict[str, Modality]
    regions: dict[str, Region]
    phases: dict[str, tuple[str, ...]]
    """Words of series descriptions that name a phase or sequence."""
    by_agent: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Phases with contrast: an agent named in the header of a series shows them, where its
    description says one of the words (any where there are none)."""
    plain: tuple[str, ...] = ()
    """Words of series without contrast, which show no such phase."""
    plain_and_contrast: tuple[str, ...] = ()
    """Words that hold one of `plain` and still speak of contrast."""
    series_each: tuple[str, ...] = ()
    """Phases that a study has a series of its own for."""
    series_words: tuple[str, ...] = ()
    """What reports call a series, after its number."""
    not_examinations: tuple[str, ...] = ()
    """Words of procedures that use pictures for something else: a guided biopsy."""


class RequirementSet(Value):
    """Everything that one specialty asks, with the packs that say so."""

    specialty: str
    items: tuple[Item, ...]
    diseases: dict[str, Disease]
    events: dict[str, Event]
    imaging: ImagingTables
    wording: dict[str, Text]
    packs: tuple[PackStamp, ...]

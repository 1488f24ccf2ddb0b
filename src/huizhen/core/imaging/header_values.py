"""What the headers of a series say, by DICOM keyword, and the places where they say it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from huizhen.core.imaging.findings import ImagingFinding, Scope
from huizhen.core.imaging.series import PlacedInstance, Series
from huizhen.core.language.label_words import word_said
from huizhen.core.language.terms import normalised
from huizhen.core.reading.dicom.attributes import KEYWORDS
from huizhen.core.records.reading import DicomInstance
from huizhen.core.records.value import Value

_FIELDS = {keyword: field for field, keyword in KEYWORDS.items()}
DESCRIPTIONS = ("SeriesDescription", "ProtocolName", "StudyDescription")
"""Attributes whose words tell what a series is, the closest first."""


class Shown(Value):
    """What one attribute shows of a series, and whether it says so or only makes it likely."""

    name: str
    """Of a phase, sequence, body part or kernel: a key of the content."""
    tag: str
    value: str
    is_sure: bool = True


def stated(header: DicomInstance, keyword: str) -> str:
    """The value of an attribute as the header has it; '' where it has none."""
    return str(getattr(header, _FIELDS[keyword], "")).strip()


def parts(header: DicomInstance, keyword: str) -> tuple[str, ...]:
    """The single values of an attribute that may have several, upper case."""
    text = stated(header, keyword)
    return tuple(part.strip().upper() for part in text.split("\\")) if text else ()


def values(series: Series, keyword: str) -> tuple[str, ...]:
    """The different values that the instances state, the most frequent first."""
    field = _FIELDS[keyword]
    counted: Counter[str] = Counter()
    # thousands of instances have few values: each is stripped once
    for value, count in Counter([getattr(o.instance, field, "") for o in series.instances]).items():
        counted[str(value).strip()] += count
    counted.pop("", None)
    return tuple(value for value, _ in counted.most_common())


def usual(series: Series, keyword: str) -> str:
    """The value that most instances state; '' where none states one."""
    return next(iter(values(series, keyword)), "")


def number(text: str) -> Decimal | None:
    """The first number of a value of numbers, None for none."""
    try:
        found = Decimal(text.split("\\", maxsplit=1)[0].strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def numbers(text: str) -> tuple[Decimal, ...]:
    """All numbers of a value of numbers; () where one of them is none."""
    found = [number(part) for part in text.split("\\")] if text else []
    return tuple(one for one in found if one is not None) if None not in found else ()


def described(series: Series, words: tuple[str, ...], *, but: tuple[str, ...] = ()) -> Shown | None:
    """The closest description that says one of the words, `but` for what is no such word."""
    for keyword in DESCRIPTIONS:
        for value in values(series, keyword):
            found = word_said(without(normalised(value), but), words)
            if found:
                return Shown(name="", tag=keyword, value=value)
    return None


def without(text: str, phrases: tuple[str, ...]) -> str:
    """A normalised text from which phrases are taken out that hold a word in another sense."""
    while phrases and (found := word_said(text, phrases)):
        text = text.replace(found, " ; ", 1)
    return text


def finding(
    code: str,
    tag: str,
    value: str,
    members: Iterable[PlacedInstance],
    scope: Scope = "series",
) -> ImagingFinding:
    """A finding of the given instances, with the series that they are of where it is one."""
    placed = tuple(members)
    uids = {one.instance.series_instance_uid for one in placed}
    return ImagingFinding(
        code=code,
        tag=tag,
        value=value,
        scope=scope,
        source_ids=tuple(one.source_id for one in placed),
        series_instance_uid=uids.pop() if len(uids) == 1 else "",
    )

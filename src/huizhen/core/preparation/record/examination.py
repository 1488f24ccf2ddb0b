"""体格检查 and 专科情况: vital signs on one line a day, then what was found, then scales."""

from __future__ import annotations

from collections.abc import Sequence

from huizhen.core.preparation.author import Author
from huizhen.core.preparation.paper import Prose
from huizhen.core.preparation.record.studies import VERDICTS, studies_of
from huizhen.core.preparation.record.view import CaseView
from huizhen.core.preparation.statement import Statement
from huizhen.core.records.evidence import PageSpan
from huizhen.core.records.fact import Fact

SECTION = "physical_examination"
_VITALS = (
    ("temperature", ("TEMP", "Body temperature")), ("pulse", ("HR", "Heart rate")),
    ("respiration", ("RR", "Respiratory rate")), ("pressure", ("BP", "Blood pressure")),
    ("oxygen", ("SpO2",)),
)  # fmt: skip
_MEASURES = (("height", ("HEIGHT",)), ("weight", ("WEIGHT",)), ("bmi", ("BMI",)))
_SYSTOLIC = ("Systolic blood pressure",)
_DIASTOLIC = ("Diastolic blood pressure",)
_MOST_DAYS = 4
_RATINGS = ("VAS", "NRS")
_RIGHT_BEFORE = 3


def physical_examination(view: CaseView, author: Author) -> tuple[Prose, ...]:
    """Vital signs and measures of the newest days, and examination findings."""
    frames = author.frames
    empty = frames.text("empty.not_provided")
    findings = [
        f
        for f in view.of("Observation", "exam")
        if f.value or f.certainty == "negated" or author.words.phrase(f) is not None
    ]
    found = [author.state(SECTION, fact) for fact in findings]
    told = {_places(fact) for fact in findings}
    signs = [f for f in view.signs() if not any(_within(_places(f), place) for place in told)]
    for group in view.grouped(signs):
        named = view.words.name(group[0])
        found.append(author.write(SECTION, named.zh, group, [named], part="sign"))
    return (
        Prose(
            label=frames.text("examination.vitals"),
            statements=tuple(_lines(view, author, "vitals")),
            empty=empty,
        ),
        Prose(
            label=frames.text("examination.general"),
            statements=tuple(_lines(view, author, "measures")),
            empty=empty,
        ),
        Prose(
            label=frames.text("examination.findings"),
            statements=tuple(found),
            empty=frames.text("empty.not_recorded"),
        ),
    )


_Places = frozenset[tuple[str, int, int]]


def _places(fact: Fact) -> _Places:
    """Where a fact stands in prose."""
    return frozenset((e.page_id, e.start, e.end) for e in fact.evidence if e.kind == "span")


def _within(sign: _Places, finding: _Places) -> bool:
    """Whether a sign is a part of a finding's own words: said once, with its result."""
    return bool(sign) and all(
        any(page == p and s <= start and end <= e for p, s, e in finding)
        for page, start, end in sign
    )


def specialty_examination(view: CaseView, author: Author) -> tuple[Prose, ...]:
    """Performance status, then scores and scales as the home team wrote them."""
    section = "specialty_examination"
    frames = author.frames
    performance = [f for f in view.of("Observation") if f.concept in ("ECOG", "KPS", "NYHA", "ASA")]
    of_images = {f.fact_key for s in studies_of(view) for f in s.findings if f.concept in VERDICTS}
    scales = [
        f
        for f in view.of("Observation", "score", "function")
        if f not in performance and f.fact_key not in of_images
    ]
    result = []
    for label, facts in (("performance", performance), ("scales", scales)):
        result.append(
            Prose(
                label=frames.text(f"examination.{label}"),
                statements=tuple(_newest_of_each(view, author, section, facts)),
                empty=frames.text("empty.not_provided"),
            )
        )
    return tuple(result)


def _newest_of_each(
    view: CaseView, author: Author, section: str, facts: Sequence[Fact]
) -> list[Statement]:
    """One line a scale, and of pain one for each pain that was rated, the newest first; what has
    no day is as new as the document that it stands in."""
    series: dict[tuple[str, str, str], list[Fact]] = {}
    pains: dict[str, Fact] = {}
    for fact in facts:
        if fact.value is None:
            continue
        pain = rated_pain(view, fact) if fact.concept in _RATINGS else None
        name = view.words.name(pain).zh if pain is not None else ""
        if pain is not None:
            pains.setdefault(name, pain)
        series.setdefault((fact.concept or fact.text, fact.side or "", name), []).append(fact)
    lines = []
    for (_, _, name), same in series.items():
        same.sort(key=lambda fact: str(fact.date or fact.document_date or ""))
        line = author.join(section, [same[-1]], same[:-1][::-1])
        lines.append(line.replaced(text=f"{name} {line.text}") if name else line)
    return lines


def rated_pain(view: CaseView, rating: Fact) -> Fact | None:
    """The pain whose name stands right before its rating: 'Neck pain VAS 4'."""
    spans = [e for e in rating.evidence if isinstance(e, PageSpan)]
    for symptom in view.of("Condition", "symptom"):
        for place in symptom.evidence:
            if isinstance(place, PageSpan) and any(
                place.page_id == e.page_id and 0 < e.start - place.end <= _RIGHT_BEFORE
                for e in spans
            ):
                return symptom
    return None


def _lines(view: CaseView, author: Author, kind: str) -> list[Statement]:
    """One line a day, newest last; what has no day is a line of its own."""
    wanted = _VITALS if kind == "vitals" else _MEASURES
    days: dict[str, dict[str, Fact]] = {}
    pressures: dict[str, dict[str, Fact]] = {}
    for fact in view.of("Observation"):
        if fact.value is None:
            continue
        day = str(fact.date or "")
        for key, concepts in wanted:
            if fact.concept in concepts:
                days.setdefault(day, {})[key] = fact
        if kind == "vitals" and fact.concept in (*_SYSTOLIC, *_DIASTOLIC):
            upper = "upper" if fact.concept in _SYSTOLIC else "lower"
            pressures.setdefault(day, {})[upper] = fact
    for day, pair in pressures.items():
        if len(pair) == 2:
            days.setdefault(day, {})
    result = []
    for day in sorted(days, key=lambda d: d or "0")[-_MOST_DAYS:]:
        statement = _line(author, day, days[day], pressures.get(day, {}), wanted)
        if statement is not None:
            result.append(statement)
    return result


def _line(
    author: Author,
    day: str,
    found: dict[str, Fact],
    pressure: dict[str, Fact],
    wanted: Sequence[tuple[str, tuple[str, ...]]],
) -> Statement | None:
    parts: list[str] = []
    facts: list[Fact] = []
    for key, _ in wanted:
        if key == "pressure" and key not in found and len(pressure) == 2:
            value = f"{pressure['upper'].value}/{pressure['lower'].value}"
            parts.append(author.frames.fill("examination.pressure", value=value))
            facts.extend(pressure.values())
        elif key in found:
            parts.append(_vital(author, key, found[key]))
            facts.append(found[key])
    if not parts:
        return None
    text = " ".join(parts)
    if day:
        text = author.frames.fill("examination.on", text=text, date=day)
    return author.write(SECTION, text, facts, part=wanted[0][0])


def _vital(author: Author, key: str, fact: Fact) -> str:
    """The value in the frame's own unit; another unit stays visible instead of the frame."""
    measure = author.words.measure(fact)
    plain = {
        "℃",
        "°C",
        "Cel",
        "次/分",
        "/min",
        "bpm",
        "lpm",
        "уд/мин",
        "уд./мин",
        "/мин",
        "Schläge/min",
        "puls/min",
        "mmHg",
        "%",
        "cm",
        "kg",
        "kg/m2",
        "kg/m²",
        "",
    }
    if measure.unit in plain:
        text = author.frames.fill(f"examination.{key}", value=measure.value)
        return f"{text}({measure.source})" if measure.is_converted else text
    return f"{author.words.name(fact).zh} {measure.text}"

"""Imaging statements gathered to the study that they describe."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from huizhen.core.preparation.record.view import CaseView
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.evidence import PageSpan
from huizhen.core.records.fact import Fact
from huizhen.core.records.value import Value

_UPTAKE = ("SUVmax", "SUV")
VERDICTS = ("RECIST", "mRECIST", "iRECIST", "response", "Lugano response", "resectability")
"""Concepts of conclusions that are of the study that they are drawn from."""
_NEAR = 60
"""Characters between a finding and what is said of it: no more than the middle of a sentence."""


class Study(Value):
    """One examination: when, of what kind, where, and what was stated of it, in text order."""

    date: PartialDate | None
    method: str
    named: tuple[Fact, ...] = ()
    """The procedure or report that names the study."""
    findings: tuple[Fact, ...] = ()
    undated: tuple[Fact, ...] = ()
    """What the same document says of such an image without saying when: of this one, or of an
    earlier one that it compares with."""

    @property
    def facts(self) -> tuple[Fact, ...]:
        """All facts of the study."""
        return (*self.named, *self.findings, *self.undated)

    @property
    def institution(self) -> str:
        """Who made it, where a source says so."""
        return next((fact.performer for fact in self.facts if fact.performer), "")


class Told(Value):
    """A finding, and what the same sentence goes on to say of it: its uptake, what it may be."""

    finding: Fact
    further: tuple[Fact, ...] = ()

    @property
    def facts(self) -> tuple[Fact, ...]:
        """All that is told together."""
        return (self.finding, *self.further)


def told_together(findings: Sequence[Fact]) -> list[Told]:
    """Findings in text order; one that names no place, right behind another, is of that one:
    'nodule of the left adrenal gland, 12 mm; metastasis cannot be excluded'."""
    told: list[Told] = []
    for fact in findings:
        last = told[-1] if told else None
        is_finding = last is not None and last.finding.concept not in _UPTAKE
        if last and is_finding and _is_further(fact) and _is_right_behind(last.facts[-1], fact):
            told[-1] = Told(finding=last.finding, further=(*last.further, fact))
        else:
            told.append(Told(finding=fact))
    return told


def _is_further(fact: Fact) -> bool:
    if fact.body_site or fact.side:
        return False
    is_uptake = fact.concept in _UPTAKE
    return is_uptake or (fact.certainty in ("suspected", "to_exclude") and fact.value is None)


def _is_right_behind(host: Fact, fact: Fact) -> bool:
    """Whether a fact follows another within a sentence's length, and that one is there."""
    first = next((e for e in host.evidence if isinstance(e, PageSpan)), None)
    second = next((e for e in fact.evidence if isinstance(e, PageSpan)), None)
    if first is None or second is None or first.page_id != second.page_id:
        return False
    is_placed = bool(host.body_site or host.value or host.concept in _UPTAKE)
    return is_placed and host.certainty != "negated" and 0 <= second.start - first.end <= _NEAR


def studies_of(view: CaseView) -> list[Study]:
    """Dated studies in time order, undated ones after them."""
    findings = [
        fact
        for fact in view.of("Observation", "imaging")
        if fact.certainty in ("affirmed", "negated", "suspected", "to_exclude")
    ]
    findings += _verdicts(view, findings)
    named = [fact for fact in view.done() if fact.category == "imaging"]
    groups: dict[tuple[str, str, str], list[Fact]] = {}
    for fact in findings:
        groups.setdefault(_group(fact), []).append(fact)
    studies: list[Study] = []
    taken: set[int] = set()
    for members in groups.values():
        method = members[0].method
        date = members[0].date
        names = [f for f in named if _names(f, members, date, method)]
        taken.update(id(f) for f in names)
        ordered = sorted(members, key=text_order)
        studies.append(Study(date=date, method=method, named=tuple(names), findings=tuple(ordered)))
    studies.extend(
        Study(date=fact.date, method="", named=(fact,))
        for fact in named
        if id(fact) not in taken and fact.date is not None
    )
    return sorted(_merged(studies), key=lambda s: (str(s.date or "9999"), s.method))


def _verdicts(view: CaseView, findings: Sequence[Fact]) -> list[Fact]:
    """What a report concludes of the tumour, by the kind of image of its own findings."""
    kinds = {(_document(f), str(f.date or "")): f.method for f in findings}
    verdicts = [f for f in view.of("Observation", "score") if f.concept in VERDICTS]
    return [
        fact.replaced(note=kinds[key])
        for fact in verdicts
        if (key := (_document(fact), str(fact.date or ""))) in kinds
    ]


def reported_studies(view: CaseView) -> list[Study]:
    """As `studies_of`; what a document says without a date stands with its only dated study of
    that kind, apart from its findings."""
    studies = studies_of(view)
    dated = [s for s in studies if s.date is not None and s.findings]
    homes: dict[int, list[Fact]] = {}
    rest: list[Study] = []
    for study in studies:
        home = _home(study, dated) if study.date is None and study.findings else None
        if home is None:
            rest.append(study)
        else:
            homes.setdefault(id(home), []).extend(study.findings)
    return [s.replaced(undated=tuple(homes[id(s)])) if id(s) in homes else s for s in rest]


def _home(study: Study, dated: Sequence[Study]) -> Study | None:
    """The only dated study of the same document and kind."""
    document, method = _document(study.findings[0]), study.method.upper()
    found = [
        other
        for other in dated
        if _document(other.findings[0]) == document
        and (method in other.method.upper() or other.method.upper() in method)
    ]
    return found[0] if len(found) == 1 else None


def _merged(studies: Iterable[Study]) -> list[Study]:
    """A name alone joins the study of that day whose name it is."""
    result: list[Study] = []
    for study in studies:
        if not study.findings:
            name = study.named[0]
            home = next(
                (
                    i
                    for i, other in enumerate(result)
                    if other.date == study.date
                    and (not other.findings or _same_kind(name, other.method))
                    and (other.findings or other.named[0].concept == name.concept)
                ),
                None,
            )
            if home is not None:
                result[home] = result[home].replaced(named=(*result[home].named, name))
                continue
        result.append(study)
    return result


def _group(fact: Fact) -> tuple[str, str, str]:
    """The document, the kind of image and the day: what tells two studies apart."""
    method = fact.note if fact.concept in VERDICTS else fact.method
    return (_document(fact), method.upper(), str(fact.date or ""))


def _document(fact: Fact) -> str:
    page = next((getattr(e, "page_id", "") for e in fact.evidence), "")
    return page.rsplit(":", 1)[0]


def text_order(fact: Fact) -> tuple[str, int]:
    """Where a fact stands in its document: the order in which it was written."""
    span = next((e for e in fact.evidence if isinstance(e, PageSpan)), None)
    if span is None:
        return ("", 0)
    ordinal = span.page_id.rsplit(":", 1)[-1]
    return (ordinal.zfill(5), span.start)


def _names(name: Fact, members: Sequence[Fact], date: PartialDate | None, method: str) -> bool:
    """Whether a procedure names the study of these findings: of their day and kind, else the only
    kind of their document."""
    if not _same_kind(name, method):
        return False
    if date is not None and name.date is not None:
        return name.date == date
    return _document(name) == _document(members[0]) and name.date is None


def _same_kind(name: Fact, method: str) -> bool:
    label = f"{name.text} {name.concept}".upper()
    words = {
        "CT": ("CT", "COMPUTED TOMOGRAPHY", "КТ"),
        "MRI": ("MR", "MAGNETIC", "IRM", "МРТ"),
        "US": ("ULTRASO", "SONO", "US ", "УЗИ", "ECO"),
        "PET": ("PET", "ПЭТ"),
        "X-RAY": ("X-RAY", "RADIOGRAPH", "RÖNTGEN"),
    }.get(method.upper(), ())
    return not method or any(word in label for word in words)

"""Lines of a front sheet that tell what was done: studies, treatments, lines, opinions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from huizhen.core.preparation.author import Author
from huizhen.core.preparation.medication import without_narratives
from huizhen.core.preparation.record.advice import AdviceWords
from huizhen.core.preparation.record.gist import Gist, gist_of
from huizhen.core.preparation.record.opinions import proposer
from huizhen.core.preparation.record.present_illness import study_name, told_phrase
from huizhen.core.preparation.record.studies import Study, Told, studies_of, told_together
from huizhen.core.preparation.record.treatment import regimen_groups
from huizhen.core.preparation.record.view import CaseView
from huizhen.core.preparation.selection import Rule, Selector
from huizhen.core.preparation.statement import UNTRANSLATED_MARK, Statement
from huizhen.core.preparation.wording import Wording, regimen_parts
from huizhen.core.records.evidence import PageSpan
from huizhen.core.records.fact import Fact

_STUDIES = 3
_FINDINGS = 9
_SEVERAL = "several measures"
_UNNAMED = "Surgery"
"""An operation of which nothing more is said."""


class Course:
    """Writes what was examined, done and advised in one case."""

    def __init__(
        self, view: CaseView, author: Author, selector: Selector, advice: AdviceWords
    ) -> None:
        self._advice = advice
        self._view = view
        self._author = author
        self._selector = selector

    def studies(self, section: str, rule: Rule) -> Iterable[Statement]:
        """The newest studies first, each in one line with the findings that the rule takes, in its
        order; what is denied in a line behind it, and only where its day is known."""
        found: list[tuple[Study, list[Told]]] = []
        dated: set[tuple[str, str]] = set()
        for study in studies_of(self._view):
            findings = self._selector.take(rule, study.findings)
            if study.date is None:
                findings = _undoubtful(findings, dated)
            else:
                dated.update((fact.method, fact.concept) for fact in findings)
            if any(fact.certainty != "negated" for fact in findings):
                found.append((study, _told(study, findings)))
        found.sort(key=lambda pair: (str(pair[0].date or ""), len(pair[1])), reverse=True)
        for study, told in found[: rule.most or _STUDIES]:
            present = [one for one in told if one.finding.certainty != "negated"]
            absent = [one for one in told if one.finding.certainty == "negated"]
            yield self._study(section, study, present[:_FINDINGS])
            if absent and study.date is not None:
                yield self._study(section, study, absent)

    def _study(self, section: str, study: Study, told: Sequence[Told]) -> Statement:
        frames = self._author.frames
        pairs = [(one, told_phrase(self._view, one)) for one in told]
        worded = [(one.finding, word) for one, word in pairs if word is not None and word.zh]
        kept = _said_once(worded)
        said = {id(fact) for fact, _ in kept}
        text = frames.fill(
            "front.study",
            date=str(study.date or frames.text("front.undated")),
            study=study_name(self._view, study),
            findings=frames.text("front.semicolon").join(
                word.zh + (frames.text("front.several") if fact.note == _SEVERAL else "")
                for fact, word in kept
            ),
        )
        facts = [*study.named, *(f for one in told if id(one.finding) in said for f in one.facts)]
        return self._author.write(section, text, facts, [word for _, word in kept])

    def series(self, section: str) -> Iterable[Statement]:
        """Original images that came with the case: one line a day and kind."""
        days: dict[tuple[str, str], list[Fact]] = {}
        for fact in self._view.of("ImagingStudy"):
            if fact.unit == "{instances}" and fact.code is not None:
                days.setdefault((str(fact.date or ""), fact.code.code), []).append(fact)
        for (day, code), facts in sorted(days.items(), reverse=True):
            modality = self._author.words.lexicon.find("modality", code)
            thick = sorted({f.note.removeprefix("SliceThickness ") for f in facts if f.note})
            text = self._author.frames.fill(
                "front.series",
                date=day,
                modality=modality.zh if modality else code,
                count=str(len(facts)),
                thickness=self._author.frames.fill("front.thickness", values="/".join(thick))
                if thick
                else "",
            )
            yield self._author.write(section, text, facts)

    def lines(self, section: str, rule: Rule) -> Iterable[Statement]:
        """Systemic treatments in time order: `R-CHOP 6周期(2024-12-03至2025-03-18)，疗效 CR`."""
        for group in regimen_groups(self._view):
            if self._selector.take(rule, group):
                yield self._line(section, group)

    def agents(self, section: str, rule: Rule) -> Iterable[Statement]:
        """Drugs against the tumour that stand in no regimen: each with its dates and how it
        ended, in time order."""
        facts = [
            fact
            for fact in self._view.of("MedicationStatement")
            if fact.category != "regimen" and fact.clinical_status != "planned"
        ]
        shown = [self._regimen(group).zh for group in regimen_groups(self._view)]
        by_name: dict[str, list[Fact]] = {}
        for fact in self._selector.take(rule, facts):
            by_name.setdefault(self._author.words.name(fact).zh, []).append(fact)
        for name, group in by_name.items():
            if not any(name in regimen for regimen in shown):
                yield self._line(section, sorted(group, key=lambda f: not f.date))

    def _line(self, section: str, group: Sequence[Fact]) -> Statement:
        frames, words = self._author.frames, self._author.words
        named = self._regimen(group)
        cycles = next((fact.count for fact in group if fact.count), "")
        response = next((fact.response for fact in group if fact.response), "")
        reason = next((fact.reason for fact in group if fact.reason), "")
        said = [words.response(response), words.reason(reason)]
        text = named.zh
        if cycles:
            text += frames.fill("present.cycles", count=cycles)
        period = _period(group)
        if period:
            text += f"({period})"
        text += frames.fill("front.response", response=said[0].zh) if response else ""
        text += frames.fill("present.reason", reason=said[1].zh) if reason else ""
        return self._author.write(section, text, group, [named, *(w for w in said if w.zh)])

    def _regimen(self, group: Sequence[Fact]) -> Wording:
        """A regimen by its short name; its drugs stand in the table of treatments."""
        first = group[0]
        return self._author.words.name(first.replaced(text=regimen_parts(first.text)[0]))

    def treatments(self, section: str, rule: Rule) -> Iterable[Statement]:
        """Operations, interventions and radiotherapy of the illness, the newest first."""
        taken = {f.fact_key for group in regimen_groups(self._view) for f in group}
        facts = [f for f in self._view.treatments_of_illness() if f.fact_key not in taken]
        return self.procedures(section, rule, facts)

    def procedures(self, section: str, rule: Rule, facts: Sequence[Fact]) -> Iterable[Statement]:
        """One line a procedure, the newest first."""
        groups = self.groups(rule, facts)
        for group in groups:
            named = self._author.words.name(group[0])
            day = next((str(f.date or f.end_date) for f in group if f.date or f.end_date), "")
            text = self._author.frames.fill("front.dated", date=day, text=named.zh)
            yield self._author.write(section, text if day else named.zh, group, [named])

    def groups(self, rule: Rule, facts: Sequence[Fact]) -> list[list[Fact]]:
        """Procedures that the rule takes, the newest first, each once: a description that no
        table has joins the named procedure of its day that it speaks of."""
        known = self._view.procedures(self._selector.take(rule, facts))
        general = [g for g in known if any(_is_general(g, other) for other in known)]
        kept = [g for g in known if g not in general]
        kept.sort(key=lambda g: str(g[0].date or g[0].end_date or ""), reverse=True)
        return kept

    def plans(self, section: str, rule: Rule) -> Iterable[Statement]:
        """What the home doctors advise, one line for each who and when: each sentence with its
        condition; what names nothing known stands among the opinions of the record."""
        plans = without_narratives(self._selector.take(rule, self._view.of("CarePlan")))
        said: dict[tuple[str, str], list[Fact]] = {}
        for plan in plans:
            day = str(plan.date or plan.document_date or "")
            said.setdefault((day, plan.performer), []).append(plan)
        near = _Pages(self._view.facts)
        for (day, performer), group in sorted(said.items(), reverse=True):
            told = [(plan, self._gist(plan, near.beside([plan]))) for plan in group]
            known = [(plan, gist) for plan, gist in told if gist.told]
            if not known:
                continue
            text = self._author.frames.fill(
                "front.opinion",
                who=" ".join(filter(None, (day, proposer(self._author, performer)))),
                opinion=self._author.frames.text("front.semicolon").join(
                    _not_within(gist.text for _, gist in known)
                ),
            )
            facts = [fact for plan, gist in known for fact in (plan, *gist.named)]
            wordings = [word for _, gist in known for word in gist.told]
            yield self._author.write(section, text, facts, wordings).replaced(
                original="; ".join(plan.text for plan, _ in known)
            )

    def _gist(self, plan: Fact, facts: Sequence[Fact]) -> Gist:
        """What one sentence advises, a bare operation left out; nothing where a word of it is not
        known."""
        words = self._author.words
        term = words.term(plan)
        if term is not None and term.status != "partly":
            return Gist(told=(words.name(plan.replaced(certainty="affirmed")),))
        gist = gist_of(self._view, self._author, plan, self._advice, facts, is_short=True)
        is_open = any(UNTRANSLATED_MARK in word.marks for word in gist.told)
        is_bare = all(fact.concept == _UNNAMED for fact in gist.named)
        return Gist() if is_open or is_bare else gist

    def concordance(self, section: str, rule: Rule) -> Iterable[Statement]:
        """What the newest study shows compressed beside the side of the complaints; whether they
        agree is the expert's to say."""
        study = next(
            (
                s.replaced(findings=tuple(found))
                for s in reversed(studies_of(self._view))
                if (found := self._selector.take(rule, s.findings)) and s.date is not None
            ),
            None,
        )
        words = self._author.words
        complaints = [f for f in self._view.symptoms() if f.side]
        if study is None or not complaints:
            return
        shown = [(f, w) for f in study.findings if (w := words.phrase(f)) is not None]
        sides = [(group[0], words.name(group[0])) for group in self._view.grouped(complaints)]
        comma = self._author.frames.text("front.comma")
        text = self._author.frames.fill(
            "front.concordance",
            symptoms=comma.join(w.zh for _, w in sides),
            findings=comma.join(w.zh for _, w in _said_once(shown)),
        )
        facts = [f for f, _ in (*sides, *shown)]
        yield self._author.write(section, text, facts, [w for _, w in (*sides, *shown)])


def _told(study: Study, findings: Sequence[Fact]) -> list[Told]:
    """The findings in the order given, each with what its own sentence goes on to say of it."""
    hosts = {id(f): one for one in told_together(study.findings) for f in one.facts}
    chosen = {id(hosts[id(f)].finding): hosts[id(f)] for f in findings if id(f) in hosts}
    loose = [Told(finding=f) for f in findings if id(f) not in hosts]
    return [*chosen.values(), *loose]


def _said_once(worded: Sequence[tuple[Fact, Wording]]) -> list[tuple[Fact, Wording]]:
    """Without phrases that another phrase of the same certainty repeats or has within it."""
    kept: list[tuple[Fact, Wording]] = []
    for place, (fact, word) in enumerate(worded):
        others = [
            (other, text.zh)
            for other, (one, text) in enumerate(worded)
            if other != place and one.certainty == fact.certainty
        ]
        is_repeated = any(text == word.zh and other < place for other, text in others)
        if not is_repeated and not any(word.zh in text and text != word.zh for _, text in others):
            kept.append((fact, word))
    return kept


def _undoubtful(findings: Sequence[Fact], dated: set[tuple[str, str]]) -> list[Fact]:
    """Of findings without a day, those that no dated study of the kind has; of several measures of
    one thing (now, before, by how much more) none, and the finding once."""
    kept: list[Fact] = []
    for fact in findings:
        if (fact.method, fact.concept) in dated:
            continue
        others = [one for one in findings if one.concept == fact.concept and _same_site(one, fact)]
        is_open = len({one.value for one in others if one.value}) > 1
        kept.append(fact.replaced(value=None, unit=None, note=_SEVERAL) if is_open else fact)
    return kept


def _same_site(one: Fact, other: Fact) -> bool:
    """Whether two findings can be of one place: L4 and L4/5."""
    first, second = one.body_site.casefold(), other.body_site.casefold()
    return first in second or second in first


def _not_within(texts: Iterable[str]) -> list[str]:
    """Each text once, without those that another has within it."""
    each = list(dict.fromkeys(texts))
    return [one for one in each if not any(one != other and one in other for other in each)]


def _is_general(group: Sequence[Fact], other: Sequence[Fact]) -> bool:
    """Whether the other group names the same procedure of the same time more exactly."""
    if other is group or not group[0].concept or group[0].concept != other[0].concept:
        return False
    return not any(f.date or f.end_date for f in group) and any(f.date for f in other)


def _period(group: Sequence[Fact]) -> str:
    start = next((str(fact.date) for fact in group if fact.date), "")
    end = next((str(fact.end_date) for fact in group if fact.end_date), "")
    if start and end and start != end:
        return f"{start}至{end}"
    return start or (f"至{end}" if end else "")


class _Pages:
    """Facts by the pages that they stand on, so that a plan is not compared with a whole case."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self._facts = facts
        self._on: dict[str, list[int]] = {}
        for place, fact in enumerate(facts):
            for page in _pages_of(fact):
                self._on.setdefault(page, []).append(place)

    def beside(self, plans: Iterable[Fact]) -> list[Fact]:
        """The facts that share a page with one of the plans, in their order."""
        pages = {page for plan in plans for page in _pages_of(plan)}
        places = {place for page in pages for place in self._on.get(page, ())}
        return [self._facts[place] for place in sorted(places)]


def _pages_of(fact: Fact) -> set[str]:
    return {one.page_id for one in fact.evidence if isinstance(one, PageSpan)}

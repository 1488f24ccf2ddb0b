"""The facts of a case as the sections of a record ask for them: by kind, in time order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from huizhen.core.language.terms import normalised
from huizhen.core.preparation.record.illness import IllnessWords, says
from huizhen.core.preparation.wording import Wordsmith
from huizhen.core.records.fact import Fact

_LATE = "9999"
_SHORTEST_NAME = 3
_BARE_CHEMOTHERAPY = "Chemotherapy"
_FRESH_YEARS = 3
"""Without any date of the illness, older treatments than this are past history."""
_PRESENT = ("affirmed", "historical")
_IS_RESIDUAL = re.compile(r"^(?:[RLVX][0-2X]|Pn[01X])+$", re.IGNORECASE)


class CaseView:
    """Facts that stand, sorted; each question of a section is one method."""

    def __init__(
        self,
        facts: Iterable[Fact],
        words: Wordsmith,
        illness: IllnessWords,
        is_own: Callable[[Fact], bool] = lambda _: False,
    ) -> None:
        """`is_own` says whether a condition is of the specialty that is asked."""
        standing = [f for f in facts if f.record_status == "current" and f.status != "rejected"]
        self.facts = sorted(standing, key=time_order)
        self.words = words
        self.illness = illness
        self.is_own = is_own

    def of(self, type_: str, *categories: str) -> list[Fact]:
        """Facts of a type, of these categories where any are given."""
        return [
            fact
            for fact in self.facts
            if fact.type == type_ and (not categories or fact.category in categories)
        ]

    def diagnoses(self) -> list[Fact]:
        """Diseases that the patient has or may have; symptoms, what is denied, only feared or of
        relatives are none."""
        return [
            fact
            for fact in self.of("Condition")
            if fact.category != "symptom"
            and fact.certainty in ("affirmed", "historical", "suspected", "to_exclude")
            and fact.absent_reason is None
            and not says(fact, self.illness.event_words)
        ]

    def symptoms(self, certainty: str = "affirmed") -> list[Fact]:
        """Symptoms of that certainty."""
        return [
            f
            for f in self.of("Condition", "symptom")
            if f.certainty == certainty
            and not says(f, self.illness.event_words)
            and not says(f, self.illness.sign_words)
        ]

    def signs(self) -> list[Fact]:
        """What was found or not found on examination."""
        return [
            f
            for f in self.of("Condition", "symptom")
            if f.certainty in ("affirmed", "negated", "suspected")
            and says(f, self.illness.sign_words)
        ]

    def events(self) -> list[Fact]:
        """Relapses and progressions, with their dates."""
        return [
            f
            for f in self.of("Condition")
            if f.certainty == "affirmed" and says(f, self.illness.event_words)
        ]

    def main_illness(self) -> list[Fact]:
        """The conditions that the case is about, as certain as they are: tumours first, then what
        no list calls a companion; if all are companions, they are the case."""
        standing = [
            f for f in self.diagnoses() if f.clinical_status not in ("resolved", "inactive")
        ]
        standing = [f for f in standing if f.certainty != "historical"]
        malignant = [f for f in standing if self.illness.is_malignant(f)]
        others = [f for f in standing if f not in malignant and not self.illness.is_comorbid(f)]
        return [*malignant, *others] or standing

    def companions(self) -> list[Fact]:
        """Diseases beside the illness that are still there."""
        main = self.main_illness()
        return [
            f
            for f in self.diagnoses()
            if f not in main
            and f.clinical_status not in ("resolved", "inactive")
            and f.certainty == "affirmed"
        ]

    def past_tumours(self) -> list[Fact]:
        """Tumours that the records tell of as past."""
        return [
            f
            for f in self.diagnoses()
            if f.certainty == "historical" and self.illness.is_malignant(f)
        ]

    def done(self) -> list[Fact]:
        """Procedures that were done."""
        return [
            f
            for f in self.of("Procedure")
            if f.certainty in _PRESENT and f.clinical_status not in ("not-done", "planned")
        ]

    def treatments(self) -> list[Fact]:
        """Procedures done that treat; an undated chemotherapy of which nothing is said is none
        beside one with its drugs."""
        has_drugs = bool(self.regimens() or self.agents())
        return [
            f
            for f in self.done()
            if self.illness.is_treatment(f)
            and not (has_drugs and f.date is None and f.concept == _BARE_CHEMOTHERAPY)
        ]

    def treatments_of_illness(self) -> list[Fact]:
        """Those since the illness began; earlier ones are past history. Undated ones count."""
        main = self.main_illness()
        tumours = [f for f in main if self.illness.is_malignant(f)]
        known = [f for f in tumours or main if f.date]
        if not tumours:
            known += [f for f in self.symptoms("affirmed") + self.symptoms("historical") if f.date]
        latest = max((str(f.date)[:4] for f in self.facts if f.date), default="0000")
        begun = min((str(f.date)[:4] for f in known), default=str(int(latest) - _FRESH_YEARS))
        return [f for f in self.treatments() if f.date is None or str(f.date)[:4] >= begun]

    def tumour_stages(self) -> list[Fact]:
        """Stages of the tumour; the class of an organ's function is none, and a bare class of the
        margin is none where the pathology has it."""
        has_margin = any(f.concept == "margin" for f in self.of("Observation", "pathology"))
        return [
            f
            for f in self.of("Observation", "staging")
            if f.certainty in ("affirmed", "suspected")
            and f.concept not in self.illness.functional_classes
            and not (has_margin and _IS_RESIDUAL.match((f.value or "").replace(" ", "")))
        ]

    def agents(self) -> list[Fact]:
        """Single drugs against a tumour that were given, with or without a regimen's name."""
        names = set(self.illness.anticancer_drugs)
        return [
            f
            for f in self.of("MedicationStatement")
            if f.category != "regimen"
            and f.certainty in _PRESENT
            and f.clinical_status not in ("planned", "not-taken")
            and {t.zh for t in self.words.lexicon.ingredients(f.concept or f.text)} & names
        ]

    def regimens(self) -> list[Fact]:
        """Systemic treatments that were given."""
        return [
            f
            for f in self.facts
            if f.certainty in _PRESENT
            and f.clinical_status != "planned"
            and (
                (f.type == "MedicationStatement" and f.category == "regimen")
                or (f.type == "Procedure" and f.category.startswith("systemic"))
            )
        ]

    def grouped(self, facts: Iterable[Fact]) -> list[list[Fact]]:
        """Facts that read the same in Chinese, side and certainty included: one line of paper.

        A general name (高血压) joins a more exact one that holds it (原发性高血压) where nothing
        else differs. Two dates of one procedure are two lines, and so are two relapses; a diagnosis
        keeps its first date.
        """
        groups: dict[tuple[str, str, str, str], list[Fact]] = {}
        for fact in facts:
            label = self.words.name(fact).zh.casefold()
            timeless = fact.type in ("Condition", "FamilyMemberHistory")
            timeless = timeless and not says(fact, self.illness.event_words)
            when = "" if timeless else str(fact.date or fact.end_date or "")
            groups.setdefault((fact.type, fact.certainty, when, label), []).append(fact)
        homes: dict[tuple[str, str, str, str], list[Fact]] = {}
        for key, group in groups.items():
            exact = next((k for k in groups if _holds(k, key)), key)
            homes.setdefault(exact, [])
            homes[exact] += group
        labels = {id(f): k[3] for k, group in groups.items() for f in group}
        return [
            sorted(group, key=lambda f: (labels[id(f)] != key[3], time_order(f)))
            for key, group in homes.items()
        ]

    def procedures(self, facts: Iterable[Fact]) -> list[list[Fact]]:
        """As `grouped`; a description that no table has wholly joins the named procedure of its
        day that it speaks of."""
        groups = self.grouped(facts)
        known = [group for group in groups if self._is_named(group[0])]
        for group in groups:
            if group in known:
                continue
            home = next((k for k in known if _speaks_of(group[0], k[0])), None)
            if home is None:
                known.append(group)
            else:
                home.extend(group)
        return known

    def _is_named(self, fact: Fact) -> bool:
        term = self.words.term(fact)
        return term is not None and term.status != "partly"

    def symptoms_about(self, words: Sequence[str]) -> list[Fact]:
        """Symptoms, present or denied, whose name has one of these words in it."""
        return [
            f
            for f in self.of("Condition", "symptom")
            if f.certainty in ("affirmed", "negated") and says(f, words)
        ]

    def where(self, wanted: Callable[[Fact], bool]) -> list[Fact]:
        """Facts that a condition holds for."""
        return [fact for fact in self.facts if wanted(fact)]


def _speaks_of(description: Fact, named: Fact) -> bool:
    """Whether a description of a day's procedure holds the name of one of that day."""
    if description.date is None or description.date != named.date:
        return False
    label = normalised(description.text)
    names = (named.concept, named.text)
    return any(normalised(name) in label for name in names if len(name) > _SHORTEST_NAME)


def _holds(exact: tuple[str, str, str, str], general: tuple[str, str, str, str]) -> bool:
    """Whether a more exact name of the same kind, certainty and date ends with a general one."""
    return (
        exact[:2] == general[:2]
        and (exact[2] == general[2] or not general[2])
        and exact[3] != general[3]
        and len(general[3]) > 1
        and (exact[3].endswith(general[3]) or exact[3].startswith(f"{general[3]}("))
        and not exact[3].startswith(_OPPOSITES)
    )


_OPPOSITES = ("无", "非", "未", "拟：", "考虑")


def document_of(fact: Fact) -> frozenset[str]:
    """The files that a fact stands in."""
    pages = (getattr(evidence, "page_id", "") for evidence in fact.evidence)
    return frozenset(page.split(":")[0] for page in pages if page)


def time_order(fact: Fact) -> tuple[str, str, str]:
    """Earliest first, undated last; facts of one day by their key, so that order never varies."""
    return (str(fact.date or _LATE), fact.time, fact.fact_key)

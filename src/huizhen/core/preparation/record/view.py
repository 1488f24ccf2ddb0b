"""The facts of a case as the sections of a record ask for them: by kind, in time order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from huizhen.core.preparation.record.illness import IllnessWords, says
from huizhen.core.preparation.wording import Wordsmith
from huizhen.core.records.fact import Fact

_LATE = "9999"
_PRESENT = ("affirmed", "historical")


class CaseView:
    """Facts that stand, sorted; each question of a section is one method."""

    def __init__(self, facts: Iterable[Fact], words: Wordsmith, illness: IllnessWords) -> None:
        standing = [f for f in facts if f.record_status == "current" and f.status != "rejected"]
        self.facts = sorted(standing, key=time_order)
        self.words = words
        self.illness = illness

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
        ]

    def symptoms(self, certainty: str = "affirmed") -> list[Fact]:
        """Symptoms of that certainty."""
        return [f for f in self.of("Condition", "symptom") if f.certainty == certainty]

    def main_illness(self) -> list[Fact]:
        """The conditions that the case is about, as certain as they are: tumours first, then what
        no list calls a companion; if all are companions, they are the case."""
        standing = [f for f in self.diagnoses() if f.clinical_status not in ("resolved", "inactive")]
        standing = [f for f in standing if f.certainty != "historical"]
        malignant = [f for f in standing if self.illness.is_malignant(f)]
        others = [
            f for f in standing if f not in malignant and not self.illness.is_comorbid(f)
        ]
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

    def done(self) -> list[Fact]:
        """Procedures that were done."""
        return [
            f
            for f in self.of("Procedure")
            if f.certainty in _PRESENT and f.clinical_status not in ("not-done", "planned")
        ]

    def treatments(self) -> list[Fact]:
        """Procedures done that treat."""
        return [f for f in self.done() if self.illness.is_treatment(f)]

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
        Two dates of one procedure are two lines; a diagnosis keeps its first date."""
        groups: dict[tuple[object, ...], list[Fact]] = {}
        for fact in facts:
            named = self.words.name(fact)
            label = named.zh.casefold()
            when = None if fact.type in ("Condition", "FamilyMemberHistory") else fact.date
            groups.setdefault((fact.type, label, when), []).append(fact)
        return [sorted(group, key=time_order) for group in groups.values()]

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


def time_order(fact: Fact) -> tuple[str, str, str]:
    """Earliest first, undated last; facts of one day by their key, so that order never varies."""
    return (str(fact.date or _LATE), fact.time, fact.fact_key)

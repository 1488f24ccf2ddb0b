"""Which condition is the illness of the case, and which are only its company."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from huizhen.core.content import Pack
from huizhen.core.language.terms import normalised
from huizhen.core.records.fact import Fact
from huizhen.core.records.value import Value

_ICD10 = "icd-10"
_TUMOUR_ENDS = ("癌", "腺癌", "肉瘤", "肿瘤", "恶性肿瘤")


class Panel(Value):
    """A group of laboratory analytes under its Chinese heading."""

    key: str
    zh: str
    analytes: tuple[str, ...]


class IllnessWords(Value):
    """Words and codes of `illness.json`; every list is data that a clinician may change."""

    malignant_icd10: tuple[str, ...]
    malignant_words: tuple[str, ...]
    comorbid_icd10: tuple[str, ...]
    comorbid_words: tuple[str, ...]
    infectious_words: tuple[str, ...]
    radical_surgery_words: tuple[str, ...]
    no_treatment_words: tuple[str, ...]
    weight_words: tuple[str, ...]
    appetite_words: tuple[str, ...]
    sleep_words: tuple[str, ...]
    spirit_words: tuple[str, ...]
    excretion_words: tuple[str, ...]
    panels: tuple[Panel, ...]
    other_panel: str
    generic_studies: Mapping[str, str]
    """Concepts that name no more than the kind of an image, with its short Chinese name."""
    sign_words: tuple[str, ...]
    """What is found on examination and is no complaint."""
    event_words: tuple[str, ...]
    """What happens to a disease and is no symptom: relapse, progression."""
    no_operation_words: tuple[str, ...]
    """Treatments that 手术外伤史 does not list."""
    unknown_study: str
    functional_classes: tuple[str, ...]
    """Concepts of category staging that are no stage of a tumour."""
    forms_of_one_disease: tuple[tuple[str, ...], ...]
    """Chinese names of one disease, the most exact first."""
    organs: tuple[str, ...]
    """Parts of Chinese names that say which organ a tumour is of, longer ones first."""
    general_tumours: tuple[str, ...]
    """Ends of names that say of a tumour no more than that it is one: 恶性肿瘤, 占位."""
    sampling_words: tuple[str, ...]
    """Procedures that take a specimen: the pathology says what came of it."""
    unnamed_operations: tuple[str, ...]
    """Concepts that say of an operation no more than that it is one."""
    anticancer_drugs: tuple[str, ...]
    """Generic names of drugs against tumours: each is a row of the course of treatment."""
    marrow_cells: tuple[str, ...]
    """Concepts of cells that a marrow of the same day was counted for."""
    marrow_words: tuple[str, ...]
    short_names: Mapping[str, str]
    """What a front sheet calls analytes whose abbreviation is no usual one."""
    attention_drugs: tuple[str, ...]
    """Generic names that F09 highlights: anticoagulants, antiplatelets, steroids,
    immunosuppressants, antivirals."""

    def is_malignant(self, fact: Fact) -> bool:
        """Whether a condition is a tumour or a blood cancer."""
        return has_code(fact, self.malignant_icd10) or says(fact, self.malignant_words)

    def is_general_form(self, name: str, exact: str) -> bool:
        """Whether a Chinese name says less than another about the same disease."""
        if name == exact:
            return False
        if any(
            name in forms and exact in forms and forms.index(exact) < forms.index(name)
            for forms in self.forms_of_one_disease
        ):
            return True
        organ = self._organ(name)
        is_part = bool(organ) and exact.startswith(organ) and len(exact) > len(name)
        if is_part and exact.endswith(name.removeprefix(organ)):  # 肺腺癌 beside 肺上叶腺癌
            return True
        rest = name[_shared(name, exact) :]
        if organ and rest in _TUMOUR_ENDS and exact.endswith(rest) and len(exact) > len(name):
            return True  # 胰头癌 beside 胰头导管腺癌
        if not name.endswith(self.general_tumours) or exact.endswith(self.general_tumours):
            return False
        return bool(self._organ(name)) and self._organ(name) == self._organ(exact)

    def names_organ(self, name: str) -> bool:
        """Whether the Chinese name of a tumour says which organ it is of."""
        return any(organ in name for organ in self.organs)

    def _organ(self, name: str) -> str:
        is_spread = "转移" in name or "继发" in name
        return "" if is_spread else next((organ for organ in self.organs if organ in name), "")

    def is_comorbid(self, fact: Fact) -> bool:
        """Whether a condition belongs to the past history unless it is all there is."""
        return not self.is_malignant(fact) and (
            has_code(fact, self.comorbid_icd10) or says(fact, self.comorbid_words)
        )

    def is_treatment(self, fact: Fact) -> bool:
        """Whether a procedure treats, rather than looks or measures."""
        if fact.category in ("imaging", "endoscopy"):
            return False
        # an excision is found by 'Surgery', which alone says nothing
        is_named = fact.concept in self.unnamed_operations
        return not says(fact.replaced(concept="") if is_named else fact, self.no_treatment_words)

    def panel_of(self, analyte: str) -> str:
        """The key of an analyte's panel; 'other' when it is in none."""
        return next((p.key for p in self.panels if analyte in p.analytes), "other")


def illness_words(pack: Pack) -> IllnessWords:
    """The words of the wording pack."""
    return IllnessWords.model_validate(pack.parsed("illness.json"))


def _shared(one: str, other: str) -> int:
    """How many letters two names begin with in common."""
    pairs = zip(one, other, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def has_code(fact: Fact, prefixes: Sequence[str]) -> bool:
    """Whether an ICD-10 code of the fact begins so."""
    return any(
        coding is not None and _ICD10 in coding.system and coding.code.startswith(tuple(prefixes))
        for coding in (fact.code, *fact.codings)
    )


def says(fact: Fact, words: Sequence[str]) -> bool:
    """Whether a label of the fact, or its concept, has one of these words in it."""
    shown = [fact.text, fact.concept, *(c.display for c in (fact.code, *fact.codings) if c)]
    label = normalised(" | ".join(shown))
    return any(word in label for word in words)

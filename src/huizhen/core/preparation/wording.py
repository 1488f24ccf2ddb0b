"""One fact in the words of a Chinese record (clinical content 1.7), the original beside it."""

from __future__ import annotations

import re

from huizhen.core.language.concepts import allergen_of, product_of
from huizhen.core.language.dosing import dosage_text
from huizhen.core.language.interval_flags import flag_of
from huizhen.core.language.notation.examination import sensation_zh
from huizhen.core.language.notation.facts import aged_zh, fact_phrase
from huizhen.core.language.notation.lexicon import NotationLexicon
from huizhen.core.language.notation.tobacco import smoked_zh, stopped_zh
from huizhen.core.language.partial_names import SIDES, partial_name
from huizhen.core.language.placed_names import amounted_name, placed_name
from huizhen.core.language.printed_units import chinese_unit, plain_interval
from huizhen.core.language.reactions import reaction_text
from huizhen.core.language.sign_names import is_sign, of_a_side, sign_denied, sign_found
from huizhen.core.language.terms import LOINC, Lexicon, Term, TermKind
from huizhen.core.language.units import UnitTable
from huizhen.core.preparation.statement import (
    NOT_PROVIDED,
    TO_VERIFY_MARK,
    UNTRANSLATED_MARK,
    Mark,
    OpenTerm,
)
from huizhen.core.records.evidence import ElementPath, PageSpan
from huizhen.core.records.fact import Fact
from huizhen.core.records.value import Value

_ABSENT_ZH = {
    "no-information": "无信息",
    "unknown": "不详",
    "asked-unknown": "已询问，不详",
    "temp-unknown": "暂不可得",
    "not-asked": "未询问",
    "masked": "未公开",
    "not-applicable": "不适用",
    "not-performed": "未查",
    "other": "见原文",
}
_NO_KNOWN_ZH = {
    "AllergyIntolerance": "无已知过敏史",
    "Condition": "无已知疾病",
    "MedicationStatement": "未使用药物",
    "Procedure": "无已知手术或操作史",
    "Immunization": "无已知预防接种史",
    "Device": "无已知植入物",
}
_STATUS_ZH = {
    "resolved": "已缓解/痊愈",
    "inactive": "非活动期",
    "recurrence": "复发",
    "remission": "缓解期",
    "completed": "已完成",
    "stopped": "已停用",
    "on-hold": "暂停",
    "not-taken": "未服用",
    "not-done": "未行",
}
_FLAGS = {
    "H": "↑",
    "L": "↓",
    "HH": "↑(危急值)",
    "LL": "↓(危急值)",
    "A": "异常",
    "AA": "异常(危急值)",
}
_REGIMEN = re.compile(r"^(?=.*[A-Z].*[A-Z])[A-Za-z0-9+/×().\- ]{2,24}$|^[A-Z]d$")
"""A regimen's own name (mFOLFOX6, R-CHOP, Kd): two capitals and no ordinary words, or one with
dexamethasone."""
_LONGEST_TERM = 80
_HABITS = ("occupation", "handedness")
_TOPICS = {
    "smoking": ("smok", "tobacco", "rauch", "nikotin", "tabac", "tabaco", "курен"),
    "alcohol": ("alcohol", "alkohol", "alcool", "алкогол", "drink"),
}
_CONVERTED = "原 "
"""How a converted value names the source's own."""
_WRITTEN_OUT = re.compile(r"[^\W\d_]{5}|[^\W\d_]{3}\s+[^\W\d_]{4}")
_SHORT_NAME = re.compile(r"[A-Z]{3}|[^\W\d_]{4}")
_SAYS_ALLERGY = ("不耐受", "过敏史", "信息", "倾向", "过敏情况")
"""Names that already say what is the matter."""
_NUMBER = re.compile(r"^[<>≤≥]?=?\s*[+-]?\d")
_KINDS: dict[str, TermKind] = {
    "Condition": "condition",
    "Procedure": "procedure",
    "Observation": "observation",
    "DiagnosticReport": "observation",
    "AllergyIntolerance": "allergen",
    "Immunization": "immunization",
    "FamilyMemberHistory": "condition",
    "CarePlan": "procedure",
}


class Wording(Value):
    """A fact's Chinese text, what it was in the source, and what a person has to look at."""

    zh: str
    original: str
    marks: tuple[Mark, ...] = ()
    reason: str = ""
    open_terms: tuple[OpenTerm, ...] = ()


class Measure(Value):
    """A value as it is printed; `source` is what the report said where that differs."""

    value: str = ""
    unit: str = ""
    source: str = ""
    is_worded: bool = False
    """A result in words: 阳性, 未检出."""
    is_original: bool = False
    """Words of the source that no table has."""

    @property
    def is_converted(self) -> bool:
        """Whether the number is another one than the source's."""
        return self.source.startswith(_CONVERTED)

    @property
    def text(self) -> str:
        """Value, unit, and the source's own in brackets."""
        shown = f"{self.value} {self.unit}".strip()
        return f"{shown}({self.source})" if self.source else shown


class Wordsmith:
    """Words facts by lexicon and unit table; what these do not hold stays in the original."""

    def __init__(self, lexicon: Lexicon, units: UnitTable, notation: NotationLexicon) -> None:
        self.lexicon = lexicon
        self.units = units
        self.notation = notation

    def term(self, fact: Fact) -> Term | None:
        """The Chinese term of the fact's label: the site's settled one before the product's."""
        return self.lexicon.settled.over(fact.type, fact.text, self._known_term(fact))

    def _known_term(self, fact: Fact) -> Term | None:
        """The product's own term: units and what is left out go by it."""
        kind = _KINDS.get(fact.type)
        if kind is None:
            return None
        felt = sensation_zh(fact, self.notation) if kind == "condition" else ""
        if felt:
            return Term(zh=felt, en=fact.text)
        codings = (fact.code, *fact.codings)
        if fact.concept:
            own = self._own_words(kind, fact.text)
            term = own or self.lexicon.rendered(kind, fact.concept, codings)
            return term or self._event(fact) or self._in_part(kind, fact)
        return self.lexicon.rendered(kind, fact.text, codings) or self._in_part(kind, fact)

    def _in_part(self, kind: TermKind, fact: Fact) -> Term | None:
        return partial_name(self.lexicon, kind, fact.text, has_side=bool(fact.side))

    def _own_words(self, kind: TermKind, text: str) -> Term | None:
        """The term of a letter's own words where these are written out: they say more than the
        concept that they were found by ('chronic abdominal pain'). Short ones need it: RR is
        Blutdruck, and they have to be rows."""
        if kind == "observation":  # a row of the very words: electrolytes are no whole panel
            return self.lexicon.find(kind, text) if _WRITTEN_OUT.search(text) else None
        if kind not in ("condition", "procedure"):
            return None
        if _WRITTEN_OUT.search(text):
            return self.lexicon.rendered(kind, text)
        return self.lexicon.find(kind, text) if _SHORT_NAME.fullmatch(text) else None

    def _event(self, fact: Fact) -> Term | None:
        """Relapse, progression and the like: words of responses, not of diseases."""
        row = self.notation.responses.find(fact.concept) or self.notation.responses.find(fact.text)
        return Term(zh=row["zh"], en=fact.concept) if row else None

    def earlier(self, fact: Fact) -> Wording:
        """An earlier value of a series whose newest value names the analyte."""
        return self._observation(fact, is_earlier=True)

    def word(self, fact: Fact) -> Wording:
        """The statement of one fact."""
        if fact.absent_reason is not None and fact.value is None:
            return self._absent(fact)
        noted = self._noted(fact)
        if noted is not None:
            return noted
        if fact.category == "social-history":
            return self._social(fact)
        if fact.type == "Observation":
            return self._observation(fact)
        if fact.type == "MedicationStatement":
            return self._medication(fact)
        if fact.type == "AllergyIntolerance":
            return self._allergy(fact)
        if fact.type == "ImagingStudy" and fact.unit == "{instances}":
            return self._series(fact)
        return self._named(fact)

    def _absent(self, fact: Fact) -> Wording:
        if fact.absent_reason == "no-known":
            general = _NO_KNOWN_ZH.get(fact.type)
            if general:
                return Wording(zh=general, original=fact.text)
        term = self.term(fact)
        said = _ABSENT_ZH.get(fact.absent_reason or "", NOT_PROVIDED)
        name = term.zh if term else fact.text
        marks: tuple[Mark, ...] = () if term or not name else (UNTRANSLATED_MARK,)
        return Wording(
            zh=f"{name}：{said}" if name else said,
            original=fact.text,
            marks=marks,
            open_terms=open_terms(fact, term) if name else (),
        )

    def _observation(self, fact: Fact, *, is_earlier: bool = False) -> Wording:
        term = self.term(fact)
        name = analyte_name(term) if term else fact.text
        measure = self.measure(fact)
        marks: list[Mark] = [] if term and not measure.is_original else [UNTRANSLATED_MARK]
        value = measure.text
        reason = ""
        if self.lacks_unit(fact):
            marks.append(TO_VERIFY_MARK)
            reason = "unit_not_stated"
            value += " (单位未注明)"
        if is_earlier:
            return Wording(zh=f"{value} {_dated(fact)}".strip(), original="")
        parts = [name, value, self.flag(fact)]
        if fact.interval and not measure.is_worded:
            parts.append(f"(参考区间 {self.interval(fact)})")
        parts.append(_dated(fact))
        if fact.certainty == "negated":
            parts.insert(0, "无")
        return Wording(
            zh=" ".join(part for part in parts if part),
            original=_original(fact),
            marks=tuple(marks),
            reason=reason,
            open_terms=(
                *open_terms(fact, term),
                *(open_words("Observation", fact.value or "") if measure.is_original else ()),
            ),
        )

    def analyte(self, fact: Fact) -> Wording:
        """The name of what was measured, with its abbreviation."""
        term = self.term(fact)
        return Wording(
            zh=analyte_name(term) if term else fact.text,
            original=fact.text,
            marks=() if term else (UNTRANSLATED_MARK,),
            open_terms=open_terms(fact, term),
        )

    def interval(self, fact: Fact) -> str:
        """The laboratory's reference interval in the unit that the value is printed in; where it
        cannot be converted, with its own unit."""
        worded = self.result_word(fact.interval)
        if worded:
            return worded
        if self.measure(fact).is_converted:
            names = self._unit_names(fact)
            converted = self.units.convert_written(fact.interval, fact.unit, names)
            if converted is not None:
                return plain_interval(converted.value)
            given = fact.unit or ""
            return f"{plain_interval(fact.interval, given)} {chinese_unit(given)}".strip()
        return plain_interval(fact.interval, fact.unit or "")

    def _unit_names(self, fact: Fact) -> tuple[str, ...]:
        """What the unit table may know the analyte by."""
        term = self._known_term(fact)
        codes = tuple(c.code for c in (fact.code, *fact.codings) if c and c.system == LOINC)
        return (*codes, term.zh) if term else codes

    def lacks_unit(self, fact: Fact) -> bool:
        """Whether a number of the laboratory has no unit though its analyte has one."""
        if fact.value is None or not _NUMBER.match(fact.value) or fact.unit:
            return False
        term = self.term(fact)
        unitless = term is not None and term.abbreviation in ("INR", "pH", "SG", "A/G")
        return not unitless and fact.category == "laboratory"

    def measure(self, fact: Fact) -> Measure:
        """The value in the unit that Chinese laboratories print, the source's own beside it. A
        comparator is kept and never becomes a number; without a unit nothing is converted."""
        if fact.value is None:
            return Measure()
        if not _NUMBER.match(fact.value):
            worded = self.result_word(fact.value)
            if worded:
                return Measure(value=worded, is_worded=True)
            found = self.lexicon.find("condition", fact.value, fact.value_codings)
            if found:
                return Measure(value=f"{found.zh}({fact.value})")
            return Measure(value=fact.value, is_original=True)
        names = self._unit_names(fact)
        sign = fact.comparator or ""
        given = chinese_unit(fact.unit or "")
        converted = self.units.convert(fact.value, fact.unit, names)
        if converted is None:
            return Measure(value=f"{sign}{fact.value}", unit=given)
        unit = chinese_unit(converted.unit)
        if converted.value == fact.value:
            source = "" if given == unit else f"原单位 {fact.unit}"
        else:
            source = f"{_CONVERTED}{sign}{fact.value} {given}".strip()
        return Measure(value=f"{sign}{converted.value}", unit=unit, source=source)

    def result_word(self, value: str) -> str:
        """A worded result in Chinese, '' where nobody has settled it and the table of result words
        has none."""
        term = self.lexicon.settled.find("Observation", value) or self.lexicon.find("result", value)
        return term.zh if term else ""

    def flag(self, fact: Fact) -> str:
        """The source laboratory's own flag as an arrow, else what its interval says of the value;
        a worded result needs none."""
        if fact.value and not _NUMBER.match(fact.value):
            return ""
        if not fact.flag and fact.value and fact.interval:
            own = flag_of(fact.value, fact.comparator, fact.unit, fact.interval)
            return _FLAGS.get(own, "")
        return _FLAGS.get(fact.flag.upper(), "")

    def _medication(self, fact: Fact) -> Wording:
        terms = self._drug_terms(fact)
        name = "/".join(term.zh for term in terms) if terms else fact.text
        marks: tuple[Mark, ...] = () if terms else (UNTRANSLATED_MARK,)
        reason = ""
        dosing = dosage_text(fact.dosage, self.lexicon)
        parts = [name, dosing.zh]
        if dosing.is_original:
            marks = (*marks, UNTRANSLATED_MARK) if UNTRANSLATED_MARK not in marks else marks
        if not dosing.zh:
            parts.append("(剂量用法未提供)")
        if fact.date:
            parts.append(f"({fact.date}起)")
        status = _STATUS_ZH.get(fact.clinical_status, "")
        if fact.certainty == "negated" and not status:
            status = "未使用"
        if status:
            parts.append(f"[{status}]")
        return Wording(
            zh=" ".join(part for part in parts if part),
            original=_original(fact),
            marks=marks,
            reason=reason,
            open_terms=open_terms(fact, *terms),
        )

    def _drug_terms(self, fact: Fact) -> tuple[Term, ...]:
        """The product of a label that is wholly understood; the drugs of a regimen. A label of
        which one word is unknown has no name: that word may be another ingredient."""
        settled = self.lexicon.settled.find(fact.type, fact.text)
        if settled is not None:
            return (settled,)
        if fact.category == "regimen":
            named = self.lexicon.ingredients(fact.concept) if fact.concept else ()
            return named or self.lexicon.ingredients(fact.text)
        product = product_of(fact, self.lexicon)
        return (product,) if product else ()

    def _drug_name(self, fact: Fact) -> Wording:
        """Generic names."""
        if fact.category == "regimen" or fact.category.startswith("systemic"):
            return self.regimen(fact)
        terms = self._drug_terms(fact)
        return Wording(
            zh="/".join(term.zh for term in terms) or fact.text,
            original=_original(fact),
            marks=() if terms else (UNTRANSLATED_MARK,),
            open_terms=open_terms(fact, *terms),
        )

    def regimen(self, fact: Fact) -> Wording:
        """A regimen's own Latin name as Chinese records keep it (clinical content 1.7.2), its drugs
        once in Chinese; without such a name the drugs are it."""
        settled = self.lexicon.settled.find(fact.type, fact.text)
        if settled is not None:
            return Wording(zh=settled.zh, original=_original(fact))
        name, drugs = regimen_parts(fact.text)
        terms = self.lexicon.ingredients(drugs or fact.concept or fact.text, most=8)
        if not terms and not drugs:  # the concept is a name alone: EP, AIM
            terms = self.lexicon.ingredients(fact.text, most=8)
        listed = "、".join(term.zh for term in terms)
        if _REGIMEN.match(name):
            zh = f"{name}({listed})" if drugs and listed else name
            return Wording(zh=zh, original="", open_terms=open_terms(fact, *terms) if terms else ())
        return Wording(
            zh="联合".join(term.zh for term in terms) or fact.text,
            original=_original(fact),
            marks=() if terms else (UNTRANSLATED_MARK,),
            open_terms=open_terms(fact, *terms),
        )

    def _social(self, fact: Fact) -> Wording:
        """Tobacco and alcohol in the words of a personal history; other topics as results are."""
        topic = next((t for t in ("smoking", "alcohol") if _is_about(fact, t)), "")
        topic = topic or (fact.concept if fact.concept in _HABITS else "")
        said = self.notation.social(topic, fact.value or "") if topic else ""
        if fact.certainty == "negated" and topic:
            said = self.notation.social(topic, "never")
        if topic == "smoking":
            amount = smoked_zh(fact.value or "", self.notation)
            said = f"{stopped_zh(fact.note)}{amount}" if amount else said
        if not said:
            return self._observation(fact)
        text = " ".join(filter(None, (said, _dated(fact))))
        return Wording(zh=text, original=_original(fact))

    def response(self, response: str) -> Wording:
        """The response to a treatment: its abbreviation, else the table's words."""
        row = self.notation.responses.find(response) if response else None
        return self._of_table(response, (row["code"] or row["zh"]) if row else "")

    def reason(self, reason: str) -> Wording:
        """Why a treatment ended: in full words."""
        row = self.notation.responses.find(reason) if reason else None
        term = self.lexicon.find("condition", reason) if reason and row is None else None
        return self._of_table(reason, row["zh"] if row else term.zh if term else "")

    def _of_table(self, written: str, zh: str) -> Wording:
        """Words that a table has, or the site's settled ones, else as written for a translator."""
        settled = self.lexicon.settled.find("Observation", written) if written else None
        said = settled.zh if settled else zh
        if not written or said:
            return Wording(zh=said, original=written)
        return Wording(
            zh=written,
            original=written,
            marks=(UNTRANSLATED_MARK,),
            open_terms=(OpenTerm(kind="Observation", original=written),),
        )

    def _allergy(self, fact: Fact) -> Wording:
        known = allergen_of(fact, self.lexicon)
        term = self.lexicon.settled.over(fact.type, fact.text, known)
        name = term.zh.removesuffix("过敏") if term else fact.text
        marks: list[Mark] = [] if term else [UNTRANSLATED_MARK]
        reaction, unknown = "", tuple[str, ...]()
        if fact.reaction:
            found = reaction_text(fact.reaction, self.lexicon)
            reaction = f"：{found.zh}"
            if not found.is_known and UNTRANSLATED_MARK not in marks:
                marks.append(UNTRANSLATED_MARK)
            unknown = found.unknown
        denied = "无" if fact.certainty == "negated" else ""
        said = "" if name.endswith(_SAYS_ALLERGY) else "过敏"
        status = _STATUS_ZH.get(fact.clinical_status, "")
        tail = f" [{status}]" if status else ""
        return Wording(
            zh=f"{denied}{name}{said}{reaction}{tail}",
            original=_original(fact),
            marks=tuple(marks),
            open_terms=(*open_terms(fact, term), *open_words(fact.type, *unknown)),
        )

    def _series(self, fact: Fact) -> Wording:
        """A DICOM series; its description stays as the scanner wrote it."""
        modality = self.lexicon.find("modality", fact.code.code) if fact.code else None
        body = self.lexicon.find("body", fact.body_site)
        description = fact.text.removeprefix(fact.code.code if fact.code else "").strip()
        thickness = fact.note.removeprefix("SliceThickness ") if fact.note else ""
        parts = [
            body.zh if body else fact.body_site,
            modality.zh if modality else (fact.code.code if fact.code else ""),
            f"“{description}”" if description else "",
            f"层厚{thickness}" if thickness else "",
            f"{fact.value}幅(DICOM)",
            _dated(fact),
        ]
        return Wording(zh=" ".join(part for part in parts if part), original="")

    def _relation(self, relation: str) -> str:
        if not relation:
            return ""
        term = self.lexicon.find("relation", relation)
        return f"{term.zh if term else relation}："

    def _noted(self, fact: Fact) -> Wording | None:
        """A finding, stage, marker or scale in its own notation, with its date."""
        noted = self.phrase(fact)
        if noted is None:
            return None
        return noted.replaced(zh=" ".join(filter(None, (noted.zh, _dated(fact)))))

    def phrase(self, fact: Fact) -> Wording | None:
        """The same without its date; None where a fact has no notation of its own."""
        phrase = fact_phrase(fact, self.notation)
        if phrase is None:
            return None
        zh, still_open = self.lexicon.settled.said_in(fact.type, phrase.zh, phrase.untranslated)
        return Wording(
            zh=zh,
            original=phrase.original or _original(fact),
            marks=(UNTRANSLATED_MARK,) if still_open else (),
            open_terms=tuple(OpenTerm(kind=fact.type, original=words) for words in still_open),
        )

    def name(self, fact: Fact) -> Wording:
        """What a fact is about, with its side and its certainty, without date and status."""
        if fact.type == "MedicationStatement" or fact.category.startswith("systemic"):
            return self._drug_name(fact)
        term = self.term(fact)
        side = _side(fact, term)
        bare = term.zh if term else fact.text
        said = of_a_side(bare) if side else bare
        core = placed_name(fact, bare, side, said, self.notation) if term else f"{side}{bare}"
        core = amounted_name(core, fact)
        if fact.type == "Condition" and is_sign(core) and fact.certainty == "affirmed":
            core = sign_found(core)
        core = {
            "negated": _denied(fact, core),
            "suspected": f"考虑{core}可能",
            "to_exclude": f"{core}待排除",
            "family": f"{self._relation(fact.relation)}{core}{aged_zh(fact)}",
            "hypothetical": f"拟：{core}",
        }.get(fact.certainty, core)
        return Wording(
            zh=core,
            original=_original(fact),
            marks=() if term and term.status != "partly" else (UNTRANSLATED_MARK,),
            open_terms=open_terms(fact, term),
        )

    def _named(self, fact: Fact) -> Wording:
        named = self.name(fact)
        is_in_name = fact.type == "Condition" or fact.unit == "Gy"
        value = f"{fact.value}" if fact.value and not is_in_name else ""
        is_plain = fact.clinical_status == "completed"  # what was done is done
        status = "" if is_plain else _STATUS_ZH.get(fact.clinical_status, "")
        parts = [named.zh, value, f"[{status}]" if status else "", _dated(fact)]
        return named.replaced(zh=" ".join(part for part in parts if part))


def _denied(fact: Fact, core: str) -> str:
    if fact.type != "Condition":
        return f"{core}：未行"
    return sign_denied(core) if is_sign(core) else f"无{core}"


def _side(fact: Fact, term: Term | None) -> str:
    """The side to put before a name that does not say it: '左侧股骨骨折' has its own."""
    side = SIDES.get(fact.side or "", "")
    return "" if term is not None and re.search("[左右双]", term.zh) else side


def regimen_parts(text: str) -> tuple[str, str]:
    """A regimen's name, and the drugs that stand behind it in brackets."""
    name, _, rest = text.partition("(")
    return name.split(",")[0].strip(), rest.partition(")")[0]


def _is_about(fact: Fact, topic: str) -> bool:
    label = f"{fact.concept} {fact.text}".casefold()
    return any(word in label for word in _TOPICS[topic])


def open_terms(fact: Fact, *terms: Term | None) -> tuple[OpenTerm, ...]:
    """The names that a person has to settle: those without a row, or with an unread one."""
    found = [term for term in terms if term is not None]
    if not found:
        return (OpenTerm(kind=fact.type, original=fact.text),)
    return tuple(
        OpenTerm(kind=fact.type, original=fact.text, zh=term.zh, status=term.status)
        for term in found
        if term.status != "approved"
    )


def open_words(kind: str, *written: str) -> tuple[OpenTerm, ...]:
    """Words other than a fact's name that stand in the original; a whole sentence is no term."""
    return tuple(
        OpenTerm(kind=kind, original=words) for words in written if len(words) <= _LONGEST_TERM
    )


def analyte_name(term: Term) -> str:
    """'总胆红素(TBIL)'."""
    return f"{term.zh}({term.abbreviation})" if term.abbreviation else term.zh


def _dated(fact: Fact) -> str:
    if fact.date is None:
        return ""
    if fact.end_date is not None and fact.end_date != fact.date:
        return f"[{fact.date}至{fact.end_date}]"
    return f"[{fact.date}]"


def _original(fact: Fact) -> str:
    quotes = (place.quote for place in fact.evidence if isinstance(place, PageSpan | ElementPath))
    return fact.text or next(filter(None, quotes), "")

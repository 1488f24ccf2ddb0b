"""Pathology statements: grade, margins, node fractions, invasion, size, necrosis, mitoses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from huizhen.core.extraction.finder import found
from huizhen.core.extraction.knowledge import Knowledge
from huizhen.core.extraction.oncology.imaging import SIZE
from huizhen.core.extraction.phrases import alternatives, phrases_pattern
from huizhen.core.extraction.prose import Prose
from huizhen.core.records.evidence import PageSpan
from huizhen.core.records.fact import Fact

_W = r"[A-Za-z0-9_\u00c0-\u024f\u0400-\u04ff]"
_GAP = (
    r"[\s:=,(]{0,3}(?:(?:is|are|was|were|of|status|the|all|at|ist|sind|son|es|est|sont|for|"
    r"tumor|tumour|carcinoma|by|involvement)\s){0,3}"
)
_FRACTION = re.compile(
    r"(?<![\d/.,])(?P<value>\d{1,3}\s?/\s?\d{1,3}|(?P<pos>\d{1,3})\s(?:of|out of|von|de|sur|из)\s"
    r"(?P<all>\d{1,3}))(?![\d/])"
)
_RESIDUAL = re.compile(
    rf"(?<!{_W})(?:(?P<r>R[012X])|(?P<l>L[01X])|(?P<v>V[012X])|(?P<pn>Pn[01X]))(?!{_W}|[/-])"
)
_MITOSES = re.compile(
    r"(?P<value>\d{1,3}(?:[.,]\d)?\s?"
    r"(?:mitoses|mitosis|mitotic figures|Mitosen|митоз\w*|个核分裂象)?\s?"
    r"(?:/|per|pro|por|на)\s?(?:10|50|20|5)?\s?(?:HPF|hpf|HGF|mm2|mm²|high[- ]power fields|полей))"
)
_MVI = re.compile(rf"(?<!{_W})(?:MVI|微血管侵犯)[\s:：(（]{{0,3}}(?P<value>M[012])(?!{_W})")
_GRADE_VALUE = r"(?:G?[1-4](?:\s?[-–/]\s?G?[1-4])?|IV|III|II|I|high|low|intermediate)"
_LABEL_LINE = re.compile(
    r"^[ \t•*-]{0,6}(?P<name>[^\W\d_][^:\n()]{2,44}?)[ \t]*(?P<aside>\([^()\n]{2,30}\))?"
    r"[ \t]*[:：][ \t]*"
    r"(?P<value>[^\s:][^\n]{0,80}?)[ \t]*$",
    re.MULTILINE,
)
_PRESENT_OR_NOT = frozenset(
    (
        "lymphovascular-invasion",
        "perineural-invasion",
        "necrosis",
        "capsule",
        "extranodal extension",
    )
)
_ABSENT = re.compile(
    r"(?:not (?:identified|seen|present)|absent|none|negative|nicht|keine|no identificad|ausente|"
    r"absente?|non vu|не выявлен|не обнаружен|нет|отсутств|未见|阴性|\(-\))",
    re.IGNORECASE,
)
_CLASSIFIED = re.compile(
    r"[cpy]T[0-4xis]|[cpy]?N[0-3x](?![A-Za-z])|Resektion|resection|margin|Pn[01]|V[01](?!\w)|L0|R0"
    r"|G[1-4](?!\w)"
)
"""What stands around a residual or invasion class; a vertebra L1 has none of it."""
_SECTIONS = frozenset(("pathology", "macroscopy", "microscopy", "specimen", "diagnosis"))


class PathologyFinder:
    """Finds Observation facts of category pathology."""

    name = "pathology"
    version = 1

    def __init__(self, knowledge: Knowledge) -> None:
        data: dict[str, Any] = knowledge.words.parsed("pathology.json")
        self._labels = {
            " ".join(name.casefold().split()): concept
            for concept, names in data["labels"].items()
            for name in names
        }
        values = alternatives([*data["margin_values"], *data["presence_values"]])
        self._statements = [
            (
                concept,
                re.compile(
                    rf"(?<!{_W})(?P<name>(?i:{alternatives(names)}))(?!{_W})"
                    rf"(?:{_GAP}(?P<value>(?i:{values})|R[012]|\d{{1,3}}\s?%)(?!{_W}))?"
                ),
            )
            for concept, names in data["statements"].items()
        ]
        self._nodes = phrases_pattern(data["lymph_nodes"])
        grades = alternatives(word for word in data["grade_words"] if word != "G")
        self._grade = re.compile(
            rf"(?<!{_W})(?:(?P<name>(?i:{grades}))[\s:=,(]{{0,3}}(?:(?i:is|of|group)\s)?(?P<value>{_GRADE_VALUE})"
            rf"|(?P<short>G[1-4](?:\s?[-–/]\s?G?[1-4])?))(?!{_W}|\.\d|/)"
        )
        self._gleason = re.compile(
            rf"(?<!{_W})Gleason[\s-]*(?:[Ss]core|sum|grade|Grad)?[\s:=]{{0,3}}"
            r"(?P<value>(?:\d{1,2}\s?[(=]{0,2}\s?)?[3-5]\s?\+\s?[3-5](?:\s?=\s?\d{1,2})?|(?:10|[6-9]))"
        )
        self._differentiation = phrases_pattern(data["differentiation"])
        sizes = alternatives(data["size_words"])
        self._size = re.compile(rf"(?<!{_W})(?i:{sizes})[^.;\n\d]{{0,24}}")

    def find(self, prose: Prose) -> Iterable[Fact]:
        """Every statement with its value; a named invasion without a value is read by context."""
        taken: list[tuple[int, int]] = []
        for fact, span in self._synoptic(prose):
            taken.append(span)
            yield fact
        for fact in self._in_prose(prose):
            place = fact.evidence[0]
            if isinstance(place, PageSpan) and not any(
                s <= place.start and place.end <= e for s, e in taken
            ):
                yield fact

    def _synoptic(self, prose: Prose) -> Iterator[tuple[Fact, tuple[int, int]]]:
        """'Resection margin:   Clear by 14 mm': a label line of a synoptic report."""
        for hit in _LABEL_LINE.finditer(prose.text):
            concept = self._labels.get(" ".join(hit["name"].casefold().split()))
            if concept is None:
                continue
            value = " ".join(hit["value"].split())
            span = (hit.start("name"), hit.end("value"))
            fact = self._made(prose, concept, value, hit.span("name"), span)
            size = SIZE.fullmatch(hit["value"].strip()) if concept == "tumour-size" else None
            if size:
                numbers = [prose.number(size[n]).value for n in ("a", "b", "c") if size[n]]
                changes = {"value": " x ".join(numbers), "unit": size["unit"]}
                fact = fact.model_copy(update=changes)
            if concept == "grade" and hit["aside"]:
                fact = fact.model_copy(update={"method": hit["aside"].strip("() ")})
            yield fact, span

    def _in_prose(self, prose: Prose) -> Iterator[Fact]:
        yield from self._named(prose)
        yield from self._fractions(prose)
        yield from self._grades(prose)
        for hit in _RESIDUAL.finditer(prose.text):
            if self._is_classified(prose, hit):
                concept = (
                    "margin" if hit["r"] else "perineural-invasion" if hit["pn"]
                    else "lymphovascular-invasion"
                )  # fmt: skip
                yield self._made(prose, concept, hit[0], hit.span(), hit.span())
        for hit in _MITOSES.finditer(prose.text):
            value = " ".join(hit["value"].split())
            yield self._made(prose, "mitoses", value, hit.span(), hit.span())
        for hit in self._size.finditer(prose.text):
            size = SIZE.match(prose.text, hit.end())
            if size:
                numbers = [prose.number(size[n]).value for n in ("a", "b", "c") if size[n]]
                fact = self._made(
                    prose, "tumour-size", " x ".join(numbers), hit.span(), (hit.start(), size.end())
                )
                yield fact.model_copy(update={"unit": size["unit"]})

    def _is_classified(self, prose: Prose, hit: re.Match[str]) -> bool:
        """R0 and L0 count beside a TNM or each other, not as names of rooms or leads."""
        before = prose.text[max(0, hit.start() - 40) : hit.start()]
        after = prose.text[hit.end() : hit.end() + 30]
        return bool(_CLASSIFIED.search(f"{before} {after}"))

    def _named(self, prose: Prose) -> Iterator[Fact]:
        for concept, pattern in self._statements:
            for hit in pattern.finditer(prose.text):
                if concept == "MVI":
                    graded = _MVI.match(prose.text, hit.start())
                    if graded:
                        yield self._made(
                            prose, concept, graded["value"], hit.span("name"), graded.span()
                        )
                        continue
                value = " ".join((hit["value"] or "").split())
                if concept in ("necrosis", "capsule", "margin") and not value:
                    continue
                if concept in ("necrosis", "capsule") and (
                    prose.section_kind(hit.start()) not in _SECTIONS
                ):
                    continue
                yield self._made(prose, concept, value, hit.span("name"), hit.span())

    def _fractions(self, prose: Prose) -> Iterator[Fact]:
        for hit in _FRACTION.finditer(prose.text):
            around = prose.text[max(0, hit.start() - 60) : hit.end() + 50]
            sentence = prose.sentence_at(hit.start())
            before = prose.text[max(sentence.start, hit.start() - 60) : hit.start()]
            after = prose.text[hit.end() : min(sentence.end, hit.end() + 50)]
            is_of_tnm = re.search(r"N[0-3][a-c]?\s?\($", before)
            if not (is_of_tnm or self._nodes.search(before) or self._nodes.search(after)):
                continue
            if re.search(r"HPF|Gleason|points|score|\dmm", around):
                continue
            value = f"{hit['pos']}/{hit['all']}" if hit["pos"] else re.sub(r"\s", "", hit["value"])
            positive, _, total = value.partition("/")
            if int(positive) <= int(total):
                yield self._made(prose, "lymph-nodes", value, hit.span(), hit.span())

    def _grades(self, prose: Prose) -> Iterator[Fact]:
        for hit in self._gleason.finditer(prose.text):
            value = re.sub(r"\s", "", hit["value"])
            fact = self._made(prose, "grade", value, hit.span(), hit.span())
            yield fact.model_copy(update={"method": "Gleason"})
        for hit in self._grade.finditer(prose.text):
            value = re.sub(r"\s", "", hit["value"] or hit["short"])
            if hit["name"] is None and not self._is_report(prose, hit):
                continue
            if hit["name"] and hit["name"].islower() and not self._is_report(prose, hit):
                continue
            yield self._made(prose, "grade", value, hit.span(), hit.span())
        for hit in self._differentiation.finditer(prose.text):
            value = " ".join(hit[0].split())
            yield self._made(prose, "grade", value, hit.span(), hit.span())

    def _is_report(self, prose: Prose, hit: re.Match[str]) -> bool:
        sentence = prose.sentence_at(hit.start())
        text = prose.text[sentence.start : sentence.end]
        return prose.section_kind(hit.start()) in _SECTIONS or bool(
            re.search(
                r"carcinoma|karzinom|sarcoma|sarkom|glioma|astrocyt|tumou?r|neoplasm|pT\d|cT\d|癌|瘤"
                r"|carcinome|рак|карцином|опухол|саркома|NET|lymphoma|histolog",
                text,
                re.IGNORECASE,
            )
        )

    def _made(
        self, prose: Prose, concept: str, value: str, label: tuple[int, int], span: tuple[int, int]
    ) -> Fact:
        has_value = bool(value)
        context = prose.context(*label)
        certainty = context.certainty
        if has_value and certainty in ("negated", "historical"):
            is_denied = concept in _PRESENT_OR_NOT and prose.valued_certainty(*label) == "negated"
            certainty = "negated" if is_denied else "affirmed"
        if concept in _PRESENT_OR_NOT and _ABSENT.match(value):
            certainty = "negated"
        return found(
            prose,
            "Observation",
            span[0],
            span[1],
            label,
            category="pathology",
            concept=concept,
            value=value or None,
            certainty=certainty,
        )

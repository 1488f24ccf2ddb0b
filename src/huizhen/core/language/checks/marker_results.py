"""What a report says of each marker: HER2 (2+), ER 90%, CK7阳性, positive for CK7 and TTF-1."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from huizhen.core.language.checks.checker import Packs
from huizhen.core.language.checks.mention import Mention
from huizhen.core.language.checks.pair import Side
from huizhen.core.language.checks.words import Hit, WordFinder

_EN_FILLER = (
    r"(?:[\s:=,()]|-(?=[a-z])|(?:expression|status|staining|stain|immunostaining|was|is|were|are|nuclear|test"
    r"|cytoplasmic|membranous|protein|gene|receptor|antigen|antibody|testing|result|results|ihc"
    r"|score|index|proliferation|labell?ing|tps|cps|of|approximately|about|around|approx\.?|ca\.?"
    r"|tumou?r|cells?|rate|fraction|by|immunohistochemistry|dna|rna|pcr|serology|sign|reported|as"
    r"|came|back|remains?|remained|became|turned|still|again|in|bilateral|bilaterally|dissection)"
    r"(?![a-z])|[≥≤<>~≈]){0,14}"
)
_ZH_FILLER = (
    r"(?:[\s:=(),、为是呈约达均仍示征]|标记|表达|蛋白|基因|受体|染色|免疫组化|检测|结果|指数|增殖|阳性率|阳性细胞|评分"
    r"|大于|小于|抗原|抗体|核酸|细胞|肿瘤|试验|双侧|左侧|右侧|病毒|tps|cps|ihc|dna|rna|pcr|转移|复查|[≥≤<>~≈-](?=\d)){0,8}"
)
_MODE = (
    r"(?P<mode>strongly|strong|weakly|weak|moderately|moderate|faintly|faint|focally|focal|diffusely"
    r"|diffuse|patchy|partially|partial|强|弱|中等|灶性|灶状|局灶性?|灶|弥漫性?|部分|少数|散在)?(?:[\s-]|and)*"
)
_RESULT = re.compile(
    _MODE + r"(?:(?P<grade>[0-3]\s?\+(?![\d+])|\+{2,4}(?!\w))"
    r"|(?P<share>[<>≥≤~约]?\s?\d{1,3}(?:\.\d+)?(?:\s?(?:-|~|to|至)\s?\d{1,3}(?:\.\d+)?)?\s?%)"
    r"|(?P<equivocal>±|\+/-|equivocal|可疑)"
    r"|(?P<positive>\+(?!\w)|\(\+\)|positiv(?:e|ity)|阳性|转阳|复阳)"
    r"|(?P<negative>-(?=[)\s,;.，；、。）一-鿿]|$)|\(-\)|negativ(?:e|ity)|阴性|转阴|未见转移)"
    r"|(?P<lost>loss|lost|absent|缺失|丢失|失表达|不表达)|(?P<kept>retained|intact|preserved|保留|无缺失|未缺失)"
    r"|(?P<number>\d{1,3}(?:\.\d)?)(?!\d|\.\d|[%/+]|\s?(?:%|个|枚|mm|cm|cells|年|月|日|-\d)))"
)
_MORE = re.compile(r"[\s,，、(:;和]{0,3}(?:(?:in|of|about)\s|(?:肿瘤)?细胞|约)?")
_BEFORE = re.compile(
    r"(?P<positive>(?<!not )positive|immunopositive|immunoreactive|reactive|阳性(?:表达)?)"
    r"(?:\s?(?:staining|expression|results?|immunostaining))?\s?(?:for|in|的有|[:：])\s?(?:the\s)?$"
    r"|(?P<negative>negative|immunonegative|non-?reactive|阴性(?:表达)?)"
    r"(?:\s?(?:staining|expression|results?|immunostaining))?\s?(?:for|in|的有|[:：])\s?(?:the\s)?$"
)
_STAINED = re.compile(
    r"(?<!no )(?<!without )(?P<mode>strong|weak|moderate|diffuse|focal|patchy)"
    r"(?:\s(?:and\s)?[a-z]+){0,2}"
    r"\s(?:staining|positivity|expression|immunoreactivity)\s(?:for|of|with)\s$"
)
_EXPRESSED = re.compile(
    r"(?:(?P<lost>loss|lost|absent|absence)|(?P<kept>retained|intact|preserved))"
    r"(?:\s(?:nuclear|expression|staining|immunostaining|of|for|the)){0,4}\s$"
)
_JOINED = re.compile(r"[\s,，、/和及与]{0,3}(?:and|or|以及)?[\s,，、]{0,2}$")
_INTENSITY = {
    "strong": "strong", "强": "strong", "weak": "weak", "弱": "weak", "faint": "weak",
    "moderat": "moderate", "中等": "moderate",
}  # fmt: skip
_NUMBERED = frozenset(("pd-l1", "h-score", "ki-67"))

Results = dict[tuple[str, str], list[Mention]]
"""By marker and by what of it is said: sign, grade, share, intensity, number."""


class MarkerReader:
    """Finds markers and what is said of each."""

    def __init__(
        self, symbols: Sequence[Mapping[str, str]], names: Sequence[Mapping[str, str]]
    ) -> None:
        listed: dict[str, dict[str, str]] = {"en": {}, "zh": {}}
        for row in names:
            for language, forms in listed.items():
                forms.update((form, row["marker"]) for form in row[language].split(";"))
        for row in symbols:
            for form in (row["symbol"], *row["names"].split(";")):
                if form.isascii():
                    for forms in listed.values():
                        forms.setdefault(form, _key(row["symbol"], forms))
        self._names = {language: WordFinder(forms) for language, forms in listed.items()}

    @classmethod
    def of(cls, packs: Packs) -> MarkerReader:
        """The reader of a site's packs, one for all checks."""
        return packs.made("markers", _of_packs)

    def named(self, side: Side) -> list[Hit[str]]:
        """The markers that the side names, in its order."""
        kept: list[Hit[str]] | None = side.kept.get(self)
        if kept is None:
            names = self._names.get(side.language)
            hits = names.hits(side) if names else ()
            kept = side.kept[self] = [hit for hit in hits if _is_symbol(side, hit)]
        return kept

    def read(self, side: Side, hits: Sequence[Hit[str]]) -> Results:
        """The results of each marker that was found."""
        found: Results = {}
        if not hits or not _may_tell(side.folded):
            return found
        for group in _groups(side, hits):
            for dimension, value, start, end in _told(side, group):
                mention = Mention(side.span(start, end), frozenset((value,)), says=value)
                for hit in group:
                    found.setdefault((hit.value, dimension), []).append(mention)
        return found


def _of_packs(packs: Packs) -> MarkerReader:
    return MarkerReader(packs.terms.rows("markers.tsv"), packs.checks.rows("marker_names.tsv"))


def _key(symbol: str, forms: Mapping[str, str]) -> str:
    low = symbol.lower()
    return forms.get(low, low)


_SIGNS = re.compile(
    r"[+%阳阴]|\(-\)|ositiv|egativ|reactive|score|[ct]ps|指数|评分|缺失|保留|表达|los[st]|retain|intact|absent|stain|着色|染色|-[一-鿿]"
)


def _may_tell(text: str) -> bool:
    return _SIGNS.search(text) is not None


_CAPITALISED = frozenset(("Syn", "Rb", "Tg"))


def _is_symbol(side: Side, hit: Hit[str]) -> bool:
    """Whether a short word is the symbol that it may be: MET is a gene, met is a verb."""
    word = side.narrow[hit.start : hit.end]
    return (
        word in _CAPITALISED
        or len(word) > 4
        or not word.isascii()
        or not word.isalpha()
        or word[1:] != word[1:].lower()
    )


def _groups(side: Side, hits: Sequence[Hit[str]]) -> Iterator[list[Hit[str]]]:
    """Markers that stand in one list and share what is said behind or before it."""
    group: list[Hit[str]] = []
    for hit in hits:
        if group and not _JOINED.match(side.folded[group[-1].end : hit.start]):
            yield group
            group = []
        group.append(hit)
    if group:
        yield group


def _told(side: Side, group: Sequence[Hit[str]]) -> Iterator[tuple[str, str, int, int]]:
    filler = _ZH_AFTER if side.is_chinese else _EN_AFTER
    at = filler.match(side.folded, group[-1].end)
    place = at.end() if at else group[-1].end
    first = _RESULT.match(side.folded, place) or _RESULT.match(side.folded, group[-1].end)
    if first and _fits(first, group):
        yield from _all_told(side, group, first)
        return
    head = side.folded[max(0, group[0].start - 40) : group[0].start]
    if before := _BEFORE.search(head):
        sign = "positive" if before["positive"] else "negative"
        yield "sign", sign, group[0].start, group[-1].end
    elif before := _STAINED.search(head):
        yield "sign", "positive", group[0].start, group[-1].end
        if before["mode"] in ("strong", "weak", "moderate"):
            yield "intensity", before["mode"], group[0].start, group[-1].end
    elif before := _EXPRESSED.search(head):
        yield "expression", "lost" if before["lost"] else "kept", group[0].start, group[-1].end


_EN_AFTER, _ZH_AFTER = re.compile(_EN_FILLER), re.compile(_ZH_FILLER)


def _fits(hit: re.Match[str], group: Sequence[Hit[str]]) -> bool:
    return hit["number"] is None or group[-1].value in _NUMBERED


def _all_told(
    side: Side, group: Sequence[Hit[str]], first: re.Match[str]
) -> Iterator[tuple[str, str, int, int]]:
    hit: re.Match[str] | None = first
    for _ in range(3):
        if hit is None or not _fits(hit, group):
            return
        for dimension, value in _values(hit):
            yield dimension, value, group[0].start, hit.end()
        gap = _MORE.match(side.folded, hit.end())
        hit = _RESULT.match(side.folded, gap.end()) if gap else None
        if hit is not None and hit["number"]:
            return


def _values(hit: re.Match[str]) -> Iterable[tuple[str, str]]:
    if hit["mode"]:
        for stem, intensity in _INTENSITY.items():
            if hit["mode"].startswith(stem):
                yield "intensity", intensity
    if hit["grade"]:
        grade = hit["grade"].replace(" ", "")
        yield "grade", grade if grade[0].isdigit() else f"{len(grade)}+"
    elif hit["share"]:
        for figure in re.findall(r"\d+(?:\.\d+)?", hit["share"]):
            yield "share", figure
    elif hit["number"]:
        yield "number", hit["number"]
    elif hit["lost"] or hit["kept"]:
        yield "expression", "lost" if hit["lost"] else "kept"
    else:
        yield "sign", next(name for name in ("equivocal", "positive", "negative") if hit[name])

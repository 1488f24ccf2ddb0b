"""Values of named scales: ECOG 1, GCS 8 (E2V2M4), Child-Pugh B级, BI-RADS 4A类, Gleason 4+3."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from huizhen.core.language.checks.checker import Packs
from huizhen.core.language.checks.mention import Mention
from huizhen.core.language.checks.pair import Side
from huizhen.core.language.checks.ranks import ROMAN, arabic
from huizhen.core.language.checks.words import WordFinder

_VALUE = (
    rf"(?:\d{{1,3}}(?:\.\d+)?(?:[A-Ca-c](?![A-Za-z]))?[+-]?|{ROMAN}[A-Ca-c]?\d?(?:ES|SE|E|X)?"
    r"|[A-FM]\d{0,2}|[零一二三四五六七八九十]{1,3}(?=[分级期度型类])"
    r"|(?:zero|one|two|three|four|five|six|seven|eight|nine|ten)(?![a-z]))"
    r"(?![A-Za-z0-9%])(?!\.\d|\s?\+\s?\d)(?!\s?(?:%|分钟|小时|个月|年|月|日|天|周|例|min|h\b|mg|mm|cm|/\d{3}))"
)
_EN_FILLER = (
    r"(?:[\s:=(),\[<>≥≤~-]|at\s\d{1,2}(?:,?\s?(?:and|,)\s?\d{1,2})*[\s-]?min(?:utes?)?|(?i:scores?|scored|grades?|graded|class|category|categories|stages?|staging"
    r"|status|scale|performance|functional|index|system|criteria|type|points?|group|total|sum|value"
    r"|impairment|risk|of|was|were|is|at|as|the|a|an|to|from|rated|with|for|in|her|his|patient"
    r"|has|have|had|been|now|deteriorated|worsened|changed|went|respectively|decreased|improved|dropped|fell|rose|increased|reduced|currently|about|approximately"
    r"|equals?|to be|up|baseline|preoperative|postoperative|initial|admission|on"
    r"|endoscopic|clinical|histologic(?:al)?|nuclear|prognostic|overall|disease|activity)(?![A-Za-z])){0,9}"
)
_ZH_FILLER = (
    r"(?:[\s:=(,，)、\[<>≥≤~为是约达第由从在-]|评分|得分|记分|计分|分级|分期|分类|分型|总分|量表|指数|等级"
    r"|体力状[态况]|体能状[态况]|活动|功能|状态|状况|心功能|级别|术前|术后|入院|时|目前|当前|现|最高|最低|较"
    r"|分别|恶化|加重|下降|降低|升高|改善|标准|系统|患者|肿瘤|危险|评为|评定|评估|结果|水平|基线|肝功能|内镜|临床|组织学|核|预后|疾病|提示|属于|属|均"
    r"|危险度"
    r"|(?:PS|KPS|VAS|NRS|ECOG|GCS|CTP|KL|TR|LR)(?![A-Za-z])){0,9}"
)
_AND = (
    r"(?:\s?[分级期]?\s?(?:-|~|/|至|到|(?:改善|恶化|进展|下降|上升|降低|升高|增加|减少|减轻|加重|恢复)?(?:至|到|为)|降至|降到|升至|升到|增至|变为|或|分[和及、](?=[^分]{1,3}分)"
    r"|,?\s(?:to|or|and)\s)\s?"
)
_FILLERS = {"en": _EN_FILLER, "zh": _ZH_FILLER}
_IN_PERCENT = frozenset(("kps", "lansky", "odi", "ndi"))


def _after(value: str) -> dict[str, re.Pattern[str]]:
    return {
        language: re.compile(rf"{filler}(?P<values>{value}(?:{_AND}{value}){{0,2}}))")
        for language, filler in _FILLERS.items()
    }


_AFTER, _SHARES = _after(_VALUE), _after(r"(?:\d{1,3}(?:\.\d+)?)(?![\d.])")
_POINTS = re.compile(
    r"\s?级?[\s,，]?\(?\s?(?:(?:score|points?)\s?(?:of\s)?)?(\d{1,2})\s?(?:分|points?|pts?)?\s?\)?(?=\D|$)"
)
"""The points behind a Child-Pugh class: A (5 points), A级（5分）."""
_EACH, _PLAIN = re.compile(_VALUE), re.compile(r"\d+(?:\.\d+)?")
_COMA = re.compile(
    r"(?<![A-Za-z])([EVM])\s?([1-6T])(?=[\sEVM,;)，；、。.=]|$)(?!\.\d|\s?级)"
    r"|(?<=\d)([VM])\s?([1-6T])"
)
_GLEASON = re.compile(r"(?<!\d)([1-5])\s?\+\s?([1-5])(?!\d)")
POWER_WORD = re.compile(
    r"power|strength|\bmrc\b|motor|flexion|extension|flexors?|extensors?|grip|abduct|adduct|deltoid"
    r"|biceps|triceps|quadriceps|\behl\b|肌力"
)
_POWER = re.compile(r"(?<![\d./])([0-5](?:[+-](?![0-9]))?)\s?/\s?5(?![\d/])")

Scales = Mapping[str, list[Mention]]


class ScaleReader:
    """Finds the values that stand behind the name of a scale."""

    def __init__(self, rows: Sequence[Mapping[str, str]]) -> None:
        self._names = {
            language: WordFinder(
                [(name, row["scale"]) for row in rows for name in row[language].split(";")]
            )
            for language in ("en", "zh")
        }
        glued = {
            name: row["scale"]
            for row in rows
            for name in row["zh"].split(";")
            if name.isascii() and name[-1].isalpha()
        }
        self._glued, self._glued_names = _glued(glued), glued

    @classmethod
    def of(cls, packs: Packs) -> ScaleReader:
        """The reader of a site's packs, one for all checks."""
        return packs.made("scales", lambda own: cls(own.checks.rows("scale_names.tsv")))

    def read(self, side: Side) -> dict[str, list[Mention]]:
        """The values of each scale that the side names."""
        kept: dict[str, list[Mention]] | None = side.kept.get(self)
        if kept is None:
            kept = side.kept[self] = self._read(side)
        return kept

    def _read(self, side: Side) -> dict[str, list[Mention]]:
        names, found = self._names.get(side.language), dict[str, list[Mention]]()
        if names is None:
            return found
        last = 0
        for hit in names.hits(side):
            if hit.start < last:
                continue
            pattern = _SHARES if hit.value in _IN_PERCENT else _AFTER
            after = pattern[side.language].match(side.narrow, hit.end)
            if after:
                last = after.end()
                span = side.span(hit.start, last)
                found.setdefault(hit.value, []).extend(
                    Mention(span, frozenset((value,)), says=f"{hit.value} {value}")
                    for value in _values(after["values"], hit.value)
                )
                points = _POINTS.match(side.narrow, last) if hit.value == "child-pugh" else None
                if points:
                    last = points.end()
                    found[hit.value].append(
                        Mention(span, frozenset((points[1],)), says=f"{hit.value} {points[1]}")
                    )
        if _GLUED.search(side.narrow):
            self._read_glued(side, found)
        for scale, mention in _by_itself(side):
            found.setdefault(scale, []).append(mention)
        return found

    def _read_glued(self, side: Side, found: dict[str, list[Mention]]) -> None:
        """Values without a gap behind a Latin name: NYHAIII级, KPS80分."""
        for hit in self._glued.finditer(side.narrow):
            scale = self._glued_names[hit[1].lower()]
            found.setdefault(scale, []).extend(
                Mention(side.span(*hit.span()), frozenset((value,)), says=f"{scale} {value}")
                for value in _values(hit["value"], scale)
            )


_GLUED = re.compile(r"[A-Za-z](?:\d|[IVA-E]{1,3}\s?[级期型类度])")


def _glued(names: Iterable[str]) -> re.Pattern[str]:
    """A Latin name with its value at once behind it."""
    listed = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(
        rf"(?<![A-Za-z])((?i:{listed}))(?:(?P<value>\d{{1,3}}(?:\.\d)?[A-Ca-c]?(?![A-Za-z\d.])"
        r"|(?:I{1,3}|IV|V|[A-D])(?=\s?[级期型类度])))"
    )


def _values(text: str, scale: str) -> Iterator[str]:
    for hit in (_PLAIN if scale in _IN_PERCENT else _EACH).finditer(text):
        value = arabic(hit[0]).removesuffix(".0")
        if scale == "child-pugh" and value[0] in "abc":
            yield from filter(None, (value[0], value[1:]))
        else:
            yield value


def _by_itself(side: Side) -> Iterator[tuple[str, Mention]]:
    """Parts of the coma scale, Gleason patterns and muscle power, known by how they are written."""
    text, folded = side.narrow, side.folded
    if "gcs" in folded or "glasgow" in folded or "格拉斯哥" in folded or "昏迷" in folded:
        for hit in _COMA.finditer(text):
            part = (hit[1] or hit[3]) + (hit[2] or hit[4])
            yield f"gcs {part[0]}", Mention(side.span(*hit.span()), frozenset((part,)))
    if "gleason" in folded or "格里森" in folded or "isup" in folded or "前列腺" in folded:
        for hit in _GLEASON.finditer(text):
            sense = frozenset((f"{hit[1]}+{hit[2]}",))
            yield "gleason pattern", Mention(side.span(*hit.span()), sense)
    if side.language == "en" and "/" in text and POWER_WORD.search(folded):
        for hit in _POWER.finditer(text):
            yield "power", Mention(side.span(*hit.span()), frozenset((hit[1],)))
    elif side.is_chinese and "肌力" in text:
        for hit in _ZH_POWER.finditer(text):
            for written in re.findall(r"[^-~/+]+[+-]?(?![0-5])", hit[1]):
                yield "power", Mention(side.span(*hit.span()), frozenset((arabic(written),)))


_ZH_POWER = re.compile(
    r"(?<![\d.])((?:[0-5]|[Ⅰ-Ⅴ]|IV|I{1,3}|V|[零一二三四五])[+-]?"
    r"(?:[-~/](?:[0-5]|[Ⅰ-Ⅴ]|IV|I{1,3}|V)[+-]?)?)(?:\s?级|\s?/\s?5)"
)

"""Variants as reports write them: V600E, p.Val600Glu, c.1799T>A, exon 19, t(9;22), del(17p), +8."""

from __future__ import annotations

import re
from collections.abc import Iterator

from huizhen.core.language.checks.mention import Mention
from huizhen.core.language.checks.pair import Side
from huizhen.core.language.checks.ranks import arabic

_ONE = {
    "ala": "a", "arg": "r", "asn": "n", "asp": "d", "cys": "c", "gln": "q", "glu": "e",
    "gly": "g", "his": "h", "ile": "i", "leu": "l", "lys": "k", "met": "m", "phe": "f",
    "pro": "p", "ser": "s", "thr": "t", "trp": "w", "tyr": "y", "val": "v", "ter": "*",
}  # fmt: skip
_THREE = "|".join(_ONE)
_LETTER = "ACDEFGHIKLMNPQRSTVWY"
_CHANGE = r"fs(?:\*?\d+|ter\d+)?|del(?:ins[a-z]*)?|dup|ins[a-z]*"
_SHORT = re.compile(
    rf"(?<![A-Za-z0-9.])(?:p\.\s?)?\(?(?P<short>[{_LETTER}][1-9]\d{{1,3}}(?:[{_LETTER}X*]|{_CHANGE}))"
    r"(?![A-Za-z0-9])"
)
_LONG = re.compile(
    rf"p\.?\s?\(?(?P<a>{_THREE}|[a-z])\s?(?P<at>\d{{1,4}})\s?"
    rf"(?:_(?P<b>{_THREE}|[a-z])(?P<to>\d{{1,4}}))?(?P<c>{_THREE}|{_CHANGE}|[a-z*=])?(?![a-z])"
)
_CODING = re.compile(
    r"(?<![a-z])c\.\s?(?P<coding>[*-]?\d+(?:[+-]\d+)?(?:_[*-]?\d+(?:[+-]\d+)?)?"
    r"\s?(?:[acgt]+\s?>\s?[acgt]+|del(?:ins)?[acgt]*|dup[acgt]*|ins[acgt]*)?)"
)
_EXON_EN = re.compile(
    r"(?<![a-z])(?:exons?|ex)[\s-]?(?P<values>\d{1,2}(?:(?:\s?[-,/&]\s?|,?\s(?:and|to|or)\s)\d{1,2}(?!\d))*)"
    r"|(?<![\w.])(?P<before>\d{1,2})(?:th|st|nd|rd)?\s?exon"
    r"|(?<![\w.])(?P<short>\d{1,2})[-\s]?(?:del|ins|dup)(?![a-z])"
)
_EXON_ZH = re.compile(
    r"(?<![\d.])(?:第\s?)?(?P<before>\d{1,2}(?:\s?[-~、,/和及]\s?(?:第\s?)?\d{1,2})*|[一二三四五六七八九十]{1,3})\s?号?外显子"
    r"|外显子\s?(?:第\s?)?(?P<values>\d{1,2}(?:\s?[-~、,/和及]\s?\d{1,2}(?!\d))*)"
    r"|(?<![a-z])(?:exons?|ex)[\s-]?(?P<latin>\d{1,2})"
    r"|(?<![\w.])(?P<short>\d{1,2})[-\s]?(?:del|ins|dup)(?![a-z])"
)
_MOVED = re.compile(
    r"(?<![a-z])(?P<kind>t|del|inv|dup|add|ins|i|der|r)\s?\((?P<what>[\dxypq;；:,\s.]{1,24})\)"
    r"(?=(?P<bands>\s?\([pq\d.;；]+\))?)"
)
_ARM = re.compile(
    r"(?<![a-z0-9.])(?P<arm>(?:[1-9]|1\d|2[0-2]|x|y)[pq](?:\d{1,2}(?:\.\d{1,2})?)?)(?![a-z])"
)
_ARM_IN_WORDS = re.compile(
    r"(?<![\d.])(?P<zh>[1-9]|1\d|2[0-2]|x|y)号?染色体(?P<sign>短|长)臂"
    r"|(?P<side>short|long) arm of chromosome (?P<en>[1-9]|1\d|2[0-2]|x|y)(?![a-z0-9])"
)
_WHOLE = re.compile(
    r"(?<![a-z])(?P<name>trisomy|monosomy)\s(?P<number>\d{1,2}|x)"
    r"|(?<![\d.])(?P<zh>\d{1,2}|x)\s?[-号]?\s?(?:染色体)?(?P<body>三体|单体)"
    r"|(?P<body2>三体|单体)\s?(?P<zh2>\d{1,2})"
    r"|(?<![a-z0-9)])(?P<sign>[+-])(?P<signed>\d{1,2}|x|y)(?![a-z0-9%/(]|\.\d|\s?(?:%|mm|cm|kg|°|天|周))"
)
_CHROMOSOME = re.compile(
    r"chromosomes?\s(?P<en>\d{1,2}|x|y)(?![a-z0-9])|(?<![\d.])(?P<zh>\d{1,2}|x|y)\s?号?染色体"
)
_WORD_BEFORE = re.compile(r"[a-z0-9]$")
_CODON = re.compile(
    r"codons?\s\d{1,4}(?:(?:\s?[-,/]\s?|\s(?:and|or)\s)\d{1,4})*|\d{1,4}(?:[、/和]\d{1,4})*\s?[位号]?密码子"
    r"|密码子\s?\d{1,4}(?:[、/和]\d{1,4})*"
)
_COUNT = re.compile(r"(?<!\d)(?:4\d|[2-9]\d),\s?x[xy]*(?![a-z])")
_KINDS = {
    "del": ("del", "deletion", "deletions", "缺失"),
    "ins": ("ins", "insertion", "insertions", "插入"),
    "dup": ("dup", "duplication", "重复"), "skip": ("skipping", "skip", "跳跃", "跳读"),
}  # fmt: skip
_KIND = r"del(?:etions?)?|ins(?:ertions?)?|dup(?:lication)?|skip(?:ping)?|缺失|插入|重复|跳跃|跳读"
_CHANGES = ("del", "ins", "dup", "skip", "缺失", "插入", "重复", "跳")
"""What every word of `_KIND` begins with."""
_CHANGE_OF_EXON = re.compile(
    rf"(?:exons?|ex|外显子)[\s-]?(\d{{1,2}})[\s-]{{0,2}}(?:in-?frame\s)?({_KIND})(?![a-z])"
    rf"|(?<![\d.])(\d{{1,2}})[\s-]?(?:号?外显子\s?)?(?:框内)?({_KIND})(?![a-z])"
)
_CYTOGENETIC = re.compile(
    r"karyotyp|cytogen|fish|trisomy|monosomy|chromosom|核型|染色体|三体|单体|\[\d+\]"
)


def variants(side: Side) -> dict[str, list[Mention]]:
    """The variants of a side by how they are named: protein, coding, exon, chromosome."""
    kept: dict[str, list[Mention]] | None = side.kept.get(variants)
    if kept is None:
        kept = side.kept[variants] = _variants(side) if side.has_digit else {}
    return kept


def _variants(side: Side) -> dict[str, list[Mention]]:
    found: dict[str, list[Mention]] = {}
    for name, reader in (
        ("protein", _proteins), ("coding", _codings), ("exon", _exons),
        ("cytogenetic", _cytogenetics), ("codon", _codons), ("bands", _bands), ("change", _changes),
    ):  # fmt: skip
        mentions = list(reader(side))
        if mentions:
            found[name] = mentions
    return found


def _proteins(side: Side) -> Iterator[Mention]:
    taken: list[tuple[int, int]] = []
    for hit in _LONG.finditer(side.folded) if "p" in side.folded else ():
        if side.folded[hit.start() + 1] != "." and hit["a"] not in _ONE:
            continue
        if _WORD_BEFORE.search(side.folded[: hit.start()]):
            continue
        taken.append(hit.span())
        yield _mention(side, hit, _protein(hit))
    for hit in _SHORT.finditer(side.narrow):
        if not any(start < hit.end() and hit.start() < end for start, end in taken):
            yield _mention(side, hit, hit["short"].lower().replace("x", "*"))


def _protein(hit: re.Match[str]) -> str:
    first, last = (_ONE.get(hit[name] or "", hit[name] or "") for name in ("a", "c"))
    between = f"_{_ONE.get(hit['b'], hit['b'])}{hit['to']}" if hit["b"] else ""
    return f"{first}{hit['at']}{between}{last}"


def _codings(side: Side) -> Iterator[Mention]:
    if "c." in side.folded:
        for hit in _CODING.finditer(side.folded):
            yield _mention(side, hit, hit["coding"].replace(" ", ""))


def _exons(side: Side) -> Iterator[Mention]:
    text = side.folded
    if not ("ex" in text or "外显子" in text or "del" in text or "ins" in text or "dup" in text):
        return
    for hit in (_EXON_ZH if side.is_chinese else _EXON_EN).finditer(text):
        said = next(part for part in hit.groupdict().values() if part)
        for number in re.findall(r"\d{1,2}|[一二三四五六七八九十]{1,3}", said):
            yield _mention(side, hit, number if number.isdigit() else _han(number))


def _codons(side: Side) -> Iterator[Mention]:
    if "codon" in side.folded or "密码子" in side.folded:
        for hit in _CODON.finditer(side.folded):
            for number in re.findall(r"\d+", hit[0]):
                yield _mention(side, hit, number)


def _han(written: str) -> str:
    tens, sign, ones = written.partition("十")
    if not sign:
        return arabic(written)
    return str(int(arabic(tens) if tens else 1) * 10 + (int(arabic(ones)) if ones else 0))


def _cytogenetics(side: Side) -> Iterator[Mention]:
    text = side.folded
    moved: list[tuple[int, int]] = []
    for hit in _MOVED.finditer(text) if "(" in text else ():
        moved.append((hit.start(), hit.end() + len(hit["bands"] or "")))
        what = re.sub(r"[;；:,]", ";", hit["what"].replace(" ", "")).strip(";")
        kind = "" if hit["kind"] == "del" and re.fullmatch(r"\d+[pq][\d.]*", what) else hit["kind"]
        yield _mention(side, hit, f"{kind}({what})" if kind else what)
    for hit in _ARM.finditer(text) if "p" in text or "q" in text else ():
        if not any(start <= hit.start() < end for start, end in moved):
            yield _mention(side, hit, hit["arm"])
    for hit in _ARM_IN_WORDS.finditer(text) if "染色体" in text or "arm of" in text else ():
        arm = "p" if (hit["sign"] or hit["side"]) in ("短", "short") else "q"
        yield _mention(side, hit, f"{hit['zh'] or hit['en']}{arm}")
    if _CYTOGENETIC.search(text):
        for hit in _WHOLE.finditer(text):
            yield _mention(side, hit, _whole(hit))
        for hit in _CHROMOSOME.finditer(text):
            yield _mention(side, hit, f"chr{hit['en'] or hit['zh']}", is_required=False)


def _bands(side: Side) -> Iterator[Mention]:
    """The breakpoints behind a translocation, and the count of chromosomes."""
    if "(" in side.folded:
        for hit in _MOVED.finditer(side.folded):
            if hit["bands"]:
                yield _mention(side, hit, re.sub(r"[\s()]", "", hit["bands"]).replace("；", ";"))
    for hit in _COUNT.finditer(side.folded) if "x" in side.folded and "," in side.folded else ():
        yield _mention(side, hit, hit[0].replace(" ", ""))


def _changes(side: Side) -> Iterator[Mention]:
    """What became of an exon: '19 del', '20 ins', '14 skip'."""
    text = side.folded
    if not any(sign in text for sign in _CHANGES):
        return
    for hit in _CHANGE_OF_EXON.finditer(text):
        kind = next(k for k, words in _KINDS.items() if hit[2] in words or hit[4] in words)
        yield _mention(side, hit, f"{hit[1] or hit[3]} {kind}")


def _whole(hit: re.Match[str]) -> str:
    if hit["sign"]:
        return hit["sign"] + hit["signed"]
    is_extra = (hit["name"] or hit["body"] or hit["body2"]) in ("trisomy", "三体")
    return ("+" if is_extra else "-") + (hit["number"] or hit["zh"] or hit["zh2"])


def _mention(side: Side, hit: re.Match[str], sense: str, *, is_required: bool = True) -> Mention:
    return Mention(side.span(*hit.span()), frozenset((sense,)), is_required)

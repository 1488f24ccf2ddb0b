"""A stain, a marker, a gene or a chromosome reported otherwise."""

# ruff: noqa: E501 (word lists and patterns are read by the line)

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from seeded_errors.lexicon import lexicon
from seeded_errors.values import Change, Pair

_MARK = (
    r"(?:ER|PR|HER-?2|Her-?2|Ki-?67|CK\d+|CK5/6|CK|CD\d+\w?|TTF-?1|Napsin ?A|p16|p40|p53|p63|S-?100|SOX10|"
    r"HMB-?45|Melan-?A|PAX\d|GATA3|CDX-?2|SATB2|Syn|CgA|Syn|Synaptophysin|Chromogranin|DOG-?1|CD117|"
    r"Desmin|SMA|Vimentin|EMA|AFP|Hep-?Par-?1|Glypican-?3|GPC3|Arg-?1|MLH1|MSH2|MSH6|PMS2|BCL-?2|BCL-?6|"
    r"MUM1|MYC|c-?MYC|Cyclin ?D1|ALK|PD-?L1|EBER|GFAP|Olig-?2|IDH1|ATRX|INI-?1|STAT6|BCMA|NKX2\.2|WT-?1|"
    r"HBsAg|HBeAg|HBcAb|HBsAb|anti-HCV|EGFR|KRAS|BRAF|ANA|SMA|AMA|H\. pylori)"
)
_SIGN = re.compile(
    rf"(?P<m>{_MARK})\s?[（(](?P<v>[+＋]{{1,3}}|[−\-－–]|\d\+|±)(?P<x>[^)）]{{0,8}})[)）]"
)
_GRADE = re.compile(r"(?P<m>HER-?2|Her-?2|IHC)\s?[（( ](?:IHC )?(?P<v>[0-3]\+)[)）]?")
_PERCENT = re.compile(
    r"(?P<m>Ki-?67|PD-?L1|TPS|CPS|VAF|丰度|ER|PR|allele fraction|blasts?|原始细胞|plasma cells|浆细胞)"
    r"(?P<gap>[^0-9，。；;,]{0,24}?)(?P<v>\d{1,3}(?:\.\d+)?)(?P<p>\s?%)?"
)
_WORD_EN = re.compile(
    rf"(?P<m>{_MARK})(?P<gap>[ -](?:is |was |were )?)(?P<v>positive|negative|mutated|wild-type)\b"
)
_WORD_ZH = re.compile(
    rf"(?P<m>{_MARK})(?P<gap>\s?(?:为|呈|基因)?\s?)(?P<v>阳性|阴性|突变型|野生型)"
)
_POINT = re.compile(r"(?<![A-Za-z])(?P<a>[A-Z])(?P<v>\d{2,4})(?P<b>[A-Z])(?![A-Za-z0-9])")
_EXON = re.compile(r"(?P<h>exon |外显子|第)(?P<v>\d{1,2})(?=\D|$)|(?P<w>\d{1,2})(?=号?外显子)")
_KARYO = re.compile(r"(?P<h>del|inv|dup|i|add)\((?P<v>\d{1,2})(?P<arm>[pq]?)")
_TRANS = re.compile(r"t\((?P<v>\d{1,2});(?P<w>\d{1,2})\)")
_OPPOSITE = {
    "positive": "negative",
    "negative": "positive",
    "mutated": "wild-type",
    "wild-type": "mutated",
}
_OPPOSITE |= {"阳性": "阴性", "阴性": "阳性", "突变型": "野生型", "野生型": "突变型"}
EN = lexicon("""
[status]
wt: wild-type, *wildtype
mut: mutant
[repair]
d: dMMR, mismatch repair deficient
p: pMMR, mismatch repair proficient
[microsatellite]
high: MSI-H, *MSI-high
stable: MSS, *microsatellite stable
low: *MSI-L
[change]
del: deletion
ins: insertion
dup: *duplication
amp: amplification
fus: fusion, *rearrangement
trunc: *truncation
[methylation]
yes: methylated
no: *unmethylated
[zygosity]
het: heterozygous
hom: homozygous
hemi: *hemizygous
[staining]
diffuse: *diffusely positive
focal: *focally positive
lost: *loss of expression
kept: *retained expression
[origin]
germ: germline
som: somatic
[fish]
amp: FISH amplified, *FISH-positive
no: FISH not amplified, *FISH-negative
! acid amplification, lumbar fusion, interbody fusion, posterior fusion, spinal fusion, cervical fusion
""")
ZH = lexicon("""
[status]
wt: 野生型
mut: 突变型
[repair]
d: dMMR, 错配修复缺陷
p: pMMR, 错配修复完整, *错配修复功能正常
[microsatellite]
high: MSI-H, 微卫星高度不稳定
stable: MSS, 微卫星稳定
low: *MSI-L, *微卫星低度不稳定
[change]
del: 缺失
ins: 插入
dup: *重复
amp: 扩增
fus: 融合, *重排
[methylation]
yes: 启动子甲基化
no: *启动子未甲基化
[zygosity]
het: 杂合
hom: 纯合
hemi: *半合子
[staining]
diffuse: *弥漫阳性
focal: *灶性阳性, *局灶阳性
lost: *表达缺失
kept: *表达保留
[origin]
germ: 胚系突变, *胚系变异
som: 体细胞突变, *体细胞变异
! 重复性, 缺失值, 融合术, 重复检, 重复测, 重复使, 骨融合, 椎间融合, 植骨融合, 后路融合, 联合融合, 核酸扩增, 缺失的
""")


_GENETIC = re.compile(r"[A-Z]{3}|\d[pq]|[Gg]ene|mutat|exon|FISH|基因|突变|外显子|启动子")


def changes(pair: Pair, rng: random.Random) -> Iterator[Change]:
    """Each stain, marker or gene of the target given another result."""
    text = pair.target
    for match in _SIGN.finditer(text):
        old = match["v"]
        negative = old in "−-－–"
        new = "+" if negative else "−"
        yield Change(*match.span("v"), new, "neg" if negative else "pos", new, "sign")
    for match in _GRADE.finditer(text):
        new = rng.choice([n for n in ("0+", "1+", "2+", "3+") if n != match["v"]])
        new = "0" if new == "0+" else new
        yield Change(*match.span("v"), new, match["v"], new, "intensity")
    for match in _PERCENT.finditer(text):
        yield from _share(match, rng)
    for match in (_WORD_EN if pair.language == "en" else _WORD_ZH).finditer(text):
        new = _OPPOSITE[match["v"]]
        yield Change(*match.span("v"), new, match["v"], new, "result")
    yield from _genes(text, rng)
    if re.search(rf"{_MARK}|MMR|MSI|MSS|FISH|gene|mutat|基因|突变|[A-Z]{{3,}}", text):
        words = ZH if pair.language == "zh" else EN
        for start, end, form in words.found(text):
            near = text[max(0, start - 14) : end + 8]
            if form.family != "change" or _GENETIC.search(near):
                yield from words.replacements(text, start, end, form)


def _share(match: re.Match[str], rng: random.Random) -> Iterator[Change]:
    if not (match["p"] or match["m"] in ("CPS", "TPS")) or float(match["v"]) > 100:
        return
    old = float(match["v"])
    new = str(rng.choice([n for n in (1, 5, 15, 40, 65, 90) if abs(n - old) >= 4]))
    yield Change(*match.span("v"), new, match["v"], new, "share", match["m"] in ("VAF", "CPS"))


def _genes(text: str, rng: random.Random) -> Iterator[Change]:
    for match in _POINT.finditer(text):
        if match["a"] in "ACDEGHKLMPQRSTVWY" and match["b"] in "ACDEFGHKLNPQRSTVWXY":
            new = rng.choice([c for c in "EKRDVL" if c not in (match["a"], match["b"])])
            yield Change(*match.span("b"), new, match.group(), new, "amino acid", True)
            number = match["v"][:-1] + str((int(match["v"][-1]) + 3) % 10)
            yield Change(*match.span("v"), number, match["v"], number, "codon")
    for match in _EXON.finditer(text):
        group = "v" if match["v"] else "w"
        if not re.search(r"exon|外显子", text[max(0, match.start() - 6) : match.end() + 6]):
            continue
        new = rng.choice(
            [n for n in ("9", "11", "14", "18", "19", "20", "21") if n != match[group]]
        )
        yield Change(*match.span(group), new, match[group], new, "exon")
    for match in _KARYO.finditer(text):
        new = rng.choice([n for n in ("5", "7", "11", "13", "17", "20") if n != match["v"]])
        yield Change(*match.span("v"), new, match["v"], new, "chromosome", True)
        if match["arm"]:
            arm = "q" if match["arm"] == "p" else "p"
            yield Change(*match.span("arm"), arm, match["arm"], arm, "arm", True)
    for match in _TRANS.finditer(text):
        new = rng.choice([n for n in ("8", "14", "16", "21", "22") if n not in match.group()])
        yield Change(*match.span("w"), new, match["w"], new, "translocation", True)

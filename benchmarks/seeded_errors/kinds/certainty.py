"""What is said with more certainty than the source has, or with less."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from seeded_errors.rules import applied, rules
from seeded_errors.values import Change, Pair

_RAISE_EN = rules(
    r"""
\bmay be (?=[a-z]) => is definitely
\bmay (?!not\b|be\b|also\b|or\b)(?=[a-z]+) => will certainly
\bmight (?!not\b|be\b)(?=[a-z]+) => will certainly
\bcould be\b => certainly is
\b[Pp]ossibly\b => definitely
(?<!where )(?<!if )(?<!when )(?<!as )(?<!wherever )\b[Pp]ossible\b(?! to| for| that) => definite
\b[Pp]robabl[ey]\b => definitely
\b(is|are) likely to => \1 certain to
\b[Ss]uspected\b => confirmed
\b[Ss]uspicious for\b => diagnostic of
\b[Ss]uggestive of\b => diagnostic of
\bsuggests?(?= that\b) => proves
\b[Cc]annot be (?:excluded|ruled out)\b => has been excluded
\b[Cc]annot exclude\b => excludes
\bto rule out\b => having ruled out
\b[Tt]o be excluded\b => confirmed
* \b[Qq]uer(?:y|ied) => proven
* \b[Ee]quivocal(?: for)?\b => unequivocal for
* \b[Pp]resumed\b => proven
* \b[Pp]utative\b => proven
* \b[Cc]onceivably\b => certainly
* \b[Ii]ndeterminate\b => malignant
* \b[Pp]erhaps\b => certainly
* \b[Cc]oncern(?:ing)? for\b => proof of
* \b[Ff]avou?rs?\b(?= a| m| b| d| r| c) => proves
* \br/o\b => confirmed
* \b[Rr]aises? the possibility of\b => establishes
* \b[Cc]ompatible with\b => diagnostic of
* \b[Tt]entative(?:ly)?\b => final
* \bD/D\b => proven:
""",
    "uncertain",
    "certain",
    "raised",
)
_LOWER_EN = rules(
    r"""
\b[Cc]onfirmed (?=cases?|deaths?|infection|diagnos|by|on|metasta|malig) => suspected
\bconfirms?\b => raises the possibility of
\b[Dd]efinite(?:ly)?\b => possible
\bwas diagnosed with\b => was suspected of having
\b[Dd]iagnostic of\b => possibly suggestive of
\bhas been (?:excluded|ruled out)\b => cannot be excluded
\b[Rr]uled out\b(?! by)(?<!be ruled out)(?<!cannot) => not ruled out
\b[Pp]roven\b => suspected
\bis caused by\b => may be caused by
\b[Cc]ertain(?:ly)?(?= [a-z]+ed\b) => possibly
* \b[Ee]stablished\b(?= diagnosis| case| cirr| meta) => questionable
* (?<!not )\b[Hh]istologically verified\b => clinically suspected
* \b[Uu]nequivocal(?:ly)?\b => equivocal
* \b[Bb]iopsy-proven\b => presumed
* \b[Uu]ndoubtedly\b => perhaps
* \b[Pp]athognomonic of\b => possibly compatible with
""",
    "certain",
    "uncertain",
    "lowered",
)
_RAISE_ZH = rules(
    r"""
(?<![不有尽])可能(?![性够的])(?=[会是为有导出由存与在]) => 必定
(?<![不尽])可能(?=[一-龥]{2,4}$|[一-龥]{2,4}[，。；]) => 肯定
疑似 => 确诊
(?<![无])可疑 => 明确的
不除外 => 已除外
不能除外 => 已除外
不能排除 => 已排除
待排除?(?!卵|便|尿|气) => 已排除
很可能 => 必定
考虑为 => 确诊为
(?<![需应不要])考虑(?=[一-龥]{0,6}(?:癌|瘤|转移|复发|炎|结核)) => 确诊
或许 => 必定
* 拟诊 => 确诊
* 大概率 => 无疑
* 似(?=见|有|为|与) => 确
* 倾向于?(?=[一-龥A-Z]) => 证实为
* 待查 => 已查明
* 疑(?=[为有诊及]) => 确
* 性质待定 => 性质已定
* 符合(?=[一-龥]{2,8}(?:表现|改变|可能)) => 确证为
* 恐(?=[为有系]) => 确
* 未能排除 => 业已排除
* 有待(?=证|明|进) => 已经
* 约莫 => 确切
* 未定性 => 恶性
""",
    "uncertain",
    "certain",
    "raised",
)
_LOWER_ZH = rules(
    r"""
确诊(?!断) => 疑似
(?<!组织学)(?<!未经)证实 => 推测
明确诊断为? => 初步怀疑为
已排除 => 待排除
已除外 => 不能除外
肯定(?=[会是能]) => 可能
一定会 => 或许会
病理(?:学)?确认 => 临床怀疑
诊断为 => 疑为
(?<![也并])必须 => 或许可以
* 确系 => 疑系
* 无疑 => 或许
* 确切 => 可疑
* 毋庸置疑 => 尚存疑问
* 确认为 => 疑为
* 已明确 => 尚待明确
* 定性为 => 疑为
""",
    "certain",
    "uncertain",
    "lowered",
)
_QUESTION = re.compile(r"[?？]|吗|是否")


def changes(pair: Pair, _rng: random.Random) -> Iterator[Change]:
    """Each hedge turned into a statement, each statement of certainty into a hedge."""
    text = pair.target
    if _QUESTION.search(text):
        return
    zh = pair.language == "zh"
    yield from applied(_RAISE_ZH if zh else _RAISE_EN, text)
    yield from applied(_LOWER_ZH if zh else _LOWER_EN, text)

"""Whose it is changed: the patient's for a relative's, one relative for another."""

# ruff: noqa: E501 (word lists and patterns are read by the line)

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from seeded_errors.lexicon import lexicon
from seeded_errors.rules import applied, rules
from seeded_errors.values import Change, Pair

EN = lexicon("""
[elders]
mother: mother, *mum
father: father, *dad
grandmother (m): *maternal grandmother
grandfather (m): *maternal grandfather
grandmother (p): *paternal grandmother
grandfather (p): *paternal grandfather
aunt (m): *maternal aunt
uncle (m): *maternal uncle
aunt (p): *paternal aunt
uncle (p): *paternal uncle
stepmother: *stepmother
[same age]
brother: brother
sister: sister
elder brother: elder brother
elder sister: elder sister
younger brother: *younger brother
younger sister: *younger sister
cousin: *first cousin
twin: *twin brother
half: *half-sister
[children]
son: son, *stepson
daughter: daughter, *stepdaughter
niece: *niece
nephew: *nephew
[spouse]
wife: wife
husband: husband
[side]
m: maternal
p: paternal
[care]
donor: donor
recipient: recipient
[people]
patients: patients
doctors: doctors, *physicians
nurses: *nurses
controls: *healthy controls
[sex]
men: men
women: women
children: children
[one]
man: man
woman: woman
! mother tongue, mother-to-child, recipient name
""")
ZH = lexicon("""
[elders]
mother: 母亲, *其母, *其母亲
father: 父亲, *其父, *其父亲
grandmother (m): 外祖母, *姥姥
grandfather (m): 外祖父, *姥爷
grandmother (p): 祖母, *奶奶
grandfather (p): 祖父, *爷爷
aunt (m): *姨妈, *姨母
uncle (m): *舅舅, *舅父
aunt (p): *姑姑, *姑母
uncle (p): *叔叔, *伯父
stepmother: *继母
[same age]
elder brother: 哥哥, *胞兄
elder sister: 姐姐, *胞姐
younger brother: 弟弟, *胞弟
younger sister: 妹妹, *胞妹
cousin (m): *表兄
cousin (p): *堂兄
half: *同父异母妹妹
[children]
son: 儿子, *其子
daughter: 女儿, *其女
niece: *侄女
nephew: *侄子
[spouse]
wife: 妻子
husband: 丈夫
[side]
m: 母系, *母方
p: 父系, *父方
[care]
donor: 供者, *供体
recipient: 受者, *受体者
[people]
patients: 患者, *病人
doctors: 医生, 医师
nurses: *护士
controls: *健康对照
[sex]
men: 男性
women: 女性
children: *儿童
! 曾祖母, 曾祖父, 儿童医院, 女性化, 男性化, 主任医师, 主治医师, 其女性, 其子宫, 医师协会
""")
_EN_RULES = rules(
    r"""
(?<=[Tt]he )patient's (?:mother|father|brother|sister|son|daughter|wife|husband|grandmother|aunt) => patient
\b([Hh]is|[Hh]er|[Yy]our) (?:mother|father|brother|sister|elder sister|elder brother)(?= (?:had|has|died|was|is)) => the patient
\b[Ff]amily history of => personal history of
* \b[Pp]ersonal history of => family history of
* \b[Ff]irst-degree relative => patient
* \b[Mm]other'?s side => father's side
* \b[Ff]ather'?s side => mother's side
* \b[Hh]is wife => he
* \b[Nn]ext of kin => patient
* \b[Tt]he patient (?=was diagnosed|has|had|developed|underwent|died|reports|denies) => the patient's sibling
""",
    "one person",
    "another person",
    "patient and relative",
)
_ZH_RULES = rules(
    r"""
患者(?:之|的)?(?:母亲|父亲|哥哥|弟弟|姐姐|妹妹|外祖母|祖父|女儿|儿子|妻子|丈夫) => 患者
(?:其|他的|她的)(?:母亲|父亲|哥哥|弟弟|姐姐|妹妹)(?=[患有死因于曾]) => 患者本人
家族史(?=[：:]?有) => 个人史
* 一级亲属 => 患者本人
* 患者(?=于|因|曾|既往|诉|否认|术后|自述|[确行接无有]) => 患者之妹
* 母系 => 父系
* 家属(?=拒|同|要|表|代) => 患者
""",
    "one person",
    "another person",
    "patient and relative",
)


_ELDER = re.compile(r"^(?:elder|younger|twin) | \([mp]\)$")


def _kin(sense: str) -> str:
    """The relation without age or side, which the other language may not say."""
    return _ELDER.sub("", sense)


def _may_agree(change: Change) -> bool:
    """Whether one of two names of a relation leaves open what the other says."""
    return change.before == _kin(change.before) or change.after == _kin(change.after)


def changes(pair: Pair, _rng: random.Random) -> Iterator[Change]:
    """Each person of the target made another person."""
    text = pair.target
    zh = pair.language == "zh"
    named = re.search(
        r"(?i)elder|older|younger|maternal|paternal|'s side|[兄弟姐妹祖姑姨舅叔堂表]", pair.source
    )
    for change in (ZH if zh else EN).changes(text):
        differ = bool(named) if zh else not _may_agree(change)
        if differ or _kin(change.before) != _kin(change.after):
            yield change
    yield from applied(_ZH_RULES if zh else _EN_RULES, text)

"""A negation dropped or added. Questions and double negatives are left alone."""

# ruff: noqa: E501 (word lists and patterns are read by the line)

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from seeded_errors.rules import applied, rules
from seeded_errors.values import Change, Pair

_DROP_EN = rules(
    r"""
\b(is|are|was|were|does|do|did|has|have|had|should|would|could|will|must) not (?!only|just|necessarily|uncommon|unlike|until|yet\b) => \1
\b([Cc])annot (?!be (?:excluded|ruled out)|exclude|rule out) => \1an
\bcan not (?!only) => can
\b[Nn]o evidence of => evidence of
\b[Nn]o (?=fever|cough|pain|history|metasta|recurrence|contraindication|vaccine|specific|known|significant|effective|signs?|symptoms?|enlarged|obvious|residual|family|previous|prior|further|clear|other|allerg|difference|weight|vomiting|nausea|bleeding|focal|pleural|invasion|lymph) => some
\b[Ww]ithout (?!delay|which|exception|doubt) => with
\b[Dd]enies => reports
\b[Dd]enied => reported
\b[Nn]egative for => positive for
\bdid not show => showed
\bdo not recommend => recommend
\b[Nn]ot recommended => recommended
\b[Nn]ever (?=smoked|had|been|received|used) => has
* \b[Nn]il (?=known|significant|of) => some
* \b[Ff]ree of (?=tumou?r|disease|pain|recurrence|symptoms|metasta) => with
* \b[Aa]bsence of => presence of
* \b[Dd]evoid of => full of
* \b[Nn]or (?=is|was|has|did) => and so
* \b[Ff]ailed to (?=show|demonstrate|reveal|respond|reach) => came to
* \b[Ll]acks => has
* \b[Aa]febrile\b => febrile
* \b[Nn]on-smoker\b => smoker
* \b[Nn]on-diabetic\b => diabetic
* \b[Uu]nresectable\b => resectable
* \b[Uu]ninvolved\b => involved
* \b[Uu]nremarkable\b => abnormal
* \b[Cc]ontraindicated\b => indicated
* \b[Rr]efused\b => accepted
""",
    "denied",
    "affirmed",
    "dropped",
)  # noqa: RUF100, E501
_ADD_EN = rules(
    r"""
\b(is|are|was|were|should|would|will|must) (?!not\b|no\b|also\b|a\b|an\b|the\b|likely|unlikely)(?=[a-z]+(?:ed|en|able|ible|ive|ful|al|be)\b) => \1 not
\bcan (?!not\b|also\b)(?=be\b|cause|spread|infect|lead|help|reduce|prevent) => cannot
\breports? (?=[a-z]+ ?(?:pain|fever|cough|loss|weakness|numbness|sweats|nausea)) => denies
\b[Pp]ositive for => negative for
\b[Ww]ith (?=fever|cough|pain|evidence|invasion|metasta|lymph|recurrence|bleeding|complications) => without
\b[Ee]vidence of => no evidence of
(?<!no )(?<!long )(?<!\ba )(?<!medical )\b[Hh]istory of => no history of
\bha(s|d) a history of => ha\1 no history of
\bis recommended => is not recommended
\brecommend (?=surgery|adjuvant|that|re|a\b|continuing|starting) => do not recommend
* \bis warranted => is not warranted
* \b[Rr]esectable\b => unresectable
* \b(is|are|was) indicated(?= for| in|[.,;]|$) => \1 contraindicated
* \b[Ff]ebrile\b => afebrile
* \b(is|are) patent\b => \1 not patent
* \b[Cc]onsented to\b => declined
* \b[Cc]omplains of => makes no complaint of
""",
    "affirmed",
    "denied",
    "added",
)
_DROP_ZH = rules(
    r"""
未见(?!过) => 可见
未发现 => 发现
未(?=[出发受及累触查检使服用手接治诉闻予行示能做获]) => 已
没有(?!效|关系) => 有
(?<![有毫并])无(?=明显|发热|咳嗽|疼痛|症状|转移|复发|禁忌|药物|家族|既往|特异|特殊|其他|任何|异常|胸痛|腹痛|显著|高血压|糖尿病|吸烟|淋巴|侵犯|恶心|出血|残留|压痛|家) => 有
(?<![是能会可要])不(?=能|会|应|宜|可|需|推荐|建议|支持|考虑|伴|吸烟|存在|适合|具备|具有|属于|得)(?!能除外|能排除|可或缺|可避免|得不|会不|能不|考虑除外|可除外|需要) =>
不需要 => 需要
不是 => 是
否认 => 有
并非 => 正是
阴性(?!预测|率|对照|菌|杆菌|球菌|结果) => 阳性
* 尚未 => 已经
* 从未 => 曾经
* 未曾 => 曾
* 并无 => 确有
* 毫无 => 颇有
* 未及(?=肿|压|包|明|异) => 可及
* 未触及 => 可触及
* 未引出 => 可引出
* 未闻及 => 可闻及
* 不伴 => 伴
* 非吸烟者 => 吸烟者
* 不可切除 => 可切除
* 无法(?=切除|耐受|排除|手术|行走|站立) => 能够
* 勿(?=自行|服|擅|与) => 可
* 暂不 => 现即
* 拒绝 => 同意
* 缺乏(?=特|证|有) => 具有
* 查无(?=实|异|转) => 查有
""",
    "denied",
    "affirmed",
    "dropped",
)
_ADD_ZH = rules(
    r"""
(?<![不未])可见(?!性|光|于) => 未见
(?<![不未无])应(?=[进避立及在采接尽予给]) => 不应
(?<![不有])可以 => 不可以
(?<![不学机社])会(?=导|引|出|传|增|使|发|影) => 不会
(?<![不未])推荐(?=[使进行接采术应对]) => 不推荐
(?<![不未])建议(?=行|手术|患|予|术|继|复|进|停|用|加) => 不建议
(?<![不])需要(?=[进住使接额治]) => 不需要
(?<![不未])存在(?=[于着]?[一-龥]{2}) => 不存在
阳性(?!预测|率|对照|菌|结果) => 阴性
(?<![不])支持(?=.{0,8}诊断) => 不支持
有(?=发热|咳嗽|高血压|糖尿病|吸烟史|家族史|淋巴结转移|手术指征|过敏史) => 无
* 可触及 => 未触及
* 可闻及 => 未闻及
* 可引出 => 未引出
* 可及(?=肿|压|包) => 未及
* 伴(?=出血|坏死|发热|转移|侵犯|脉管|钙化) => 不伴
* (?<!不)可切除 => 不可切除
* (?<![不])同意(?=手术|接受|行|化) => 拒绝
* 曾(?=行|有|服|患|接受) => 未曾
* (?<![不])宜(?=行|尽|采|用|早) => 不宜
* 通畅 => 不通畅
* 诉(?=胸|腹|头|发|恶|腰|双) => 否认
""",
    "affirmed",
    "denied",
    "added",
)
_QUESTION = re.compile(
    r"[?？]|吗|是否|有没有|是不是|能不能|会不会|可不可|whether|^(?:do|does|did|are|is|have|has|can|and (?:are|do|have))\b",
    re.I,
)
_DOUBLE = re.compile(
    r"不[得能会是可]不|无不|没有不|莫不|无非|否则|除非|unless|not un|neither|not only|不仅|不但|不只|不管|无论",
    re.I,
)


def changes(pair: Pair, _rng: random.Random) -> Iterator[Change]:
    """Each negation of a statement dropped, and each plain statement negated."""
    text = pair.target
    if _QUESTION.search(text) or _DOUBLE.search(text):
        return
    zh = pair.language == "zh"
    yield from applied(_DROP_ZH if zh else _DROP_EN, text)
    yield from applied(_ADD_ZH if zh else _ADD_EN, text)

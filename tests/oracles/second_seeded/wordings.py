"""Words whose exchange turns a sentence: side, negation, certainty, comparison, whom it concerns.

A swap is made only where the English and the Chinese word each stand once, so that nothing else
in the pair can still carry the meaning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .mutation import Mutation, exchanged, only
from .pairs import Right, draw


class Swap(NamedTuple):
    """One thing in both languages, and what wrongly stands in its place."""

    kind: str
    english: str
    chinese: str
    wrong_english: str
    wrong_chinese: str
    unless: str = ""


_NO_SIDE = (
    r"\bright(?:s|ly)?\b.*(?:to |human|civil)|right (?:in|on|at|now|after|before|away)\b"
    r"|left (?:the|for|with|untreated|behind|over|to)\b"
)
_IF_ANY = r"可能性|尽可能"
SWAPS = (
    Swap("side", r"\bleft\b", "左", "right", "右", _NO_SIDE + r"|\bright\b|右"),
    Swap("side", r"\bright\b", "右", "left", "左", _NO_SIDE + r"|\bleft\b|左"),
    Swap("side", r"\bbilateral\b", "双侧|双肺|双", "left-sided", "左侧"),
    Swap("side", r"\bunilateral\b", "单侧", "bilateral", "双侧"),
    Swap(
        "certainty", r"\bmay\b|\bmight\b", "可能", "will certainly", "必定", rf"{_IF_ANY}|\bMay\b"
    ),
    Swap(
        "certainty", r"\b(?:is|are) likely\b", "可能", "is certain", "必然", rf"{_IF_ANY}|unlikely"
    ),
    Swap(
        "certainty",
        r"\bpossible\b",
        "可能",
        "definite",
        "确定",
        rf"{_IF_ANY}|as possible|impossible",
    ),
    Swap("certainty", r"\bsuspected\b", "疑似|可疑|怀疑", "confirmed", "确诊", "confirm|确诊|确认"),
    Swap("certainty", r"\bconfirmed\b", "确诊", "suspected", "疑似", "suspect|疑似"),
    Swap("certainty", r"\bprobably\b", "很可能|可能", "certainly", "必定"),
    Swap("comparator", r"\bmore than\b", r"超过|多于|大于", "less than", "少于"),
    Swap("comparator", r"\bmore than\b", r"以上", "less than", "以下"),
    Swap("comparator", r"\bless than\b", r"不到|少于|低于|小于", "more than", "超过"),
    Swap("comparator", r"\bat least\b(?=[^.,]{0,12}\d)", "至少", "at most", "至多"),
    Swap("comparator", r"\bup to\b", r"最多|高达|长达|至多", "at least", "至少"),
    Swap("comparator", r"\bhigher than\b", "高于", "lower than", "低于"),
    Swap("comparator", r"\blower than\b", "低于", "higher than", "高于"),
    Swap("comparator", r"\bgreater than\b", r"大于|超过|高于", "less than", "小于"),
    Swap("comparator", r">(?=\s*\d)", r"[>＞](?=\s*\d)", "<", "<"),
    Swap("comparator", r"<(?=\s*\d)", r"[<＜](?=\s*\d)", ">", ">"),
    Swap("comparator", r"≥", "≥", "<", "<"),
    Swap("comparator", r"≤", "≤", ">", ">"),
    Swap("direction", r"\bincreased\b", "增加|升高|上升|增高", "decreased", "减少"),
    Swap("direction", r"\bincreases?\b", "增加|升高|上升|增高", "reduces", "减少"),
    Swap("direction", r"\bdecreased\b|\breduced\b", "减少|降低|下降|减低", "increased", "增加"),
    Swap("direction", r"\bhigher\b", "较高|更高", "lower", "更低"),
    Swap("direction", r"\blower\b", "较低|更低", "higher", "更高", "lower respiratory"),
    Swap("direction", r"\bimproved\b", "改善|提高", "worsened", "恶化"),
    Swap("subject", r"\bwomen\b", "女性|妇女", "men", "男性"),
    Swap("subject", r"\b(?<!wo)men\b", "男性", "women", "女性"),
    Swap("subject", r"\bchildren\b", "儿童", "elderly people", "老年人"),
    Swap("subject", r"\badults\b", "成人|成年人", "children", "儿童"),
    Swap("subject", r"\bmothers?\b", "母亲", "father", "父亲"),
    Swap("subject", r"\bpatients\b", "患者", "relatives", "家属"),
    Swap("subject", r"\bfemales?\b", "女性|雌性", "male", "男性"),
    Swap("drug", r"\bremdesivir\b", "瑞德西韦", "favipiravir", "法匹拉韦"),
    Swap("drug", r"\bhydroxychloroquine\b", "羟氯喹", "chloroquine", "氯喹"),
    Swap("drug", r"(?<!y)\bchloroquine\b", "(?<!羟)氯喹", "clonidine", "氯硝西泮"),
    Swap("drug", r"\blopinavir\b", "洛匹那韦", "saquinavir", "沙奎那韦"),
    Swap("drug", r"\britonavir\b", "利托那韦", "nelfinavir", "奈非那韦"),
    Swap("drug", r"\bibuprofen\b", "布洛芬", "naproxen", "萘普生"),
    Swap("drug", r"\bribavirin\b", "利巴韦林", "rifampicin", "利福平"),
    Swap(
        "drug", r"\b(?:paracetamol|acetaminophen)\b", "对乙酰氨基酚|扑热息痛", "aspirin", "阿司匹林"
    ),
    Swap("drug", r"\btocilizumab\b", "托珠单抗|托西珠单抗", "trastuzumab", "曲妥珠单抗"),
    Swap("drug", r"\boseltamivir\b", "奥司他韦", "ganciclovir", "更昔洛韦"),
    Swap("drug", r"\baspirin\b", "阿司匹林|阿斯匹林", "warfarin", "华法林"),
    Swap(
        "glossary", r"\bacute\b", "急性", "chronic", "慢性", "chronic|慢性|acute respiratory|呼吸"
    ),
    Swap("glossary", r"\bchronic\b", "慢性", "acute", "急性", "acute|急性"),
    Swap("glossary", r"\bmild\b", "轻度|轻微", "severe", "重度", "severe|重度"),
    Swap(
        "glossary", r"\bsevere\b", "严重|重度|重症", "mild", "轻度", "mild|轻|respiratory syndrome"
    ),
    Swap("glossary", r"\bpneumonia\b", "肺炎", "hepatitis", "肝炎"),
    Swap("glossary", r"\bdiabetes\b", "糖尿病", "hypertension", "高血压", "hypertension"),
    Swap("glossary", r"\bhypertension\b", "高血压", "hypotension", "低血压"),
    Swap("glossary", r"\bbacteria\b", "细菌", "viruses", "病毒", "virus"),
    Swap("glossary", r"\bantibod(?:y|ies)\b", "抗体", "antigen", "抗原", "antigen"),
    Swap("glossary", r"\bliver\b", "肝脏|肝", "kidney", "肾", "kidney|renal|肝炎"),
    Swap("glossary", r"\bkidney\b", "肾脏|肾", "liver", "肝", "liver|hepatic"),
    Swap("glossary", r"\bcough\b", "咳嗽", "diarrhoea", "腹泻", "diarrh"),
    Swap("glossary", r"\bfever\b", "发热|发烧", "rash", "皮疹", "rash|hay fever"),
    Swap("glossary", r"\bbenign\b", "良性", "malignant", "恶性", "malignan"),
    Swap("glossary", r"\bvaccines?\b", "疫苗", "antibiotic", "抗生素", "antibiotic"),
)

# What denies in each language; a pair with one of each denies once.
_DENIES_EN = (
    r"\b(?:no|not|without|never|none|neither|nor|cannot|nothing|fails?|failed|lacks?|lacking"
    r"|absence|unable|unlike\w*|un[a-z]{4,}|in(?:effective|sufficient|ability)|asymptomatic"
    r"|non-?[a-z]+|negative\w*|free|only|hardly|rarely|few|little|avoid\w*|prevent\w*|exclud\w*)"
    r"\b|n't\b"
)
_DENIES_ZH = r"[不未无没否非勿莫免]|阴性|避|防|排除|缺|仅|难|很少|尚|唯"
_TAKEN = (
    # Chinese that denies, and the same that affirms.
    ("没有", "有"), ("未发现", "发现"), ("未见", "可见"), ("未能", "能够"), ("不能", "能"),
    ("不会", "会"), ("不应该", "应该"), ("不应", "应"), ("不要", "要"), ("不建议", "建议"),
    ("不是", "是"), ("不需要", "需要"), ("无需", "需要"), ("无法", "能够"), ("不得", "可以"),
    ("无症状", "有症状"), ("阴性", "阳性"), ("无关", "有关"), ("不可", "可"), ("不宜", "宜"),
    ("不推荐", "推荐"), ("未接受", "接受"), ("无显著", "有显著"), ("不支持", "支持"),
)  # fmt: skip
_TAKEN_EN = (
    (r"\b(is|are|was|were|can|could|should|do|does|did|has|have|will|would|must) not\b", r"\1"),
    (r"\bcannot\b", "can"),
    (r"\bdon't\b", "do"),
    (r"\bdoesn't\b", "does"),
    (r"\bthere (is|was) no\b", r"there \1 a"),
    (r"\bno significant\b", "a significant"),
    (r"\bwithout\b", "with"),
    (r"\bnever\b", "always"),
    (r"\basymptomatic\b", "symptomatic"),
    (r"\bineffective\b", "effective"),
    (r"\babsence of\b", "presence of"),
    (r"\black of\b", "abundance of"),
)
_PUT = (
    ("应该", "不应该"), ("应当", "不应当"), ("可以", "不可以"), ("能够", "不能"),
    ("需要", "不需要"), ("建议", "不建议"), ("有效", "无效"), ("显示", "未显示"),
    ("提示", "未提示"), ("有助于", "无助于"), ("证实", "未证实"),
    ("具有", "不具有"), ("阳性", "阴性"), ("推荐", "不推荐"),
)  # fmt: skip
_PUT_EN = (
    (r"\b(is|are|was|were|should|must|will) (?=[a-z])", r"\1 not "),
    (r"\bcan (?=[a-z])", "cannot "),
    (r"\b(has|have) been\b", r"\1 not been"),
    (r"\bpositive for\b", "negative for"),
    (r"\bwith (?=(?:fever|cough|pneumonia|diabetes|symptoms))", "without "),
)


def swapped(right: Right) -> Iterator[Mutation | None]:
    """Each swap that fits the pair."""
    for swap in SWAPS:
        both = f"{right.english}\n{right.chinese}"
        case = re.IGNORECASE if swap.kind != "certainty" else 0
        if swap.unless and re.search(swap.unless, both, case):
            continue
        flags = re.IGNORECASE if "may" not in swap.english else 0
        english = only(swap.english, right.english, flags)
        chinese = only(swap.chinese, right.chinese)
        if english and chinese:
            found, new = (chinese, swap.wrong_chinese) if right.into_chinese else (
                english, swap.wrong_english)  # fmt: skip
            form = f"{chinese.group()}/{english.group().lower()}"
            yield exchanged(swap.kind, form, right.target, found.span(), new)


def negations(right: Right) -> Iterator[Mutation | None]:
    """A negation taken out where one stands, or put in where none does."""
    english = len(re.findall(_DENIES_EN, right.english, re.IGNORECASE))
    chinese = len(re.findall(_DENIES_ZH, right.chinese))
    if "?" in right.english or "？" in right.chinese or "whether" in right.english:
        return
    if english == 1 and chinese == 1:
        yield from _taken(right)
    elif not english and not chinese:
        yield from _put(right)


def _taken(right: Right) -> Iterator[Mutation | None]:
    if right.into_chinese:
        for old, new in _TAKEN:
            place = right.target.find(old)
            if place >= 0:
                span = (place, place + len(old))
                yield exchanged("negation", f"taken {old}", right.target, span, new)
                return
    for old, new in () if right.into_chinese else _TAKEN_EN:
        found = re.search(old, right.target, re.IGNORECASE)
        if found:
            wrong = found.expand(new)
            yield exchanged("negation", f"taken {old}", right.target, found.span(), wrong)
            return


def _put(right: Right) -> Iterator[Mutation | None]:
    table = [(re.escape(a), b) for a, b in _PUT] if right.into_chinese else list(_PUT_EN)
    first = draw(right.name) % len(table)
    for old, new in table[first:] + table[:first]:
        found = only(old, right.target)
        if found:
            wrong = found.expand(new)
            yield exchanged("negation", f"put {old}", right.target, found.span(), wrong)
            return

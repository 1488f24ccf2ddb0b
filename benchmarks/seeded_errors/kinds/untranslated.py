"""Words of the source left standing in the target: a term, a clause, or all of it."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from seeded_errors.values import Change, Pair

# `*` marks a term that few glossaries hold
_TERMS = """
pneumonia=肺炎
hypertension=高血压
diabetes=糖尿病
infection=感染
vaccine=疫苗
symptoms=症状
fever=发热
cough=咳嗽
cancer=癌
tumour=肿瘤
tumor=肿瘤
surgery=手术
chemotherapy=化疗
radiotherapy=放疗
metastasis=转移
metastases=转移
liver=肝
kidney=肾
lung=肺
cirrhosis=肝硬化
biopsy=活检
recurrence=复发
stroke=卒中
bleeding=出血
pain=疼痛
treatment=治疗
diagnosis=诊断
lymphoma=淋巴瘤
leukaemia=白血病
hepatitis=肝炎
antibody=抗体
transmission=传播
asthma=哮喘
outbreak=疫情
*ascites=腹水
*jaundice=黄疸
*varices=静脉曲张
*haemoptysis=咯血
*haematemesis=呕血
*melaena=黑便
*dyspnoea=呼吸困难
*dysphagia=吞咽困难
*oedema=水肿
*effusion=积液
*thrombocytopenia=血小板减少
*neutropenia=中性粒细胞减少
*atelectasis=肺不张
*bronchiectasis=支气管扩张
*pancreatitis=胰腺炎
*cholangitis=胆管炎
*spondylolisthesis=滑脱
*scoliosis=侧凸
*stenosis=狭窄
*laminectomy=椎板切除
*splenomegaly=脾大
*hydronephrosis=肾积水
*craniotomy=开颅
*meningioma=脑膜瘤
*sarcoma=肉瘤
*mucositis=黏膜炎
*paraesthesia=感觉异常
*claudication=跛行
*anastomosis=吻合
*haemorrhage=出血
*relapse=复发
"""
_HAN = re.compile(r"[一-龥]")
_WORDS = re.compile(r"[a-z]{3,}")


def changes(pair: Pair, rng: random.Random) -> Iterator[Change]:
    """A term, a clause, or the whole of the target as it stands in the source."""
    text, source = pair.target, pair.source
    yield from _terms(pair)
    yield from _clauses(pair)
    if rng.random() < 0.15 and _untranslated(source, text, pair.language):
        yield Change(0, len(text), source, "translated", "untranslated", "whole segment")


def _terms(pair: Pair) -> Iterator[Change]:
    zh = pair.language == "zh"
    for line in _TERMS.strip().splitlines():
        uncommon = line.startswith("*")
        english, _, chinese = line.removeprefix("*").partition("=")
        old, new = (chinese, english) if zh else (english, chinese)
        if new.lower() not in pair.source.lower():
            continue
        pattern = re.escape(old) if zh else rf"(?i)\b{old}\b"
        for match in re.finditer(pattern, pair.target):
            yield Change(*match.span(), new, old, f"{new} untranslated", "term", uncommon)


def _clauses(pair: Pair) -> Iterator[Change]:
    split = re.compile(r"[^，。；！？,;.!?]+")
    theirs = [m for m in split.finditer(pair.source) if m.group().strip()]
    ours = [m for m in split.finditer(pair.target) if m.group().strip()]
    if len(theirs) != len(ours) or len(ours) < 2:
        return
    for left, right in zip(theirs, ours, strict=True):
        new = left.group().strip()
        if _untranslated(new, right.group(), pair.language) and len(new) >= 4:
            start = right.start() + len(right.group()) - len(right.group().lstrip())
            end = right.end() - (len(right.group()) - len(right.group().rstrip()))
            yield Change(start, end, new, "translated", "untranslated", "clause")


def _untranslated(new: str, old: str, language: str) -> bool:
    """Whether the source's words, left standing, are words that the translation does not have."""
    if language == "zh":
        return bool(set(_WORDS.findall(new.lower())) - set(_WORDS.findall(old.lower())))
    return len(_HAN.findall(new)) >= 2

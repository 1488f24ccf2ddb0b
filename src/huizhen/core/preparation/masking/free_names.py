"""Names that neither a label nor a list gives away: by what stands beside them, or their form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from huizhen.core.preparation.masking.listed import is_eponym
from huizhen.core.preparation.masking.span import IdentifierKind, IdentifierSpan
from huizhen.core.preparation.masking.tables import masking_tables
from huizhen.core.preparation.masking.words import MaskedText, name_run

_RU_PAIR = re.compile(
    r"(?<![\w.\-])(?P<first>[А-ЯЁ][а-яё]{2,})[ \u00a0](?P<last>[А-ЯЁ][а-яё]{2,}"
    r"(?:ов|ев|ёв|ин|ын|ова|ева|ёва|ина|ына|ский|ская|цкий|цкая|енко|чук|юк|дзе|швили)"
    r"(?:а|у|ым|ом|ой|е)?)(?![\w\-])"
)
_SEX_ZH = (
    r"(?=[\s，,、/|（(；;:：]{1,4}(?:性别[:：]?\s?)?[男女](?:性)?(?![\u4e00-\u9fff])"
    r"|[\s，,、|（(]{1,4}\d{1,3}\s?岁)"
)
_HEAD_ZH = r"(?:^|(?<=[\s|，,、；;：:（(。]))"
_LABEL = re.compile(
    r"(?<![\w])(?P<label>(?:(?:patient\w*|pat|pt|last|first|full|family|given|legal|middle|name of)"
    r"[ ./'’\-]{1,2}){0,2}(?:name|names|surname|forenames?|nachname|vorname|vornamen|zuname|"
    r"familienname|rufname|noms?|prenoms?|nombres?|apellidos?|фамилия|имя|отчество|фио|ф\.?\s?и\.?\s?о)"
    r"\.?(?:[ /,.&()+\-]{1,3}[^\W\d_]{1,12}\.?\)?){0,3}?)\s*(?:[:=]|\|)\s*\"?"
)
_FAMILY_AND_GIVEN = re.compile(
    r"(?<!\w)(?:name|nachname|zuname|familienname|surname|last name|nom|apellidos?|фамилия)[ \t]+"
    r"(?P<one>[^\W\d_][\w'’\- ]{1,40}?)[ \t,;|]+(?:vornamen?|first name|given names?|forenames?|"
    r"prenoms?|nombres?|имя)[: \t]+(?P<two>[^\W\d_][\w'’\-]+)"
)
_NO_LABEL = re.compile(
    r"drug|generic|brand|trade|product|study|test|file|device|medik|medic|hosp|praxis|firm|klinik|"
    r"etabl|препарат|исследован"
)
_NO_COMPOUND = frozenset(("东方", "太阳", "第五", "长孙", "公孙"))
_LONGEST_TITLE = 16
_NO_GIVEN = re.compile(r"[医院患病路街市县区镇省医科]")


def free_names(masked: MaskedText) -> Iterator[IdentifierSpan]:
    """Russian pairs by the surname's ending; Chinese names beside the sex or with two-sign
    surnames, and behind the words of an operation's roles."""
    for match in _LABEL.finditer(masked.plain):
        line_end = masked.text.find("\n", match.end()) % (len(masked.text) + 1)
        near = masked.plain[max(0, match.start() - 12) : match.end()]
        run = None if _NO_LABEL.search(near) else name_run(masked, match.end(), line_end)
        if run is not None and run[0] - match.end() <= _LONGEST_TITLE:
            yield _span(*run, "name")
    for match in _FAMILY_AND_GIVEN.finditer(masked.plain):
        yield _span(*match.span("one"), "name")
        yield _span(*match.span("two"), "name")
    if masked.language in ("ru", ""):
        yield from _russian(masked)
    if any("\u4e00" <= char <= "\u9fff" for char in masked.text):
        yield from _chinese(masked)


def _russian(masked: MaskedText) -> Iterator[IdentifierSpan]:
    tables = masked.tables
    for match in _RU_PAIR.finditer(masked.text):
        first, last = masked.word_at(match.start("first")), masked.word_at(match.start("last"))
        if first is None or last is None or is_eponym(masked, first) or is_eponym(masked, last):
            continue
        taboo = tables.not_names | tables.kin | tables.eponyms | tables.eponym_before
        if first.plain in taboo or last.plain in taboo:
            continue
        yield _span(*match.span(), "name")


@lru_cache(maxsize=1)
def _forms_zh() -> tuple[tuple[re.Pattern[str], IdentifierKind], ...]:
    surnames = sorted(masking_tables().surnames_zh, key=len, reverse=True)
    two = "|".join(one for one in surnames if len(one) == 2 and one not in _NO_COMPOUND)
    one_sign = "".join(one for one in surnames if len(one) == 1)
    name = rf"(?P<name>(?:(?:{two})[\u4e00-\u9fff]{{1,2}}|[{one_sign}][\u4e00-\u9fff]{{1,2}}))"
    ends = r"(?=[\s，,、；;。）)|/（(]|$)"
    roles = (
        "主刀|术者|手术者|一助|二助|三助|助手|第一助手|第二助手|麻醉|麻醉师|麻醉医师|器械护士|巡回护士|"
        "记录|记录者|记录人|签发|签名|签字|审核|审核者|复核|报告|报告者|报告人|检查者|操作者|医师|医生|护士|"
        "诊断|初诊医师|送检医师|主治|主任|会诊医师|主管医师|责任护士|带教|检验|检验者|审签|书写|书写者"
    )
    return (
        (re.compile(rf"{_HEAD_ZH}{name}{_SEX_ZH}", re.M), "name"),
        (re.compile(rf"(?:{roles})[:：\s]{{1,3}}{name}{ends}", re.M), "name_staff"),
        (re.compile(rf"(?P<name>(?:{two})[\u4e00-\u9fff]{{1,2}})"), "name"),
    )


def _chinese(masked: MaskedText) -> Iterator[IdentifierSpan]:
    tables = masked.tables
    for form, kind in _forms_zh():
        for match in form.finditer(masked.text):
            start, end = match.span("name")
            if masked.text[start : start + 2] in tables.no_name_zh:
                continue
            is_two = masked.text[start : start + 2] in tables.surnames_zh
            if is_two and end - start > 3 and masked.text[end - 1] in tables.after_name_zh:
                end -= 1
            given = masked.text[start + (2 if is_two else 1) : end]
            if given[:1] not in tables.after_name_zh and not _NO_GIVEN.search(given):
                yield _span(start, end, kind)


def _span(start: int, end: int, kind: IdentifierKind) -> IdentifierSpan:
    return IdentifierSpan(start=start, end=end, kind=kind, found_by="pattern")

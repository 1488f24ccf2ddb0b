"""Names in Chinese texts: lists behind roles, patients within a sentence, names with a space in
them, and foreigners' names in Latin letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from huizhen.core.preparation.masking.lexicon import is_word_zh
from huizhen.core.preparation.masking.span import IdentifierKind, IdentifierSpan
from huizhen.core.preparation.masking.tables import beside_names, masking_tables
from huizhen.core.preparation.masking.unlisted import name_at
from huizhen.core.preparation.masking.words import MaskedText

_HAN = "\u4e00-\u9fff"
_ENDS = rf"(?=[^{_HAN}]|$)"
_MOST = 6
_NO_LAST = "院科室部组区病房号码"
"""Signs with which names of places end."""


class _Forms(NamedTuple):
    """The patterns of names, made of `content/masking/beside_names.json`."""

    role: re.Pattern[str]
    name: re.Pattern[str]
    foreign: re.Pattern[str]
    patient: re.Pattern[str]
    spaced: re.Pattern[str]
    before_latin: re.Pattern[str]
    more: re.Pattern[str]
    alone: re.Pattern[str]
    within: re.Pattern[str]
    nick: re.Pattern[str]
    whole: re.Pattern[str]


@lru_cache(maxsize=1)
def _forms() -> _Forms:
    said, tables = beside_names(), masking_tables()
    two = "|".join(sorted(one for one in tables.surnames_zh if len(one) == 2))
    common = {one for one in tables.surnames_zh if len(one) == 1}
    ones = "".join(sorted(common | set(said["more_surnames_zh"])))
    surname, signs = rf"(?:{two}|[{ones}])", said["given_signs_zh"]
    roles = "|".join(sorted(said["sure_roles_zh"], key=len, reverse=True))
    kin = "|".join(sorted(tables.relatives["zh"], key=len, reverse=True))
    goes_on = said["after_patient_zh"] + "".join(sorted(tables.after_name_zh))
    return _Forms(
        role=re.compile(
            rf"(?:(?:{roles})(?:[:：][\s_]{{0,3}}|[\s　]{{1,3}})"
            rf"|(?:^|(?<=[\s|]))[{_HAN}]{{1,5}}[师士员者手人][ \u3000]"
            rf"|[{_HAN}]{{1,6}}[{said['role_endings_zh']}][:：][\s_]{{0,3}})(?=[{_HAN}])",
            re.M,
        ),
        name=re.compile(rf"{surname}[{_HAN}]{{0,2}}{_ENDS}"),
        foreign=re.compile(rf"[{_HAN}]{{2,4}}(?:·[{_HAN}]{{1,6}})?{_ENDS}"),
        patient=re.compile(
            rf"(?:患者|病人|病员|患儿|产妇|同意|邀请|我是|本人|{kin})"
            rf"(?P<name>{surname}(?:[{signs}]{{1,2}}|某{{1,2}}))(?=[{goes_on}，,、（(。；;\s]|$)"
        ),
        spaced=re.compile(
            rf"(?:^|(?<=[\s|：:]))(?P<name>{surname}[ \u3000]{{1,2}}[{signs}]{{1,2}})"
            rf"(?=[\s|，,、]{{1,4}}[男女](?![{_HAN}]))",
            re.M,
        ),
        before_latin=re.compile(
            rf"(?:{'|'.join(said['before_latin_zh'])})[：:\s（(]{{0,3}}(?=[A-ZÀ-Þ])"
        ),
        more=re.compile(r"\s?[、,，/;；]\s?"),
        alone=re.compile(rf"(?<![{_HAN}])(?P<name>{surname}[{signs}]{{2}})(?![{_HAN}])"),
        within=re.compile(
            rf"(?:{'|'.join(said['before_names_zh'])})"
            rf"(?P<name>(?![{said['weak_surnames_zh']}]){surname}[{signs}]{{2}})"
        ),
        nick=re.compile(
            rf"(?<![大很较最微细中从幼年衰瘦缩减胆])[小老](?P<name>[{said['nick_zh']}])"
            rf"(?=[^{_HAN}]|[说问讲来去在叫已今昨给同护医])"
        ),
        whole=re.compile(rf"{surname}\n?[{signs}](?:\n?[{signs}])?"),
    )


def names_zh(masked: MaskedText) -> Iterator[IdentifierSpan]:
    """The names that such places show."""
    if not any("\u4e00" <= char <= "\u9fff" for char in masked.text):
        return
    forms = _forms()
    for match in forms.role.finditer(masked.text):
        yield from _listed(masked, match.end(), is_sure=_is_person(match[0]))
    places = (forms.patient, forms.spaced, forms.alone, forms.within, forms.nick)
    for match in (found for form in places for found in form.finditer(masked.text)):
        start, end = match.span("name")
        is_word = is_word_zh(masked.text[start:end])
        if masked.text[start : start + 2] not in masked.tables.no_name_zh and not is_word:
            yield _span(start, end, "name")
    for match in forms.before_latin.finditer(masked.text):
        run = name_at(masked, match.end())
        if run is not None:
            yield _span(*run, "name")


def is_name_zh(text: str) -> bool:
    """Whether a text is a surname with signs of given names, over a line's end or not."""
    return _forms().whole.fullmatch(text) is not None


def _listed(masked: MaskedText, position: int, *, is_sure: bool) -> Iterator[IdentifierSpan]:
    """One name or several with 、 between them; without a surname that is known only behind
    a word of persons with a colon."""
    forms = _forms()
    for _ in range(_MOST):
        match = forms.name.match(masked.text, position)
        if match is None and is_sure:
            match = forms.foreign.match(masked.text, position)
        if match is None or _is_word(masked, match[0]):
            return
        yield _span(*match.span(), "name_staff")
        more = forms.more.match(masked.text, match.end())
        if more is None:
            return
        position = more.end()


def _is_person(role: str) -> bool:
    """Whether the label can be of nothing but a person: '麻醉：' is of a method as well."""
    label = role.rstrip()
    return label[-1] in ":：" and label.rstrip(":：")[-1] in "者人师士生手字译名助"


def _is_word(masked: MaskedText, found: str) -> bool:
    """Whether it is a label, a title or how a word begins."""
    tables = masked.tables
    titles = {title for said in tables.titles_after_zh.values() for title in said}
    if is_word_zh(found):
        return True
    is_known = found in _label_words() or found in titles or found[-1] in _NO_LAST
    if found[0] in beside_names()["no_first_sign_zh"] and found[0] not in tables.surnames_zh:
        return True
    return is_known or not tables.no_name_zh.isdisjoint((found[:2], found))


@lru_cache(maxsize=1)
def _label_words() -> frozenset[str]:
    labels = masking_tables().labels.buckets.values()
    return frozenset(label.text for bucket in labels for label in bucket)


def _span(start: int, end: int, kind: IdentifierKind) -> IdentifierSpan:
    return IdentifierSpan(start=start, end=end, kind=kind, found_by="pattern")

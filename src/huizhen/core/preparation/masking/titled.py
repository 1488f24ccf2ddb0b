"""Names that a title, a word of kinship or a degree stands beside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from huizhen.core.preparation.masking.labelled import is_listed
from huizhen.core.preparation.masking.lexicon import is_ordinary
from huizhen.core.preparation.masking.span import IdentifierKind, IdentifierSpan
from huizhen.core.preparation.masking.tables import LANGUAGES, masking_tables
from huizhen.core.preparation.masking.within_zh import left_of
from huizhen.core.preparation.masking.words import MaskedText, name_run

_DEGREE = re.compile(
    r"(?<![\w.])(?P<name>(?:[A-Z][\w'’\-]+|[A-Z]\.)(?:[ ](?:[A-Z][\w'’\-]+|[A-Z]\.)){1,3}),?[ ]"
    r"(?:M\.?D\.?|D\.?O\.?|R\.?N\.?|Ph\.?D\.?|FRCS|FRCP|FRCR|MBBS|MRCP|FACS|NP|PA-C|DNP|CRNA)(?!\w)"
)
_PATIENT_ZH = re.compile(
    r"(?:患者|病人|病员|患儿|产妇|受检者)(?P<name>[\u3400-\u9fff]{2,4}?)"
    r"(?=[，,、（( 的]|[男女][，,性、 ])"
)
_BESIDE_AGE = re.compile(
    r"(?<![\w'’\-])(?P<name>[A-ZÀ-ÞА-ЯЁ][\w'’\-]+(?:,?[ ][A-ZÀ-ÞА-ЯЁ][\w'’\-]*\.?){1,3})"
    r"[ \t,;|(]{1,12}"
    r"(?=\d{1,3}\s?(?:y/?o|yo|yrs?|years?|[MFmfwW]|J\.|Jahre|años|ans|лет|岁)(?!\w)"
    r"|(?:DOB|DoB|dob|D\.O\.B|d\.o\.b|MRN|NHS|geb\.|geboren|nacid[oa]|née?\s|F\. ?nac)(?!\w)"
    r"|\(?[mwfMWF][ ,;)]{1,3}[*°\d]|[*]\s?\d)"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_LONGEST_SENTENCE_GAP = 3
_LONGEST_TITLE = 20
_LONGEST_SHORTENED = 6
"""Of a title with its full stop: 'asst.', 'проф.'"""
_RUSSIAN_SURNAME = re.compile(
    r"[А-ЯЁ][а-яё]{2,}(?:ов|ев|ёв|ин|ын|ова|ева|ёва|ский|ская|цкий|цкая|енко|чук|юк|ян|дзе|швили)"
    r"(?:а|у|ым|ом|ой|е)?(?![а-яё])"
)
"""Endings of surnames; behind a title alone, for Гемоглобин ends so too."""


def titled_spans(masked: MaskedText) -> Iterator[IdentifierSpan]:
    """Names after 'Dr.', 'Frau', 'su hermano', before '医生' and 'M.D.'"""
    languages = (masked.language,) if masked.language in LANGUAGES else LANGUAGES
    for language in languages:
        yield from _after_titles(masked, language)
        if language == "zh":
            yield from _before_titles_zh(masked)
            yield from _after_patient_zh(masked)
            yield from _after_kinship_zh(masked)
        else:
            yield from _after_kinship(masked, language)
    yield from _initials(masked)
    yield from _after_closings(masked)
    for match in _BESIDE_AGE.finditer(masked.text):
        run = name_run(masked, match.start("name"), match.end("name"))
        if run is not None and run[1] == match.end("name"):
            yield _span(*run, "name")
    for match in _DEGREE.finditer(masked.text):
        first = masked.word_at(match.start())
        if first is not None and first.plain not in masked.tables.not_names:
            yield _span(match.start("name"), match.end("name"), "name_staff")


@lru_cache(maxsize=16)
def _titles(language: str) -> re.Pattern[str]:
    tables = masking_tables()
    other = tables.titles_staff["en"] + tables.titles_person["en"]
    titles = {*tables.titles_staff[language], *tables.titles_person[language], *other}
    words = "|".join(re.escape(title) for title in sorted(titles, key=len, reverse=True))
    return re.compile(rf"(?<![\w.])(?:{words})(?![\w])\.?[ \t\u00a0]{{0,2}}(?=[^\W\d_])")


def _after_titles(masked: MaskedText, language: str) -> Iterator[IdentifierSpan]:
    tables = masked.tables
    staff = frozenset(tables.titles_staff[language]) | frozenset(tables.titles_staff["en"])
    for match in _titles(language).finditer(masked.plain):
        run = name_run(masked, match.end(), len(masked.text))
        if run is None or "\n" in masked.text[match.end() : run[0]]:
            continue
        title = match[0].strip()
        if title.endswith(".") and len(title) > _LONGEST_SHORTENED:
            continue  # a sentence ends: '… mit dem Arzt. Morgen'
        bare = title.rstrip(".")
        is_staff = {title, bare, f"{bare}."} & staff or "dr" in masked.plain[match.end() : run[0]]
        if _is_sure_title(masked, match.start(), bare) or _is_name(masked, run, language):
            yield _span(*run, "name_staff" if is_staff else "name")


def _is_sure_title(masked: MaskedText, start: int, bare: str) -> bool:
    """Whether any capitalised word behind the title is a name; 'MR CERVICAL' is imaging."""
    if masked.text.startswith(("MR ", "MS "), start):
        return False
    is_professor = masked.text.startswith("Pr", start) and bare == "pr"
    sure = masked.tables.titles_sure
    return is_professor or bare in sure or f"{bare}." in sure


def _is_name(masked: MaskedText, run: tuple[int, int], language: str) -> bool:
    """Whether the run is a name by the lists, or by a Russian surname's ending."""
    is_russian = language == "ru" and _RUSSIAN_SURNAME.search(masked.text, run[0], run[1])
    return bool(is_russian) or is_listed(masked, run)


@lru_cache(maxsize=1)
def _initials_pattern() -> re.Pattern[str]:
    words = "|".join(map(re.escape, masking_tables().initials))
    letters = r"[^\W\d_]\.?(?:[ ]?[^\W\d_]\.?){1,3}"
    return re.compile(rf"(?<!\w)(?:{words})[:\s]{{1,3}}(?P<value>{letters})(?!\w)")


def _initials(masked: MaskedText) -> Iterator[IdentifierSpan]:
    for match in _initials_pattern().finditer(masked.plain):
        start, end = match.span("value")
        if masked.text[start:end].replace(" ", "").replace(".", "").isupper():
            yield _span(start, end, "name")


@lru_cache(maxsize=1)
def _closings_pattern() -> re.Pattern[str]:
    sender = "|".join(masking_tables().closing_words)
    return re.compile(
        rf"(?<!\w)(?:{masking_tables().closings})[ \t]*[,.:]?[ \t]*(?:\n[ \t]*){{0,3}}"
        rf"(?:(?:{sender}|i\.\s?a\.|i\.\s?v\.)[ ]+)?(?=[^\W\d_])"
    )


def _after_closings(masked: MaskedText) -> Iterator[IdentifierSpan]:
    """The name under 'Mit freundlichen Grüßen' and 'Yours sincerely'."""
    for match in _closings_pattern().finditer(masked.plain):
        run = name_run(masked, match.end(), len(masked.text), most=5)
        if run is None or run[0] - match.end() > _LONGEST_TITLE:
            continue
        words = masked.index_at(run[1]) - masked.index_at(run[0])
        is_end = masked.text[run[1] : run[1] + 1] in ("", "\n", ",", ".", " ", "\r", "(")
        if is_end and (is_listed(masked, run) or words >= 2):
            yield _span(*run, "name")


@lru_cache(maxsize=16)
def _kinship(language: str) -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in masking_tables().relatives[language])
    return re.compile(
        rf"(?<![\w])(?:{words})(?![\w])(?P<sign>[ \t]?[,:(]|)[ \t]{{0,2}}(?=[^\W\d_])"
    )


def _after_kinship(masked: MaskedText, language: str) -> Iterator[IdentifierSpan]:
    """'su madre Remedios'; German, where every noun has a capital, believes the lists alone."""
    for match in _kinship(language).finditer(masked.plain):
        run = name_run(masked, match.end(), len(masked.text), most=4)
        if run is None or run[0] - match.end() > _LONGEST_SENTENCE_GAP:
            continue
        words = masked.index_at(run[1]) - masked.index_at(run[0])
        first = masked.word_at(run[0])
        if first is not None and is_ordinary(first.plain) and not is_listed(masked, run):
            continue
        is_plain = not match["sign"].strip() and (
            language in ("es", "fr", "ru") or (language == "en" and words >= 2)
        )
        if is_listed(masked, run) or (is_plain and masked.has_case and not _is_upper(masked, run)):
            yield _span(*run, "name_relative")


def _is_upper(masked: MaskedText, run: tuple[int, int]) -> bool:
    return masked.text[slice(*run)].isupper()


@lru_cache(maxsize=1)
def _titles_zh() -> re.Pattern[str]:
    said = masking_tables().titles_after_zh
    staff = "|".join(sorted(said["staff"], key=len, reverse=True))
    person = "|".join(sorted(said["person"], key=len, reverse=True))
    return re.compile(f"(?:(?P<staff>{staff})|(?P<person>{person}))")


def _before_titles_zh(masked: MaskedText) -> Iterator[IdentifierSpan]:
    """'李主任', '王建国医生': the longest run that begins with a surname."""
    for match in _titles_zh().finditer(masked.text):
        at = match.start()
        if masked.text[max(0, at - 2) : at] in masked.tables.not_before_title_zh:
            continue
        start = _name_start_zh(masked, at)
        if start is not None:
            kind: IdentifierKind = "name_staff" if match["staff"] else "name"
            yield _span(start, at, kind)


def _name_start_zh(masked: MaskedText, end: int) -> int | None:
    text, surnames = masked.text, masked.tables.surnames_zh
    for length in (4, 3, 2, 1):
        start = end - length
        if start < 0 or not all(map(_HAN.match, text[start:end])):
            continue
        surname = 2 if text[start : start + 2] in surnames else 1
        if length == 4 and surname == 1:
            continue
        is_begun = start > 0 and bool(_HAN.match(text[start - 1]))
        if text[start : start + 2] in masked.tables.no_name_zh:
            continue
        if text[start : start + surname] in surnames and length >= surname:
            is_cut = is_begun and left_of(text, start, max(0, start - 6)) <= 0
            if length == 1 and is_cut and text[start - 1] not in masked.tables.before_name_zh:
                return None
            return start
    return None


def _after_patient_zh(masked: MaskedText) -> Iterator[IdentifierSpan]:
    """'患者张丽华，女': a surname behind the word, and a sign or the sex behind the name."""
    for match in _PATIENT_ZH.finditer(masked.text):
        name = match["name"]
        has_surname = not masked.tables.surnames_zh.isdisjoint((name[:1], name[:2]))
        is_word = name[:2] in masked.tables.no_name_zh or name[1] in masked.tables.after_name_zh
        if has_surname and not is_word:
            yield _span(match.start("name"), match.end("name"), "name")


@lru_cache(maxsize=1)
def _kinship_zh() -> re.Pattern[str]:
    words = "|".join(sorted(masking_tables().relatives["zh"], key=len, reverse=True))
    return re.compile(rf"(?:{words})[（(：:，,]?\s?(?P<name>[\u3400-\u9fff]{{2,4}})")


def _after_kinship_zh(masked: MaskedText) -> Iterator[IdentifierSpan]:
    tables = masked.tables
    for match in _kinship_zh().finditer(masked.text):
        name = match["name"]
        surname = 2 if name[:2] in tables.surnames_zh else 1
        if name[:surname] not in tables.surnames_zh or name[:2] in tables.no_name_zh:
            continue
        longest = surname + 1
        while longest < min(len(name), surname + 2) and name[longest] not in tables.after_name_zh:
            longest += 1
        if name[surname : surname + 1] in tables.after_name_zh:
            continue
        start = match.start("name")
        yield _span(start, start + longest, "name_relative")


def _span(start: int, end: int, kind: IdentifierKind) -> IdentifierSpan:
    return IdentifierSpan(start=start, end=end, kind=kind, found_by="pattern")

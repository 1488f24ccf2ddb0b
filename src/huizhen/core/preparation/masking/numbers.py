"""E-mail addresses, links, telephones and numbers of people, by their form."""

from __future__ import annotations

import re
from collections.abc import Iterator

from huizhen.core.preparation.masking.check_digits import FORMS
from huizhen.core.preparation.masking.span import IdentifierSpan
from huizhen.core.preparation.masking.words import MaskedText, without_signs

_EMAIL = re.compile(
    r"[\w.+\-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\w\-]{1,63}(?:\.[\w\-]{2,63}|\s?\.\s?(?:com|org|net|edu|gov|es|de|fr|ru|cn|uk|eu))"
    r"{1,4}(?!\w)",
    re.I,
)
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"'()\u3000-\u303f，。；]{3,200}", re.I)
_PUBLISHED = re.compile(
    r"doi\.org|pubmed|ncbi|nih\.gov|who\.int|nccn|esmo|cancer\.(?:gov|org)|wikipedia",
    re.I,
)
_PHONE_LABEL = re.compile(
    r"(?<!\w)(?:tel[ef]{0,2}(?:ono|onos|fon|phone)?s?|tfnos?|tlfs?|tlfno|phone|mobile|cell|mobil|movil|"
    r"handy|fax|telefax|telecopie|portable|busca|pager|ph|тел|телефон|моб|факс|сот|gsm|ext)"
    r"[.:\s№nº°)]{1,4}(?:[a-z]{2,9}[.:]\s?)?(?=[+(]?\d)",
)
_PHONE_LABEL_ZH = re.compile(
    r"(?:电话|手机|手机号|传真|联系方式|電話)[号码：:\s]{0,4}(?=[+(（]?\d)"
)
_PHONE_VALUE = re.compile(
    r"[+(（]{0,2}\d[\d\s()（）./\-–]{4,22}\d(?:\s?(?:ext|x|доб)\.?\s?\d{1,5})?"
)
_SEPARATED = r"[\s./\-–]?"
_PHONES = tuple(
    re.compile(rf"(?<![A-Za-z0-9_.,/\-]){form}(?![A-Za-z0-9_]|[.,/\-]\d|\s?(?:%|mg|ml|mm|cm))")
    for form in (
        r"(?:\+|00)\d{1,3}[\s.\-]?(?:\(?\d{1,5}\)?[\s./\-]?){2,6}\d{1,4}",
        r"[6789]\d{2}[\s.\-]\d{3}[\s.\-]\d{3}",
        r"[6789]\d{2}[\s.\-]\d{2}[\s.\-]\d{2}[\s.\-]\d{2}",
        r"9\d(?:\d[\s.\-]\d{2}|[\s.\-]\d{3})[\s.\-]\d{2}[\s.\-]\d{2}",
        r"0[1-9](?:[\s.\-]\d{2}){4}",
        r"(?:1[\s.\-])?\(\d{3}\)\s?\d{3}[\s.\-]\d{4}",
        r"(?:1[\s.\-])?\d{3}[.\-]\d{3}[.\-]\d{4}",
        r"0\d{2,5}\s?[/\-]\s?\d{3,9}(?:[\s\-]\d{1,5})?",
        r"\(0\d{2,5}\)\s?\d{3,9}",
        r"0\d{3,4}\s\d{3}\s?\d{3,4}",
        r"0\d{2,5}\s\d{5,9}",
        r"[78][\s\-]?\(\d{3,5}\)[\s\-]?\d{1,3}[\s\-]?\d{2}[\s\-]?\d{2}",
        r"8[\s\-]\d{3}[\s\-]\d{3}[\s\-]\d{2}[\s\-]\d{2}",
        r"1[3-9]\d(?:[\s\-]?\d{4}){2}",
        r"0\d{2,3}-\d{7,8}",
    )
)
_EUROPEAN = 5
"""After the international form the first so many are of countries that part figures by spaces, as
tables of results do."""
_WITHOUT_EUROPEAN = frozenset(("zh", "en", "ru"))
_ADDRESS_OF_DEVICE = re.compile(r"(?<=IP[ :])\s?(?:\d{1,3}\.){3}\d{1,3}(?!\d)")
_MESSENGER = re.compile(
    r"(?:微信号?|WeChat|QQ|WhatsApp|Telegram)[号：:\s]{0,3}(?P<value>[A-Za-z][\w\-]{5,19}|\d{5,12})",
    re.I,
)
_LICENCE = re.compile(
    r"(?<!\w)(?:n[o°]?\W{0,2}\s?(?:de )?col(?:egiad[oa])?|num\.?\s?col|colegiad[oa]|col\.?\s?n\W"
    r"|col\.(?=\s?\d)|lanr|bsnr|rpps|adeli|npi|gmc|dea)[\s.:#nºo°]{1,6}(?=\d)"
)
_LICENCE_VALUE = re.compile(r"\d[\d\s/\-]{1,16}\d|\d{3,}")


def numbers_by_form(masked: MaskedText) -> Iterator[IdentifierSpan]:
    """Whatever its form alone gives away."""
    text = masked.text
    if "@" in text or "at)" in text or "at]" in text:
        for match in _EMAIL.finditer(text):
            yield _span(match.start(), match.end(), "email")
    for match in _MESSENGER.finditer(text):
        yield _span(match.start("value"), match.end("value"), "email")
    for match in _ADDRESS_OF_DEVICE.finditer(text):
        yield _span(match.start(), match.end(), "url")
    for match in _URL.finditer(text):
        if not _PUBLISHED.search(match[0]):
            yield _span(match.start(), match.end() - (match[0][-1] in ".,;:"), "url")
    if sum(char.isdigit() for char in text) < 3:
        return
    yield from _licences(masked)
    yield from _phones(masked)
    yield from _proven(masked)


def _span(start: int, end: int, kind: str) -> IdentifierSpan:
    return IdentifierSpan.model_validate(
        {"start": start, "end": end, "kind": kind, "found_by": "pattern"}
    )


def _licences(masked: MaskedText) -> Iterator[IdentifierSpan]:
    for match in _LICENCE.finditer(masked.plain):
        value = _LICENCE_VALUE.match(masked.text, match.end())
        if value is not None:
            yield _span(value.start(), value.end(), "id_staff")


def _phones(masked: MaskedText) -> Iterator[IdentifierSpan]:
    for label in (_PHONE_LABEL, _PHONE_LABEL_ZH):
        for match in label.finditer(masked.plain):
            value = _PHONE_VALUE.match(masked.text, match.end())
            if value is not None and _figures(value[0]) >= 6:
                yield _span(value.start(), value.end(), "phone")
    apart = without_signs(masked.text)
    is_european = masked.language not in _WITHOUT_EUROPEAN
    for form in _PHONES if is_european else (_PHONES[0], *_PHONES[_EUROPEAN:]):
        for match in form.finditer(apart):
            least = 9 if match[0].startswith(("+", "00")) else 7
            if least <= _figures(match[0]) <= 16 and "\n" not in match[0]:
                yield _span(match.start(), match.end(), "phone")


def _proven(masked: MaskedText) -> Iterator[IdentifierSpan]:
    apart = without_signs(masked.text)
    for form, is_true in FORMS:
        for match in form.finditer(apart):
            bare = "".join(char for char in match[0].upper() if char.isalnum())
            if is_true(bare):
                yield _span(match.start(), match.end(), "id")


def _figures(text: str) -> int:
    return sum(char.isdigit() for char in text)

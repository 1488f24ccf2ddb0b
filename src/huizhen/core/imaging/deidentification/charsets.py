"""Texts of a data set in the characters that were meant, also where the declared set is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pydicom.charset import convert_encodings, python_encoding
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset

UTF8: Final = "ISO_IR 192"
_TEXT_VRS: Final = frozenset(("SH", "LO", "ST", "LT", "UC", "UT", "PN"))
_ESCAPE: Final = re.compile(r"\x1b[ -/]+[0-~]")
_SPECIFIC_CHARACTER_SET: Final = 0x00080005


def use_meant_charset(
    dataset: Dataset, inherited: tuple[str, ...] = ()
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Makes the data set, whose texts are still bytes, decode them rightly; the terms used, and
    codes for what was doubtful: 'charset_undeclared', 'charset_wrong', 'charset_unknown'."""
    terms = _declared(dataset) or inherited
    high = [raw for raw in _raw_texts(dataset) if any(byte > 0x7F for byte in raw)]
    known = tuple(term for term in terms if _is_known(term))
    said = () if len(known) == len(terms) else ("charset_unknown",)
    meant, doubt = _meant(known, high)
    encodings = convert_encodings(list(meant) or [""])
    implicit, little = dataset.original_encoding
    dataset.set_original_encoding(implicit, little, encodings)
    return meant, (*said, *doubt)


def without_escapes(text: str) -> str:
    """A decoded text without the escape sequences that pydicom leaves of ISO 2022 IR 58 in it."""
    return _ESCAPE.sub("", text) if "\x1b" in text else text


def _declared(dataset: Dataset) -> tuple[str, ...]:
    if _SPECIFIC_CHARACTER_SET not in dataset:
        return ()
    value = dataset[_SPECIFIC_CHARACTER_SET].value
    if value is None or value == "":
        return ()
    terms = [value] if isinstance(value, str) else list(value)
    return tuple(_repaired(str(term)) for term in terms)


def _repaired(term: str) -> str:
    """A defined term as the standard writes it: 'ISO-IR 192' and 'ISO_IR_192' are meant so."""
    plain = term.strip().upper().replace("-", "_").replace("_IR_", "_IR ")
    for known in python_encoding:
        if known and plain.replace("_", " ") == known.upper().replace("_", " "):
            return known
    return term.strip()


def _is_known(term: str) -> bool:
    return term in python_encoding


def _meant(terms: tuple[str, ...], high: list[bytes]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The terms to decode with and what is doubtful of them.

    Letters beyond ASCII under no declared set, or under Latin-1, are read as UTF-8 where they are
    whole UTF-8: other text hardly ever is by chance. Undeclared Chinese is read as GB18030.
    """
    if not high:
        return terms, ()
    is_plain = all(term in ("", "ISO_IR 6", "ISO 2022 IR 6") for term in terms)
    if is_plain or terms == ("ISO_IR 100",):
        if _decode_all(high, "utf-8"):
            return (UTF8,), ("charset_undeclared" if is_plain else "charset_wrong",)
        if is_plain and _is_chinese(high):
            return ("GB18030",), ("charset_undeclared",)
        return (terms, ()) if not is_plain else (("ISO_IR 100",), ("charset_undeclared",))
    if terms == (UTF8,) and not _decode_all(high, "utf-8"):
        other = "GB18030" if _decode_all(high, "gb18030") else "ISO_IR 100"
        return (other,), ("charset_wrong",)
    return terms, ()


def _decode_all(texts: Iterable[bytes], encoding: str) -> bool:
    try:
        for raw in texts:
            raw.decode(encoding)
    except ValueError:
        return False
    return True


def _is_chinese(texts: Iterable[bytes]) -> bool:
    try:
        said = "".join(raw.decode("gb18030") for raw in texts)
    except ValueError:
        return False
    beyond = [sign for sign in said if ord(sign) > 0x7F]
    return all("一" <= sign <= "鿿" or sign in "，。、（）：；·" for sign in beyond)


def _raw_texts(dataset: Dataset) -> Iterator[bytes]:
    for tag in list(dataset.keys()):
        element = dataset.get_item(tag)
        if not isinstance(element, RawDataElement) or not isinstance(element.value, bytes):
            continue
        vr = element.VR
        if vr is None or vr == "UN":
            from pydicom.datadict import dictionary_has_tag, dictionary_VR

            vr = dictionary_VR(tag) if dictionary_has_tag(tag) else "UN"
        if vr in _TEXT_VRS:
            yield element.value

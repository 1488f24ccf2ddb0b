"""Words of images: what a series is, its phase, plane and part, and how grave a finding is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from huizhen.core.errors import ContentError
from huizhen.core.imaging.findings import PACK, FindingTable, FindingWords, finding_table
from huizhen.ground.content import pack

Words = dict[str, Promise]

KIND: Final[Words] = {
    "image": pgettext_lazy("kind of series", "Images"),
    "localizer": _("Localizer"),
    "dose": _("Dose report"),
    "report": _("Structured report"),
    "key_object": _("Key images"),
    "presentation": _("Presentation state"),
    "segmentation": _("Segmentation"),
    "secondary_capture": _("Secondary capture"),
    "screenshot": _("Screenshot"),
    "film": _("Photographed or scanned film"),
    "derived": _("Derived images"),
    "slide": _("Pathology slide"),
    "other": _("Something else"),
}
PLANE: Final[Words] = {
    "axial": _("axial"),
    "coronal": _("coronal"),
    "sagittal": _("sagittal"),
    "oblique": _("oblique"),
}
KERNEL: Final[Words] = {
    "soft": _("soft tissue"),
    "lung": pgettext_lazy("kernel", "lung"),
    "bone": pgettext_lazy("kernel", "bone"),
    "sharp": _("sharp"),
}
CONTRAST: Final[Words] = {
    "with": _("with contrast"),
    "without": _("without contrast"),
    "unknown": _("contrast not stated"),
}
EFFECT: Final[Words] = {
    "block": _("Blocks"),
    "warn": _("Must be looked at"),
    "note": _("Good to know"),
    "none": _("Stated"),
}
BADGE: Final = {"block": "bg-red-lt", "warn": "bg-yellow-lt", "note": "bg-azure-lt"}
STATE: Final[Words] = {
    "met": _("Met"),
    "missing": _("Missing"),
    "outdated": _("Outdated"),
    "wrong_format": _("Wrong format"),
    "unclear": _("Unclear"),
}
STATE_BADGE: Final = {
    "met": "bg-green-lt",
    "missing": "bg-red-lt",
    "outdated": "bg-yellow-lt",
    "wrong_format": "bg-red-lt",
    "unclear": "bg-yellow-lt",
}
WHOSE: Final[Words] = {
    "unidentified": _("do not say for certain whose they are"),
    "quarantined": _("are held apart: they may be another person's"),
    "kept_out": _("were kept out by a person"),
}
IDENTIFIER: Final[Words] = {
    "name": pgettext_lazy("identifier", "name"),
    "name_relative": pgettext_lazy("identifier", "name of a relative"),
    "birth_date": pgettext_lazy("identifier", "date of birth"),
    "id": pgettext_lazy("identifier", "number"),
    "address": pgettext_lazy("identifier", "address"),
    "postcode": pgettext_lazy("identifier", "postcode"),
    "phone": pgettext_lazy("identifier", "telephone"),
    "email": pgettext_lazy("identifier", "e-mail"),
    "url": pgettext_lazy("identifier", "web address"),
    "other": pgettext_lazy("identifier", "entered by a person"),
}
_UNKNOWN: Final = FindingWords(
    en="Found by a check that this site has no words for.",
    zh="本站点尚无该检查结果的说明。",
    remedy_en="Tell the administrator: the content pack 'imaging' is older than the program.",
    remedy_zh="请告知管理员：内容包“imaging”版本低于程序版本。",
    effect="warn",
)
_FILES: Final = (
    ("phases.json", "phases"),
    ("sequences.json", "sequences"),
    ("body_parts.json", "parts"),
    ("purposes.json", "purposes"),
)


def word(words: Mapping[str, Promise], code: str) -> str:
    """The word for a code; a code without one is shown itself."""
    return str(words.get(code, code))


def finding_words(code: str) -> FindingWords:
    """What a code means and what to do; a plain sentence where the pack does not know it."""
    try:
        return _table()[code]
    except ContentError:
        return _UNKNOWN


def said(found: FindingWords) -> tuple[str, str]:
    """The sentence and what to do, in the reader's language."""
    language = get_language() or "en"
    return found.said(language), found.remedy(language)


def content_word(code: str) -> str:
    """A phase, sequence, part of the body or purpose in the reader's language."""
    if not code:
        return ""
    told = _names().get(code)
    if told is None:
        return code
    return told[1] if (get_language() or "").startswith("zh") else told[0]


@lru_cache(maxsize=1)
def _table() -> FindingTable:
    return finding_table(pack(PACK))


@lru_cache(maxsize=1)
def _names() -> dict[str, tuple[str, str]]:
    """Code -> English and Chinese, of the pack's tables that are there."""
    found: dict[str, tuple[str, str]] = {}
    for file, key in _FILES:
        try:
            rows = pack(PACK).parsed(file)[key]
        except (ContentError, KeyError, TypeError):
            continue
        for code, row in _rows(rows):
            if isinstance(row, Mapping) and row.get("en") and row.get("zh"):
                found.setdefault(code, (str(row["en"]), str(row["zh"])))
    return found


def _rows(rows: Any) -> Iterable[tuple[str, Any]]:
    if isinstance(rows, Mapping):
        return rows.items()
    return ((str(row.get("key", "")), row) for row in rows)

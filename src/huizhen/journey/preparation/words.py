"""Words of the pages of preparation for codes of the core."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EFFECTS: dict[str, Promise] = {
    "block": _("Blocks the case"),
    "warn": _("Weakens the case"),
    "note": _("Worth knowing"),
}
KINDS: dict[str, Promise] = {
    "send": _("Please send what exists"),
    "consider": _("Please consider a new examination"),
    "patient": _("Questions to the patient"),
}
LANGUAGES: dict[str, str] = {
    "en": "English",
    "de": "Deutsch",
    "es": "Español",
    "fr": "Français",
    "ru": "Русский",
    "zh": "中文",
}

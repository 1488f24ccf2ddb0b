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
WHYS: dict[str, Promise] = {
    "unobtainable": _("It cannot be obtained"),
    "not_done": _("It was never done"),
    "not_existing": _("There is no such record"),
    "refused": _("Its holder refuses to give it"),
}
SPEAKERS: dict[str, Promise] = {
    "home_physician": _("Home physician"),
    "practice": _("Staff of the home practice or hospital"),
    "patient": _("The patient"),
    "relative": _("A relative of the patient"),
}
LANGUAGES: dict[str, str] = {
    "en": "English",
    "de": "Deutsch",
    "es": "Español",
    "fr": "Français",
    "ru": "Русский",
    "zh": "中文",
}

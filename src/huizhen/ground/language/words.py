"""Words of the list of differences."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from huizhen.core.language.checks.wording import Wording
from huizhen.ground.content import pack
from huizhen.ground.language.checking import FAILED

KINDS: Final = {
    "statement": _("Statement of the dossier"),
    "question": _("Question"),
    "letter": _("What a letter asks"),
    "part": _("Part of the opinion"),
    "point": _("Point of the report"),
}


@lru_cache(maxsize=1)
def _wording() -> Wording:
    return Wording(pack("checks"))


def code_word(code: str) -> str:
    """What differs, in the reader's language."""
    if code == FAILED:
        return str(_("could not be compared"))
    words = _wording()
    return words.zh(code) if (get_language() or "en").startswith("zh") else words.en(code)

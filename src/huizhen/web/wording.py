"""The words of a package's pages: its marks, and what blocks it."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huizhen.core.content import UNREVIEWED_MARK
from huizhen.core.preparation.dossier import DRAFT_MARK, IDENTITY_UNCONFIRMED
from huizhen.ground.records.wording import Words

MARK: Words = {
    DRAFT_MARK: _("Draft, not confirmed by a physician"),
    UNREVIEWED_MARK: _("Rules not clinically reviewed"),
    IDENTITY_UNCONFIRMED: _("Identity not confirmed"),
}


class Blocking(NamedTuple):
    """What stops a case from being sent: its name and what a person does about it."""

    title: Promise
    remedy: Promise
    page: str = ""
    """The name of the page that shows it, and what to choose there."""
    query: str = ""


BLOCKING: dict[str, Blocking] = {
    "identity_unconfirmed": Blocking(
        _("Identity not confirmed"),
        _("Nobody has said whose records these are. Prepare again with --patient."),
    ),
    "contradiction": Blocking(
        _("The records contradict each other"),
        _("Compare the values with their sources and ask the home team which one holds."),
        "facts",
        "?type=contradictory",
    ),
    "quarantined": Blocking(
        _("Another person's records may be among these"),
        _("Look at the quarantined files; remove what is not this patient's, then prepare again."),
        "inventory",
        "?status=quarantined",
    ),
    "unidentified": Blocking(
        _("It is unclear whose some records are"),
        _("Ask whoever sent them, then prepare again with what can be confirmed."),
        "inventory",
        "?status=unidentified",
    ),
    "not_read": Blocking(
        _("Some files could not be read"),
        _("Each file's remedy is in the list of files; prepare again afterwards."),
        "inventory",
        "?status=not_read",
    ),
    "ocr_numbers": Blocking(
        _("Numbers were recognised from pictures"),
        _("Compare every such number with the picture of its page."),
    ),
}

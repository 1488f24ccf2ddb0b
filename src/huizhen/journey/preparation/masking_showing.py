"""A package's masking report in words, and the images that can be ticked for it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huizhen.core.preparation.masking_report import MaskingReport
from huizhen.journey.preparation.masking import StudyOffered
from huizhen.journey.preparation.slides import SlideOffered

KINDS: dict[str, Promise] = {
    "name": _("Names"),
    "name_relative": _("Names of relatives"),
    "name_staff": _("Names of medical staff"),
    "birth_date": _("Birth dates"),
    "id": _("Numbers of the patient"),
    "id_staff": _("Licence numbers"),
    "address": _("Addresses"),
    "postcode": _("Postcodes"),
    "place": _("Towns and regions"),
    "phone": _("Telephone numbers"),
    "email": _("E-mail addresses"),
    "url": _("Web addresses"),
    "institution": _("Institutions"),
    "other": _("Other words entered by a person"),
    "file": _("Names of files"),
    "picture": _("Boxes on the page's picture"),
}
FOUND_BY: dict[str, Promise] = {
    "known": _("known of the patient"),
    "pattern": _("by a label or form"),
    "list": _("by a list of names"),
    "person": _("said by a person"),
    "ocr": _("read on the picture"),
}
WITHHELD: dict[str, Promise] = {
    "withheld": _("kept back by a person"),
    "not_deidentified": _("something known was left in it"),
    "slide_format_not_stripped": _(
        "the label cannot be taken out of a slide of this format: ask the laboratory for SVS or "
        "DICOM, or for an export without label and macro images"
    ),
    "slide_broken": _("the slide file is damaged: ask the laboratory to export it again"),
}
ACTIONS: dict[str, Promise] = {
    "removed": pgettext_lazy("attribute", "removed"),
    "emptied": pgettext_lazy("attribute", "emptied"),
    "replaced": pgettext_lazy("attribute", "replaced"),
    "uid": pgettext_lazy("attribute", "given a new UID"),
    "shifted": pgettext_lazy("attribute", "shifted"),
    "cleaned": pgettext_lazy("attribute", "cleaned"),
    "kept": pgettext_lazy("attribute", "kept"),
}


@dataclass(frozen=True)
class Line:
    """A line of the report: where, what, how it was found, how often."""

    where: str
    what: Promise | str
    how: Promise | str
    count: int


def masked_lines(report: MaskingReport) -> list[Line]:
    """What was masked in papers and pages."""
    return [
        Line(
            one.file,
            KINDS.get(one.kind, one.kind),
            FOUND_BY.get(one.found_by, one.found_by),
            one.count,
        )
        for one in report.items
    ]


def left_lines(report: MaskingReport) -> list[Line]:
    """Where the search found something known: the part and the kind, never the value."""
    return [Line(one.part, KINDS.get(one.kind, one.kind), one.where, 1) for one in report.residual]


def withheld_lines(report: MaskingReport) -> list[Line]:
    """What does not travel, and why."""
    counts: dict[tuple[str, str], int] = {}
    for one in report.withheld:
        counts[one.what, one.code] = counts.get((one.what, one.code), 0) + 1
    return [
        Line(what, WITHHELD.get(code, code), "", count) for (what, code), count in counts.items()
    ]


def changed_lines(report: MaskingReport) -> list[tuple[str, list[Line]]]:
    """By series, what became of each attribute that did not stay."""
    return [
        (
            one.folder,
            [
                Line(change.path, ACTIONS.get(change.action, change.action), "", change.count)
                for change in one.changed
                if change.action != "kept"
            ],
        )
        for one in report.series
    ]


def series_choices(
    studies: list[StudyOffered], slides: list[SlideOffered]
) -> list[tuple[str, str]]:
    """The series and slides that a form may name."""
    series = [str(one.shown.id) for study in studies for one in study.series]
    return [(one, one) for one in (*series, *(slide.id for slide in slides))]

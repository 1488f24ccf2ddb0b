"""Why a file was not read, in the reader's language: reasons by code, the core's sentence beside
them. A code without a reason here is shown with the core's own English sentence alone."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Reason(NamedTuple):
    """What happened, and what a person does about it."""

    title: Promise
    remedy: Promise


_ASK_AGAIN = _("Ask for the file again, or in another format (PDF or the original export).")

_REASONS: dict[str, Reason] = {
    "locked": Reason(
        _("Locked with a password."),
        _("Ask for it without a password, or unlock it and put it into the folder again."),
    ),
    "damaged": Reason(_("Damaged or incomplete."), _ASK_AGAIN),
    "partly_damaged": Reason(
        _("Damaged in places; the rest was read."),
        _("Compare it with the original, or ask for the file again."),
    ),
    "limit": Reason(
        _("Larger than this site's limits."),
        _("Send it in smaller parts, or raise the limit in the settings."),
    ),
    "format": Reason(
        _("This format is not read."),
        _("Ask for the record as PDF, or as the original export of its system."),
    ),
    "old_office": Reason(
        _("An old Office format."), _("Open it, save it as DOCX, XLSX or PDF, and send that.")
    ),
    "message": Reason(
        _("A message format of Outlook."), _("Save the message as EML, or send its attachments.")
    ),
    "clip": Reason(
        _("Video and sound are not read."),
        _("Ask for the written report; clips of examinations are wanted as DICOM."),
    ),
    "hostile": Reason(_("It holds what no medical record needs, and was refused."), _ASK_AGAIN),
    "reader": Reason(_("The program could not follow this file."), _ASK_AGAIN),
    "empty": Reason(_("The file is empty."), _("Ask for the file again.")),
    "form": Reason(
        _("A form that only its own program can show."),
        _("Open it there, print it to a PDF, and send that."),
    ),
    "rights": Reason(
        _("It may not be opened by this user, or is not a file."),
        _("Put a readable copy of the file into the folder."),
    ),
    "images": Reason(
        _("The images are damaged, or say too little about themselves."),
        _("Ask the hospital for the original DICOM images."),
    ),
    "facts": Reason(
        _("Its text was read; the search for facts in it did not end."),
        _("Prepare the case again; if it stays so, read the file and add its facts."),
    ),
    "copy": Reason(_("The same file stands at another path."), _("Nothing needs to be done.")),
}

_CODES: dict[str, tuple[str, ...]] = {
    "locked": ("archive_encrypted", "member_encrypted", "office_encrypted", "pdf_encrypted"),
    "damaged": ("archive_damaged", "disc_image_damaged", "pdf_broken", "word_broken", "xml_broken"),
    "partly_damaged": ("member_damaged", "pdf_cut_off", "pdf_pages_broken"),
    "limit": (
        "above_limit", "archive_limit", "file_too_large", "parser_timeout", "too_many_pages",
        "xml_text_too_long", "xml_too_deep",
    ),
    "format": (
        "archive_format", "book_not_read", "djvu_not_read", "member_unsupported",
        "picture_format_not_read", "unknown_format", "unknown_structure", "zip_method",
    ),
    "old_office": ("compound_file", "excel_97", "powerpoint_97", "word_97"),
    "message": ("outlook_message", "winmail_not_read"),
    "clip": ("audio_not_read", "video_not_read"),
    "hostile": ("xml_doctype",),
    "reader": ("parser_crashed", "reader_failed"),
    "empty": ("archive_empty", "empty_file"),
    "form": ("pdf_dynamic_form",),
    "rights": ("no_permission", "not_a_file", "symbolic_link"),
    "images": (
        "dicom_broken", "dicom_document_missing", "dicom_pixels_cut", "dicom_without_identity",
        "nifti_not_read",
    ),
    "facts": ("facts_not_found",),
    "copy": ("same_file",),
}  # fmt: skip

REASON_OF: dict[str, Reason] = {
    code: _REASONS[group] for group, codes in _CODES.items() for code in codes
}

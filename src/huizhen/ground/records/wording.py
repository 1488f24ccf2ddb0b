"""The words for codes of the core: statuses of files and facts, kinds, certainties, sides."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language_info, pgettext_lazy
from django.utils.translation import gettext_lazy as _

Words = dict[str, Promise]

FILE_STATUS: Words = {
    "read": _("Read"),
    "part": _("Partly read"),
    "not_read": _("Not read"),
    "quarantined": _("Quarantined (may be another person's)"),
    "unidentified": _("Unclear whose"),
    "ignored": _("Ignored"),
}

FILE_STATUS_MEANING: Words = {
    "read": _("Everything that the program reads in such a file was read."),
    "part": _("Something in the file could not be read; the reason is given."),
    "not_read": _("Nothing could be read; the reason and the remedy are given."),
    "quarantined": _("The identity in the file conflicts with the patient's; nothing is used."),
    "unidentified": _("The file does not say whose it is; nothing is used until a person decides."),
    "ignored": _("Not a record: viewer software, index files and the like."),
}

KIND: Words = {
    "pdf": _("PDF"),
    "image": _("Picture"),
    "word": _("Word document"),
    "table": _("Table"),
    "html": _("Web page"),
    "mail": _("E-mail"),
    "text": _("Plain text"),
    "rtf": _("RTF document"),
    "archive": _("Archive"),
    "fhir": _("FHIR record"),
    "ccda": _("C-CDA document"),
    "hl7v2": _("HL7 v2 message"),
    "dicom": _("DICOM image"),
    "slide": _("Pathology slide"),
    "disc": _("Disc software"),
    "unknown": _("Unknown"),
}

FACT_TYPE: Words = {
    "Condition": _("Diagnoses and problems"),
    "Observation": _("Results and measurements"),
    "MedicationStatement": _("Medication"),
    "Procedure": _("Operations and procedures"),
    "AllergyIntolerance": _("Allergies and intolerances"),
    "FamilyMemberHistory": _("Family history"),
    "Immunization": _("Immunizations"),
    "DiagnosticReport": pgettext_lazy("kind of fact", "Reports"),
    "ImagingStudy": _("Imaging studies"),
    "Specimen": _("Specimens"),
    "CarePlan": _("Plans of the home team"),
    "Encounter": _("Visits and stays"),
    "Device": _("Implants and devices"),
    "ClinicalImpression": _("Clinical assessments"),
    "DocumentReference": _("Documents"),
    "Consent": _("Consents"),
}

CERTAINTY: Words = {
    "affirmed": _("Stated"),
    "negated": _("Denied"),
    "suspected": _("Suspected"),
    "to_exclude": _("To be excluded"),
    "historical": _("In the past"),
    "family": _("In the family"),
    "hypothetical": _("Planned or supposed"),
}

FACT_STATUS: Words = {
    "proposed": _("Proposed"),
    "confirmed": _("Confirmed"),
    "corrected": _("Corrected"),
    "rejected": _("Rejected"),
}

CLINICAL_STATUS: Words = {
    "active": pgettext_lazy("clinical status", "active"),
    "inactive": pgettext_lazy("clinical status", "inactive"),
    "resolved": pgettext_lazy("clinical status", "resolved"),
    "recurrence": pgettext_lazy("clinical status", "recurrence"),
    "relapse": pgettext_lazy("clinical status", "relapse"),
    "remission": pgettext_lazy("clinical status", "remission"),
    "completed": pgettext_lazy("clinical status", "completed"),
    "stopped": pgettext_lazy("clinical status", "stopped"),
    "on-hold": pgettext_lazy("clinical status", "on hold"),
    "not-taken": pgettext_lazy("clinical status", "not taken"),
    "not-done": pgettext_lazy("clinical status", "not done"),
}

DRUG_STATUS: Words = {**CLINICAL_STATUS, "active": pgettext_lazy("drug", "in use")}

ABSENT_REASON: Words = {
    "no-known": _("none known"),
    "no-information": _("no information"),
    "unknown": _("unknown"),
    "asked-unknown": _("asked, not known"),
    "temp-unknown": _("not available at present"),
    "not-asked": _("not asked"),
    "masked": _("withheld"),
    "not-applicable": _("not applicable"),
    "not-performed": _("not performed"),
    "other": _("see the source"),
}

PAGE_NOTE: Words = {
    "annotations_unreadable": _("comments could not be read"),
    "blank": _("blank"),
    "comments": _("holds comments, which are included"),
    "form_checkboxes": _("holds check boxes"),
    "form_fields": _("holds filled-in fields, which are included"),
    "handwriting_not_read": _("handwriting was not read"),
    "hidden_annotation": _("holds a hidden comment"),
    "hidden_text": _("holds text that is not visible"),
    "hidden_text_layer": _("a scan with an older recognition under it"),
    "numbers_unconfirmed": _("numbers are unconfirmed"),
    "page_broken": _("damaged, not read"),
    "picture_not_read": _("a picture in it was not read"),
    "quarantined": _("quarantined"),
    "same_page": _("a copy of another page"),
    "text_and_picture": _("text beside a picture with text"),
}

SIDE: Words = {"left": _("left"), "right": _("right"), "bilateral": _("both sides")}


def word(words: Mapping[str, Promise], code: str) -> str:
    """The word for a code; a code without one is shown itself."""
    return str(words.get(code, code))


def language_name(code: str) -> str:
    """The name of an ISO 639-1 language in the reader's language, else the code itself."""
    try:
        return str(get_language_info("zh-hans" if code == "zh" else code)["name_translated"])
    except KeyError:
        return code

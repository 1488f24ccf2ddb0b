"""What keeps a FHIR file from being read whole: code, plain sentence, what to do."""

from __future__ import annotations

from dataclasses import dataclass

Problem = tuple[str, str, str]
NO_PROBLEM: Problem = ("", "", "")

_VERSIONS: dict[str, Problem] = {
    "older": (
        "fhir_older_version",
        "The file speaks an older version of FHIR than R4; what is the same in both is read.",
        "Compare the facts with the original, or ask for an export as FHIR R4, C-CDA or PDF.",
    ),
    "newer": (
        "fhir_newer_version",
        "The file speaks a newer version of FHIR than R4; what is the same in both is read.",
        "Compare the facts with the original, or ask for an export as FHIR R4, C-CDA or PDF.",
    ),
}


@dataclass(frozen=True, slots=True)
class Problems:
    """Everything that was not read, or may not be here."""

    version: str
    broken_lines: int
    is_paged: bool
    is_cut: bool
    is_attachment_lost: bool
    unread: int

    def first(self) -> Problem:
        """The gravest of them; the others are among the deviations."""
        found = (
            (bool(self.broken_lines), _BROKEN),
            (self.is_cut, _CUT),
            (bool(self.version), _VERSIONS.get(self.version, NO_PROBLEM)),
            (self.is_paged, _PAGED),
            (self.is_attachment_lost, _ATTACHMENT),
            (bool(self.unread), _UNREAD),
        )
        return next((problem for applies, problem in found if applies), NO_PROBLEM)


_BROKEN = (
    "json_partly_broken",
    "Some lines of the file are not JSON; the others are read.",
    "Ask for the export again; it may have been cut on its way.",
)
_CUT = (
    "too_many_pages",
    "The file has more pages than the limit; the first are shown, all facts are read.",
    "Ask for the export in parts, or raise max_pages_per_file.",
)
_PAGED = (
    "bundle_has_next_page",
    "The file is one page of a search result; the following pages are not in it.",
    "Ask for the whole export, or for the following pages as well.",
)
_ATTACHMENT = (
    "attachment_not_kept",
    "A file embedded in a resource is damaged or too large to be kept.",
    "Ask for the embedded document as a file of its own.",
)
_UNREAD = (
    "resources_not_read",
    "Some resources are of a type that is not read, or do not follow their type.",
    "Look at the listed paths in the original, or ask for the same record as a PDF.",
)

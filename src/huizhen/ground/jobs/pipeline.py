"""The pipeline as the desk calls it: the same one that runs at the command line.

`project.pipeline` implements it with `cli`, which the ground may not import: settings name the
module (HUIZHEN_PIPELINE), so that the desk and tests choose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from huizhen.core.language.lookup import Answer
from huizhen.core.preparation.masked_package import MaskedPapers, PapersToMask
from huizhen.core.preparation.masked_package_images import CleanedImage, ImageToClean
from huizhen.core.preparation.masking_report import SearchedPackage
from huizhen.core.preparation.paper import Paper
from huizhen.core.preparation.sealing import Part, SealedFor
from huizhen.core.preparation.signature import Signature
from huizhen.core.records.known_identifiers import KnownIdentifiers

Tell = Callable[[str], None]
"""Told each step's label; may raise to stop the run (a cancelled job)."""


class PackageKey(NamedTuple):
    """Opens a package: one of the two is given."""

    passphrase: str = ""
    age_key: str = ""


class Sought(NamedTuple):
    """What is looked for in a finished package."""

    known: KnownIdentifiers
    read: Mapping[str, str] = {}
    """SHA-256 of a picture -> what OCR read on those very bytes before."""


class Prepare(Protocol):
    """Turns received files into a package folder."""

    def __call__(
        self,
        records: Path,
        package: Path,
        request: Mapping[str, str],
        decisions: Sequence[Mapping[str, object]],
        tell: Tell,
    ) -> None:
        """Write the package as `huizhen prepare` does: inventory, facts, findings, dossier,
        papers, letters. What lies in `package` from an earlier run is used again. Raises
        HuizhenError; never for one bad file."""


class SetPaper(Protocol):
    """Sets one paper of the core (a letter, a report) for people to read."""

    def __call__(self, paper: Paper) -> bytes:
        """The file's bytes, the same for equal papers."""


class SetSigned(Protocol):
    """Sets the papers of a signed version anew."""

    def __call__(self, files: Mapping[str, bytes], signed: Signature) -> dict[str, bytes]:
        """Name to bytes of the papers that change: signer, role, time and hash stand on them, and
        no mark of a draft. Of the version's files those are taken that are needed."""


class SealFolder(Protocol):
    """Seals the parts of a package for one recipient."""

    def __call__(
        self, parts: Iterable[Part], told: SealedFor, key: PackageKey, target: Path
    ) -> None:
        """Writes the folder that opens offline as an archive at `target`, in a folder of its own.
        Parts are taken one at a time."""


class SealMasked(Protocol):
    """Seals the parts of a masked package, then opens and searches what was made."""

    def __call__(
        self,
        parts: Iterable[Part],
        told: SealedFor,
        key: PackageKey,
        target: Path,
        sought: Sought,
    ) -> SearchedPackage:
        """As `SealFolder`; every part of the archive is opened again and looked through for the
        known identifiers. What is found is told and not raised: it is the caller's to refuse."""


class MaskPapers(Protocol):
    """Sets the papers of a package for a reader who may not know whose records these are."""

    def __call__(self, given: PapersToMask, place: Path, tell: Tell) -> MaskedPapers:
        """Papers and pictures as they may leave. `place` is for work and gone afterwards. Raises
        HuizhenError where a picture cannot be masked or looked through."""


class SearchPapers(Protocol):
    """Looks through masked papers that are read without a package."""

    def __call__(self, files: Mapping[str, bytes], sought: Sought, place: Path) -> SearchedPackage:
        """As the search of `SealMasked`, of names, bytes and pictures. `place` is for work."""


class CleanImages(Protocol):
    """De-identifies DICOM objects in limited children."""

    def __call__(
        self, images: Sequence[ImageToClean], known: KnownIdentifiers, pseudonym: str, secret: bytes
    ) -> list[CleanedImage]:
        """What became of each, in their order; never raises for one bad file. `secret` gives the
        same new UID for the same old one all over a case."""


def masked_sealer() -> SealMasked:
    """Seals packages in which nobody is named."""
    return cast("SealMasked", import_string(f"{settings.HUIZHEN_PIPELINE}.seal_masked"))


def papers_masker() -> MaskPapers:
    """Sets masked papers."""
    return cast("MaskPapers", import_string(f"{settings.HUIZHEN_PIPELINE}.mask_papers"))


def papers_searcher() -> SearchPapers:
    """Looks through masked papers."""
    return cast("SearchPapers", import_string(f"{settings.HUIZHEN_PIPELINE}.search_papers"))


def image_cleaner() -> CleanImages:
    """De-identifies images."""
    return cast("CleanImages", import_string(f"{settings.HUIZHEN_PIPELINE}.clean_images"))


def signed_setter() -> SetSigned:
    """Sets the papers of a signed version."""
    return cast("SetSigned", import_string(f"{settings.HUIZHEN_PIPELINE}.set_signed"))


def folder_sealer() -> SealFolder:
    """Seals packages."""
    return cast("SealFolder", import_string(f"{settings.HUIZHEN_PIPELINE}.seal_folder"))


def pdf_setter() -> SetPaper:
    """Sets papers as PDF/A."""
    return cast("SetPaper", import_string(f"{settings.HUIZHEN_PIPELINE}.set_paper_pdf"))


def docx_setter() -> SetPaper:
    """Sets papers as DOCX."""
    return cast("SetPaper", import_string(f"{settings.HUIZHEN_PIPELINE}.set_paper_docx"))


class FindTerms(Protocol):
    """Looks a term up in the shipped lexicon and in what the site imported."""

    def __call__(self, asked: str, home: Path) -> Answer:
        """What has that name or code; else what looks like it, as proposals."""


def term_finder() -> FindTerms:
    """Looks terms up for people."""
    return cast("FindTerms", import_string(f"{settings.HUIZHEN_PIPELINE}.find_terms"))


def prepare() -> Prepare:
    """The pipeline that this desk is set up with."""
    return cast("Prepare", import_string(f"{settings.HUIZHEN_PIPELINE}.prepare"))

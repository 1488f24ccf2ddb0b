"""The pipeline as the desk calls it: the same one that runs at the command line.

`project.pipeline` implements it with `cli`, which the ground may not import: settings name the
module (HUIZHEN_PIPELINE), so that the desk and tests choose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from huizhen.core.language.lookup import Answer
from huizhen.core.preparation.paper import Paper
from huizhen.core.preparation.sealing import Part, SealedFor
from huizhen.core.preparation.signature import Signature

Tell = Callable[[str], None]
"""Told each step's label; may raise to stop the run (a cancelled job)."""


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
        self, parts: Iterable[Part], told: SealedFor, passphrase: str, age_key: str, target: Path
    ) -> None:
        """Writes the folder that opens offline as an archive at `target`, in a folder of its own;
        one of passphrase and age key is given. Parts are taken one at a time."""


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

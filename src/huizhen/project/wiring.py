"""Ports to adapters: the only place that chooses."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from huizhen.adapters.render_docx import DocxRenderer
from huizhen.adapters.render_typst import TypstRenderer
from huizhen.adapters.sandbox import SandboxWorkers
from huizhen.adapters.store_folder import FolderStore, write_atomically
from huizhen.adapters.terms_sqlite import SqliteTerms
from huizhen.cli.workshop import Workshop
from huizhen.core.reading.builtin import builtin_readers
from huizhen.core.reading.limits import Limits
from huizhen.core.reading.ocr import Engine
from huizhen.project.config import CONTENT, Settings, content_roots
from huizhen.project.demo_command import Demonstration
from huizhen.web.desk_tools import DeskTools

TERMS_FOLDER = "terms"
"""Below the home folder: a file for each imported set."""


def workshop(settings: Settings) -> Workshop:
    """Everything that the commands need, made from the settings."""
    limits = settings.limits

    def readers(spool: Path) -> SandboxWorkers:
        return SandboxWorkers(spool, limits, "read", settings.workers)

    def recognisers(spool: Path) -> SandboxWorkers:
        return SandboxWorkers(spool, limits, "ocr", 1)

    return Workshop(
        limits=limits,
        registry=builtin_readers(),
        open_store=FolderStore,
        start_readers=readers,
        start_recognisers=recognisers if settings.ocr else None,
        ocr_engines=lambda: _engines(limits),
        renderer=TypstRenderer(CONTENT / "templates", CONTENT / "fonts"),
        docx=DocxRenderer(),
        write=write_atomically,
        terms_roots=content_roots(settings),
        specialty_roots=content_roots(settings, "specialties"),
        samples_folder=CONTENT / "samples",
        sign_in=_sign_in,
        serve=_serve,
        desk=DeskTools(),
        demo=Demonstration(),
        open_terms=lambda home: SqliteTerms((home or settings.home) / TERMS_FOLDER),
        packs_folder=CONTENT / "packs",
    )


def _engines(limits: Limits) -> Sequence[Engine]:
    from huizhen.adapters.ocr_page import find_engines

    return find_engines(limits).infos


def _sign_in(home: Path, is_new: bool) -> str | None:
    from huizhen.web.sign_in import make_sign_in, reset_sign_in

    return reset_sign_in(home) if is_new else make_sign_in(home)


def _serve(package: Path, home: Path, host: str, port: int) -> None:
    from huizhen.web.server import serve

    serve(package, home, host, port)

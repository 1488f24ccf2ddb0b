"""What the commands work with; `project.wiring` fills it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from huizhen.core.ports import (
    DerivedStore,
    DocumentRenderer,
    PaperRenderer,
    TermStore,
    Workers,
)
from huizhen.core.reading.limits import Limits
from huizhen.core.reading.ocr import Engine
from huizhen.core.reading.registry import Registry


class PackageStore(DerivedStore, Protocol):
    """A derived store in a package folder."""

    package: Path
    folder: Path

    @property
    def spool(self) -> Path:
        """Where embedded files are kept."""

    def open(self) -> None:
        """Take the folder's lock."""

    def close(self) -> None:
        """Release it."""

    def clean(self) -> None:
        """Remove readings and progress."""


class Desk(Protocol):
    """The desk in a home folder, as the command line handles it."""

    def set_up(self, home: Path) -> None:
        """Make keys, database and tables where there are none."""

    def invite(self, home: Path, email: str, role: str, site: tuple[str, str]) -> str:
        """A link by which somebody joins the site, which has a name and a country."""

    def serve(self, home: Path, host: str, port: int) -> None:
        """Serve it with a worker beside it until stopped."""

    def work(self, home: Path) -> None:
        """Be a worker until stopped."""

    def verify(self, home: Path) -> list[str]:
        """Where the trail is broken, a line each."""

    def back_up(self, home: Path, out: Path, *, with_keys: bool) -> int:
        """Write a backup while the desk serves; how many files it holds."""

    def restore(self, archive: Path, home: Path, keys: Path | None) -> list[str] | None:
        """Put a backup into an empty folder: what is broken; None without keys to tell."""


class Demo(Protocol):
    """The demonstration in a home folder."""

    def load(self, home: Path, samples: Path, say: Callable[[str], None]) -> None:
        """People and sample cases; WrongCall where a real case is. A second time adds nothing."""

    def sign_in(self, home: Path, role: str) -> tuple[str, str, str]:
        """Address, password and the second factor's code of just now."""


@dataclass(frozen=True)
class Workshop:
    """Ports and places, chosen once."""

    limits: Limits
    registry: Registry
    open_store: Callable[[Path], PackageStore]
    start_readers: Callable[[Path], Workers]
    start_recognisers: Callable[[Path], Workers] | None
    """None when OCR is switched off."""
    ocr_engines: Callable[[], Sequence[Engine]]
    renderer: DocumentRenderer
    docx: PaperRenderer
    write: Callable[[Path, bytes], None]
    terms_roots: Sequence[Path]
    specialty_roots: Sequence[Path]
    samples_folder: Path
    sign_in: Callable[[Path, bool], str | None]
    """Home and whether to make a new one: the password to print, None when one exists."""
    serve: Callable[[Path, Path, str, int], None]
    """Serve package and home on host and port until stopped."""
    desk: Desk
    demo: Demo
    open_terms: Callable[[Path | None], TermStore]
    """The imported terms of a home folder; None takes the setting's."""
    packs_folder: Path
    """Sets that come with the product, imported on demand."""

"""One prepared package: each file is read only as the manifest names it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.utils.translation import gettext_noop
from pydantic import BaseModel, ConfigDict, ValidationError

from huizhen.core.content import PackStamp
from huizhen.core.errors import PackageError
from huizhen.core.preparation.dossier import Dossier
from huizhen.core.records.fact import Fact
from huizhen.core.records.inventory import InventoryEntry
from huizhen.core.records.value import Value

_V = TypeVar("_V", bound=Value)

MANIFEST = "manifest.json"
_PREPARE_AGAIN = gettext_noop("Run `huizhen prepare` again with the same --out folder.")


class Manifest(BaseModel):
    """What the package says of itself."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    specialty: str = ""
    as_of: str = ""
    content_hash: str
    files: dict[str, str]
    packs: tuple[PackStamp, ...] = ()


@dataclass(frozen=True)
class CaseFacts:
    """All facts of the case, and the keys of those that contradict each other."""

    facts: tuple[Fact, ...]
    contradictory: frozenset[str]


@dataclass(frozen=True)
class Package:
    """A package folder; PackageError says which file is missing, changed or broken."""

    folder: Path

    def manifest(self) -> Manifest:
        """The package's own list."""
        return _manifest(*_stamped(self.folder / MANIFEST))

    def inventory(self) -> tuple[InventoryEntry, ...]:
        """Every received file."""
        return _inventory(*self._listed("inventory.json"))

    def facts(self) -> CaseFacts:
        """Every fact, and what contradicts."""
        return _facts(*self._listed("facts.json"))

    def dossier(self) -> Dossier:
        """The composed dossier."""
        return _dossier(*self._listed("dossier.json"))

    def file(self, name: str) -> bytes:
        """A file of the package as it was prepared: a paper, the page, a picture."""
        path, _, expected = self._listed(name)
        return _bytes(path, expected)

    def _listed(self, name: str) -> tuple[Path, tuple[int, int], str]:
        expected = self.manifest().files.get(name)
        if expected is None:
            raise _missing()
        return (*_stamped(self.folder / name), expected)


def current_package() -> Package:
    """The package that this desk serves."""
    folder = settings.HUIZHEN_PACKAGE
    if folder is None:
        raise PackageError(
            "no_package",
            gettext_noop("No package is being served."),
            gettext_noop("Start again with `huizhen serve PACKAGE`, or set HUIZHEN_PACKAGE."),
        )
    return Package(Path(folder))


def _missing() -> PackageError:
    return PackageError(
        "package_incomplete",
        gettext_noop("A file of the package is missing or cannot be opened."),
        _PREPARE_AGAIN,
    )


def _broken() -> PackageError:
    return PackageError(
        "package_broken",
        gettext_noop("A file of the package is not in the form that this version reads."),
        gettext_noop("Run `huizhen prepare` of this version again with the same --out folder."),
    )


def _stamped(path: Path) -> tuple[Path, tuple[int, int]]:
    """The path with what changes when the file does: what is read is kept until then."""
    try:
        stat = path.stat()
    except OSError as error:
        raise _missing() from error
    return path, (stat.st_mtime_ns, stat.st_size)


def _bytes(path: Path, expected: str = "") -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _missing() from error
    if expected and hashlib.sha256(data).hexdigest() != expected:
        raise PackageError(
            "package_changed",
            gettext_noop("A file of the package is not the one that was prepared."),
            gettext_noop(
                "If the package is being prepared just now, wait and load this page again. "
                "Otherwise somebody changed the file: run `huizhen prepare` again."
            ),
        )
    return data


def _json(path: Path, expected: str = "") -> dict[str, Any]:
    try:
        data = json.loads(_bytes(path, expected))
    except ValueError as error:
        raise _broken() from error
    if not isinstance(data, dict):
        raise _broken()
    return data


def _value(kind: type[_V], data: object) -> _V:
    """A value of the core; what the file says beyond its fields (`schema`) is left out."""
    if not isinstance(data, dict):
        raise _broken()
    return kind.model_validate({key: data[key] for key in kind.model_fields if key in data})


@lru_cache(maxsize=2)
def _manifest(path: Path, _stamp: tuple[int, int]) -> Manifest:
    try:
        return Manifest.model_validate(_json(path))
    except ValidationError:
        raise _broken() from None


@lru_cache(maxsize=2)
def _inventory(path: Path, _stamp: tuple[int, int], expected: str) -> tuple[InventoryEntry, ...]:
    try:
        return tuple(_value(InventoryEntry, entry) for entry in _json(path, expected)["files"])
    except (KeyError, TypeError, ValidationError):
        raise _broken() from None


@lru_cache(maxsize=2)
def _facts(path: Path, _stamp: tuple[int, int], expected: str) -> CaseFacts:
    try:
        data = _json(path, expected)
        return CaseFacts(
            facts=tuple(_value(Fact, fact) for fact in data["facts"]),
            contradictory=frozenset(str(each["fact_key"]) for each in data["contradictions"]),
        )
    except (KeyError, TypeError, ValidationError):
        raise _broken() from None


@lru_cache(maxsize=2)
def _dossier(path: Path, _stamp: tuple[int, int], expected: str) -> Dossier:
    try:
        return _value(Dossier, _json(path, expected))
    except ValidationError:
        raise _broken() from None

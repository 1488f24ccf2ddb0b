"""Importing one terminology: recognise its columns, hash it, write its set."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from huizhen.cli.workshop import Workshop
from huizhen.core.content import load_pack
from huizhen.core.errors import PackageError, WrongCall
from huizhen.core.language.imported.layout import Layout, layouts_of
from huizhen.core.language.imported.reading import TMX, layout_of, memory_terms, table_terms
from huizhen.core.language.imported.term import ImportedPack

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,38}")


class Told(NamedTuple):
    """What the person says of a file; what is empty is taken from layout or file."""

    layout: str = ""
    id: str = ""
    title: str = ""
    version: str = ""
    source: str = ""
    licence: str = ""
    day: str = ""


def import_terms(name: str, told: Told, home: Path | None, workshop: Workshop) -> ImportedPack:
    """Import a file, or a set that comes with the product, by its id; the set as it is kept."""
    path, told = _file_of(name, told, workshop)
    layouts = layouts_of(load_pack("imports", workshop.terms_roots))
    size = path.stat().st_size
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        stream.seek(0)
        if told.layout == TMX or path.suffix.casefold() == ".tmx":
            pack = _pack(path, told, None, digest)
            terms = memory_terms(stream)
        else:
            layout = _layout(stream, size, told.layout, layouts, workshop)
            pack = _pack(path, told, layout, digest)
            terms = table_terms(stream, size, layout, workshop.limits)
        kept = workshop.open_terms(home).keep(pack, terms)
    if not kept.terms:
        workshop.open_terms(home).remove(kept.id)
        raise WrongCall(
            "no_terms",
            "The file has the right columns, but no row with a Chinese name.",
            "Open it and see whether its rows are where the header says.",
        )
    return kept


def shipped_sets(workshop: Workshop) -> dict[str, dict[str, Any]]:
    """The sets that come with the product, by id."""
    found = sorted(workshop.packs_folder.glob("*/set.json"))
    return {path.parent.name: json.loads(path.read_text(encoding="utf-8")) for path in found}


def _file_of(name: str, told: Told, workshop: Workshop) -> tuple[Path, Told]:
    shipped = shipped_sets(workshop).get(name)
    if shipped is None:
        path = Path(name)
        if not path.is_file():
            known = ", ".join(shipped_sets(workshop))
            raise WrongCall(
                "file_missing",
                f"There is no file {path.name}.",
                f"Give a file, or one of the sets that come with the product: {known}.",
            )
        return path, told
    path = workshop.packs_folder / name / shipped["file"]
    if hashlib.sha256(path.read_bytes()).hexdigest() != shipped["sha256"]:
        raise PackageError(
            "set_altered",
            f"The file of {name} is not the one that was published.",
            "Install the product again: this set may not be altered.",
        )
    keys = ("layout", "id", "title", "version", "source", "licence")
    return path, told._replace(**{key: getattr(told, key) or shipped[key] for key in keys})


def _layout(
    stream: BinaryIO, size: int, name: str, layouts: Mapping[str, Layout], workshop: Workshop
) -> Layout:
    if not name:
        found = layout_of(stream, size, layouts, workshop.limits)
        stream.seek(0)
        return found
    if name not in layouts:
        raise WrongCall(
            "layout_unknown",
            f"There is no layout {name}.",
            f"Give --layout with one of: {', '.join((*layouts, TMX))}.",
        )
    return layouts[name]


def _pack(path: Path, told: Told, layout: Layout | None, digest: str) -> ImportedPack:
    name = layout.id if layout else TMX
    is_own = layout is None or layout.id in ("plain", "word-list")
    made_id = told.id or (_plain_id(path.stem) if is_own else name)
    licence = told.licence or (layout.licence if layout else "")
    if not told.version or not licence:
        raise WrongCall(
            "provenance_missing",
            "A set is kept with its version and with what its owner allows.",
            "Give --version, and --licence where the layout does not know it.",
        )
    if not _ID.fullmatch(made_id):
        raise WrongCall(
            "id_wrong",
            "The set has no usable id.",
            "Give --id with small letters, digits and hyphens, at most 39.",
        )
    return ImportedPack(
        id=made_id,
        title=told.title or (layout.title["zh"] if layout and not is_own else path.stem),
        version=told.version,
        source=told.source or path.name,
        licence=licence,
        sha256=digest,
        layout=name,
        system=layout.system if layout else "",
        imported_on=told.day,
    )


def _plain_id(stem: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", stem.casefold()).strip("-")[:39]

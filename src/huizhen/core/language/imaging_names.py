"""Names of imaging examinations in whatever order a system writes them, as one Chinese name.

'CT Abdomen W contrast IV', 'Computed tomography of abdomen with contrast' and 'CT abdomen; with
contrast material' are 腹部CT增强扫描. Every word has to be a modality, a site, a contrast, a view,
or one that says nothing; a word that is left over is a name that is not understood.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from huizhen.core.language.term_frames import Parts, Words, words_of

_JOINS = frozenset(["and", "/", ","])


@dataclass(frozen=True, slots=True)
class _Part:
    role: str
    zh: str
    family: str


class ImagingNames:
    """Reads an examination's words into parts; None when it is none or not wholly understood."""

    def __init__(self, parts: Parts, rows: Iterable[Mapping[str, str]]) -> None:
        self._sites = parts
        self._phrases: dict[Words, _Part] = {}
        self._longest = 1
        for row in rows:
            part = _Part(row["role"], row["zh"], row["family"])
            for phrase in map(words_of, row["words"].split(";")):
                self._phrases.setdefault(phrase, part)
                self._longest = max(self._longest, len(phrase))

    def compose(self, words: Words) -> str | None:
        """The examination in Chinese, or None."""
        read = self._read(words)
        if read is None:
            return None
        found, rest = read
        sites = self._site_of(rest)
        modality = found.get("modality")
        if modality is None or sites is None:
            return None
        return _worded(modality, sites, found)

    def _read(self, words: Words) -> tuple[dict[str, _Part], list[Words]] | None:
        """The parts by role, and the runs of words between them; None when a role is filled
        twice by different words."""
        found: dict[str, _Part] = {}
        runs: list[list[str]] = [[]]
        position = 0
        while position < len(words):
            size, part = self._at(words, position)
            if part is None:
                runs[-1].append(words[position])
            elif part.role != "filler" and found.setdefault(part.role, part) != part:
                return None
            elif part.role != "filler":
                runs.append([])
            position += size
        return found, [tuple(run) for run in runs if run]

    def _at(self, words: Words, position: int) -> tuple[int, _Part | None]:
        for size in range(min(self._longest, len(words) - position), 0, -1):
            part = self._phrases.get(words[position : position + size])
            if part is not None:
                return size, part
        return 1, None

    def _site_of(self, runs: list[Words]) -> str | None:
        """The sites that the remaining words name, one or several; None when a word is left."""
        words = _trimmed(tuple(word for run in runs for word in run))
        if not words:
            return None
        plain = tuple(word for word in words if word != ",")
        for name in (words, plain, (plain[-1], *plain[:-1])):
            site = self._sites.find("image", name)
            if site is not None:
                return site
        sites = [self._sites.find("image", one) for one in _split(words)]
        known = [site for site in sites if site is not None]
        if len(known) != len(sites) or len(known) < 2:
            return None
        return f"{'、'.join(known[:-1])}及{known[-1]}"


def _split(words: Words) -> list[Words]:
    """The words between joining words; two joins in a row, ', and', are one."""
    runs: list[list[str]] = [[]]
    for word in words:
        if word not in _JOINS:
            runs[-1].append(word)
        elif runs[-1]:
            runs.append([])
    return [tuple(run) for run in runs if run]


def _trimmed(words: Words) -> Words:
    while words and (words[0] in _JOINS or words[0] in "()"):
        words = words[1:]
    while words and (words[-1] in _JOINS or words[-1] in "()"):
        words = words[:-1]
    return words


def _worded(modality: _Part, site: str, found: Mapping[str, _Part]) -> str | None:
    """Site, technique, modality, contrast, views, as a Chinese request form has them."""
    contrast, views, technique = (found.get(role) for role in ("contrast", "views", "technique"))
    if technique is not None and technique.family != modality.family:
        return None
    if views is not None and modality.family != "xr":
        return None
    start = f"{site}{technique.zh if technique else ''}"
    if contrast is not None:
        if modality.family in _SHORT:
            return f"{start}{_SHORT[modality.family]}{contrast.zh}"
        return f"{start}{modality.zh}({contrast.zh})" if modality.family == "vessels" else None
    return f"{start}X线{views.zh}" if views is not None else f"{start}{modality.zh}"


_SHORT = {"ct": "CT", "mr": "磁共振"}
"""Modalities whose contrast is a part of the name: 腹部CT增强扫描, 腰椎磁共振平扫."""

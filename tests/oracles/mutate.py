"""Damaged copies of real files: what copying, sending and rewriting break.

The copies are made from a seed alone: the same sources in the same order, the
same count and the same seed give the same bytes under the same names.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

LARGEST_SOURCE = 3 << 20
_LONGEST_RANGE = 64 << 10
_TEXT = frozenset((".txt", ".csv", ".tsv", ".xml", ".json", ".hl7", ".eml", ".html"))
_SUFFIXES = (".pdf", ".dcm", ".xml", ".json", ".csv", ".txt", ".jpg", ".png", ".zip", ".docx", "")
# One copy in this many gets the ending of another format.
_SWAP_EVERY = 12


@dataclass(frozen=True)
class Source:
    """One file to damage, and the file a piece may be borrowed from."""

    data: bytes
    other: bytes
    rng: Random

    def span(self) -> tuple[int, int]:
        """Return the start and end of a random range inside the data."""
        start = self.rng.randrange(len(self.data))
        longest = min(len(self.data) - start, _LONGEST_RANGE)
        # Mostly short ranges: long ones leave nothing to recognise.
        length = max(1, int(longest ** self.rng.random()))
        return start, start + length


def _flip_bits(source: Source) -> bytes:
    damaged = bytearray(source.data)
    for _ in range(source.rng.choice((1, 1, 3, 16, 200))):
        damaged[source.rng.randrange(len(damaged))] ^= 1 << source.rng.randrange(8)
    return bytes(damaged)


def _zero_range(source: Source) -> bytes:
    start, end = source.span()
    return source.data[:start] + bytes(end - start) + source.data[end:]


def _remove_range(source: Source) -> bytes:
    start, end = source.span()
    return source.data[:start] + source.data[end:]


def _repeat_range(source: Source) -> bytes:
    start, end = source.span()
    times = source.rng.choice((2, 2, 3, 10))
    return source.data[:start] + source.data[start:end] * times + source.data[end:]


def _move_range(source: Source) -> bytes:
    start, end = source.span()
    target = source.rng.randrange(len(source.data))
    rest = source.data[:start] + source.data[end:]
    return rest[:target] + source.data[start:end] + rest[target:]


def _truncate(source: Source) -> bytes:
    return source.data[: source.rng.randrange(len(source.data))]


def _splice(source: Source) -> bytes:
    """The beginning of one file and the end of another."""
    here = source.rng.randrange(len(source.data) + 1)
    there = source.rng.randrange(len(source.other) + 1)
    return source.data[:here] + source.other[there:]


def _insert_noise(source: Source) -> bytes:
    place = source.rng.randrange(len(source.data) + 1)
    noise = source.rng.randbytes(source.rng.choice((1, 2, 17, 4096)))
    return source.data[:place] + noise + source.data[place:]


def _change_length(source: Source) -> bytes:
    """Rewrite a field that looks like a length, of two or four bytes."""
    rng, data = source.rng, source.data
    form = rng.choice(("<H", ">H", "<I", ">I"))
    width = struct.calcsize(form)
    if len(data) <= width:
        return data + b"\x00" * width
    place = rng.randrange(len(data) - width)
    for _ in range(50):
        if 0 < struct.unpack_from(form, data, place)[0] <= len(data):
            break
        place = rng.randrange(len(data) - width)
    top = (1 << 8 * width) - 1
    old = struct.unpack_from(form, data, place)[0]
    new = rng.choice((0, 1, top, top >> 1, (old + 1) & top, old ^ 0x80, old * 2 & top))
    return data[:place] + struct.pack(form, new) + data[place + width :]


def _change_one(source: Source, pattern: bytes, new: Callable[[bytes], bytes]) -> bytes:
    """Rewrite one to twenty places where the pattern is found."""
    found = list(re.finditer(pattern, source.data[: 1 << 20]))
    if not found:
        return _flip_bits(source)
    wanted = min(len(found), source.rng.choice((1, 1, 5, 20)))
    damaged = source.data
    for match in sorted(source.rng.sample(found, wanted), key=lambda m: -m.start()):
        damaged = damaged[: match.start()] + new(match.group()) + damaged[match.end() :]
    return damaged


def _drop_quotes(source: Source) -> bytes:
    return _change_one(source, rb"[\"'<>{}\[\]()]", lambda _: b"")


def _change_separators(source: Source) -> bytes:
    marks = (b",", b";", b"\t", b"|", b"^", b"\r", b"\n", b":", b"")
    return _change_one(source, rb"[,;\t|^~&\r\n:=]", lambda _: source.rng.choice(marks))


def _blow_numbers(source: Source) -> bytes:
    def bigger(number: bytes) -> bytes:
        forms = (b"9" * 400, b"-" + number, number + b"e999", b"0", b"NaN", number * 3, b"")
        return source.rng.choice(forms)

    return _change_one(source, rb"\d+(?:\.\d+)?", bigger)


def _change_words(source: Source) -> bytes:
    def other(word: bytes) -> bytes:
        forms = (word.upper(), word[::-1], word * 50, b"\xff\xfe", b"\x00", "王".encode(), b"%s")
        return source.rng.choice(forms)

    return _change_one(source, rb"[A-Za-z]{3,}", other)


_ANYWHERE: dict[str, Callable[[Source], bytes]] = {
    "bits": _flip_bits,
    "zeroed": _zero_range,
    "removed": _remove_range,
    "repeated": _repeat_range,
    "moved": _move_range,
    "cut": _truncate,
    "spliced": _splice,
    "noise": _insert_noise,
    "length": _change_length,
    "numbers": _blow_numbers,
}
_IN_TEXT: dict[str, Callable[[Source], bytes]] = {
    "quotes": _drop_quotes,
    "separators": _change_separators,
    "words": _change_words,
    "numbers": _blow_numbers,
}


def _usable(sources: Sequence[Path]) -> list[Path]:
    return [
        path for path in sources if path.is_file() and 0 < path.stat().st_size <= LARGEST_SOURCE
    ]


def _damage(source: Source, suffix: str) -> tuple[str, bytes]:
    """Damage the data until it differs from both files, and return what was done to it."""
    in_text = suffix.lower() in _TEXT and source.rng.random() < 0.5
    ways = _IN_TEXT if in_text else _ANYWHERE
    for _ in range(20):
        way = source.rng.choice(sorted(ways))
        damaged = ways[way](source)
        if damaged not in (source.data, source.other):
            return way, damaged
    return "appended", source.data + b"\x00"


def _safe_stem(path: Path) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "_", path.stem)[:60] or "file"


def mutate(sources: Sequence[Path], out: Path, count: int, seed: int) -> list[Path]:
    """Write `count` damaged copies of the sources into `out` and return them."""
    if count < 0:
        raise ValueError(f"the count is negative: {count}")
    usable = _usable(sources)
    if not usable:
        raise ValueError("no source has between one byte and three mebibytes")
    alike: dict[str, list[Path]] = {}
    for path in usable:
        alike.setdefault(path.suffix, []).append(path)
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for number in range(count):
        rng = Random(f"{seed}|{number}")
        # Every source has its turn before any has its second.
        path = usable[number % len(usable)]
        other = rng.choice(alike[path.suffix])
        source = Source(path.read_bytes(), other.read_bytes(), rng)
        way, damaged = _damage(source, path.suffix)
        suffix = path.suffix
        if rng.randrange(_SWAP_EVERY) == 0:
            suffix = rng.choice([s for s in _SUFFIXES if s != suffix])
        target = out / f"{number:05d}-{way}-{_safe_stem(path)}{suffix}"
        target.write_bytes(damaged)
        written.append(target)
    return written

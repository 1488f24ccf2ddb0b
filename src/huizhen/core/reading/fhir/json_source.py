"""Bytes to JSON values that were checked first: depth, doubled names, numbers kept as written."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from huizhen.core.errors import BrokenRecord
from huizhen.core.reading.coded.deviations import Deviations
from huizhen.core.reading.encoding import decode_text

MAX_DEPTH = 200
"""FHIR resources nest less than 30 deep; questionnaires of real exports less than 60."""

_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
"""Possessive, for a text of a million escapes must not cost a million places to return to."""
_NO_BRACKETS = re.compile(r"[^\[\]{}]+")
_STEPS = {"[": 1, "{": 1, "]": -1, "}": -1}
_BLANKS = re.compile(r"[ \t\r\n]*")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,40}")
_MOST_DOUBLED = 50
_REMEDY = "Ask for the export again, or for a PDF or C-CDA of the same record."

Json = dict[str, Any]


class JsonNumber(str):
    """A number exactly as the source writes it: 7.0 and 7.00 are different texts."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class JsonSource:
    """The values of one file, each with the path that leads to it ('' for the only one)."""

    values: tuple[tuple[str, Any], ...]
    broken_lines: int = 0
    """NDJSON lines that are not JSON; each is a deviation."""


def read_json(data: bytes, deviations: Deviations) -> JsonSource:
    """The JSON values of a file: one document, an array, or NDJSON (one document a line)."""
    text, encoding, doubt = decode_text(data)
    if doubt or encoding not in ("utf-8", "ascii"):
        deviations.add("encoding_not_utf8", doubt or encoding)
    text = text.lstrip("\ufeff\x00 \t\r\n")
    if not text:
        raise BrokenRecord("empty_file", "The file holds no text, only blanks.", _REMEDY)
    _refuse_depth(text)
    parser = _Parser(deviations)
    if _is_ndjson(text):
        return parser.lines(text)
    return parser.whole(text)


def _refuse_depth(text: str) -> None:
    brackets = _NO_BRACKETS.sub("", _STRING.sub("", text))
    depth = max(accumulate(map(_STEPS.__getitem__, brackets)), default=0)
    if depth > MAX_DEPTH:
        raise BrokenRecord(
            "json_too_deep",
            f"The JSON is nested more than {MAX_DEPTH} levels deep, which no record needs.",
            _REMEDY,
        )


def _is_ndjson(text: str) -> bool:
    """Whether the first two lines that are not blank both begin an object."""
    seen = 0
    for line in text[:4_000_000].split("\n", 1000):
        stripped = line.strip()
        if not stripped:
            continue
        if not stripped.startswith("{"):
            return False
        seen += 1
        if seen == 2:
            return True
    return False


class _Parser:
    """The standard parser with numbers as text, and objects that name something twice noted."""

    def __init__(self, deviations: Deviations) -> None:
        self._deviations = deviations
        self._doubled: dict[int, list[str]] = {}
        self._kept: list[Json] = []
        self._decoder = json.JSONDecoder(
            object_pairs_hook=self._object,
            parse_float=JsonNumber,
            parse_int=JsonNumber,
            parse_constant=self._constant,
            strict=False,
        )

    def whole(self, text: str) -> JsonSource:
        """One document; what follows it is a deviation, or a further document."""
        values: list[tuple[str, Any]] = []
        at = 0
        while at < len(text):
            try:
                value, at = self._decoder.raw_decode(text, at)
            except (ValueError, RecursionError):
                if not values:
                    raise _broken() from None
                self._deviations.add("text_after_document")
                return JsonSource(tuple(_spread(values)), broken_lines=1)
            values.append((f"[{len(values)}].", value))
            at = _after_blanks(text, at)
        self._name_doubled([value for _, value in values])
        if len(values) == 1 and not isinstance(values[0][1], list):
            return JsonSource((("", values[0][1]),))
        return JsonSource(tuple(_spread(values)))

    def lines(self, text: str) -> JsonSource:
        """One document a line; a broken line costs only itself."""
        values: list[tuple[str, Any]] = []
        broken = 0
        for index, line in enumerate(text.split("\n")):
            if not line.strip():
                continue
            try:
                values.append((f"[{index}].", self._decoder.decode(line)))
            except (ValueError, RecursionError):
                broken += 1
                self._deviations.add("line_not_json", f"[{index}]")
        if not values:
            raise _broken()
        self._name_doubled([value for _, value in values])
        return JsonSource(tuple(values), broken)

    def _object(self, pairs: list[tuple[str, Any]]) -> Json:
        made = dict(pairs)
        if len(made) != len(pairs) and len(self._kept) < _MOST_DOUBLED:
            counts = Counter(name for name, _ in pairs)
            self._doubled[id(made)] = sorted(name for name in counts if counts[name] > 1)[:5]
            self._kept.append(made)
        return made

    def _constant(self, _name: str) -> None:
        self._deviations.add("number_not_finite")

    def _name_doubled(self, values: list[Any]) -> None:
        """Where an object names something twice; the last one counts (RFC 8259, 4)."""
        if not self._doubled:
            return
        waiting: list[tuple[Any, str]] = [(value, "") for value in values]
        while waiting:
            value, path = waiting.pop()
            if isinstance(value, dict):
                for name in self._doubled.get(id(value), ()):
                    self._deviations.add("name_doubled", f"{path}.{_shown(name)}".lstrip("."))
                waiting.extend((v, f"{path}.{_shown(k)}".lstrip(".")) for k, v in value.items())
            elif isinstance(value, list):
                waiting.extend((item, f"{path}[{i}]") for i, item in enumerate(value))


def _spread(values: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """A single array is a list of documents."""
    if len(values) == 1 and isinstance(values[0][1], list):
        return [(f"[{index}].", value) for index, value in enumerate(values[0][1])]
    return values


def _shown(name: str) -> str:
    """A name as a path shows it; what is no name of the format is not repeated."""
    return name if _NAME.fullmatch(name) else "?"


def _after_blanks(text: str, at: int) -> int:
    match = _BLANKS.match(text, at)
    at = match.end() if match else at
    return len(text) if text[at : at + 2].strip("\x00\x1a") == "" else at


def _broken() -> BrokenRecord:
    return BrokenRecord(
        "json_broken", "The JSON file is damaged or incomplete (not well-formed).", _REMEDY
    )

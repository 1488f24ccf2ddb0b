"""The lines in which a letter says who sent it: names, streets and towns that no form betrays."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from huizhen.core.preparation.masking.span import IdentifierSpan, settled
from huizhen.core.preparation.masking.words import MaskedText

_OPENING = re.compile(
    r"(?im)(?:^|(?<=[.;)])\s)[ \t\ufeff]*(?:remitido por|enviado por|"
    r"responsable cl[ií]nico|m[eé]dico responsable|"
    r"facultativo responsable|correspondencia|autor para correspondencia|"
    r"direcci[oó]n para correspondencia|correspondence(?: to)?|"
    r"address for correspondence|korrespondenz(?:adresse)?|adressé par|correspondance)\s*:\s*"
)
_PIECE = re.compile(r"[^\n]+")
_KEPT = re.compile(
    r"(?i)(?:servicio|secci[oó]n|unidad|departamento|dpto\.?|department|division|service|abteilung|"
    r"klinik für)(?:\s+(?:de|of|für|d['’])\s*[\w]+(?:\s+(?:y|and|und|et)\s+[\w]+)?"
    r"(?:\s+(?:médica|general|interna|patológica|pediátrica|clínica|intensiva|nuclear))?)?"
    r"|e-?\s?mail(?:\s+autor)?|correo(?:\s+electr[oó]nico)?|tel[eé]?f?(?:ono)?s?|fax"
    r"|urolog[ií]a|oncolog[ií]a|nefrolog[ií]a"
    r"|(?<!\w)(?:dra?|prof|sra?|mr|mrs|ms|d)\.?(?!\w)"
)
_LONGEST = 600


def contact_spans(masked: MaskedText, found: Sequence[IdentifierSpan]) -> Iterator[IdentifierSpan]:
    """What is left of such a line beside what has been found, without words of departments.

    A line like that holds nothing clinical; a street without a word for it, or a hospital known
    by its founder alone, is found here and nowhere else.
    """
    taken = settled(found)
    for match in _OPENING.finditer(masked.text):
        line = _PIECE.match(masked.text, match.end())
        if line is None or len(line[0]) > _LONGEST:
            continue
        start, end = line.span()
        inside = [span for span in taken if span.start < end and span.end > start]
        if not any(span.kind.startswith("name") for span in inside):
            continue
        position = start
        for span in [*inside, None]:
            stop = span.start if span is not None else end
            is_before_town = span is not None and span.kind in ("postcode", "place")
            yield from _rest(masked, position, min(stop, end), is_before_town=is_before_town)
            position = span.end if span is not None else end


def _rest(
    masked: MaskedText, start: int, end: int, *, is_before_town: bool
) -> Iterator[IdentifierSpan]:
    """The pieces of [start, end) that are neither words of departments nor signs alone."""
    position = start
    for match in [*_KEPT.finditer(masked.text, start, end), None]:
        stop = match.start() if match is not None else end
        text = masked.text[position:stop]
        inner = text.strip(" \t.,;:()-–·/")
        is_said = any(char.isupper() or char.isdigit() for char in inner) or inner == "s/n"
        is_said = is_said or (is_before_town and stop == end)
        if is_said and len(inner) > 1:
            at = position + text.index(inner)
            yield IdentifierSpan(start=at, end=at + len(inner), kind="address", found_by="pattern")
        position = match.end() if match is not None else end

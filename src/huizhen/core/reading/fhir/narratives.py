"""Narrative (FHIR 2.20): XHTML as readable lines, with the place of every id."""

from __future__ import annotations

import html
import re
from typing import Any

from huizhen.core.errors import RecordError
from huizhen.core.reading.coded.narrative import Narrative, narrative_of
from huizhen.core.reading.fhir.elements import object_of, words
from huizhen.core.reading.fhir.json_source import Json
from huizhen.core.reading.lines import split_lines
from huizhen.core.reading.xml import parse_xml_text

_ENTITY = re.compile(r"&(?!amp;|lt;|gt;|quot;|apos;|#)([A-Za-z][A-Za-z0-9]{1,31});")
_DOCTYPE = re.compile(r"\s*<!DOCTYPE[^>\[]*>", re.IGNORECASE)
_UNSHOWN = ("script", "style", "head")
_BLOCK = re.compile(
    r"</?(?:p|div|br|li|ul|ol|tr|table|h[1-6]|hr|dt|dd|section|blockquote)\b[^<>]*>", re.IGNORECASE
)
_CELL = re.compile(r"</t[dh]\s*>\s*<t[dh]\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_EMPTY = Narrative(text="", spans=())


def narrative_text(resource: Json) -> Narrative:
    """The text of a resource's or section's own narrative; empty where it has none."""
    div = words(object_of(resource.get("text")).get("div"))
    return narrative(div) if div else _EMPTY


def narrative(div: str) -> Narrative:
    """XHTML as text; what is not well-formed is read without its markup, and without ids."""
    prepared = _ENTITY.sub(_character, div)
    try:
        return narrative_of(parse_xml_text(prepared))
    except RecordError:
        return Narrative(text=_stripped(div), spans=())


def text_of_html(markup: str) -> str:
    """The readable text of an HTML attachment, well-formed or not."""
    doctype = _DOCTYPE.match(markup)
    markup = markup[doctype.end() :] if doctype else markup
    for name in _UNSHOWN:
        markup = _without_element(markup, name)
    return narrative(markup.strip()).text


def _without_element(markup: str, name: str) -> str:
    """Markup less all elements of one name; one that is never closed takes the rest with it."""
    folded = markup.lower() if len(markup.lower()) == len(markup) else markup
    kept, at = [], 0
    while (start := folded.find(f"<{name}", at)) >= 0:
        kept.append(markup[at:start])
        end = folded.find(f"</{name}", start)
        at = folded.find(">", end) + 1 if end >= 0 else 0
        if not at:
            return "".join(kept)
    return "".join((*kept, markup[at:]))


def _character(match: re.Match[str]) -> str:
    """A named entity of HTML as its character; XML knows five of them only."""
    text = html.unescape(match.group(0))
    return text if text != match.group(0) else html.escape(text)


def _stripped(markup: str) -> str:
    """Text of markup that no parser takes: blocks and rows as lines, cells with ' | ' between."""
    flat = " ".join(markup.split())
    flat = _BLOCK.sub("\n", _CELL.sub(" | ", flat))
    lines = [" ".join(line.split()) for line in html.unescape(_TAG.sub("", flat)).split("\n")]
    return "\n".join(line for line in lines if line)


def paragraphs(text: Any) -> list[str]:
    """The lines of a plain text, blanks folded, several empty ones as one."""
    found: list[str] = []
    for raw in split_lines(words(text)):
        folded = " ".join(raw.split())
        if folded or (found and found[-1]):
            found.append(folded)
    while found and not found[-1]:
        found.pop()
    return found

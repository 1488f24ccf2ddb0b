"""A hospital's own Word form filled: `{{F01}}` in its text becomes what belongs there.

The form is a stranger's file: it is unpacked within limits, and nothing in it is followed.
"""

from __future__ import annotations

import copy
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from lxml import etree

from huizhen.core.errors import (
    BrokenRecord,
    EncryptedRecord,
    HostileRecord,
    TooLargeRecord,
    UnsupportedRecord,
)
from huizhen.core.preparation.setting import plain
from huizhen.core.reading.limits import Limits
from huizhen.core.reading.office_package import OfficePackage
from huizhen.core.reading.xml import Element

MOST_BYTES: Final = 30_000_000
MOST_UNPACKED: Final = 120_000_000
_MOST_MEMBERS: Final = 3_000
_LARGEST_PART: Final = 40_000_000
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT: Final = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_FIELD: Final = re.compile(r"[{｛]{2}\s*([^{}｛｝\s]{1,40})\s*[}｝]{2}")
_FILLED_PARTS: Final = ("header", "footer", "footnotes", "endnotes")
_FOLLOWED: Final = ("attachedTemplate", "oleObject", "frame", "subDocument")
_REMOTE: Final = re.compile(r"^\s*(https?:|ftp:|\\\\|//|file:/{4,})", re.IGNORECASE)
_OLE2: Final = b"\xd0\xcf\x11\xe0"
_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)

Words = str | Sequence[str]


class Filled(NamedTuple):
    """A filled form, and what did not come together."""

    data: bytes
    unfilled: tuple[str, ...]
    """Given fields that the form has no place for."""
    unknown: tuple[str, ...]
    """Names in the form for which nothing was given: they stay visible there."""


class _Piece(NamedTuple):
    """A stretch of a paragraph's text and the element that holds it; None for a tab or break."""

    element: Element | None
    text: str


def fill_template(template: bytes, fields: Mapping[str, Words]) -> Filled:
    """The form with its fields filled, in body, tables, headers, footers, notes and text boxes.

    What replaces a field looks as the field did. A list fills one paragraph each when the field
    stands alone in its paragraph, else lines. Raises a RecordError with what to do when the file
    is no .docx, locked, damaged, too large or reaches for other files.
    """
    package = _opened(template)
    given = {_key(name): words for name, words in fields.items()}
    met: dict[str, None] = {}
    written: dict[str, bytes] = {}
    for part in _parts(package):
        root = package.xml(part, _LARGEST_PART)
        if _fill_part(root, given, met):
            written[part] = etree.tostring(
                root, xml_declaration=True, encoding="UTF-8", standalone=True
            )
    return Filled(
        data=_packed(package, written),
        unfilled=tuple(name for name in fields if _key(name) not in met),
        unknown=tuple(name for name in met if name not in given),
    )


def _key(name: str) -> str:
    """A field's name as it is compared: full-width letters of a Chinese keyboard are the same."""
    return unicodedata.normalize("NFKC", name).strip().upper()


def _opened(template: bytes) -> OfficePackage:
    if len(template) > MOST_BYTES:
        raise _too_large()
    if template.startswith(_OLE2):
        raise EncryptedRecord(
            "form_locked_or_old",
            "The form is locked with a password, or is an old .doc file.",
            "Open it in Word, save it as .docx without a password, and choose that file.",
        )
    limits = Limits(max_members=_MOST_MEMBERS)
    package = OfficePackage(io.BytesIO(template), len(template), limits)
    if not package.is_whole or not package.names:
        raise BrokenRecord(
            "form_damaged",
            "The form is not a readable .docx file: it is damaged or something else.",
            "Open it in Word, save it again as .docx, and choose that file.",
        )
    package.refuse_locked()
    _refuse_macros(package)
    if package.kind != "docx":
        raise UnsupportedRecord(
            "form_not_docx",
            "The form is not a Word document of the .docx kind.",
            "Open it in Word, save it as .docx, and choose that file.",
        )
    _refuse_reaching(package)
    return package


def _refuse_macros(package: OfficePackage) -> None:
    if any(name.casefold().endswith("vbaproject.bin") for name in package.names):
        raise HostileRecord(
            "form_with_macros",
            "The form carries macros, which no form needs.",
            "Open it in Word, save it as .docx (without macros), and choose that file.",
        )


def _refuse_reaching(package: OfficePackage) -> None:
    parts = [name for name in package.names if name.casefold().endswith(".rels")]
    for part in parts:
        folder, _, last = part.rpartition("_rels/")
        for link in package.relationships(f"{folder}{last.removesuffix('.rels')}"):
            if link.is_external and link.type in _FOLLOWED and _REMOTE.match(link.target):
                raise HostileRecord(
                    "form_reaches_out",
                    "The form loads a template or an object from another computer.",
                    "Open it in Word, choose the template Normal, save, and choose that file.",
                )


def _parts(package: OfficePackage) -> Iterator[str]:
    main = package.main_part("word/document.xml")
    yield main
    seen = {main}
    for link in package.relationships(main):
        if link.type in _FILLED_PARTS and not link.is_external and package.has(link.target):
            if link.target not in seen:
                yield link.target
            seen.add(link.target)


def _fill_part(root: Element, given: Mapping[str, Words], met: dict[str, None]) -> bool:
    """Whether anything was filled; names are added to `met` in order of appearance."""
    space = _STRICT if str(root.tag).startswith(_STRICT) else _W
    is_changed = False
    for paragraph in list(root.iter(f"{space}p")):
        is_changed |= _Paragraph(paragraph, space).fill(given, met)
    return is_changed


class _Paragraph:
    """One paragraph of a form; paragraphs of a text box within it are not its own."""

    def __init__(self, element: Element, space: str) -> None:
        self._element = element
        self._space = space

    def fill(self, given: Mapping[str, Words], met: dict[str, None]) -> bool:
        """Whether any field was filled."""
        text = "".join(piece.text for piece in self._pieces(self._element))
        found = list(_FIELD.finditer(text))
        for match in found:
            met.setdefault(_key(match[1]))
        filled = [match for match in found if _key(match[1]) in given]
        if len(filled) == 1 and text.strip() == filled[0][0]:
            self._fill_alone(filled[0], given[_key(filled[0][1])])
        else:
            for match in reversed(filled):
                words = given[_key(match[1])]
                lines = words.splitlines() if isinstance(words, str) else list(words)
                self._put(self._element, match.start(), match.end(), lines)
        return bool(filled)

    def _fill_alone(self, match: re.Match[str], words: Words) -> None:
        items = [words] if isinstance(words, str) else list(words)
        at = self._element
        for index, item in enumerate(items or [""]):
            last = index + 1 == len(items or [""])
            filled = self._element if last else _cloned(self._element)
            self._put(filled, match.start(), match.end(), item.splitlines())
            if not last:
                at.addprevious(filled)

    def _pieces(self, element: Element) -> list[_Piece]:
        found: list[_Piece] = []
        for child in element:
            if child.tag == f"{self._space}t":
                found.append(_Piece(child, child.text or ""))
            elif child.tag in (f"{self._space}tab", f"{self._space}br", f"{self._space}cr"):
                found.append(_Piece(None, "\n"))
            elif child.tag not in (f"{self._space}p", f"{self._space}pPr", f"{self._space}rPr"):
                found.extend(self._pieces_within(child))
        return found

    def _pieces_within(self, element: Element) -> list[_Piece]:
        """Pieces of runs, links and insertions; paragraphs of a text box are filled apart."""
        if element.tag == f"{self._space}txbxContent":
            return []
        return self._pieces(element)

    def _put(self, paragraph: Element, start: int, end: int, lines: Sequence[str]) -> None:
        """Lines in place of text[start:end]: in the run where it begins, with that run's look."""
        at, is_put = 0, False
        for piece in self._pieces(paragraph):
            begin, at = at, at + len(piece.text)
            if piece.element is None or at <= start or begin >= end:
                continue
            before = piece.text[: max(0, start - begin)]
            after = piece.text[end - begin :] if at > end else ""
            if is_put:
                self._write(piece.element, before + after)
            else:
                self._write_lines(piece.element, [plain(line) for line in lines], before, after)
                is_put = True

    def _write(self, element: Element, text: str) -> None:
        element.text = text
        element.set(_SPACE, "preserve")

    def _write_lines(self, element: Element, lines: Sequence[str], before: str, after: str) -> None:
        told = list(lines) or [""]
        told[0] = before + told[0]
        told[-1] += after
        self._write(element, told[0])
        for line in told[1:]:
            new_line = etree.Element(f"{self._space}br")
            text = etree.Element(f"{self._space}t")
            self._write(text, line)
            element.addnext(new_line)
            new_line.addnext(text)
            element = text


def _cloned(paragraph: Element) -> Element:
    """A copy without the identifiers that may stand only once in a document."""
    clone = copy.deepcopy(paragraph)
    for name in [name for name in clone.attrib if str(name).endswith(("}paraId", "}textId"))]:
        del clone.attrib[name]
    return clone


def _packed(package: OfficePackage, written: Mapping[str, bytes]) -> bytes:
    """The package with some parts replaced; one time for all members."""
    left = MOST_UNPACKED
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        for name in package.names:
            if name.endswith("/"):
                continue
            data = written.get(name)
            if data is None:
                data = package.read(name, min(_LARGEST_PART, max(0, left)))
            left -= len(data)
            if left < 0:
                raise _too_large()
            member = zipfile.ZipInfo(name, _EARLIEST)
            member.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(member, data)
    return stream.getvalue()


def _too_large() -> TooLargeRecord:
    return TooLargeRecord(
        "form_too_large",
        "The form is larger than a form may be.",
        "Remove its pictures, or save it again in Word, and choose that file.",
    )

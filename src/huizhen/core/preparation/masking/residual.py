"""Known identifiers that written bytes still hold."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from functools import lru_cache

from huizhen.core.extraction.identity_labels import plain
from huizhen.core.preparation.masking.known_names import known_name_places
from huizhen.core.preparation.masking.known_values import known_values
from huizhen.core.preparation.masking.tables import masking_tables
from huizhen.core.preparation.masking.words import masked_text_of
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.known_identifiers import KnownIdentifiers
from huizhen.core.records.value import Value

_DEEPEST = 4
_MOST_MEMBER_BYTES = 400_000_000
_LONGEST_TEXT = 5_000_000
_PIECE = 200_000
_OVERLAP = 200
_SHORTEST_WORD = 5
_SHORTEST_NUMBER = 6
_SHORTEST_HAN = 3
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "cp1252", "cp1251", "gb18030")
_HAN = re.compile("[\u3400-\u9fff]")


class Residual(Value):
    """One known value found in what was written; the value itself is not repeated here."""

    kind: str
    where: str
    """'text', 'bytes as utf-16-le', 'pdf object 12', 'pdf page 3', 'a/b.txt > text' ..."""
    offset: int = 0


def residual_in(data: bytes, known: KnownIdentifiers) -> tuple[Residual, ...]:
    """What of the known identifiers stands in the bytes of a file.

    Text (UTF-8) is read as masking reads it, with every written form. Other bytes are searched for
    whole names, longer words of names, numbers, birth dates and addresses of mail in six encodings.
    Of PDFs also each decompressed object and the text of each page, of ZIP files (DOCX, packages)
    names and members, of pictures what lies beside the pixels. What pictures show is for OCR: hand
    its text to `residual_in_text`.
    """
    if known.is_empty:
        return ()
    return tuple(dict.fromkeys(_in_bytes(data, known, "", 0)))


def residual_in_text(
    text: str, known: KnownIdentifiers, where: str = "text"
) -> tuple[Residual, ...]:
    """What of the known identifiers a text holds, in any written form."""
    return tuple(_in_text(text[:_LONGEST_TEXT], known, where))


def _in_bytes(data: bytes, known: KnownIdentifiers, path: str, depth: int) -> Iterator[Residual]:
    text = _as_text(data)
    if text is not None:
        yield from _in_text(text, known, f"{path}text")
    yield from _in_raw(data, known, path)
    if depth >= _DEEPEST:
        return
    if data[:1024].find(b"%PDF-") >= 0:
        yield from _in_pdf(data, known, path)
    elif data[:4] == b"PK\x03\x04" or b"PK\x05\x06" in data[-66_000:]:
        yield from _in_zip(data, known, path, depth)
    elif data[:8] == b"\x89PNG\r\n\x1a\n" or data[:3] == b"\xff\xd8\xff" or data[8:12] == b"WEBP":
        yield from _beside_pixels(data, known, path)


def _as_text(data: bytes) -> str | None:
    if b"\0" in data[:4096]:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _in_text(text: str, known: KnownIdentifiers, where: str) -> Iterator[Residual]:
    """Piece by piece, so that one long line of data does not cost more than its length."""
    for start in range(0, max(1, len(text)), _PIECE):
        piece = text[start : start + _PIECE + _OVERLAP]
        masked = masked_text_of(piece, "", masking_tables())
        for at, _, kind in known_values(masked.plain, known):
            yield Residual(kind=kind, where=where, offset=start + at)
        for at, _ in known_name_places(masked, known):
            yield Residual(kind="name", where=where, offset=start + at)


def _in_raw(data: bytes, known: KnownIdentifiers, path: str) -> Iterator[Residual]:
    for needle, kind, encoding, is_number in _needles(known):
        at = data.find(needle)
        while at >= 0:
            if not is_number or not _is_within_number(data, at, len(needle), encoding):
                yield Residual(kind=kind, where=f"{path}bytes as {encoding}", offset=at)
                break
            at = data.find(needle, at + 1)


def _is_within_number(data: bytes, at: int, length: int, encoding: str) -> bool:
    """Whether figures stand directly before or after: then it is part of a longer number."""
    step = 2 if encoding.startswith("utf-16") else 1
    before, after = data[max(0, at - step) : at], data[at + length : at + length + step]
    return any(48 <= byte <= 57 or byte == 46 for byte in before) or any(
        48 <= byte <= 57 for byte in after
    )


@lru_cache(maxsize=16)
def _needles(known: KnownIdentifiers) -> tuple[tuple[bytes, str, str, bool], ...]:
    """Bytes to look for, with their kind and encoding, and whether they are figures alone."""
    found: dict[bytes, tuple[bytes, str, str, bool]] = {}
    for text, kind in _literals(known):
        is_number = text.isdigit()
        for form in {text, text.upper(), text.lower(), text.title()}:
            for encoding in _ENCODINGS:
                if encoding in ("gb18030", "cp1251") and form.isascii():
                    continue
                try:
                    needle = form.encode(encoding)
                except UnicodeEncodeError:
                    continue
                if len(needle) >= _SHORTEST_WORD:
                    found.setdefault(needle, (needle, kind, encoding, is_number))
    return tuple(found.values())


def _literals(known: KnownIdentifiers) -> Iterator[tuple[str, str]]:
    names = [part for name in known.names for part in (name.text, name.family, name.given)]
    for text in (*names, *known.families, *known.givens):
        for part in (text, *re.split(r"[\s,^=]+", text)):
            least = _SHORTEST_HAN if _HAN.search(part) else _SHORTEST_WORD
            if len(part) >= least:
                yield part, "name"
    yield from _literal_numbers(known)
    for date in known.birth_dates:
        yield from ((form, "birth_date") for form in _written_dates(date))
    yield from ((email, "email") for email in known.emails)
    yield from ((text, "other") for text in known.others if len(text) >= _SHORTEST_WORD)


def _literal_numbers(known: KnownIdentifiers) -> Iterator[tuple[str, str]]:
    for number in known.ids:
        for form in {number, "".join(filter(str.isalnum, number))}:
            if len(form) >= _SHORTEST_NUMBER:
                yield form, "id"
    for phone in known.phones:
        figures = "".join(filter(str.isdigit, phone))
        if len(figures) >= _SHORTEST_NUMBER:
            yield figures, "phone"
            yield phone, "phone"


def _written_dates(date: PartialDate) -> Iterable[str]:
    if date.month is None or date.day is None:
        return ()
    year, month, day = f"{date.year:04d}", f"{date.month:02d}", f"{date.day:02d}"
    return (
        f"{year}-{month}-{day}",
        f"{year}{month}{day}",
        *(f"{day}{sign}{month}{sign}{year}" for sign in "./-"),
        f"{year}年{date.month}月{date.day}日",
    )


def _in_pdf(data: bytes, known: KnownIdentifiers, path: str) -> Iterator[Residual]:
    import pikepdf
    import pypdfium2 as pdfium

    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            for number, item in enumerate(document.objects):
                for body in _bodies(item):
                    yield from _in_raw(body, known, f"{path}pdf object {number} > ")
    except (pikepdf.PdfError, ValueError):
        yield Residual(kind="other", where=f"{path}pdf that cannot be opened")
        return
    opened = pdfium.PdfDocument(data)
    try:
        for index in range(len(opened)):
            page = opened[index]
            text_page = page.get_textpage()
            text = text_page.get_text_bounded()
            text_page.close()
            page.close()
            yield from _in_text(text, known, f"{path}pdf page {index + 1}")
    finally:
        opened.close()


def _bodies(item: object) -> Iterator[bytes]:
    """The decompressed bytes of an object, and the strings within it."""
    import pikepdf

    if isinstance(item, pikepdf.Stream):
        try:
            yield bytes(item.read_bytes())
        except (pikepdf.PdfError, NotImplementedError):
            yield bytes(item.read_raw_bytes())
    if isinstance(item, pikepdf.Object) and not isinstance(item, pikepdf.Stream):
        yield str(item.unparse()).encode("latin-1", "replace")
        yield from _strings(item)


def _strings(item: object, depth: int = 0) -> Iterator[bytes]:
    import pikepdf

    if isinstance(item, pikepdf.String):
        yield str(item).encode()
    elif depth < _DEEPEST and isinstance(item, pikepdf.Dictionary):
        for key in item.keys():  # noqa: SIM118 - a pikepdf dictionary is no mapping
            value = item[key]
            if not getattr(value, "is_indirect", False):
                yield from _strings(value, depth + 1)
    elif depth < _DEEPEST and isinstance(item, pikepdf.Array):
        for value in item:
            if not getattr(value, "is_indirect", False):
                yield from _strings(value, depth + 1)


def _in_zip(data: bytes, known: KnownIdentifiers, path: str, depth: int) -> Iterator[Residual]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError):
        return
    with archive:
        yield from _in_text(archive.comment.decode("utf-8", "replace"), known, f"{path}zip comment")
        for number, member in enumerate(archive.infolist(), start=1):
            where = f"{path}member {number} > "
            yield from _in_text(member.filename, known, f"{where}name")
            if member.is_dir() or member.file_size > _MOST_MEMBER_BYTES:
                continue
            yield from _in_raw(member.extra + member.comment, known, f"{where}header ")
            yield from _in_bytes(archive.read(member), known, where, depth + 1)


def _beside_pixels(data: bytes, known: KnownIdentifiers, path: str) -> Iterator[Residual]:
    """Comments, XMP and whatever else a picture file carries, compressed or not."""
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data)) as picture:
                said = dict(picture.info)
    except (UnidentifiedImageError, OSError, ValueError):
        return
    for key, value in said.items():
        body = value.encode("utf-8", "replace") if isinstance(value, str) else value
        if isinstance(body, bytes):
            yield from _in_raw(body, known, f"{path}picture {plain(str(key))} > ")

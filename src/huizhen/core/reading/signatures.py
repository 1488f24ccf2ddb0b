"""What a file is by its first bytes; a name proves nothing and is not asked here."""

from __future__ import annotations

import re

from huizhen.core.reading.package_kinds import zip_kind

_SECTOR_16 = 32_768

_AT_START: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"II+\x00", "tiff"),
    (b"MM\x00+", "tiff"),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "jpeg2000"),
    (b"\xff\x4f\xff\x51", "jpeg2000"),
    (b"\x00\x00\x00\x0cJXL \r\n\x87\n", "jpegxl"),
    (b"8BPS", "photoshop"),
    (b"AT&TFORM", "djvu"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole2"),
    (b"{\\rtf", "rtf"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"7z\xbc\xaf'\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"\x28\xb5\x2f\xfd", "zstandard"),
    (b"\x1f\x9d", "compress"),
    (b"\x1f\xa0", "compress"),
    (b"MSCF\x00\x00\x00\x00", "cabinet"),
    (b"\x78\x9f\x3e\x22", "tnef"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"\x00\x01\x00\x00Standard Jet DB", "access"),
    (b"\x00\x01\x00\x00Standard ACE DB", "access"),
    (b"\x7fELF", "executable"),
    (b"\xfe\xed\xfa\xce", "executable"),
    (b"\xfe\xed\xfa\xcf", "executable"),
    (b"\xce\xfa\xed\xfe", "executable"),
    (b"\xcf\xfa\xed\xfe", "executable"),
    (b"\xca\xfe\xba\xbe", "executable"),
    (b"L\x00\x00\x00\x01\x14\x02\x00\x00\x00\x00\x00\xc0\x00\x00\x00", "shortcut"),
    (b"ITSF\x03\x00\x00\x00", "help"),
    (b"\x3f\x5f\x03\x00", "help"),
    (b"\x00\x00\x01\x00", "icon"),
    (b"\x00\x00\x02\x00", "icon"),
    (b"OTTO\x00", "font"),
    (b"ttcf\x00", "font"),
    (b"true\x00", "font"),
    (b"wOFF", "font"),
    (b"wOF2", "font"),
    (b"\x00\x00\x00\x01Bud1", "system"),
    (b"\x00\x05\x16\x07\x00\x02\x00\x00", "system"),
    (b"OggS", "audio"),
    (b"fLaC", "audio"),
    (b"ID3", "audio"),
    (b"MThd\x00\x00\x00\x06", "audio"),
    (b"#!AMR", "audio"),
    (b"\x1a\x45\xdf\xa3", "video"),
    (b"FLV\x01", "video"),
    (b"\x00\x00\x01\xba", "video"),
    (b"\x00\x00\x01\xb3", "video"),
    (b"0&\xb2u\x8ef\xcf\x11\xa6\xd9\x00\xaa\x00b\xcel", "video"),
    (b"\x5c\x01\x00\x00\x00\x00\x00\x00\x00", "nifti"),
)

_BRANDS = {
    b"avif": "avif", b"avis": "avif",
    b"heic": "heic", b"heix": "heic", b"hevc": "heic", b"heim": "heic", b"heis": "heic",
    b"mif1": "heic", b"msf1": "heic",
    b"jp2 ": "jpeg2000", b"jpx ": "jpeg2000",
    b"M4A ": "audio", b"M4B ": "audio",
}  # fmt: skip

_MAIL_CERTAIN = frozenset(
    (b"received", b"return-path", b"mime-version", b"message-id", b"delivered-to", b"content-type",
     b"dkim-signature", b"x-mailer", b"x-originating-ip", b"content-transfer-encoding")
)  # fmt: skip
_MAIL_USUAL = frozenset((b"from", b"to", b"cc", b"date", b"subject", b"sender", b"reply-to"))
_HEADER = re.compile(rb"^([A-Za-z][A-Za-z0-9-]{1,60}):[ \t]?")
_SKIPPED_MARKUP = re.compile(
    r"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE\s[^\[>]*(?:\[.*?\]\s*)?>)", re.S | re.I
)
_ROOT = re.compile(r"\s*<([A-Za-z_][\w.:-]*)[\s/>]")
_HTML_DOCTYPE = re.compile(r"<!doctype\s+html", re.IGNORECASE)
_HTML_ROOTS = frozenset(
    ("html", "head", "body", "title", "meta", "table", "div", "p", "span", "br", "h1", "h2", "h3",
     "script", "style", "link", "font", "center", "pre", "ul", "ol", "form", "b", "a", "img")
)  # fmt: skip
_JSON_START = re.compile(r"\s*(?:\{\s*(?:\"|\})|\[\s*(?:[\[{\"\]\d-]|true|false|null))")


def file_kind(head: bytes) -> str:
    """The kind of a file from its first 64 KiB; '' when no signature tells (also plain text).

    pdf, png, jpeg, tiff, heic, avif, bmp, gif, webp, jpeg2000, jpegxl, dicom, nifti, zip, docx,
    xlsx, pptx, odt, ods, odp, epub, jar, ole2, rtf, gzip, bzip2, xz, 7z, rar, tar, iso9660,
    json, xml, svg, html, hl7v2, eml, mbox, executable, autorun, font, icon, help, video, audio ...
    """
    if head[128:132] == b"DICM":
        return "dicom"  # before TIFF and others that its preamble may imitate (PS3.10 7.1)
    for find in (_by_start, _by_container, _by_place):
        if kind := find(head):
            return kind
    return _text_kind(head)


def _by_start(head: bytes) -> str:
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"):
        return zip_kind(head)
    for magic, kind in _AT_START:
        if head.startswith(magic):
            return _confirmed(kind, head)
    return ""


def _confirmed(kind: str, head: bytes) -> str:
    """Short signatures need a second look."""
    if kind == "bzip2" and not (head[3:4].isdigit() and head[4:10] == b"1AY&SY"):
        return ""
    if kind == "icon" and not (0 < head[4] | head[5] << 8 < 512 if len(head) > 21 else False):
        return ""
    if kind == "gzip" and head[2:3] != b"\x08":
        return ""
    if kind == "audio" and head.startswith(b"ID3") and head[3:4] > b"\x09":
        return ""
    return kind


def _by_container(head: bytes) -> str:
    """RIFF and ISO base media files name their content inside."""
    if head[:4] == b"RIFF":
        return {b"WEBP": "webp", b"AVI ": "video", b"WAVE": "audio"}.get(head[8:12], "")
    if head[4:8] == b"ftyp":
        return _ftyp_kind(head)
    if head[4:8] in (b"moov", b"mdat", b"wide", b"free") and head[:2] == b"\x00\x00":
        return "video"
    if head[:4] == b"MPEG" or (head[:1] == b"\x47" and head[188:189] == head[376:377] == b"\x47"):
        return "video"
    if head[:2] in (b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xf1", b"\xff\xf9"):
        return "audio"
    return ""


def _ftyp_kind(head: bytes) -> str:
    size = int.from_bytes(head[:4], "big")
    box = head[8 : min(max(size, 16), 256)]
    brands = [box[:4], *(box[at : at + 4] for at in range(8, len(box) - 3, 4))]
    known = [_BRANDS[brand] for brand in brands if brand in _BRANDS]
    if "avif" in known:
        return "avif"
    return known[0] if known else "video"


def _by_place(head: bytes) -> str:
    """Signatures that do not stand at the start."""
    if head[:2] == b"BM" and _is_bmp(head):
        return "bmp"
    if head[:2] == b"MZ":
        return "executable"
    if len(head) > 12 and head[:4] == b"\x00\x01\x00\x00" and 0 < head[5] | head[4] << 8 < 128:
        return "font"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if is_tar(head):
        return "tar"
    if head[_SECTOR_16 + 1 : _SECTOR_16 + 6] in (b"CD001", b"BEA01", b"NSR02", b"NSR03"):
        return "iso9660"
    if head[344:348] in (b"n+1\x00", b"ni1\x00"):
        return "nifti"
    return ""


def _is_bmp(head: bytes) -> bool:
    header_size = int.from_bytes(head[14:18], "little")
    return head[6:10] == b"\x00\x00\x00\x00" and header_size in (12, 40, 52, 56, 64, 108, 124)


def is_tar(head: bytes) -> bool:
    """Whether the first 512 bytes are a tar header: its checksum is right (POSIX ustar, v7)."""
    block = head[:512]
    if len(block) < 512 or not block[:1].strip(b"\x00"):
        return False
    field = block[148:156].strip(b"\x00 ")
    if not field or any(byte not in b"01234567" for byte in field):
        return False
    return int(field, 8) == sum(block[:148]) + 8 * 32 + sum(block[156:])


def _text_kind(head: bytes) -> str:
    stripped = _without_marks(head)
    if is_hl7v2_start(stripped):
        return "hl7v2"
    if _is_mbox(stripped):
        return "mbox"
    if _is_mail(stripped):
        return "eml"
    return _markup_kind(head_text(head))


def _without_marks(head: bytes) -> bytes:
    """Byte order marks, MLLP's start block and blank lines before the text are not content."""
    return head[:4096].lstrip(b"\xef\xbb\xbf\x0b\r\n\t ") + head[4096:]


def is_hl7v2_start(stripped: bytes) -> bool:
    """Whether text begins with an HL7 v2 message, file or batch header (HL7 v2 2.10)."""
    if stripped[:3] in (b"MSH", b"FHS", b"BHS"):
        separator = stripped[3:4]
        return bool(separator) and not separator.isalnum() and separator not in b" \r\n\t_-.,;:"
    wide = stripped[:12].replace(b"\x00", b"")
    return b"\x00" in stripped[:12] and wide.lstrip(b"\xff\xfe")[:4] in (b"MSH|", b"FHS|", b"BHS|")


def _is_mail(stripped: bytes) -> bool:
    """RFC 5322 header fields first, at least one of which only mail has."""
    names = mail_headers(stripped)
    return bool(names & _MAIL_CERTAIN) and len(names & (_MAIL_CERTAIN | _MAIL_USUAL)) > 1


def mail_headers(stripped: bytes) -> set[bytes]:
    """The lower-case names of the header fields that the text starts with; empty when other lines
    stand between them."""
    names: set[bytes] = set()
    for line in stripped[:16_384].split(b"\n")[:200]:
        if not line.strip():
            break
        if line[:1] in (b" ", b"\t") and names:
            continue
        match = _HEADER.match(line)
        if match is None:
            return set()
        names.add(match[1].lower())
    return names


def _is_mbox(stripped: bytes) -> bool:
    if not stripped.startswith(b"From "):
        return False
    _, _, rest = stripped.partition(b"\n")
    return bool(mail_headers(rest) & (_MAIL_CERTAIN | _MAIL_USUAL))


def head_text(head: bytes) -> str:
    """A head as text good enough to find markup: UTF-16 by its mark or zeros, else Latin-1."""
    start = head[:16_384]
    for mark, codec in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if start.startswith(mark):
            return start[2:].decode(codec, "replace")
    if start[:1] in (b"<", b"{", b"[") and start[1:2] == b"\x00":
        return start.decode("utf-16-le", "replace")
    if start[:1] == b"\x00" and start[1:2] in (b"<", b"{", b"["):
        return start.decode("utf-16-be", "replace")
    while start.startswith(b"\xef\xbb\xbf"):
        start = start[3:]
    return start.decode("latin-1")


def _markup_kind(text: str) -> str:
    if _JSON_START.match(text):
        return "json"
    if text.lstrip()[:1] != "<":
        return "autorun" if text.lstrip()[:9].casefold() == "[autorun]" else ""
    return _root_kind(text)


def _root_kind(text: str) -> str:
    at, is_html, is_xml = 0, False, False
    for _ in range(50):
        skipped = _SKIPPED_MARKUP.match(text, at)
        if skipped is None:
            break
        is_html = is_html or bool(_HTML_DOCTYPE.search(skipped[0]))
        is_xml = is_xml or skipped[0].lstrip().startswith("<?xml")
        at = skipped.end()
    root = _ROOT.match(text, at)
    name = root[1].rpartition(":")[2].casefold() if root else ""
    if is_html or (name in _HTML_ROOTS and not (is_xml and name != "html")):
        return "html"
    if name == "svg":
        return "svg"
    return "xml" if is_xml or root or text.lstrip()[:2] in ("<?", "<!") else ""

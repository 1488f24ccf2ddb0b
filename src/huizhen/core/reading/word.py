"""Reads word-processor documents and slides: .docx, .pptx, .odt, .odp; says how to save .doc."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from huizhen.core.errors import BrokenRecord, RecordError, UnsupportedRecord
from huizhen.core.reading.archive_members import MemberKeeper
from huizhen.core.reading.lines import LineCollector
from huizhen.core.reading.office_package import OfficePackage, attribute, local_name
from huizhen.core.reading.ole2 import ole2_kind, refuse_ole2
from huizhen.core.reading.open_document import OpenDocumentText
from huizhen.core.reading.registry import Context, Probe, Reader, SourceFile
from huizhen.core.reading.signatures import file_kind
from huizhen.core.reading.text import cut_status
from huizhen.core.reading.word_markup import MarkupText
from huizhen.core.reading.xml import Element
from huizhen.core.records.reading import Reading

_KINDS = ("docx", "pptx", "odt", "odp")
_FILE_FOLDERS = ("/media/", "/embeddings/", "/afchunk")
_DAMAGED = {
    "status": "part",
    "code": "document_damaged",
    "message": "The document is damaged; what could be found in it was read.",
    "remedy": "Open it in its program, save it again (or as PDF), and send that.",
}
_NO_TEXT = {
    "status": "part",
    "code": "no_text",
    "message": "The document holds no text; pictures and files inside it are read on their own.",
    "remedy": "If text is expected, ask for the document as PDF.",
}


class WordReader:
    """Word and OpenDocument text, PowerPoint and OpenDocument slides."""

    name = "word"
    version = 1

    def score(self, probe: Probe) -> float:
        """By the members of the package; compound files that are neither tables nor mail."""
        kind = file_kind(probe.head)
        if kind in _KINDS or kind == "package":
            return 0.95
        return 0.9 if ole2_kind(probe) in ("doc", "ppt", "locked", "other") else 0.0

    def read(self, source: SourceFile, context: Context) -> Reading:
        """Text in reading order, headers before, notes, comments and footers after it."""
        with source.open() as stream:
            if file_kind(stream.read(64)) == "ole2":
                refuse_ole2(source)
            package = OfficePackage(stream, source.size_bytes, context.limits)
            kind = package.kind
            if kind == "package":
                raise UnsupportedRecord(
                    "office_package_unknown",
                    "A document package without a Word, Excel or PowerPoint document in it.",
                    "Open it in the program that made it and save it as PDF.",
                )
            if kind not in _KINDS and not package.is_whole:
                raise BrokenRecord(
                    "document_damaged",
                    "The document is damaged or incomplete; no text in it can be found.",
                    "Open it in its program, save it again (or as PDF), and send that.",
                )
            if kind not in _KINDS:
                return _other_reader(kind).read(source, context)
            package.refuse_locked()
            document = _Document(package, kind, context)
            document.read_text()
            keeper = MemberKeeper(context, source.size_bytes)
            package.keep_files(keeper, _is_file)
            return document.reading(source.source_id, keeper)


class _Document:
    """One package on its way to a reading."""

    def __init__(self, package: OfficePackage, kind: str, context: Context) -> None:
        self._package = package
        self._kind = kind
        self._limit = context.limits.max_text_bytes
        self._collector = LineCollector(context.limits.max_pages_per_file)
        self._markup = MarkupText(self._collector)
        self._open = OpenDocumentText(self._collector)
        self._said: Counter[str] = Counter()
        self._is_damaged = not package.is_whole

    def read_text(self) -> None:
        """Fill the pages."""
        if self._kind == "docx":
            self._read_word()
        elif self._kind == "pptx":
            self._read_slides()
        else:
            self._open.add(self._package.xml("content.xml", self._limit))
            self._said += self._open.counts

    def _read_word(self) -> None:
        main = self._package.main_part("word/document.xml")
        self._note_links(main)
        self._add_linked(main, "header")
        self._markup.add(self._package.xml(main, self._limit))
        for kind, label in (("footnotes", "note"), ("endnotes", "note"), ("comments", "comment")):
            self._add_notes(main, kind, label)
        self._add_linked(main, "footer")

    def _linked(self, part: str, kind: str) -> Iterator[str]:
        seen = set()
        for link in self._package.relationships(part):
            wanted = link.type == kind and not link.is_external and link.target not in seen
            if wanted and self._package.has(link.target):
                seen.add(link.target)
                yield link.target

    def _add_linked(self, main: str, kind: str) -> None:
        for part in self._linked(main, kind):
            try:
                self._markup.add(self._package.xml(part))
            except RecordError:
                self._lost(kind)

    def _add_notes(self, main: str, kind: str, label: str) -> None:
        for part in self._linked(main, kind):
            try:
                notes = list(self._package.xml(part))
            except RecordError:
                self._lost(kind)
                continue
            for note in notes:
                if attribute(note, "type") in ("", "normal"):
                    mark = f"[{label} {attribute(note, 'id')}]" if label == "note" else "[comment]"
                    self._collector.add(mark)
                    self._markup.add(note)

    def _lost(self, kind: str) -> None:
        self._said[f"part_damaged: {kind}"] += 1
        self._is_damaged = True

    def _note_links(self, part: str) -> None:
        for link in self._package.relationships(part):
            if link.is_external and link.type != "hyperlink":
                self._said[f"external_content_not_fetched: {link.type[:40]}"] += 1

    def _read_slides(self) -> None:
        main = self._package.main_part("ppt/presentation.xml")
        slides = {link.id: link.target for link in self._package.relationships(main)
                  if link.type == "slide"}  # fmt: skip
        for element in self._package.xml(main).iter():
            if local_name(element) != "sldId":
                continue
            part = slides.get(_relation_id(element), "")
            self._collector.break_page()
            if not self._package.has(part):
                self._lost("slide")
                continue
            self._add_slide(part)

    def _add_slide(self, part: str) -> None:
        self._note_links(part)
        try:
            slide = self._package.xml(part, self._limit)
        except RecordError:
            self._lost("slide")
            return
        if attribute(slide, "show") == "0":
            self._said["hidden_slide_shown"] += 1
        self._markup.add(slide)
        self._add_linked(part, "notesSlide")

    def reading(self, source_id: str, keeper: MemberKeeper) -> Reading:
        """The reading with its members."""
        said = self._said + self._markup.counts
        if any(name.endswith("vbaProject.bin") for name in self._package.names):
            said["macros_not_run"] += 1
        counted = [f"{code}: {number}" for code, number in sorted(said.items())]
        made = Reading(
            kind="word",
            reader=f"{WordReader.name}/{WordReader.version}",
            pages=self._collector.pages(source_id),
            members=tuple(keeper.members),
            deviations=(*counted, *keeper.deviations()),
        )
        return made.replaced(**self._status(keeper))

    def _status(self, keeper: MemberKeeper) -> dict[str, str]:
        if self._is_damaged:
            return _DAMAGED
        if self._collector.is_cut:
            return cut_status("lines")
        if self._collector.is_empty:
            return _NO_TEXT
        return keeper.status_fields()


def _relation_id(element: Element) -> str:
    """r:id, in the namespace of either flavour of the standard."""
    found = (v for k, v in element.attrib.items() if str(k).endswith("relationships}id"))
    return str(next(found, ""))


def _is_file(name: str) -> bool:
    folded = f"/{name.casefold()}"
    return folded.startswith("/pictures/") or any(folder in folded for folder in _FILE_FOLDERS)


def _other_reader(kind: str) -> Reader:
    from huizhen.core.reading.archive import ArchiveReader
    from huizhen.core.reading.table import TableReader

    return TableReader() if kind in ("xlsx", "ods") else ArchiveReader()

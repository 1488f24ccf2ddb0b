"""What masking finds and leaves: texts with marked identifiers, pages printed, masked, read again.

    HUIZHEN_SIZE=medium python benchmarks/masking.py

In small size one text is read again by OCR, and of the samples what has letters of its own.

Texts: 40 Spanish reports with the spans of MEDDOCAN (a development set: its structures were looked
at, no list was made from it), and the project's own fictional texts in six languages, whose marks
are by the hand that wrote the rules. Recall asks for every letter and figure of a span; what is
masked besides is told as a share of the letters and figures that nobody marked.

Pages: the Spanish texts printed to PDF in several fonts, masked and read again, by the text layer
of all and by OCR of a sample; the sample cases likewise, scans and photographs included.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import typst

from measured import ROOT, write_proof

sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "oracles")]

from marked_texts import LANGUAGES, Gold, MarkedText, texts_of, texts_without_identifiers

from huizhen.adapters import mask_pdf, mask_picture
from huizhen.cli.extraction_run import pages_with_lines
from huizhen.cli.ocr_run import recognise_pages
from huizhen.cli.reading_run import ReadFile, read_files
from huizhen.cli.received import receive_folder
from huizhen.cli.workshop import PackageStore
from huizhen.core.preparation.masking.boxes import boxes_for
from huizhen.core.preparation.masking.residual import residual_in, residual_in_text
from huizhen.core.preparation.masking.spans import identifier_spans
from huizhen.core.preparation.masking.work import Marked, pdf_work, picture_work
from huizhen.core.records.case_identity import reading_mentions
from huizhen.core.records.firewall import judge
from huizhen.core.records.identity import Identity, PatientIdentifier, PersonName
from huizhen.core.records.known_identifiers import KnownIdentifiers, known_identifiers
from huizhen.core.records.reference import reference_from_text
from huizhen.project.config import Settings
from huizhen.project.wiring import workshop as made_workshop
from sizes import count, shared_data

UNKNOWN = KnownIdentifiers()
FONTS = ("Liberation Serif", "Liberation Sans", "DejaVu Sans Mono", "DejaVu Serif", "Noto Sans")
GROUPS = {
    "names": ("NOMBRE_SUJETO_ASISTENCIA", "NOMBRE_PERSONAL_SANITARIO"),
    "birth dates": ("BIRTH",),
    "ids": ("ID_SUJETO_ASISTENCIA", "ID_ASEGURAMIENTO", "ID_CONTACTO_ASISTENCIAL",
            "ID_TITULACION_PERSONAL_SANITARIO"),
    "addresses": ("CALLE", "TERRITORIO", "PAIS"),  # codespell:ignore
    "phones, faxes, e-mails": ("NUMERO_TELEFONO", "NUMERO_FAX", "CORREO_ELECTRONICO"),
    "institutions": ("HOSPITAL", "CENTRO_SALUD", "INSTITUCION"),
}  # fmt: skip
_PAGE = """
#set page(margin: 2cm)
#set text(font: "{font}", size: {size}pt, lang: "es")
#for line in json("lines.json") [#line \\\\ ]
"""


class Counted(NamedTuple):
    """Spans found whole of those marked, and letters masked of those that nobody marked."""

    found: Counter[str]
    marked: Counter[str]
    masked_besides: int
    unmarked: int


def counted(texts: Sequence[MarkedText]) -> Counted:
    """The texts masked without anything known of their patients."""
    found: Counter[str] = Counter()
    marked: Counter[str] = Counter()
    besides = unmarked = 0
    for one in texts:
        spans = identifier_spans(one.text, one.language, UNKNOWN)
        covered = {at for span in spans for at in range(span.start, span.end)}
        gold = {at for span in one.gold for at in range(span.start, span.end)}
        said = [at for at, char in enumerate(one.text) if char.isalnum()]
        for span in one.gold:
            marked[span.kind] += 1
            letters = [at for at in range(span.start, span.end) if one.text[at].isalnum()]
            found[span.kind] += all(at in covered for at in letters)
        besides += sum(at in covered and at not in gold for at in said)
        unmarked += sum(at not in gold for at in said)
    return Counted(found, marked, besides, unmarked)


def shares(made: Counted) -> dict[str, object]:
    """The figures of one set of texts."""
    kinds = {kind: f"{made.found[kind]}/{number}" for kind, number in sorted(made.marked.items())}
    total, found = sum(made.marked.values()), sum(made.found.values())
    return {
        "recall": round(found / total, 4) if total else None,
        "by kind": kinds,
        "share of other letters masked": round(made.masked_besides / max(1, made.unmarked), 5),
    }


# The Spanish texts


def spanish_texts() -> list[MarkedText]:
    """MEDDOCAN's texts with their spans; birth dates told from other dates by their label."""
    found = []
    for path in sorted((shared_data() / "notes" / "meddocan_es").glob("*.ann")):
        text = path.with_suffix(".txt").read_bytes().decode("utf-8")
        gold = []
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("T"):
                kind, start, end = line.split("\t")[1].split()[:3]
                if kind == "FECHAS" and "acimiento" in text[max(0, int(start) - 16) : int(start)]:
                    kind = "BIRTH"
                gold.append(Gold(int(start), int(end), kind))
        found.append(MarkedText("es", text, tuple(gold)))
    return found


def spanish(texts: Sequence[MarkedText]) -> dict[str, object]:
    """Recall by group of kinds; ages, sexes, words of kinship and clinical dates are not masked."""
    made = counted(texts)
    groups = {}
    for name, kinds in GROUPS.items():
        marked = sum(made.marked[kind] for kind in kinds)
        found = sum(made.found[kind] for kind in kinds)
        groups[name] = {"recall": round(found / marked, 4), "found": found, "marked": marked}
    return {
        "texts": len(texts),
        **groups,
        "share of other letters masked": round(made.masked_besides / made.unmarked, 5),
    }


def speed(texts: Sequence[MarkedText]) -> float:
    """Milliseconds of processor time for a page of 3,000 characters, when all is loaded."""
    start = time.process_time()
    for one in texts:
        identifier_spans(one.text, one.language, UNKNOWN)
    return round((time.process_time() - start) / sum(len(t.text) for t in texts) * 3e6, 1)


def public_notes() -> dict[str, object]:
    """English clinic notes without marks: what is masked is printed for a person to judge."""
    shown: list[str] = []
    letters = masked = 0
    for path in sorted((shared_data() / "notes" / "acibench").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        spans = identifier_spans(text, "en", UNKNOWN)
        shown += [text[span.start : span.end] for span in spans]
        letters += sum(map(str.isalnum, text))
        masked += sum(text[at].isalnum() for s in spans for at in range(s.start, s.end))
    print("masked in the English notes:", "; ".join(shown))
    return {"letters": letters, "share masked": round(masked / max(1, letters), 5)}


# Pages


class Outcome(NamedTuple):
    """Files masked and what was still there."""

    files: int
    pages: int
    boxes: int
    left: list[str]


@contextmanager
def read_folder(folder: Path, *, with_ocr: bool = True) -> Iterator[list[ReadFile]]:
    """The files of a folder as the product reads them, without facts; with OCR where it is due.

    Files found inside others are there as long as the context is open.
    """
    shop = made_workshop(Settings())
    with tempfile.TemporaryDirectory(prefix="huizhen-") as scratch:
        store = shop.open_store(Path(scratch))
        store.open()
        try:
            received = receive_folder(folder, shop.limits, store, Path(scratch), _mute)
            readers = shop.start_readers(store.spool)
            try:
                files = read_files(
                    received.files, shop.registry, shop.limits, store, readers, _mute
                )
            finally:
                readers.close()
            read = recognise_pages(files, shop, store, _mute) if with_ocr else files
            yield [_with_lines(file, store) for file in read]
        finally:
            store.close()


def _with_lines(file: ReadFile, store: PackageStore) -> ReadFile:
    pages = tuple(pages_with_lines(file, store))
    return file.model_copy(update={"reading": file.reading.model_copy(update={"pages": pages})})


def _mute(label: str) -> None:
    del label


def print_texts(texts: Sequence[MarkedText], folder: Path) -> None:
    """The texts as PDF files, the fonts taking turns."""
    for number, one in enumerate(texts):
        work = folder / "work"
        work.mkdir(exist_ok=True)
        lines = [re.sub(r"[\ufeff\t]", " ", line) for line in one.text.splitlines()]
        (work / "lines.json").write_text(json.dumps(lines), encoding="utf-8")
        font = FONTS[number % len(FONTS)]
        source = _PAGE.format(font=font, size=9 + number % 4)
        (work / "page.typ").write_text(source.replace("\\\\", "\\"), encoding="utf-8")
        fonts = [str(ROOT / "src" / "huizhen" / "content" / "fonts")]
        data = typst.compile(str(work / "page.typ"), font_paths=fonts)
        (folder / f"{number:02d}.pdf").write_bytes(data)
    for path in (folder / "work").iterdir():
        path.unlink()
    (folder / "work").rmdir()


def known_of(one: MarkedText) -> KnownIdentifiers:
    """What a case would know of the patient of a marked text."""
    said = [(span.kind, one.text[span.start : span.end]) for span in one.gold]
    names = [text for kind, text in said if kind == "NOMBRE_SUJETO_ASISTENCIA"]
    given, family = (names[-1], names[0]) if len(names) > 1 else ("", "".join(names))
    ids = [text for kind, text in said if kind in ("ID_SUJETO_ASISTENCIA", "ID_ASEGURAMIENTO")]
    births = [reference_from_text(f"A, B; {_iso(text)}; M; 1@x") for kind, text in said
              if kind == "BIRTH" and _iso(text)]  # fmt: skip
    return known_identifiers(
        Identity(
            names=(PersonName(text=f"{given} {family}", family=family, given=given),),
            birth_date=births[0].birth_date if births else None,
            identifiers=tuple(PatientIdentifier(value=text) for text in ids),
        ),
        emails=[text for kind, text in said if kind == "CORREO_ELECTRONICO"],
    )


def _iso(text: str) -> str:
    parts = re.split(r"\D+", text)
    return f"{parts[2]}-{parts[1]:0>2}-{parts[0]:0>2}" if len(parts) == 3 else ""


def mask_file(file: ReadFile, known: KnownIdentifiers, out: Path, *, keeps_text: bool) -> Path:
    """One PDF or picture masked beside its name."""
    path, reading = Path(file.located.path), file.reading
    name = re.sub(r"[^\w.]", "_", file.located.received.path)
    marked: list[Marked] = [
        (page, identifier_spans(page.text, page.language, known)) for page in reading.pages
    ]
    limits = made_workshop(Settings()).limits
    if reading.kind == "pdf":
        target = out / name
        mask_pdf.perform(pdf_work(path, target, marked, keeps_text=keeps_text), limits)
        return target
    target = out / f"{name}.png"
    mask_picture.perform(picture_work(path, target, marked[0]), limits)
    return target


def masked_boxes(file: ReadFile, known: KnownIdentifiers) -> int:
    """How many boxes the file's pages get: a proof that finds nothing because nothing was looked
    for would be none."""
    return sum(
        len(boxes_for(page, identifier_spans(page.text, page.language, known)))
        for page in file.reading.pages
    )


def left_in(file: ReadFile, known: KnownIdentifiers, values: Sequence[str]) -> Iterator[str]:
    """Known identifiers in the bytes and in the text, and marked values in the text as they are."""
    path = Path(file.located.path)
    for found in residual_in(path.read_bytes(), known):
        yield f"{file.located.received.path}: {found.kind} in {found.where}"
    text = "\n".join(page.text for page in file.reading.pages)
    for found in residual_in_text(text, known):
        yield f"{file.located.received.path}: {found.kind} in what was read"
    bare = _bare(text)
    for value in values:
        if len(_bare(value)) >= 6 and _bare(value) in bare:
            yield f"{file.located.received.path}: a marked value is read again"


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def printed(texts: Sequence[MarkedText], *, keeps_text: bool) -> Outcome:
    """Texts printed, masked and read again; without the text layer it is OCR that reads."""
    kinds = {kind for name in ("names", "birth dates", "ids") for kind in GROUPS[name]}
    left: list[str] = []
    pages = boxes = 0
    with tempfile.TemporaryDirectory() as scratch:
        source, out = Path(scratch) / "in", Path(scratch) / "out"
        source.mkdir()
        out.mkdir()
        print_texts(texts, source)
        by_name = {f"{number:02d}.pdf": one for number, one in enumerate(texts)}
        with read_folder(source, with_ocr=False) as files:
            for file in files:
                one = by_name[file.located.received.path]
                pages += len(file.reading.pages)
                boxes += masked_boxes(file, known_of(one))
                mask_file(file, known_of(one), out, keeps_text=keeps_text)
        with read_folder(out, with_ocr=not keeps_text) as files:
            for file in files:
                one = by_name[file.located.received.path]
                values = [one.text[g.start : g.end] for g in one.gold if g.kind in kinds]
                left += left_in(file, known_of(one), values)
    return Outcome(len(texts), pages, boxes, left)


# The sample cases


def samples() -> dict[str, object]:
    """PDFs, scans and photographs of the sample cases: masked, and read again."""
    from huizhen.cli.sample_run import write_samples

    figures: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for sample in write_samples(folder, "", made_workshop(Settings())):
            name = str(sample["name"])
            request = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
            made = masked_case(folder / name, request["patient"])
            figures[name] = made._asdict()
    return figures


def masked_case(folder: Path, patient: str) -> Outcome:
    """One case: known are its reference and every mention that is the patient's."""
    reference = reference_from_text(patient)
    with_ocr = count(0, 1, 1) > 0
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch)
        with read_folder(folder, with_ocr=with_ocr) as files:
            known = known_of_case(files, reference)
            seen = [file for file in files if _is_shown(file, with_ocr=with_ocr)]
            boxes = sum(masked_boxes(file, known) for file in seen)
            for file in seen:
                # what had letters keeps those that are left; scans are read again by OCR
                has_text = all(page.origin == "text_layer" for page in file.reading.pages)
                mask_file(file, known, out, keeps_text=has_text)
        with read_folder(out, with_ocr=with_ocr) as masked:
            left = [one for file in masked for one in left_in(file, known, ())]
    return Outcome(len(seen), sum(len(file.reading.pages) for file in seen), boxes, left)


def known_of_case(files: Sequence[ReadFile], reference: Identity) -> KnownIdentifiers:
    """The reference and every mention that is the patient's."""
    mentions = (mention.identity for file in files for mention in reading_mentions(file.reading))
    return known_identifiers(
        reference, [one for one in mentions if judge(reference, one).verdict == "accepted"]
    )


def _is_shown(file: ReadFile, *, with_ocr: bool) -> bool:
    has_text = any(page.text for page in file.reading.pages)
    return file.reading.kind in ("pdf", "image") and (with_ocr or has_text)


def main() -> int:
    """Prints the tables and writes docs/proof/masking.json; 1 when a known identifier is left."""
    started = time.time()
    figures: dict[str, object] = {
        "own texts by the hand that wrote the rules": {
            language: shares(counted(texts_of(language))) for language in LANGUAGES
        },
        "letters masked in texts without identifiers": counted(
            texts_without_identifiers()
        ).masked_besides,
    }
    outcomes: list[Outcome] = []
    if (shared_data() / "notes" / "meddocan_es").is_dir():
        texts = spanish_texts()
        figures["Spanish texts"] = spanish(texts)
        figures["milliseconds a page of 3,000 characters"] = speed(texts)
        figures["English notes without marks"] = public_notes()
        chosen = texts[: count(1, 12, 40)]
        for layer, some in (("text layer", texts), ("ocr", chosen)):
            made = printed(some, keeps_text=layer == "text layer")
            outcomes.append(made)
            figures[f"printed, masked, read again by {layer}"] = made._asdict()
            print(layer, made, flush=True)
    figures["sample cases, masked, read again"] = samples()
    write_proof("masking", figures, started)
    return 1 if any(made.left for made in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())

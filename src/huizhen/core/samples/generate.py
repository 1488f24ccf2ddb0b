"""A sample's definition to its record files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from huizhen.core.errors import ContentError
from huizhen.core.ports import DocumentRenderer
from huizhen.core.samples import (
    ccda,
    dicom,
    fhir,
    hl7v2,
    laboratory,
    mail,
    photographs,
    printed,
    word,
)
from huizhen.core.samples.definition import load_definition
from huizhen.core.samples.making import Maker, Making

MAKERS: dict[str, Maker] = {
    "ccda": ccda.make_summary,
    "csv": laboratory.make_csv,
    "dicom": dicom.make_study,
    "docx": word.make_docx,
    "eml": mail.make_message,
    "fhir": fhir.make_bundle,
    "film": photographs.make_film,
    "hl7v2": hl7v2.make_messages,
    "pdf": printed.make_pdf,
    "photo": photographs.make_photo,
    "xlsx": laboratory.make_xlsx,
}


def generate_sample(
    name: str, definition: Path, renderer: DocumentRenderer
) -> Iterator[tuple[str, bytes]]:
    """Each record file of the sample as (path relative to the records folder, bytes), in the order
    of its definition; the same bytes at each call.

    `definition` is the sample's own folder, `content/samples/<name>`; ContentError when it does
    not define a sample of that name.
    """
    defined = load_definition(definition)
    if defined.name != name:
        raise ContentError(
            "sample_unknown",
            f"The folder {definition.name} does not define the sample {name}.",
            "Use one of the names in content/samples.",
        )
    for spec in defined.files:
        maker = MAKERS.get(spec.maker)
        if maker is None:
            raise ContentError(
                "sample_maker_unknown",
                f"The sample definition names the maker {spec.maker}, which does not exist.",
                f"Use one of: {', '.join(sorted(MAKERS))}.",
            )
        yield from maker(Making(name, definition, defined.patient, spec, renderer))


def write_samples(
    out: Path, names: Iterable[str], definitions: Path, renderer: DocumentRenderer
) -> tuple[Path, ...]:
    """Write each sample's records under `out/<name>/`; the folders written. `definitions` is the
    folder of all samples."""
    folders = []
    for name in names:
        folder = out / name
        for path, data in generate_sample(name, definitions / name, renderer):
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        folders.append(folder)
    return tuple(folders)

"""The identity firewall against a table of 60 pairs made from the rule alone, and against records.

Also: the planted page of the spn sample is quarantined and nothing of it is in the package; each
shared document read alone is about one patient at most, with nothing quarantined.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from measured import ROOT, write_proof

sys.path[:0] = [str(ROOT / "tests")]

from huizhen.core.records.dates import parse_partial_date
from huizhen.core.records.firewall import judge
from huizhen.core.records.identity import Identity, PatientIdentifier, PersonName
from sizes import shared_data

PAIRS = ROOT / "tests" / "oracles" / "identity_pairs.json"
HUIZHEN = [sys.executable, "-m", "huizhen.project.main"]
_SEXES = {"F": "female", "M": "male", "O": "other"}
_FIELDS = {"name": "name", "birth_date": "birth_date", "sex": "sex", "ids": "identifier"}


def identity(said: Mapping[str, Any]) -> Identity:
    """An identity of the table."""
    names = [said.get("name"), *(said.get("other_names") or [])]
    return Identity(
        names=tuple(_name(text) for text in names if text),
        birth_date=parse_partial_date(said.get("birth_date") or ""),
        sex=_SEXES.get(said.get("sex") or ""),
        identifiers=tuple(
            PatientIdentifier(value=one["value"], issuer=one.get("issuer") or "")
            for one in said.get("ids") or []
        ),
    )


def _name(text: str) -> PersonName:
    family, comma, given = text.partition(",")
    if comma and "^" not in text and text.count(",") == 1:
        return PersonName(text=text, family=family.strip(), given=given.strip())
    return PersonName(text=text)


def wrong_pairs() -> tuple[int, list[dict[str, object]]]:
    """How many pairs there are, and those whose verdict or fields differ from the table."""
    pairs = json.loads(PAIRS.read_text(encoding="utf-8"))
    wrong = []
    for pair in pairs:
        found = judge(identity(pair["reference"]), identity(pair["found"]))
        allowed = pair.get("also_allowed") or {}
        differing = {
            field: getattr(found.comparison, ours)
            for field, ours in _FIELDS.items()
            if getattr(found.comparison, ours)
            not in (pair["expected"][field], *_listed(allowed.get(field)))
        }
        if found.verdict != pair["verdict"] or differing:
            wrong.append(
                {
                    "id": pair["id"],
                    "expected": pair["verdict"],
                    "found": found.verdict,
                    "fields": differing,
                }
            )
    return len(pairs), wrong


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else [value] if value else []


def planted_page(folder: Path) -> dict[str, object]:
    """Where the other person's page of the spn sample went."""
    subprocess.run([*HUIZHEN, "samples", str(folder), "--only", "spn"], check=True)
    package = folder / "package"
    command = [*HUIZHEN, "prepare", str(folder / "spn"), "--request", str(folder / "spn.json")]
    subprocess.run([*command, "--out", str(package)], stdout=subprocess.DEVNULL)
    files = json.loads((package / "inventory.json").read_text())["files"]
    kept_out = {
        file["path"]: [n["ordinal"] for n in file["page_notes"] if n["code"] == "quarantined"]
        for file in files
    }
    import pypdfium2

    page = pypdfium2.PdfDocument(folder / "spn" / "04_outside_records.pdf")[1]
    words = {word for word in page.get_textpage().get_text_range().split() if len(word) > 6}
    package_text = "".join(
        (package / name).read_text(encoding="utf-8")
        for name in ("dossier.json", "dossier.html", "facts.json", "inventory.json")
    )
    others = _words_of_other_pages(folder / "spn")
    return {
        "quarantined_pages": {path: pages for path, pages in kept_out.items() if pages},
        "words_of_it_alone_found_in_package": sorted(
            word for word in words - others if word in package_text
        ),
    }


def _words_of_other_pages(folder: Path) -> set[str]:
    import pypdfium2

    words: set[str] = set()
    for path in sorted(folder.rglob("*.pdf")):
        for number, page in enumerate(pypdfium2.PdfDocument(path)):
            if path.name != "04_outside_records.pdf" or number != 1:
                words.update(page.get_textpage().get_text_range().split())
    return words


def alone() -> dict[str, object]:
    """Every shared document read alone: statuses, and any that is quarantined."""
    places = sorted(
        path
        for path in (
            *(shared_data() / "ccda" / "documents").iterdir(),
            *(shared_data() / "fhir" / "ips").iterdir(),
            *(shared_data() / "fhir" / "synthea").iterdir(),
            *(shared_data() / "hl7v2").iterdir(),
            *(shared_data() / "pdf").iterdir(),
            *(shared_data() / "dicom").iterdir(),
            *sorted((shared_data() / "notes" / "meddocan_es").iterdir())[:10],
        )
        if path.name not in ("LICENSE", "README.md")
    )
    statuses: dict[str, int] = {}
    quarantined, series = [], {}
    for place in places:
        done = subprocess.run(
            [*HUIZHEN, "read", str(place), "--json"],
            env={**os.environ, "HUIZHEN_OCR": "false"},
            capture_output=True,
            text=True,
        )
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        files = [line for line in lines if line["schema"] == "huizhen.file/1"]
        for file in files:
            statuses[file["status"]] = statuses.get(file["status"], 0) + 1
            notes = [n for n in file["page_notes"] if n["code"] == "quarantined"]
            if file["status"] == "quarantined" or notes:
                quarantined.append(f"{place.name}: {file['path']}")
        if place.parent.name == "dicom":
            found = {f["status"] for f in files if f["kind"] == "dicom"}
            series[place.name] = sorted(found)
    return {
        "documents": len(places),
        "file_statuses": statuses,
        "quarantined": quarantined,
        "dicom_series": series,
    }


def main() -> None:
    """All three."""
    started = time.time()
    count, wrong = wrong_pairs()
    figures: dict[str, object] = {"pairs": count, "as_expected": count - len(wrong), "wrong": wrong}
    with tempfile.TemporaryDirectory(prefix="huizhen-identity-") as name:
        figures["planted_page"] = planted_page(Path(name))
    if shared_data().exists():
        figures["alone"] = alone()
    write_proof("identity", figures, started)


if __name__ == "__main__":
    main()

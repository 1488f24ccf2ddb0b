"""The sealed folder: what travels, what it says outside the encryption, the same archive twice."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from huizhen.core.content import load_pack
from huizhen.core.preparation.paper_page import page_policy
from huizhen.core.preparation.sealing import (
    MAGIC,
    OPENER,
    README,
    SEALED,
    SUMS,
    SealedFor,
    SealedSeries,
    parts_of,
    passphrase,
    write_folder,
    zip_folder,
)
from huizhen.project.config import CONTENT

TOLD = SealedFor(
    number="HZ-2026-0001",
    dossier_sha256="ab" * 32,
    recipient="Sample Practice",
    consent_ids=("c1",),
    day="2026-05-20",
)
FILES = {
    "dossier.html": f'<meta content="{page_policy()}"><p>Canary</p>'.encode(),
    "dossier.pdf": b"%PDF Canary",
    "申请单.docx": b"PK Canary",
    "pages/1-0.webp": b"RIFF Canary",
    "facts.json": b"{}",
    "letters/send-en.pdf": b"%PDF letter",
    "desk/pages.json": b"{}",
}


class Reversing:
    """Seals by turning round: enough to look at the layout."""

    part_identity = "IDENTITY"

    def for_recipient(self, data: bytes) -> bytes:
        return data[::-1]

    def for_parts(self, source: BinaryIO, target: BinaryIO) -> None:
        target.write(b"part" + source.read()[::-1])


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("folder")
    words = load_pack("sealed", [CONTENT])
    write_folder(parts_of(FILES), TOLD, Reversing(), words, "/* library */", folder)
    return folder


@pytest.fixture(scope="module")
def folder(place: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in place.iterdir()}


def opened(data: bytes) -> tuple[dict[str, Any], dict[str, bytes]]:
    assert data.startswith(MAGIC)
    length = int.from_bytes(data[8:12], "big")
    index = json.loads(data[12 : 12 + length][::-1])
    start = 12 + length
    parts = {
        part["name"]: data[start + part["offset"] : start + part["offset"] + part["length"]]
        for part in index["parts"]
    }
    return index, {name: body.removeprefix(b"part")[::-1] for name, body in parts.items()}


def test_it_holds_what_a_reader_needs_and_not_the_data_behind_it(folder: dict[str, bytes]) -> None:
    assert sorted(folder) == sorted([OPENER, SEALED, README, SUMS])
    index, parts = opened(folder[SEALED])
    assert sorted(parts) == ["dossier.html", "dossier.pdf", "pages/1-0.webp", "申请单.docx"]
    assert parts["dossier.pdf"] == FILES["dossier.pdf"]
    assert (index["number"], index["consent_ids"], index["identity"]) == (
        "HZ-2026-0001",
        ["c1"],
        "IDENTITY",
    )


def test_the_framed_dossier_takes_pictures_as_data_and_no_files(folder: dict[str, bytes]) -> None:
    page = opened(folder[SEALED])[1]["dossier.html"].decode()
    assert "img-src data:;" in page
    assert "file:" not in page


def test_nothing_clinical_stands_outside_the_encryption(folder: dict[str, bytes]) -> None:
    for name in (OPENER, README, SUMS):
        assert b"Canary" not in folder[name]
        assert b"IDENTITY" not in folder[name]


def test_the_sums_are_those_of_the_files(folder: dict[str, bytes]) -> None:
    lines = folder[SUMS].decode().splitlines()
    assert lines == [
        f"{hashlib.sha256(folder[name]).hexdigest()}  {name}" for name in (OPENER, SEALED, README)
    ]


def test_the_paper_reads_in_an_old_editor(folder: dict[str, bytes]) -> None:
    text = folder[README]
    assert text.startswith(b"\xef\xbb\xbf")
    assert text.count(b"\n") == text.count(b"\r\n")
    assert "HZ-2026-0001" in text.decode("utf-8-sig")
    assert "Sample Practice" in text.decode("utf-8-sig")


def test_the_opener_allows_no_network_and_only_scripts_that_it_names(
    folder: dict[str, bytes],
) -> None:
    page = folder[OPENER].decode()
    found = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert found is not None
    policy = dict(part.strip().split(" ", 1) for part in found[1].split(";"))
    assert policy["default-src"] == "'none'"
    assert "connect-src" not in policy
    for script in re.findall(r"<script>(.*?)</script>", page, re.DOTALL):
        digest = hashlib.sha256(script.encode()).digest()
        import base64

        assert f"'sha256-{base64.b64encode(digest).decode()}'" in policy["script-src"]
    assert 'sandbox="allow-scripts"' in page
    assert not re.search(r'(?:src|href)="https?:', page)


def zipped(place: Path) -> bytes:
    target = io.BytesIO()
    zip_folder(place, "HZ-2026-0001", target)
    return target.getvalue()


def test_equal_folders_make_equal_archives(folder: dict[str, bytes], place: Path) -> None:
    first = zipped(place)
    assert first == zipped(place)
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        names = [f"HZ-2026-0001/{name}" for name in (OPENER, SEALED, README, SUMS)]
        assert archive.namelist() == names
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.read(f"HZ-2026-0001/{SEALED}") == folder[SEALED]


CT = SealedSeries(study=1, series=2, modality="CT", date="2026-03-12", instances=3)
MR = SealedSeries(study=2, series=1, modality="MR", instances=1)


def test_images_travel_under_neutral_names_and_only_series_that_came_are_told(
    tmp_path: Path,
) -> None:
    names = [CT.part(1), CT.part(2)]
    assert names[0] == "影像/01-CT-2026-03-12/02/0001.dcm"
    parts = [(name, partial(io.BytesIO, name.encode())) for name in names]
    told = TOLD.replaced(series=(CT, MR))
    words = load_pack("sealed", [CONTENT])
    made = write_folder(parts, told, Reversing(), words, "", tmp_path)
    index, opened_parts = opened((tmp_path / SEALED).read_bytes())
    assert [part.media for part in made] == ["application/dicom"] * 2
    assert opened_parts[names[1]] == names[1].encode()
    assert [(one["folder"], one["instances"]) for one in index["series"]] == [(CT.folder, 2)]
    assert "DICOM" in (tmp_path / README).read_text(encoding="utf-8-sig")


def test_no_more_than_one_part_is_open_at_a_time(tmp_path: Path) -> None:
    open_now: list[str] = []

    class Watched(io.BytesIO):
        def close(self) -> None:
            open_now.clear()
            super().close()

    def taken(name: str) -> BinaryIO:
        assert open_now == []
        open_now.append(name)
        return Watched(b"x")

    parts = [(name, partial(taken, name)) for name in ("a", "b", "c")]
    write_folder(parts, TOLD, Reversing(), load_pack("sealed", [CONTENT]), "", tmp_path)
    assert open_now == []


def test_a_passphrase_has_six_words_of_the_list() -> None:
    rows = load_pack("sealed", [CONTENT]).rows("words.tsv")
    words = [row["word"] for row in rows]
    assert len(set(words)) == len(words) > 6000
    assert all(re.fullmatch("[a-z]{4,8}", word) for word in words)
    assert passphrase(words, lambda _: 0) == " ".join([words[0]] * 6)

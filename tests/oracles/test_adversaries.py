"""The adversaries do what they say: repeatable, counted, and inside their folder."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import time
import zipfile
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hostile import FAMILIES, NOT_REPEATABLE, SMALLEST_RUN, generate, kinds
from hostile_model import ALL_STATUSES, ESCAPE_NAME, HostileCase
from mutate import LARGEST_SOURCE, mutate
from repeated_bytes import Expansion

_PAIRS = Path(__file__).with_name("identity_pairs.json")
_LARGE_RUN = 200
_LARGEST_FOLDER = 60_000_000
_LONGEST_RUN = 30.0


def _digest(path: Path) -> str:
    if path.is_symlink():
        return f"link {os.readlink(path)}"  # noqa: PTH115  (names need not be UTF-8)
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"


def _tree(folder: Path) -> dict[str, str]:
    """Return what stands under the folder, links not followed."""
    found = {}
    for base, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(base, name)
            found[str(path.relative_to(folder))] = _digest(path)
    return found


def _repeatable(tree: dict[str, str]) -> dict[str, str]:
    return {
        name: digest
        for name, digest in tree.items()
        if not any(kind in name for kind in NOT_REPEATABLE)
    }


def _of_kind(folder: Path, cases: list[HostileCase], kind: str) -> bytes:
    case = next(case for case in cases if case.kind == kind)
    return (folder / case.path).read_bytes()


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[HostileCase], float]:
    out = tmp_path_factory.mktemp("hostile") / "out"
    started = time.monotonic()
    cases = generate(out, _LARGE_RUN, 7)
    return out, cases, time.monotonic() - started


def test_large_run_is_counted_small_and_quick(
    large: tuple[Path, list[HostileCase], float],
) -> None:
    out, cases, seconds = large
    sizes = [Path(base, name).lstat().st_size for base, _, files in os.walk(out) for name in files]
    assert len(cases) == _LARGE_RUN
    assert len({case.path for case in cases}) == _LARGE_RUN
    assert sum(sizes) < _LARGEST_FOLDER
    assert seconds < _LONGEST_RUN


def test_large_run_has_every_kind(large: tuple[Path, list[HostileCase], float]) -> None:
    assert len(kinds()) == len(set(kinds()))
    assert {case.kind for case in large[1]} == set(kinds())


def test_every_case_stands_inside_the_folder(
    large: tuple[Path, list[HostileCase], float],
) -> None:
    out, cases, _ = large
    for case in cases:
        assert not case.path.is_absolute()
        assert ".." not in case.path.parts
        assert os.path.lexists(out / case.path), case.kind
        assert case.expectation, case.kind
        assert case.expectation <= ALL_STATUSES, case.kind


def test_every_file_belongs_to_a_case(large: tuple[Path, list[HostileCase], float]) -> None:
    out, cases, _ = large
    known = {case.path for case in cases}
    strays = [
        name
        for name in _tree(out)
        if (out / name).is_file()
        and not (out / name).is_symlink()
        and known.isdisjoint((Path(name), *Path(name).parents))
    ]
    assert strays == []


def test_nothing_is_written_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    work = tmp_path / "a" / "b" / "work"
    work.mkdir(parents=True)
    (tmp_path / "witness.txt").write_text("untouched", encoding="utf-8")
    monkeypatch.chdir(work)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    generate(work / "out", _LARGE_RUN, 3)
    outside = {name for name in _tree(tmp_path) if not name.startswith("a/b/work/out")}
    assert outside == {"witness.txt", "a", "a/b", "a/b/work"}
    assert not Path("/tmp", ESCAPE_NAME).exists()


def test_same_seed_same_files(tmp_path: Path) -> None:
    first = generate(tmp_path / "first", 120, 11)
    again = generate(tmp_path / "again", 120, 11)
    other = generate(tmp_path / "other", 120, 12)
    trees = [_repeatable(_tree(tmp_path / name)) for name in ("first", "again", "other")]
    assert first == again
    assert trees[0] == trees[1]
    assert trees[0] != trees[2]
    assert [case.kind for case in first] == [case.kind for case in other]


def test_small_run_meets_every_family(tmp_path: Path) -> None:
    cases = generate(tmp_path / "out", SMALLEST_RUN, 1)
    assert len(cases) == SMALLEST_RUN
    assert {case.path.parts[0] for case in cases} == set(FAMILIES)


def test_kinds_come_round_again_with_variations(tmp_path: Path) -> None:
    count = len(kinds()) + 60
    cases = generate(tmp_path / "out", count, 5)
    again = Counter(case.kind for case in cases)
    assert sorted(again.values())[-1] == 2
    twice = [case for case in cases if case.kind == "xlsx-formula"]
    first, second = ((tmp_path / "out" / case.path).read_bytes() for case in twice)
    assert first != second


def test_refusals(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least"):
        generate(tmp_path / "few", SMALLEST_RUN - 1, 1)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ValueError, match="not empty"):
        generate(tmp_path / "full", SMALLEST_RUN, 1)


def test_bombs_are_bombs(large: tuple[Path, list[HostileCase], float]) -> None:
    out, cases, _ = large
    for kind in ("zip-bomb-flat", "zip-bomb-over-4gb"):
        with zipfile.ZipFile(io.BytesIO(_of_kind(out, cases, kind))) as archive:
            assert sum(info.file_size for info in archive.infolist()) > 4 << 30
    head = _of_kind(out, cases, "png-bomb")[16:24]
    assert head == (50_000).to_bytes(4, "big") * 2
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(_of_kind(out, cases, "pdf-encrypted")))
    with zipfile.ZipFile(io.BytesIO(_of_kind(out, cases, "zip-traversal"))) as archive:
        assert any(name.startswith("../../") for name in archive.namelist())


@pytest.mark.parametrize(
    "expansion",
    [
        Expansion(0),
        Expansion(3, 0x41),
        Expansion(1 << 20),
        Expansion(5_000_001, 0x20, b"head", b"tail"),
    ],
)
def test_expansions_are_valid_streams(expansion: Expansion) -> None:
    run = bytes([expansion.byte]) * expansion.size
    whole = expansion.prefix + run + expansion.suffix
    assert len(whole) == expansion.length
    assert zlib.crc32(whole) == expansion.crc32()
    assert zlib.decompress(expansion.raw(), -15) == whole
    assert zlib.decompress(expansion.zlib()) == whole
    assert gzip.decompress(expansion.gzip()) == whole


def _sources(folder: Path) -> list[Path]:
    folder.mkdir()
    texts = {
        "labs.csv": "Test,Value,Unit\nGlucose,5.4,mmol/L\n" * 40,
        "letter.txt": "Synthetic letter of 2024-01-31, value 17.\n" * 30,
        "note.xml": '<?xml version="1.0"?><a b="1"><c>2</c></a>' * 20,
        "one.txt": "x",
        "empty.txt": "",
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "blank.dcm").write_bytes(bytes(4096))
    (folder / "large.pdf").write_bytes(bytes(LARGEST_SOURCE + 1))
    return sorted(folder.iterdir())


def test_copies_are_damaged_counted_and_repeatable(tmp_path: Path) -> None:
    sources = _sources(tmp_path / "in")
    before = _tree(tmp_path / "in")
    originals = {digest for name, digest in before.items() if name != "empty.txt"}
    first = mutate(sources, tmp_path / "first", 300, 4)
    mutate(sources, tmp_path / "again", 300, 4)
    mutate(sources, tmp_path / "other", 300, 5)
    trees = [_tree(tmp_path / name) for name in ("first", "again", "other")]
    assert len(first) == len(set(first)) == len(trees[0]) == 300
    assert trees[0] == trees[1]
    assert trees[0] != trees[2]
    assert _tree(tmp_path / "in") == before
    assert set(trees[0].values()).isdisjoint(originals)


def test_copies_keep_their_endings_mostly(tmp_path: Path) -> None:
    sources = _sources(tmp_path / "in")
    written = mutate(sources, tmp_path / "out", 300, 9)
    kept = [path for path in written if path.suffix in (".csv", ".txt", ".xml", ".dcm")]
    assert 240 < len(kept) <= 300
    assert not any("large" in path.name or "empty" in path.name for path in written)
    assert {path.parent for path in written} == {tmp_path / "out"}


def test_copies_need_a_source(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no source"):
        mutate([tmp_path / "missing.pdf"], tmp_path / "out", 1, 1)
    with pytest.raises(ValueError, match="negative"):
        mutate([], tmp_path / "out", -1, 1)


def _pairs() -> list[dict[str, Any]]:
    pairs: list[dict[str, Any]] = json.loads(_PAIRS.read_text(encoding="utf-8"))
    return pairs


def _verdict(fields: dict[str, str]) -> str:
    """The rule of the specification, written down once more."""
    agree = [
        fields["name"] in ("same", "compatible"),
        fields["birth_date"] == "same",
        fields["ids"] == "same",
    ]
    conflicts = {field for field, value in fields.items() if value == "conflict"}
    if conflicts & {"birth_date", "ids"} or {"name", "sex"} <= conflicts:
        return "quarantined"
    if conflicts:
        return "review"
    return "accepted" if sum(agree) >= 2 else "unidentified"


def test_identity_pairs_are_complete() -> None:
    pairs = _pairs()
    groups = Counter(pair["group"] for pair in pairs)
    assert len(pairs) == len({pair["id"] for pair in pairs}) == 60
    assert groups["chinese"] >= 10
    assert groups["russian"] + groups["ukrainian"] >= 10
    assert sum(groups[g] for g in ("german", "spanish", "vietnamese", "arabic")) >= 10


@pytest.mark.parametrize("pair", _pairs(), ids=lambda pair: str(pair["id"]))
def test_identity_pair_follows_the_rule(pair: dict[str, Any]) -> None:
    expected: dict[str, str] = pair["expected"]
    assert list(expected) == ["name", "birth_date", "sex", "ids"]
    assert set(expected.values()) <= {"same", "compatible", "absent", "conflict"}
    assert pair["verdict"] == _verdict(expected)
    for field, values in pair["also_allowed"].items():
        for value in values:
            assert _verdict({**expected, field: value}) == pair["verdict"]
    for field in ("name", "birth_date", "sex", "ids"):
        if not pair["reference"][field] or not pair["found"][field]:
            assert expected[field] == "absent", field
    assert pair["why"].endswith(".")

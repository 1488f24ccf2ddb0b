"""The package folder: written whole or not at all, by one run at a time, and never another's."""

from __future__ import annotations

from pathlib import Path

import pytest

from huizhen.adapters.store_folder import FolderStore, write_atomically
from huizhen.core.errors import PackageError


def test_results_survive_and_damaged_ones_count_as_missing(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "package")
    store.open()
    store.put("readings", "ab12", {"text": "姓名 \ud800"})
    assert store.get("readings", "ab12") == {"text": "姓名 \ud800"}
    stored = next((store.folder / "readings").rglob("*.gz"))
    stored.write_bytes(stored.read_bytes()[:-9])
    assert store.get("readings", "ab12") is None
    store.close()


def test_a_second_run_is_refused_while_the_first_writes(tmp_path: Path) -> None:
    first, second = FolderStore(tmp_path / "package"), FolderStore(tmp_path / "package")
    first.open()
    with pytest.raises(PackageError) as caught:
        second.open()
    assert caught.value.code == "package_in_use"
    first.close()
    second.open()
    second.close()


def test_a_folder_with_other_files_is_never_taken(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"mine")
    with pytest.raises(PackageError) as caught:
        FolderStore(tmp_path).open()
    assert caught.value.code == "package_folder_not_empty"
    assert [path.name for path in tmp_path.iterdir()] == ["holiday.jpg"]


def test_what_a_killed_run_left_half_written_is_cleared(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "package")
    store.open()
    (store.folder / ".writing-x").write_bytes(b"half")
    store.close()
    store.open()
    assert not (store.folder / ".writing-x").exists()
    store.close()


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "dossier.json"
    write_atomically(path, b"old")
    with pytest.raises(TypeError):
        write_atomically(path, "not bytes")  # type: ignore[arg-type]
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["dossier.json"]

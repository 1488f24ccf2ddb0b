"""A store for a run that nobody goes on with: files found inside others stay, readings pass by."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from huizhen.cli.workshop import PackageStore


class PassingStore:
    """Another store without its results: they are used once, so none is written or found."""

    def __init__(self, store: PackageStore) -> None:
        self._store = store
        self.package = store.package
        self.folder = store.folder

    @property
    def spool(self) -> Path:
        """Where embedded files are kept."""
        return self._store.spool

    def open(self) -> None:
        """Take the folder's lock."""
        self._store.open()

    def close(self) -> None:
        """Release it."""
        self._store.close()

    def clean(self) -> None:
        """Remove what was kept."""
        self._store.clean()

    def get(self, kind: str, key: str) -> dict[str, object] | None:
        """Nothing: no earlier run left anything."""
        del kind, key
        return None

    def put(self, kind: str, key: str, data: Mapping[str, object]) -> None:
        """Let a result pass."""

    def member_path(self, source_id: str) -> Path:
        """Where the bytes of an embedded file are."""
        return self._store.member_path(source_id)

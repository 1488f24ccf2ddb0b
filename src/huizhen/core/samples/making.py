"""What a maker of files is given, and where its identifiers and chance come from: names alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import numpy as np

from huizhen.core.ports import DocumentRenderer
from huizhen.core.samples.definition import (
    NOTICES,
    PAGE_WORDS,
    FileSpec,
    SamplePatient,
    load_toml,
)

_NAMESPACE = UUID("5d1f7c1e-8f0a-5a53-9f0e-6f1c2a7b4d10")


@dataclass(frozen=True, slots=True)
class Making:
    """One file to be made."""

    sample: str
    folder: Path
    patient: SamplePatient
    spec: FileSpec
    renderer: DocumentRenderer

    def load(self, name: str) -> dict[str, Any]:
        """A definition file of the sample."""
        return load_toml(self.folder / name)

    def document(self, name: str) -> dict[str, Any]:
        """A definition file with what every printed page carries: patient line and notice."""
        data = self.load(name)
        language = data["language"]
        return {
            "patient_line": self.patient.lines.get(language, ""),
            "notice": NOTICES[language],
            "page_word": PAGE_WORDS[language],
            **data,
        }

    def uuid(self, *parts: object) -> UUID:
        """The UUID (version 5) of a thing of this sample."""
        return uuid5(_NAMESPACE, "/".join([self.sample, *map(str, parts)]))

    def uid(self, *parts: object) -> str:
        """The DICOM UID or OID of a thing of this sample (PS3.5 B.2: a UUID under 2.25)."""
        return f"2.25.{self.uuid(*parts).int}"

    def chance(self, *parts: object) -> np.random.Generator:
        """Random numbers that are the same at each call."""
        return np.random.default_rng(self.uuid("chance", self.spec.path, *parts).int)


Maker = Callable[[Making], Iterator[tuple[str, bytes]]]
"""Gives (path relative to the records folder, bytes)."""

"""What a sample's definition folder says: whose records, which files, which case they make."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from huizhen.core.errors import ContentError
from huizhen.core.records.value import Value

Language = Literal["de", "en", "ru", "zh"]

NOTICES: dict[str, str] = {
    "de": "SYNTHETISCHES BEISPIEL – keine reale Person",
    "en": "SYNTHETIC SAMPLE – no real person",
    "ru": "СИНТЕТИЧЕСКИЙ ПРИМЕР – не реальный человек",
    "zh": "合成样例，非真实患者",
}
PAGE_WORDS: dict[str, str] = {"de": "Seite", "en": "Page", "ru": "Стр.", "zh": "第"}


class SampleCase(Value):
    """What is asked about a sample: the options of a `huizhen prepare` run over its records."""

    specialty: str
    question: str
    patient: str
    """The reference, as after `--patient`."""
    as_of: date
    contains: tuple[str, ...] = ()
    """What a reader of the records should notice, one sentence each."""


class SamplePatient(Value):
    """The invented person that a sample is about."""

    identifier: str
    issuer: str
    family: str
    given: str
    birth_date: date
    sex: Literal["female", "male"]
    native_family: str = ""
    native_given: str = ""
    lines: dict[str, str]
    """The running header that names the patient, by language."""

    @property
    def compact_birth_date(self) -> str:
        """YYYYMMDD, as HL7 and DICOM write it."""
        return self.birth_date.strftime("%Y%m%d")


class FileSpec(Value):
    """One file or folder of the records: who makes it, and of what."""

    path: str
    maker: str
    on: date
    """The date that the file carries wherever its format has one."""
    source: str = ""
    """A definition file beside `sample.toml`."""
    options: dict[str, Any] = Field(default_factory=dict)


class SampleDefinition(Value):
    """A sample's `sample.toml`."""

    name: str
    patient: SamplePatient
    files: tuple[FileSpec, ...]


def load_toml(path: Path) -> dict[str, Any]:
    """A definition file's plain data; ContentError when it is missing or not TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ContentError(
            "sample_definition_unreadable",
            f"The sample definition {path.name} is missing or is not TOML.",
            "Install the package again, or correct the file.",
        ) from error


def load_definition(folder: Path) -> SampleDefinition:
    """The definition in `folder`; ContentError when fields are missing or unknown."""
    try:
        return SampleDefinition.model_validate(load_toml(folder / "sample.toml"))
    except ValidationError as error:
        raise _malformed("sample.toml") from error


def sample_case(definition: Path) -> SampleCase:
    """The case of a sample: `case.json` in its definition folder, never among the records."""
    try:
        return SampleCase.model_validate_json((definition / "case.json").read_bytes())
    except OSError as error:
        raise ContentError(
            "sample_unknown",
            "There is no such sample.",
            "Use one of the names in content/samples.",
        ) from error
    except ValidationError as error:
        raise _malformed("case.json") from error


def _malformed(name: str) -> ContentError:
    return ContentError(
        "sample_definition_malformed",
        f"The sample definition {name} has missing or unknown fields.",
        "Compare it with the definitions of the other samples.",
    )

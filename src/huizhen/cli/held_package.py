"""A package as it is held: its data, the case that they give again, and the packs loaded now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from huizhen.cli.package_run import CaseRequest, composed, specialty_of
from huizhen.cli.tracing import dossier_of, load_json
from huizhen.cli.workshop import Workshop
from huizhen.core.content import Pack, load_pack
from huizhen.core.errors import PackageError
from huizhen.core.language.loaded import lexicon_of, notation_of
from huizhen.core.language.units import UnitTable
from huizhen.core.preparation.accounting.recomposition import printed_patient
from huizhen.core.preparation.case_file import CaseFile
from huizhen.core.preparation.dossier import Dossier
from huizhen.core.preparation.form_file import given_in
from huizhen.core.preparation.frames import Frames
from huizhen.core.preparation.package import FINDINGS, FORM
from huizhen.core.preparation.record.illness import illness_words
from huizhen.core.preparation.record.view import CaseView
from huizhen.core.preparation.requirements.definition import RequirementSet
from huizhen.core.preparation.requirements.findings import Finding, Requirements
from huizhen.core.preparation.requirements.packs import requirement_set
from huizhen.core.preparation.wording import Wordsmith
from huizhen.core.records.dates import PartialDate, parse_partial_date
from huizhen.core.records.decisions import ChangedFact
from huizhen.core.records.fact import Fact
from huizhen.core.records.inventory import InventoryEntry
from huizhen.core.records.merge import MergedFacts
from huizhen.core.records.value import Value

Some = TypeVar("Some", bound=Value)


class HeldPackage:
    """What a package's files say."""

    def __init__(
        self, folder: Path, workshop: Workshop, form: Mapping[str, str] | None = None
    ) -> None:
        """`form` are the fields that a request gives; without it those of the package stand."""
        self.folder = folder
        self.form_file = load_json(folder, FORM) if (folder / FORM).is_file() else None
        """The fields of the request form as composed; None in a package of before they stood in
        a file."""
        self.form = given_in(self.form_file or {}) if form is None else form
        self._workshop = workshop
        self.dossier = dossier_of(folder)
        self._facts = load_json(folder, "facts.json")
        self.facts = tuple(_values(_listed(self._facts, "facts"), Fact))
        inventory = load_json(folder, "inventory.json")
        self.inventory = tuple(_values(_listed(inventory, "files"), InventoryEntry))
        self.wording = load_pack("wording", workshop.terms_roots)

    def frames(self, file: str) -> Frames:
        """The loaded wording of a file."""
        return Frames(self.wording, file)

    @property
    def unattached(self) -> int:
        """How many facts stand in files that name nobody."""
        return sum(entry.facts for entry in self.inventory if entry.status == "unidentified")

    @cached_property
    def forms(self) -> tuple[Pack, Pack]:
        """The specialty's pack and the common one."""
        roots = self._workshop.specialty_roots
        return load_pack(self.dossier.specialty, roots), load_pack("common", roots)

    @cached_property
    def rules(self) -> RequirementSet:
        """What the loaded packs require."""
        return requirement_set(*self.forms)

    @cached_property
    def words(self) -> Wordsmith:
        """The loaded lexicon."""
        terms = load_pack("terms", self._workshop.terms_roots)
        return Wordsmith(lexicon_of(terms), UnitTable(terms), notation_of(terms))

    @cached_property
    def view(self) -> CaseView:
        """The facts as the record's sections see them."""
        return CaseView(self.facts, self.words, illness_words(self.wording))

    @cached_property
    def requirements(self) -> Requirements:
        """What the package says is lacking."""
        lines = _listed(load_json(self.folder, FINDINGS), "findings")
        return Requirements(
            specialty=self.dossier.specialty,
            as_of=self._as_of,
            findings=tuple(_values(lines, Finding)),
            packs=(),
        )

    @cached_property
    def case(self) -> CaseFile:
        """The case as far as a package tells it: of the patient only sex and age."""
        dossier = self.dossier
        opposed = _plain(_listed(self._facts, "contradictions"))
        facts = {"facts": self.facts, "contradictions": opposed}
        return CaseFile(
            entries=self.inventory,
            merged=MergedFacts.model_validate(facts),
            patient=printed_patient(dossier, self.frames("record.json")),
            is_identity_unconfirmed=bool(dossier.identity_note),
            sources=dossier.sources,
            blocking=dossier.blocking,
            changed=tuple(_values(_listed(self._facts, "changed_since_decided"), ChangedFact)),
        )

    @cached_property
    def again(self) -> Dossier:
        """What the composition makes of the package's facts with the loaded packs."""
        wanted = CaseRequest(
            specialty=specialty_of(self.dossier.specialty, self._workshop),
            question=self.dossier.question,
            as_of=self._as_of,
            reference=None,
            edits=self.dossier.edits,
        )
        return composed(self.case, wanted, self._workshop, self.requirements)

    @property
    def _as_of(self) -> PartialDate:
        as_of = parse_partial_date(self.dossier.as_of)
        if as_of is None:
            raise _malformed("day in dossier.json")
        return as_of


def _listed(data: Mapping[str, Any], name: str) -> list[Any]:
    """A list of a package's file; PackageError where it has none."""
    found = data.get(name)
    if not isinstance(found, list):
        raise _malformed(f"list of {name}")
    return found


def _values(lines: Iterable[Any], value: type[Some]) -> Iterator[Some]:
    """Values of the lines of a package's file."""
    try:
        for line in lines:
            yield value.model_validate(_plain(line))
    except ValidationError as error:
        raise _malformed(f"{value.__name__} line") from error


def _plain(data: Any) -> Any:
    """Data without the names of their schemas."""
    if isinstance(data, dict):
        return {key: _plain(item) for key, item in data.items() if key != "schema"}
    return [_plain(item) for item in data] if isinstance(data, list) else data


def _malformed(what: str) -> PackageError:
    return PackageError(
        "package_incomplete", f"A {what} is not what a package holds.", "Prepare it again."
    )

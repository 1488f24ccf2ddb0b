"""A case's studies, series and instances as DICOMweb tells of them: looked up by UID, DICOM JSON.

Where a header has no UID, the row's own key stands for it as a UID under 2.25 (PS3.5 B.2)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from huizhen.core.records.reading import DicomInstance
from huizhen.ground.cases.access import CaseNotFound, case_rows
from huizhen.ground.cases.models import Case
from huizhen.ground.imaging.models import (
    ImagingInstanceRow,
    ImagingSeriesRow,
    ImagingStudyRow,
    Whose,
)
from huizhen.ground.imaging.queries import headers_of, uid_key

Json = dict[str, Any]
_UID = re.compile(r"[0-9]+(\.[0-9]+)*\Z")
_OWN: Final = "2.25."
_PATIENT = {"00100010": "PN", "00100020": "LO", "00100030": "DA", "00100040": "CS"}
_SEX = {"female": "F", "male": "M", "other": "O"}


def own_uid(key: UUID) -> str:
    """The UID of a row whose header has none."""
    return f"{_OWN}{key.int}"


def element(representation: str, *values: object) -> Json:
    """One attribute; without a value where there is none."""
    told = [value for value in values if value not in ("", None)]
    return {"vr": representation, **({"Value": told} if told else {})}


class Catalogue:
    """What of one case may be found."""

    def __init__(self, case: Case, base: str) -> None:
        self.case = case
        self._base = base

    def studies(self, uid: str = "") -> list[ImagingStudyRow]:
        """The patient's studies, or those of a UID; CaseNotFound for a UID of none."""
        rows = case_rows(self.case, ImagingStudyRow).filter(whose=Whose.PATIENT)
        found = list(self._named(rows, uid).order_by("pk"))
        if uid and not found:
            raise CaseNotFound
        return found

    def series(self, studies: Sequence[ImagingStudyRow], uid: str = "") -> list[ImagingSeriesRow]:
        """Their series that hold instances of the patient, or those of a UID."""
        rows = case_rows(self.case, ImagingSeriesRow).filter(study__in=studies, instances__gt=0)
        found = list(self._named(rows.select_related("metadata", "study"), uid).order_by("pk"))
        if uid and not found:
            raise CaseNotFound
        return found

    def instances(
        self, series: Sequence[ImagingSeriesRow], uid: str = ""
    ) -> list[ImagingInstanceRow]:
        """The patient's instances of the series in their order, or the one of a UID."""
        rows = case_rows(self.case, ImagingInstanceRow).filter(
            series__in=series, whose=Whose.PATIENT
        )
        wanted = self._named(rows.select_related("blob", "derivative"), uid)
        found = list(wanted.order_by("series", "position", "sha256"))
        if uid and not found:
            raise CaseNotFound
        return found[:1] if uid else found

    def _named(self, rows: Any, uid: str) -> Any:
        if not uid:
            return rows
        if not _UID.match(uid):
            raise CaseNotFound
        named = rows.filter(uid_key=uid_key(self.case, uid))
        if not named.exists() and uid.startswith(_OWN):
            number = int(uid.removeprefix(_OWN) or 0)
            return rows.filter(pk=UUID(int=number)) if number < 1 << 128 else rows.none()
        return named

    def study_json(
        self,
        row: ImagingStudyRow,
        series: Sequence[ImagingSeriesRow],
        instances: Sequence[ImagingInstanceRow],
    ) -> Json:
        """A study with counts (PS3.18 table 10.6.3-3)."""
        told = self.case.unseal_json(row.sealed)
        uid = told["study_instance_uid"] or own_uid(row.pk)
        first = headers_of(self.case, instances[:1])
        header = DicomInstance.model_validate(next(iter(first.values()))["instance"])
        modalities = sorted({str(self.case.unseal_json(one.sealed)["modality"]) for one in series})
        return {
            "00080020": element("DA", told["date"]),
            "00080030": element("TM", told["time"]),
            "00080050": element("SH", told["accession_number"]),
            "00080061": element("CS", *modalities),
            "00081030": element("LO", told["description"]),
            "00081190": element("UR", self.address(uid)),
            **_patient(header),
            "0020000D": element("UI", uid),
            "00201206": element("IS", len(series)),
            "00201208": element("IS", len(instances)),
        }

    def series_json(self, row: ImagingSeriesRow) -> Json:
        """A series (PS3.18 table 10.6.3-4)."""
        told = self.case.unseal_json(row.sealed)
        study = self.study_uid(row.study)
        uid = told["series_instance_uid"] or own_uid(row.pk)
        return {
            "00080060": element("CS", told["modality"]),
            "0008103E": element("LO", told["description"]),
            "00081190": element("UR", self.address(study, uid)),
            "00180015": element("CS", told["body_part_examined"]),
            "0020000D": element("UI", study),
            "0020000E": element("UI", uid),
            "00200011": element("IS", _whole(told["number"])),
            "00201209": element("IS", row.instances),
        }

    def instance_json(self, row: ImagingInstanceRow, told: Json, series: Json) -> Json:
        """An instance (PS3.18 table 10.6.3-5), from its viewer metadata and its series."""
        metadata: Json = told.get("metadata", {})
        study, series_uid = series["0020000D"]["Value"][0], series["0020000E"]["Value"][0]
        uid = told["instance"].get("sop_instance_uid") or own_uid(row.pk)
        kept = ("00080016", "00200013", "00280008", "00280010", "00280011", "00280100")
        syntaxes = [row.transfer_syntax_uid, "1.2.840.10008.1.2.4.201" if row.derivative_id else ""]
        return {
            **{tag: metadata[tag] for tag in kept if tag in metadata},
            "00080018": element("UI", uid),
            "00080060": series["00080060"],
            "00081190": element("UR", self.address(study, series_uid, uid)),
            "00083002": element("UI", *syntaxes),
            "0020000D": element("UI", study),
            "0020000E": element("UI", series_uid),
        }

    def study_uid(self, row: ImagingStudyRow) -> str:
        """The StudyInstanceUID of a row, or what stands for it."""
        return str(self.case.unseal_json(row.sealed)["study_instance_uid"]) or own_uid(row.pk)

    def address(self, study: str, series: str = "", instance: str = "") -> str:
        """Where an object is retrieved."""
        parts = [f"/series/{series}"] * bool(series) + [f"/instances/{instance}"] * bool(instance)
        return f"{self._base}/studies/{study}{''.join(parts)}"


def _patient(header: DicomInstance) -> Json:
    """Who the header names, as it names them."""
    patient = header.patient
    name = patient.names[0] if patient.names else None
    told = {
        "00100010": {"Alphabetic": _name(name.family, name.given, name.text)} if name else "",
        "00100020": patient.identifiers[0].value if patient.identifiers else "",
        "00100030": str(patient.birth_date or "").replace("-", ""),
        "00100040": _SEX.get(patient.sex or "", ""),
    }
    return {tag: element(_PATIENT[tag], value) for tag, value in told.items()}


def _name(family: str, given: str, text: str) -> str:
    return "^".join(part for part in (family, given) if part) or text


def _whole(text: str) -> int | str:
    return int(text) if text.lstrip("-").isascii() and text.lstrip("-").isdigit() else ""

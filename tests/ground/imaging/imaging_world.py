"""Images of a case as ingest and judgement leave them, without DICOM files."""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from dataclasses import dataclass, field
from typing import Any

from huizhen.ground.cases.models import Case
from huizhen.ground.files.blobs import store_bytes
from huizhen.ground.files.models import ReceivedFile
from huizhen.ground.imaging.masking_models import ItemKind, MaskingItem, MaskingRun
from huizhen.ground.imaging.masking_queries import Proposal, ProposedBox
from huizhen.ground.imaging.models import (
    ImagingHeaders,
    ImagingInstanceRow,
    ImagingJudgement,
    ImagingSeriesRow,
    ImagingStudyRow,
    Whose,
)
from huizhen.ground.imaging.queries import uid_key


def png(grey: int = 90, side: int = 8) -> bytes:
    """A picture that every browser shows."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        told = kind + data
        return struct.pack(">I", len(data)) + told + struct.pack(">I", zlib.crc32(told))

    rows = b"".join(b"\0" + bytes([grey] * side) for _row in range(side))
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


@dataclass
class Images:
    """The images of one case, added to step by step."""

    case: Case
    judged: dict[str, dict[str, Any]] = field(default_factory=dict)
    findings: list[dict[str, Any]] = field(default_factory=list)

    def study(self, date: str, description: str = "", **more: Any) -> ImagingStudyRow:
        """A study of the patient."""
        uid = more.pop("uid", f"1.2.{len(description)}.{date}")
        told = {"study_instance_uid": uid, "date": date, "description": description, **more}
        whose = told.pop("whose", Whose.PATIENT)
        row: ImagingStudyRow = ImagingStudyRow.behind_door.create(
            case=self.case,
            key=hashlib.sha256(f"{uid}{whose}".encode()).hexdigest(),
            uid_key=uid_key(self.case, uid),
            sealed=self.case.seal_json(told),
            whose=whose,
        )
        return row

    def series(
        self,
        study: ImagingStudyRow,
        description: str,
        modality: str = "CT",
        *,
        instances: int = 2,
        has_thumbnail: bool = True,
        header: dict[str, Any] | None = None,
        **judged: Any,
    ) -> ImagingSeriesRow:
        """A series with its instances; what is judged of it is told as the judgement keeps it."""
        uid = f"1.3.{study.pk.int % 10**9}.{zlib.crc32(description.encode())}"
        told = {
            "series_instance_uid": uid,
            "modality": modality,
            "number": str(judged.pop("number", 1)),
            "description": description,
            "body_part": judged.get("body_part", ""),
            "body_part_examined": judged.pop("body_part", ""),
        }
        row: ImagingSeriesRow = ImagingSeriesRow.behind_door.create(
            case=self.case,
            study=study,
            key=hashlib.sha256(uid.encode()).hexdigest(),
            uid_key=uid_key(self.case, uid),
            sealed=self.case.seal_json(told),
            instances=instances,
            thumbnail=store_bytes(self.case, "thumbnail", png()) if has_thumbnail else None,
        )
        if judged:
            self.judged[str(row.pk)] = judged
        self._instances(row, uid, instances, header or {})
        return row

    def _instances(
        self, row: ImagingSeriesRow, uid: str, count: int, header: dict[str, Any]
    ) -> None:
        frames = int(header.pop("frames", 1))
        told, made = {}, []
        for number in range(count):
            data = f"{uid}.{number}".encode()
            blob = store_bytes(self.case, "original", data)
            file = ReceivedFile.behind_door.create(
                case=self.case,
                blob=blob,
                sha256=blob.sha256,
                sealed_name=self.case.seal(f"CT/{number}.dcm".encode()),
            )
            told[blob.sha256] = {"instance": header, "metadata": {}}
            made.append((file, blob))
        held = ImagingHeaders.behind_door.create(
            case=self.case,
            blob=store_bytes(self.case, "headers", zlib.compress(json.dumps(told).encode())),
            instances=count,
        )
        for number, (file, blob) in enumerate(made):
            ImagingInstanceRow.behind_door.create(
                case=self.case,
                series=row,
                sha256=blob.sha256,
                uid_key=uid_key(self.case, f"{uid}.{number}"),
                file=file,
                blob=blob,
                headers=held,
                position=number,
                frames=frames,
                size_bytes=blob.size_bytes,
                transfer_syntax_uid="1.2.840.10008.1.2.1",
                whose=row.study.whose,
            )

    def found(self, code: str, tag: str, value: str, scope: str = "series", **more: Any) -> None:
        """A finding of the judgement."""
        self.findings.append({"code": code, "tag": tag, "value": value, "scope": scope, **more})

    def judge(self) -> None:
        """Keep the judgement."""
        told = {"series": self.judged, "findings": self.findings}
        blob = store_bytes(self.case, "judgement", zlib.compress(json.dumps(told).encode()))
        ImagingJudgement.behind_door.update_or_create(
            case=self.case,
            defaults={
                "blob": blob,
                "inputs_hash": "0" * 64,
                "findings": len(self.findings),
            },
        )


def sources_of(case: Case, series: ImagingSeriesRow) -> list[str]:
    """The SHA-256 of its instances."""
    rows = ImagingInstanceRow.behind_door.filter(case=case, series=series).order_by("position")
    return list(rows.values_list("sha256", flat=True))


def searched(case: Case, *sources: str) -> None:
    """What the search leaves when it has looked through these sources."""
    MaskingRun.behind_door.update_or_create(
        case=case,
        defaults={
            "stamp": "0" * 64,
            "sealed_sources": case.seal_json(list(sources)),
            "failures": [],
        },
    )


def item(
    case: Case,
    source: str,
    *boxes: tuple[float, float, float, float],
    kind: ItemKind = ItemKind.FRAME,
    group: str = "g",
    place: int = 0,
    text: str = "PROBE, ANNA",
    found_hash: str = "",
) -> MaskingItem:
    """A picture that waits for a look."""
    told = Proposal(
        title="US · 2026-04-30 · Abdomen",
        width=640,
        height=480,
        boxes=tuple(ProposedBox(box=box, text=text) for box in boxes),
        sources=(source,),
    )
    row: MaskingItem = MaskingItem.behind_door.create(
        case=case,
        kind=kind,
        source_id=source,
        place=place,
        group=group,
        found_hash=found_hash or hashlib.sha256(repr(boxes).encode()).hexdigest(),
        sealed=case.seal_json(told.model_dump(mode="json")),
        picture=store_bytes(case, "masking", png()),
    )
    return row

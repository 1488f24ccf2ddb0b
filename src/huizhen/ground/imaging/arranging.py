"""Instances put in order: studies and series of the case as rows, and what is judged of them."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from huizhen.core.imaging.index import ImagingIndex, Study, index_of
from huizhen.core.imaging.judgement import Judgement, judge
from huizhen.core.imaging.series import Series
from huizhen.core.records.value import canonical_json, content_hash
from huizhen.ground.audit.actions import record
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.models import Case
from huizhen.ground.events.actions import emit
from huizhen.ground.files.blobs import delete_blob, store_bytes
from huizhen.ground.imaging.held import Held, HeldRow, Read, held_of, whose_of
from huizhen.ground.imaging.models import (
    ImagingInstanceRow,
    ImagingJudgement,
    ImagingSeriesRow,
    ImagingStudyRow,
    Whose,
)
from huizhen.ground.imaging.queries import uid_key
from huizhen.ground.imaging.site_tables import site_tables
from huizhen.ground.jobs.ledger import Running

JUDGED: Final = "images_judged"
_KIND = "imaging_judgement"
_PLACE = (
    'UPDATE imaging_imaginginstancerow SET series_id = %s, "position" = %s, whose = %s '
    "WHERE id = %s"
)


def arrange(case: Case, running: Running, at_hand: Mapping[UUID, Read]) -> bool:
    """Studies, series, places and owners of all instances brought up to date, and the patient's
    images judged; whether anything is different now. `at_hand` are headers that were just
    indexed."""
    held = held_of(case, at_hand)
    running.tell("arrange_images")
    whose = whose_of(case, held.placed)
    index = index_of(held.placed.values(), held.directories)
    _write_rows(case, running, index, held, whose)
    running.tell("judge_images")
    mine = {s: one for s, one in held.placed.items() if whose[s] == Whose.PATIENT}
    inputs = content_hash([sorted(mine), site_tables().stamp.model_dump(mode="json")])
    known = case_rows(case, ImagingJudgement).first()
    if known is not None and known.inputs_hash == inputs:
        return False
    if len(mine) != len(held.placed):
        index = index_of(mine.values(), held.directories)
    judged = judge(index, site_tables(), timezone.now().date())
    _keep_judgement(case, running, judged, inputs, held)
    return True


def _write_rows(
    case: Case, running: Running, index: ImagingIndex, held: Held, whose: Mapping[str, Whose]
) -> None:
    """In one transaction; only what differs is written."""
    changed: list[tuple[HeldRow, ImagingSeriesRow, int, Whose]] = []
    with transaction.atomic():
        running.still_mine()
        for study in index.studies:
            study_row = _study_row(case, study, whose)
            for series in study.series:
                row = _series_row(case, study_row, series, held, whose)
                for position, one in enumerate(series.instances):
                    instance, owner = held.rows[one.source_id], whose[one.source_id]
                    before = (instance.series_id, instance.position, instance.whose)
                    if before != (row.pk, position, owner):
                        changed.append((instance, row, position, owner))
                        instance.series_id = row.pk
        _place(changed)


def _place(changed: list[tuple[HeldRow, ImagingSeriesRow, int, Whose]]) -> None:
    """Thousands of rows at once: an UPDATE a row, prepared once."""
    if not changed:
        return
    key = ImagingInstanceRow._meta.get_field("id")
    values = [
        (
            key.get_db_prep_value(row.pk, connection),
            position,
            str(owner),
            key.get_db_prep_value(instance.pk, connection),
        )
        for instance, row, position, owner in changed
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_PLACE, values)


def _study_row(case: Case, study: Study, whose: Mapping[str, Whose]) -> ImagingStudyRow:
    first = study.series[0].instances[0]
    header = first.instance
    parts = [study.study_instance_uid, study.patient.model_dump(mode="json")]
    if not study.study_instance_uid:
        parts += [first.folder, study.date, study.description]
    owners = {whose[one.source_id] for series in study.series for one in series.instances}
    told = {
        "study_instance_uid": study.study_instance_uid,
        "date": study.date,
        "time": header.study_time,
        "description": study.description,
        "accession_number": header.accession_number,
        "institution": header.institution_name,
    }
    values = {
        "uid_key": uid_key(case, study.study_instance_uid),
        "whose": Whose.PATIENT if Whose.PATIENT in owners else sorted(owners)[0],
    }
    key = uid_key(case, canonical_json(["study", *parts]))
    row = case_rows(case, ImagingStudyRow).filter(key=key).first()
    if row is None:
        sealed = case.seal_json(told)
        return ImagingStudyRow.behind_door.create(case=case, key=key, sealed=sealed, **values)
    if row.whose != values["whose"] or case.unseal_json(row.sealed) != told:
        row.whose, row.sealed = values["whose"], case.seal_json(told)
        row.save(update_fields=["whose", "sealed"])
    return row


def _series_row(
    case: Case, study: ImagingStudyRow, series: Series, held: Held, whose: Mapping[str, Whose]
) -> ImagingSeriesRow:
    header = series.first
    mine = [one for one in series.instances if whose[one.source_id] == Whose.PATIENT]
    size = sum(held.rows[one.source_id].size_bytes for one in mine)
    told = {
        "series_instance_uid": header.series_instance_uid,
        "modality": header.modality,
        "number": header.series_number,
        "description": header.series_description,
        "body_part_examined": header.body_part_examined,
    }
    key = uid_key(case, canonical_json(["series", *series.key]))
    row = case_rows(case, ImagingSeriesRow).filter(key=key).first()
    if row is None:
        return ImagingSeriesRow.behind_door.create(
            case=case,
            study=study,
            key=key,
            uid_key=uid_key(case, header.series_instance_uid),
            sealed=case.seal_json(told),
            instances=len(mine),
            size_bytes=size,
        )
    if (row.study_id, row.instances, row.size_bytes) != (study.pk, len(mine), size):
        row.study, row.instances, row.size_bytes = study, len(mine), size
        row.save(update_fields=["study", "instances", "size_bytes"])
    return row


def _keep_judgement(
    case: Case, running: Running, judged: Judgement, inputs: str, held: Held
) -> None:
    told: dict[str, Any] = {"series": {}, "studies": [], "findings": []}
    for one in judged.series:
        row = held.rows[one.series.instances[0].source_id]
        told["series"][str(row.series_id)] = one.model_dump(
            mode="json", exclude={"series", "findings"}
        )
    told["studies"] = [one.model_dump(mode="json") for one in judged.studies]
    told["findings"] = [one.model_dump(mode="json") for one in judged.findings]
    data = json.dumps(told, separators=(",", ":")).encode()
    blob = store_bytes(case, _KIND, zlib.compress(data, 1))
    old = case_rows(case, ImagingJudgement).select_related("blob").first()
    values = {"blob": blob, "inputs_hash": inputs, "findings": len(judged.findings)}
    try:
        with transaction.atomic():
            running.still_mine()
            ImagingJudgement.behind_door.update_or_create(case=case, defaults=values)
            counts = {"series": len(judged.series), "findings": len(judged.findings)}
            record("judge_images", actor_id="system", case_id=case.pk, data=counts)
            emit(JUDGED, case.pk)
    except BaseException:
        delete_blob(blob)
        raise
    if old is not None:
        delete_blob(old.blob)

"""Many rows at once are the rows that the model would have made one by one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.models import Case
from huizhen.ground.files.models import Blob, ReceivedFile
from huizhen.ground.ids import new_id
from huizhen.ground.imaging.models import ImagingFile
from huizhen.ground.inserting import insert_rows
from worlds import make_case, make_site


@pytest.fixture
def case(tmp_path: Path, settings: Any, db: None) -> Case:
    settings.HUIZHEN_HOME = tmp_path
    return make_case(make_site("one"))


def values_of(row: Any, but: tuple[str, ...]) -> dict[str, object]:
    return {f.attname: getattr(row, f.attname) for f in row._meta.fields if f.attname not in but}


def originals(case: Case, *hashes: str, **more: bool) -> None:
    blobs = [(new_id(), sha256, 7) for sha256 in hashes]
    insert_rows(Blob, ("id", "sha256", "size_bytes"), blobs, case_id=case.pk, kind="original")
    rows = [(sha256, blob_id, sha256.encode()) for blob_id, sha256, _ in blobs]
    names = ("sha256", "blob_id", "sealed_name")
    insert_rows(ReceivedFile, names, rows, case_id=case.pk, by_id=None, link_id=None, **more)


def test_a_row_has_what_the_model_gives_it(case: Case) -> None:
    began = timezone.now()
    originals(case, "a" * 64, "b" * 64)
    rows = list(case_rows(case, ReceivedFile).order_by("sha256"))
    assert [bytes(row.sealed_name) for row in rows] == [b"a" * 64, b"b" * 64]
    assert rows[0].pk != rows[1].pk
    assert all(began <= row.received_at <= timezone.now() for row in rows)
    usual = ReceivedFile.behind_door.create(
        case=case, blob=rows[0].blob, sha256="c" * 64, sealed_name=b"c"
    )
    usual.refresh_from_db()
    own = ("id", "received_at", "sha256", "sealed_name", "blob_id")
    assert values_of(rows[0], own) == values_of(usual, own)


def test_a_number_that_the_database_gives_is_given(case: Case) -> None:
    originals(case, "a" * 64, "b" * 64)
    files = [(row.pk, "other") for row in case_rows(case, ReceivedFile)]
    insert_rows(ImagingFile, ("file_id", "kind"), files, case_id=case.pk)
    assert len({row.pk for row in case_rows(case, ImagingFile)}) == 2


def test_what_is_there_is_left_out_or_refused(case: Case) -> None:
    originals(case, "a" * 64)
    originals(case, "a" * 64, "b" * 64, skips_known=True)
    assert case_rows(case, ReceivedFile).count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        originals(case, "c" * 64, "a" * 64)
    assert case_rows(case, ReceivedFile).count() == 2


def test_a_column_that_is_not_there_is_a_mistake(case: Case) -> None:
    with pytest.raises(TypeError, match="case"):
        insert_rows(Blob, ("sha256",), [("a",)], case=case)
    insert_rows(Blob, ("sha256",), [], case_id=case.pk)
    assert not case_rows(case, Blob).exists()

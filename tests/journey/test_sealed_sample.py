"""The hpb sample sealed for its department: another hand's program finds nobody in it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from huizhen.project.config import CONTENT
from sealed_sample import measured_sample

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.timeout(3000),
    pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract reads the pictures"),
    pytest.mark.skipif(
        not (CONTENT.parent / "web/static/vendor/age.min.js").exists(), reason="run make setup"
    ),
]


def test_the_sealed_sample_names_nobody_and_lists_what_was_masked(tmp_path: Path) -> None:
    told = measured_sample(tmp_path, tmp_path / "opened")
    assert told["hits"] == 0
    assert told["identifiers_sought"] >= 6
    assert [one["instances"] for one in told["series"]] != []
    assert told["masked_by_kind"]["name"] > 0
    assert told["masked_by_kind"]["picture"] > 0
    assert told["attributes_changed"] > 20
    assert (tmp_path / "opened/parts/dossier.html").exists()

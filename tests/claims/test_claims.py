"""The claims of `docs/proof/` at the size of this run; `make prove` measures them in full."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from huizhen.project.config import CONTENT
from sizes import count, shared_data

if TYPE_CHECKING:
    from extract import Run

ROOT = Path(__file__).resolve().parents[2]
needs_records = pytest.mark.skipif(not shared_data().exists(), reason="needs the shared records")


@needs_records
def test_every_counted_entry_of_ccda_documents_is_a_fact_at_its_path() -> None:
    from count_structured import main as counted

    from structured import ccda_documents

    found = ccda_documents(counted(shared_data()))
    assert found["entries"] == found["facts_at_their_path"]
    assert sum(found["entries"].values()) == 108
    assert found["missing"] == {}


@needs_records
def test_ccda_snippets_are_read_and_mean_what_their_readme_says() -> None:
    from structured import ccda_snippets

    found = ccda_snippets()
    assert found["read"] == 445
    assert list(found["refused"].values()) == ["xml_broken"]
    assert found["misunderstood"] == {}


@needs_records
def test_every_clinical_resource_of_the_bundles_is_a_fact() -> None:
    from structured import fhir_bundles

    found = fhir_bundles()
    assert found["misunderstood"] == {}
    # software named as a document's author is context, not a device of the patient
    assert {kind for kinds in found["without_a_fact"].values() for kind in kinds} <= {"Device"}


@needs_records
def test_every_clinical_segment_of_the_messages_is_a_fact() -> None:
    from structured import hl7v2_messages

    assert hl7v2_messages()["without_a_fact"] == {}


def test_the_sixty_identity_pairs_have_the_verdicts_of_the_rule() -> None:
    from identity import wrong_pairs

    pairs, wrong = wrong_pairs()
    assert pairs == 60
    assert [pair for pair in wrong if pair["expected"] != pair["found"]] == []


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_hostile_files_are_listed_and_harm_nothing(tmp_path: Path) -> None:
    from hostile_files import hostile_figures

    found = hostile_figures(tmp_path, count(40, 80, 200))
    assert found["escaped"] == []
    assert found["without_reason"] == []
    assert found["unexpected"] == []


@pytest.mark.slow
@pytest.mark.timeout(1200)
@needs_records
def test_damaged_records_are_listed_and_harm_nothing(tmp_path: Path) -> None:
    from hostile_files import damaged_figures

    found = damaged_figures(tmp_path, count(40, 120, 2000))
    assert found["listed"] == found["files"]
    assert found["escaped"] == []
    assert found["without_reason"] == []


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_a_killed_run_ends_with_the_same_package(tmp_path: Path) -> None:
    from killed import killed_runs
    from measured import SEED

    found = killed_runs(tmp_path, count(1, 2, 30), SEED)
    assert found["same_content_hash"] == found["kills"]


@pytest.mark.parametrize(
    ("kind", "precision", "recall"),
    [
        ("drug with dose", 0.95, 0.93),
        ("lab with value and unit", 0.97, 0.94),
        ("staging", 0.97, 0.95),
        ("negation", 0.95, 0.97),
        ("date", 0.97, 0.97),
        ("performance status", 0.9, 0.9),
    ],
)
def test_gold_labels_are_found(kind: str, precision: float, recall: float) -> None:
    """Floors a little below what docs/proof/extract.json states, so that a loss is seen."""
    figures = _gold_figures()[kind]
    assert figures["precision"] >= precision, figures
    assert figures["recall"] >= recall, figures


def test_no_label_is_raised_completed_or_turned() -> None:
    """Certainty raised, a date completed or another, a wrong side or unit: none at all."""
    run = _gold_run()
    assert run.harms(run.documents) == []


@lru_cache(maxsize=1)
def _gold_run() -> Run:
    from extract import GOLD, Run

    return Run(GOLD, [CONTENT])


@lru_cache(maxsize=1)
def _gold_figures() -> dict[str, dict[str, Any]]:
    run = _gold_run()
    return {kind: tally.figures() for kind, tally in run.tallies(run.documents).items()}


def test_questions_written_by_another_hand_get_the_verdict_of_the_rule() -> None:
    from questions import agreement

    rows = json.loads((ROOT / "tests" / "oracles" / "questions.json").read_text(encoding="utf-8"))
    found = agreement(rows)
    assert found["questions"] == 40
    assert found["agree_on_pass"] >= 38

"""The oracles for images stand apart from the product and make what they say."""

from __future__ import annotations

import ast
import sys
import warnings
from itertools import pairwise
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import dicom_defects  # noqa: E402
import pydicom  # noqa: E402

PREFIXES = ("dicom_", "burned_in_", "deid_", "mutated_", "identifier_", "masking_")
APART = sorted(path.name for prefix in PREFIXES for path in HERE.glob(f"{prefix}*.py"))


@pytest.mark.parametrize("name", APART)
def test_an_oracle_imports_nothing_of_the_product(name: str) -> None:
    tree = ast.parse((HERE / name).read_text(encoding="utf-8"))
    imported = [
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    ] + [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert not [module for module in imported if module.split(".")[0] == "huizhen"]


def test_kinds_and_modalities_are_many_and_both_halves_have_each() -> None:
    cases = dicom_defects.defects()
    for half in dicom_defects.HALVES:
        mine = [case for case in cases if case.half == half and case.is_listed]
        assert len({case.kind for case in mine}) >= 24
        assert {case.modality for case in mine} == {"CT", "MR", "PT", "XX"}
        assert {case.vendor for case in mine} == {"ge", "siemens", "philips", "canon"}
    twins = {case.name for case in dicom_defects.clean_twins()}
    assert all(case.twin in twins for case in cases)


def test_the_same_case_gives_the_same_bytes(tmp_path: Path) -> None:
    case = dicom_defects.defects()[0]
    case.write(tmp_path / "one")
    case.write(tmp_path / "two")
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def _headers(folder: Path) -> list[pydicom.Dataset]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [pydicom.dcmread(path) for path in sorted(folder.rglob("*")) if path.is_file()]


def test_a_missing_slice_leaves_one_double_distance(tmp_path: Path) -> None:
    case = next(one for one in dicom_defects.defects() if one.kind == "missing_slice")
    case.write(tmp_path / "damaged")
    heights = sorted(
        float(one.ImagePositionPatient[2])
        for one in _headers(tmp_path / "damaged")
        if "ImagePositionPatient" in one
    )
    steps = [round(b - a, 3) for a, b in pairwise(heights)]
    assert sorted(set(steps)) == [steps[0], round(2 * steps[0], 3)]
    assert steps.count(round(2 * steps[0], 3)) == 1


def test_all_hard_clean_folders_can_be_written_and_read(tmp_path: Path) -> None:
    for number, case in enumerate(dicom_defects.hard_clean()):
        if case.half == "dev":
            case.write(tmp_path / str(number))
            assert len(_headers(tmp_path / str(number))) >= 2

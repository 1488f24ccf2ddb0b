"""The second judge of imaging stands apart from the product and makes what it says."""

from __future__ import annotations

import warnings
from collections import Counter
from pathlib import Path

import pytest
from dicom_second_defects import Case, base_cases, cases, odd_cases
from dicom_second_kinds import TAGS
from pydicom import dcmread

HERE = Path(__file__).parent


def _files(case: Case, folder: Path) -> dict[str, bytes]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        case.write(folder)
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_nothing_of_it_knows_the_product_or_the_first_judge() -> None:
    """Its words would else be the product's own."""
    for path in HERE.glob("dicom_second_*.py"):
        text = path.read_text(encoding="utf-8")
        assert "import huizhen" not in text
        assert "from huizhen" not in text
        assert not any(f"{name} import" in text for name in ("dicom_defects", "dicom_plans"))


def test_there_are_enough_of_both_and_names_are_their_own() -> None:
    """Sixty defects and sixty odd clean folders at least, most kinds in both halves."""
    everything = (*cases(), *base_cases(), *odd_cases())
    assert len({one.name for one in everything}) == len(everything)
    assert len(cases()) >= 60
    assert len(odd_cases()) >= 60
    assert {one.kind for one in cases()} == set(TAGS)
    halves = Counter(one.half for one in cases())
    assert abs(halves["dev"] - halves["test"]) <= 10


@pytest.mark.parametrize("number", range(0, len(cases()), 25))
def test_a_defect_changes_its_folder_alone(number: int, tmp_path: Path) -> None:
    """The twin differs, and each folder is the same twice."""
    case = cases()[number]
    twin = next(one for one in base_cases() if one.name == case.twin)
    damaged = _files(case, tmp_path / "a")
    assert damaged == _files(case, tmp_path / "b")
    assert damaged != _files(twin, tmp_path / "c")


def test_images_can_be_read(tmp_path: Path) -> None:
    """A clean folder holds instances whose frames have the matrix they claim."""
    case = next(one for one in base_cases() if one.base == "mr_spine_ge_de")
    _files(case, tmp_path)
    images = [
        one for one in map(dcmread, filter(Path.is_file, tmp_path.rglob("*"))) if "Rows" in one
    ]
    assert len(images) == 78
    assert images[0].pixel_array.shape == (images[0].Rows, images[0].Columns)

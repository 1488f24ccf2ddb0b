"""The generated frames, damaged files and marked texts are what they say they are."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

import deid_expected
import masking_texts
from burned_in_frames import dicom_of, empty_frames, frames, is_found, masked_away
from deid_canaries import SCRIPTS, bytes_of, canary_dataset
from mutated_dicom import LARGEST, WAYS, mutants


def test_text_lies_inside_its_box_and_nowhere_else() -> None:
    some = frames()[::9]
    for frame in some:
        last = frame.pixels[-1]
        for line in frame.lines:
            x, y, wide, high = line.box
            assert last[y : y + high, x : x + wide].shape == (high, wide)
            assert float(last[y : y + high, x : x + wide].std()) > 5
    assert {frame.script for frame in frames()} == {"latin", "chinese", "cyrillic"}
    assert len({frame.name for frame in frames()}) == len(frames())


def test_a_frame_becomes_an_object_with_the_same_pixels() -> None:
    frame = next(one for one in frames() if one.modality == "SC")
    dataset = dicom_of(frame)
    assert dataset.Rows, dataset.Columns == frame.pixels.shape[1:]
    assert all(one.is_clean for one in empty_frames(4))


def test_a_line_is_found_only_when_covered_and_gone_only_when_painted() -> None:
    frame = frames()[0]
    line = frame.lines[0]
    x, y, wide, high = line.box
    assert is_found(line, [line.box])
    assert is_found(line, [(x - 3, y - 3, wide / 2 + 3, high + 6), (x + wide / 2, y, wide, high)])
    assert not is_found(line, [(x, y, wide * 0.7, high)])
    painted = frame.pixels[-1].copy()
    assert not masked_away(line, frame.pixels[-1], painted)
    painted[y : y + high, x : x + wide] = 0
    assert masked_away(line, frame.pixels[-1], painted)


@pytest.mark.filterwarnings("ignore")
def test_damage_is_the_same_each_time_and_of_every_way() -> None:
    one, two = list(mutants(120, 5)), list(mutants(120, 5))
    assert one == two
    assert Counter(mutant.way for mutant in one).keys() == WAYS.keys()
    assert all(len(mutant.data) <= LARGEST for mutant in one)
    assert [m.data for m in mutants(30, 6)] != [m.data for m in one[:30]]


def test_every_attribute_written_down_is_in_the_dictionary() -> None:
    assert deid_expected.not_in_dictionary() == ()
    assert len(deid_expected.BASIC) >= 120
    assert not deid_expected.has_to_change("PatientSex", frozenset((deid_expected.PATIENT,)))
    assert deid_expected.has_to_change("PatientSex")
    assert deid_expected.has_to_change("PatientBirthDate", frozenset((deid_expected.DATES_FULL,)))


@pytest.mark.filterwarnings("ignore")
def test_canaries_stand_in_the_bytes() -> None:
    dataset, canaries = canary_dataset(SCRIPTS[0])
    data = bytes_of(dataset)
    absent = [one for one in canaries if one.token.encode() not in data]
    assert [one.keyword for one in absent] == ["PatientName"]


def test_texts_are_marked_in_every_language_and_kind() -> None:
    texts = masking_texts.texts()
    assert {one.language for one in texts} == set(masking_texts.LANGUAGES)
    kinds = Counter(span.kind for one in texts for span in one.wanted)
    assert set(kinds) == set(masking_texts.KINDS)
    assert min(kinds.values()) >= 10
    assert not any("{{" in one.text or "}}" in one.text for one in texts)


def test_a_title_needs_no_mask_and_half_a_name_is_no_mask() -> None:
    text, spans = masking_texts.parsed("saw {{name|Mr Quillfeather}} today")
    (gold,) = spans
    assert text[gold.start : gold.end] == "Quillfeather"
    assert masking_texts.is_masked(text, gold, [(gold.start, gold.end)])
    assert not masking_texts.is_masked(text, gold, [(gold.start, gold.end - 1)])
    assert np.isclose(masking_texts.needless_letters(
        masking_texts.GoldText("x", "en", text, spans, True), [(0, 3)]
    ), 3)  # fmt: skip

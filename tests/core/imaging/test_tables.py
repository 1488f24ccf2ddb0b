"""The tables by which images are judged: every name is known, no word is so short that it fits
anything, every finding has its words."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from image_headers import CONTENT, tables

from huizhen.core.content import load_pack
from huizhen.core.errors import ContentError
from huizhen.core.imaging.findings import finding_table
from huizhen.core.imaging.kernels import CLASSES
from huizhen.core.imaging.purpose import PLANES
from huizhen.core.imaging.tables import judgement_tables
from huizhen.core.language.terms import normalised

CODES = (
    "secondary_capture", "screenshot", "film", "only_localizers", "only_films", "only_derived",
    "only_copies", "lossy_compression", "burned_in_annotation", "study_old", "slices_too_thick",
    "contrast_missing", "phase_missing", "kernel_missing", "sequence_missing", "plane_missing",
    "phase_contradicted", "body_part_contradicted", "contrast_contradicted", "film_photograph",
    "screen_photograph", "picture_unclear", "attenuation_not_corrected", "low_dose_ct_missing",
    "pixel_spacing_missing", "view_missing", "field_of_view_narrow", "phase_cover_short",
    "study_date_in_future", "ultrasound_not_calibrated",
)  # fmt: skip


@pytest.mark.parametrize("code", CODES)
def test_every_finding_has_its_words(code: str) -> None:
    row = finding_table(load_pack("imaging", [CONTENT]))[code]
    assert row.en.endswith(".")
    assert row.zh.endswith("。")
    assert row.remedy_en
    assert row.remedy_zh


def test_purposes_name_what_the_tables_know() -> None:
    known = tables()
    names = {
        *known.phases.phases, *known.sequences, *known.views, *PLANES, *CLASSES,
        "plain", "contrast", "t1_contrast", "corrected", "standing",
    }  # fmt: skip
    for purpose in known.purposes:
        wanted = {name for one in (*purpose.needs, *purpose.wants) for name in one}
        wanted |= {purpose.measured} - {""}
        assert wanted <= names, purpose.key
        assert {*purpose.bodies, *purpose.bodies_too} <= known.bodies.keys(), purpose.key
        assert set(purpose.sequences) <= known.sequences.keys()
    for name, part in known.bodies.items():
        assert not part.group or part.group in known.bodies, name
    for phase in known.phases.phases.values():
        assert set(phase.bodies) <= known.bodies.keys()
    assert len({purpose.key for purpose in known.purposes}) == len(known.purposes)


def _words() -> Iterator[str]:
    for name in ("kinds", "body_parts", "contrast", "phases", "sequences", "kernel_words"):
        pending: list[object] = [json.loads((CONTENT / "imaging" / f"{name}.json").read_text())]
        while pending:
            data = pending.pop()
            if isinstance(data, dict):
                pending.extend(
                    value for key, value in data.items()
                    if key in ("words", "not_words", "without", "with_agent", "both", "ignored")
                    or isinstance(value, dict)
                    or (name == "kernel_words" and key != "about")
                )  # fmt: skip
            elif isinstance(data, list):
                pending.extend(data)
            elif isinstance(data, str):
                yield data


def test_no_word_fits_anything() -> None:
    """Normalising takes signs away: 'c-' would be 'c', and fit every description with a C."""
    words = set(_words())
    assert len(words) > 500
    for word in words:
        bare = normalised(word.strip("*"))
        assert len(bare) >= 2 or not bare.isascii(), word


def test_a_malformed_table_is_named() -> None:
    pack = load_pack("imaging", [CONTENT])
    broken = pack.replaced(files={**pack.files, "phases.json": "{}"})
    with pytest.raises(ContentError, match="malformed"):
        judgement_tables(broken)

"""Body sites in Chinese, whatever language names them."""

from __future__ import annotations

import pytest
from notation_bench import lexicon

from huizhen.core.language.notation.levels import LevelForm, Organ
from huizhen.core.language.notation.sites import site_zh, station_zh
from huizhen.core.records.fact import Side


@pytest.mark.parametrize(
    ("text", "side", "expected"),
    [
        ("kidney", "left", "左肾"),
        ("kidneys", None, "双肾"),
        ("renal", "bilateral", "双肾"),
        ("adrenal gland", "right", "右侧肾上腺"),
        ("Nebennieren", None, "双侧肾上腺"),
        ("lungs", None, "双肺"),
        ("lung", "right", "右肺"),
        ("верхней доле правого легкого", "right", "右肺上叶"),
        ("lobe inférieur gauche", "left", "左肺下叶"),
        ("mediastinalen", None, "纵隔"),
        ("left supraclavicular", "left", "左侧锁骨上"),
        ("Left gastric", "left", "胃左动脉旁"),
        ("internal iliac", "left", "左侧髂内血管旁"),
        ("retroperitoneal", "left", "腹膜后左侧"),
        ("right temporal lobe", "right", "右侧颞叶"),
        ("лобной доле", "left", "左侧额叶"),
        ("cerebellopontine angle", "right", "右侧桥小脑角区"),
        ("V. hepatica media", None, "肝中静脉"),
        ("right anterior portal vein branch", "right", "门静脉右前支"),
        ("head of the pancreas", None, "胰头"),
        ("splenic flexure", None, "结肠脾曲"),
        ("femur", "right", "右股骨"),
        ("thigh", "left", "左大腿"),
        ("", "left", "左侧"),
        ("", None, ""),
    ],
)
def test_a_site_has_its_side_where_chinese_puts_it(
    text: str, side: Side | None, expected: str
) -> None:
    site = site_zh(text, side, lexicon())
    assert (site.zh, site.untranslated) == (expected, ())


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        ("L4/5", "disc", "L4/5"),
        ("L4-L5", "disc", "L4/5"),
        ("L5-S1", "disc", "L5/S1"),
        ("T12/L1", "disc", "T12/L1"),
        ("C7/T1", "level", "C7/T1水平"),
        ("LWK 3", "vertebra", "L3椎体"),
        ("Th10", "vertebra", "T10椎体"),
        ("D12", "vertebra", "T12椎体"),
        ("С4", "vertebra", "C4椎体"),
        ("T6-T8", "level", "T6–T8水平"),
        ("L1-L2", "vertebra", "L1–L2椎体"),
        ("L4 over L5", "slip", "L4/5"),
        ("T7 pedicle", "level", "T7椎弓根"),
        ("L5 root", "level", "L5神经根"),
    ],
)
def test_a_level_is_of_a_disc_a_vertebra_or_a_root(
    text: str, form: LevelForm, expected: str
) -> None:
    assert site_zh(text, None, lexicon(), form=form).zh == expected


@pytest.mark.parametrize(
    ("text", "organ", "expected"),
    [
        ("segments 5 and 8", "liver", "肝S5/S8"),
        ("Segmentos V/VIII", "liver", "肝S5/S8"),
        ("seg 7, seg 4b", "liver", "肝S7/S4b"),
        ("seg II & VI", "liver", "肝S2/S6"),
        ("segments 5, 6 or 8", "liver", "肝S5/S6/S8"),
        ("hepatic segment 3", "", "肝S3"),
        ("segment 3", "", "S3段"),
        ("S6", "", "S6"),
        ("S6 right lung", "", "右肺S6段"),
        ("肝S6段", "", "肝S6段"),
    ],
)
def test_a_segment_belongs_to_the_organ_that_is_known(
    text: str, organ: Organ, expected: str
) -> None:
    assert site_zh(text, None, lexicon(), organ=organ).zh == expected


def test_several_places_are_listed_and_an_unknown_one_keeps_them_all_in_the_original() -> None:
    assert site_zh("liver and spleen", None, lexicon()).zh == "肝脏、脾脏"
    assert site_zh("liver and zorp", None, lexicon()).untranslated == ("liver and zorp",)


def test_an_upper_lobe_is_no_upper_limb() -> None:
    assert site_zh("UL", "right", lexicon()).untranslated == ("UL",)


def test_node_stations_are_numbered_groups() -> None:
    assert station_zh("Station 11R") == "第11R组"
    assert station_zh("stn 3") == "第3组"
    assert station_zh("hilar") == ""


def test_every_site_row_has_a_chinese_form_and_a_pattern_that_takes_a_side() -> None:
    for row in lexicon().sites.rows():
        assert row["zh"]
        assert row["sided"] in ("", "-") or "{s}" in row["sided"]
        assert row["status"] in ("attested", "unverified")

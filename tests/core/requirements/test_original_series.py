"""What headers hold against a study: copies, lossy compression, key images, missing series."""

from __future__ import annotations

import pytest
from case_builder import date, dx, found, report, series

from huizhen.core.imaging.series import PlacedInstance, imaging_fact, series_of
from huizhen.core.preparation.requirements.case import CaseFact
from huizhen.core.preparation.requirements.headers import is_lossy, pictures
from huizhen.core.records.fact import Fact
from huizhen.core.records.reading import DicomInstance

DAY = "2026-05-01"
ADENO = dx("Lung adenocarcinoma")
HCC = dx("Hepatocellular carcinoma")


def ct(description: str = "THORAX", pictures: int = 48, **tags: str) -> Fact:
    return series("CT", description, DAY, "CHEST", "1.0", pictures, **tags)


def gen_07(*facts: Fact) -> tuple[str, str, str]:
    finding = found("tho", "GEN-07", [ADENO, *facts])
    return finding.state, finding.effect, finding.reason.en


@pytest.mark.parametrize(
    "image_type", ["DERIVED\\SECONDARY\\REFORMATTED", "ORIGINAL\\PRIMARY\\LOCALIZER"]
)
def test_reformats_and_planning_pictures_alone_are_no_study(image_type: str) -> None:
    state, effect, reason = gen_07(ct(ImageType=image_type))
    assert (state, effect) == ("wrong_format", "block")
    assert "not the original slices" in reason
    beside = gen_07(ct(ImageType=image_type), ct("AXIAL", ImageType="ORIGINAL\\PRIMARY\\AXIAL"))
    assert beside[:2] == ("met", "none")


def test_a_derived_primary_series_is_an_original() -> None:
    assert gen_07(ct(ImageType="DERIVED\\PRIMARY\\DIFFUSION"))[0] == "met"


def test_a_lossy_export_is_the_wrong_format() -> None:
    lossy = ct(LossyImageCompression="01")
    assert gen_07(lossy)[:2] == ("wrong_format", "block")
    assert "compressed with loss" in gen_07(lossy)[2]
    assert gen_07(lossy, ct("AXIAL"))[0] == "met"
    ultrasound = series("US", "NECK", DAY, "NECK", "", LossyImageCompression="01")
    assert gen_07(ct(), ultrasound)[0] == "met"


def test_single_pictures_ask_whether_they_are_key_images() -> None:
    state, effect, reason = gen_07(ct(pictures=1), ct("AXIAL", pictures=1))
    assert (state, effect) == ("unclear", "warn")
    assert "key images" in reason
    assert gen_07(ct(pictures=1), ct("AXIAL", pictures=2))[0] == "met"
    assert gen_07(ct(pictures=1, NumberOfFrames="120"))[0] == "met"


def test_fewer_series_than_the_report_says_are_asked_for() -> None:
    said = report("CT chest, 3 series", DAY, category="imaging")
    assert gen_07(ct(), ct("LUNG"), said)[:2] == ("unclear", "warn")
    assert "2 series were received" in gen_07(ct(), ct("LUNG"), said)[2]
    assert gen_07(ct(), ct("LUNG"), ct("BONE"), said)[0] == "met"


def test_the_phases_that_a_report_names_are_series() -> None:
    said = report("CT abdomen: arterial, portal venous and delayed phase", DAY, category="imaging")
    abdomen = [series("CT", name, DAY, "ABDOMEN") for name in ("ARTERIAL", "PORTAL", "DELAYED")]
    assert found("hpb", "GEN-07", [HCC, *abdomen, said]).state == "met"
    two = found("hpb", "GEN-07", [HCC, *abdomen[:2], said])
    assert (two.state, two.effect) == ("unclear", "warn")


def test_only_reformats_of_the_liver_are_no_liver_study() -> None:
    copies = [
        series("CT", n, DAY, "LIVER", ImageType="DERIVED\\SECONDARY\\REFORMATTED")
        for n in ("ARTERIAL", "PORTAL", "DELAYED")
    ]
    finding = found("hpb", "HPB-01", [HCC, *copies], question="Continue lenvatinib?")
    assert finding.state == "wrong_format"


PHASES = {
    "de": ("arterielle Phase", "portalvenöse Phase", "Spätphase"),
    "es": ("fase arterial", "fase portal", "fase tardía"),
    "fr": ("temps artériel", "temps portal", "temps tardif"),
    "ru": ("артериальная фаза", "портальная фаза", "отсроченная фаза"),
    "zh": ("动脉期", "门脉期", "延迟期"),
    "without accents": ("temps arteriel", "venoese Phase", "fase tardia"),
}


@pytest.mark.parametrize("names", PHASES.values(), ids=PHASES.keys())
def test_phases_are_known_in_the_languages_of_the_records(names: tuple[str, ...]) -> None:
    given = [series("CT", name, DAY, "LIVER", "2.5") for name in names]
    assert found("hpb", "HPB-01", [HCC, *given], question="Continue lenvatinib?").state == "met"
    less = found("hpb", "HPB-01", [HCC, *given[:2]], question="Continue lenvatinib?")
    assert less.state == "unclear"


@pytest.mark.parametrize(
    ("names", "agent", "state"),
    [
        (("CAP PORTAL",), "", "met"),
        (("CAP",), "", "unclear"),
        (("CAP",), "Iomeprol 400", "met"),
        (("CAP",), "NONE", "unclear"),
        (("CAP NON CONTRAST",), "", "unclear"),
        (("CAP ohne KM",), "", "unclear"),
        (("CAP W/O CONTRAST",), "Iomeprol 400", "unclear"),
        (("CAP WITH AND WITHOUT CONTRAST",), "", "met"),
        (("CAP 平扫", "CAP 增强"), "", "met"),
    ],
)
def test_a_plain_series_is_none_with_contrast(
    names: tuple[str, ...], agent: str, state: str
) -> None:
    tags = {"ContrastBolusAgent": agent} if agent else {}
    given = [series("CT", n, DAY, "CHESTABDPELVIS", "5.0", 48, **tags) for n in names]
    assert found("gio", "GIO-06", [dx("Gastric adenocarcinoma"), *given]).state == state


def test_the_agent_of_a_diffusion_series_is_no_t1_with_contrast() -> None:
    def brain(name: str) -> str:
        given = series("MR", name, DAY, "BRAIN", "1.0", 48, ContrastBolusAgent="Gadovist")
        return found("tho", "THO-04", [dx("Small cell lung cancer"), given]).state

    assert brain("T1 MPRAGE") == "met"
    assert brain("DWI") == "unclear"


@pytest.mark.parametrize(("mm", "state"), [("2.0", "met"), ("2.1", "wrong_format")])
def test_mrcp_is_measured_by_its_own_series(mm: str, state: str) -> None:
    hilar = dx("Hilar cholangiocarcinoma")
    given = [
        series("MR", "3D MRCP", DAY, "ABDOMEN", mm),
        series("MR", "T1 VIBE", DAY, "ABDOMEN", "1.0"),
    ]
    assert found("hpb", "HPB-04", [hilar, *given]).state == state


def read(*headers: DicomInstance) -> CaseFact:
    placed = [
        PlacedInstance(source_id=f"{number:064x}", folder="", instance=header)
        for number, header in enumerate(headers)
    ]
    (one,) = series_of(placed)
    return CaseFact(fact=imaging_fact(one))


@pytest.mark.parametrize(
    ("syntax", "stated", "lossy"),
    [
        ("1.2.840.10008.1.2.1", "", False),
        ("1.2.840.10008.1.2.4.50", "", True),
        ("1.2.840.10008.1.2.4.70", "", False),
        ("1.2.840.10008.1.2.4.90", "", False),
        ("1.2.840.10008.1.2.4.91", "", False),
        ("1.2.840.10008.1.2.4.91", "01", True),
        ("1.2.840.10008.1.2.1", "01", True),
        ("1.2.840.10008.1.2.1", "00", False),
    ],
)
def test_headers_tell_of_lossy_compression(syntax: str, stated: str, lossy: bool) -> None:
    plain = DicomInstance(modality="CT", study_date="2026-05-01", rows="512")
    one = plain.replaced(transfer_syntax_uid=syntax, lossy_image_compression=stated)
    assert is_lossy(read(plain, one)) is lossy
    assert read(one).fact.date == date("2026-05-01")


def test_frames_of_one_file_are_its_pictures() -> None:
    header = DicomInstance(modality="MR", study_date="2026-05-01", number_of_frames="80")
    assert pictures(read(header)) == 80
    assert pictures(read(header.replaced(number_of_frames="1"))) == 1

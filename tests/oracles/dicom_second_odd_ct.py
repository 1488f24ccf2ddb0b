"""CT that looks damaged and is right: overlaps, gaps by design, phases, reformats, dual energy."""

from __future__ import annotations

import random
from typing import Any

from dicom_second_bases import phases, scout
from dicom_second_frames import Slot, capture, enhanced
from dicom_second_series import AXIAL, CORONAL, SAGITTAL, Heap, Study, slices, turned


def _chest(heap: Heap, maker: str = "siemens", language: str = "en",
           description: str = "CT CHEST WO CONTRAST") -> Study:  # fmt: skip
    study = Study(heap, maker, language, "CT", "CHEST", description)
    scout(study, "Scout")
    return study


def odd_ct_overlapping(heap: Heap) -> None:
    """Slices of 1 mm every 0.7 mm."""
    study = _chest(heap)
    study.stack("Lung 1.0 Bl57", slices(380, 0.7), thick=1, at=60)
    study.report()


def odd_ct_half_increment(heap: Heap) -> None:
    """A helical scan reconstructed at half its thickness."""
    study = _chest(heap, "canon", "es", "TC TORAX")
    study.stack("Torax 5.0/2.5", slices(110, 2.5), thick=5, at=60)
    study.report()


def odd_ct_descending(heap: Heap) -> None:
    """Numbers rise while slices go down."""
    study = _chest(heap, "ge", "fr", "TDM THORAX")
    study.stack("THORAX 2.5", slices(110, -2.5, 140), thick=2.5, at=60)
    study.report()


def odd_ct_two_kernels_one_series(heap: Heap) -> None:
    """Lung and soft kernel under one series UID, at the same places."""
    study = _chest(heap, "philips", "ru", "КТ органов грудной клетки")
    uid = study.opened()
    for at, kernel in enumerate(("YA", "B")):
        study.stack("Легкие 2.0", slices(140, 2.0), thick=2, at=60, series=uid,
                    first=1 + 140 * at, ConvolutionKernel=kernel)  # fmt: skip
    study.report()


def odd_ct_thin_and_thick(heap: Heap) -> None:
    """One scan reconstructed at 1.25 and 5 mm."""
    study = _chest(heap, "ge", "en", "CT CHEST W CONTRAST")
    for words, number, step in (("CHEST 5MM", 56, 5.0), ("LUNG 1.25", 224, 1.25)):
        study.stack(words, slices(number, step), thick=step, at=60,
                    ContrastBolusAgent="OMNIPAQUE 350")  # fmt: skip
    study.report()


def odd_ct_planes(heap: Heap) -> None:
    """Coronal and sagittal planes and slabs beside the axial original."""
    study = _chest(heap, "siemens", "de", "CT Thorax mit KM")
    tags: dict[str, Any] = {"ContrastBolusAgent": "Imeron 350"}
    study.stack("Thorax 1.5 Br40", slices(190, 1.5), thick=1.5, at=60, **tags)
    for words, plane in (("Thorax cor 3.0", CORONAL), ("Thorax sag 3.0", SAGITTAL)):
        for one in study.stack(words, slices(60, 3.0), thick=3, plane=plane, at=120, **tags):
            one.ImageType = ["DERIVED", "SECONDARY", "MPR", "CSA MPR"]
    for one in study.stack("Thorax MIP 10/2", slices(140, 2.0), thick=10, at=140, **tags):
        one.ImageType = ["DERIVED", "SECONDARY", "MIP"]
    study.report()


def odd_ct_planes_one_series(heap: Heap) -> None:
    """Derived planes in both directions under one series, beside the original."""
    study = _chest(heap, "uih", "zh", "胸部CT平扫")
    study.stack("肺窗 1.25", slices(220, 1.25), thick=1.25, at=60)
    uid = study.opened()
    for at, plane in enumerate((CORONAL, SAGITTAL)):
        for one in study.stack("MPR", slices(50, 4.0), thick=4, plane=plane, at=300, series=uid,
                               first=1 + 50 * at):  # fmt: skip
            one.ImageType = ["DERIVED", "SECONDARY", "MPR"]
    study.report()


def odd_ct_two_scouts(heap: Heap) -> None:
    """Frontal and lateral scout in one series, wide steps between."""
    study = Study(heap, "ge", "en", "CT", "ABDOMEN", "CT ABDOMEN PELVIS W CONTRAST")
    uid = study.opened()
    for at, plane in enumerate((CORONAL, SAGITTAL)):
        for one in study.stack("SCOUT", [250.0 * at], thick=1, plane=plane, series=uid,
                               first=1 + at, matrix=(888, 800)):  # fmt: skip
            one.ImageType = ["ORIGINAL", "PRIMARY", "LOCALIZER"]
    study.stack("PORTAL VENOUS 5.0", slices(84, 5.0), thick=5, at=90,
                ContrastBolusAgent="ISOVUE 300")  # fmt: skip
    study.report()


def odd_ct_high_resolution_gaps(heap: Heap) -> None:
    """Sequential high resolution: 1 mm every 10 mm, prone besides."""
    study = _chest(heap, "siemens", "en", "HRCT CHEST")
    study.stack("HRCT insp 1/10 Bl64", slices(28, 10.0), thick=1, at=60, apart=2)
    study.stack("HRCT prone 1/20 Bl64", slices(14, 20.0), thick=1, at=200, apart=2,
                PatientPosition="HFP")  # fmt: skip
    study.stack("Chest 1.0 Bl57", slices(280, 1.0), thick=1, at=300)
    study.report()


def odd_ct_perfusion(heap: Heap) -> None:
    """The same eight slices at thirty times."""
    study = Study(heap, "ge", "en", "CT", "HEAD", "CT PERFUSION HEAD")
    scout(study, "Scout")
    uid = study.opened()
    for time in range(30):
        study.stack("PERFUSION 5MM", slices(8, 5.0), thick=5, at=100 + 1.5 * time, series=uid,
                    first=1 + 8 * time, ContrastBolusAgent="ISOVUE 370", ScanOptions="CINE MODE",
                    ReconstructionDiameter=230, pixel=(0.45, 0.45))  # fmt: skip
    study.stack("HEAD 2.5", slices(60, 2.5), thick=2.5, at=30, pixel=(0.45, 0.45),
                ReconstructionDiameter=230)  # fmt: skip
    study.report()


def odd_ct_heart_phases(heap: Heap) -> None:
    """One series with ten parts of the heart's beat at the same places."""
    study = Study(heap, "siemens", "de", "CT", "HEART", "CT Koronarangiographie")
    scout(study, "Topogram")
    uid = study.opened()
    for part in range(10):
        study.stack("CorCTA 0.75 Bv40 0-90%", slices(40, 3.0), thick=3, at=90, series=uid,
                    first=1 + 40 * part, NominalPercentageOfCardiacPhase=10 * part,
                    ContrastBolusAgent="Ultravist 370", ReconstructionDiameter=180,
                    pixel=(0.35, 0.35), TriggerTime=85.0 * part)  # fmt: skip
    study.stack("CorCTA 0.75 BestDiast 72%", slices(260, 0.5), thick=0.75, at=90,
                ContrastBolusAgent="Ultravist 370", ReconstructionDiameter=180,
                pixel=(0.35, 0.35))  # fmt: skip
    study.report()


def odd_ct_breathing(heap: Heap) -> None:
    """Ten parts of a breath, each a series of the same places."""
    study = _chest(heap, "siemens", "en", "4D CT THORAX RESPIRATORY GATED")
    for part in range(6):
        study.stack(f"4D {part * 16}% Ex 3.0", slices(90, 3.0), thick=3, at=60)
    study.report()


def odd_ct_bolus_tracking(heap: Heap) -> None:
    """One place watched until contrast comes, in two series."""
    study = phases(
        heap, "siemens", "de", "CT Abdomen portalvenös", "Imeron 350",
        [("Abdomen pv 3.0 Br40", 70)], number=140,
    )  # fmt: skip
    study.stack("PreMonitoring", [0.0], thick=10, at=230)
    uid = study.opened()
    for time in range(12):
        study.stack("Monitoring", [0.0], thick=10, at=245 + time, series=uid, first=1 + time)


def odd_ct_dose_page(heap: Heap) -> None:
    """A captured dose page beside the images."""
    study = _chest(heap, "siemens", "fr", "TDM THORAX SANS INJECTION")
    study.stack("Thorax 1.5", slices(190, 1.5), thick=1.5, at=60)
    capture(study, "Patient Protocol", matrix=(512, 512), ConversionType="WSD",
            ImageType=["DERIVED", "SECONDARY", "OTHER", "CSA REPORT"])  # fmt: skip
    study.report()


def odd_ct_dual_energy(heap: Heap) -> None:
    """80 and 140 kV under one series at the same places, their mixture besides."""
    study = Study(heap, "siemens", "de", "CT", "ABDOMEN", "CT Abdomen DE portalvenös")
    scout(study, "Topogram")
    uid = study.opened()
    tags: dict[str, Any] = {"ContrastBolusAgent": "Ultravist 370"}
    for at, kvp in enumerate((80, 140)):
        study.stack("DE_Abdomen 3.0 Qr40 A/B", slices(100, 3.0), thick=3, at=90, series=uid,
                    first=1 + 100 * at, KVP=kvp, **tags)  # fmt: skip
    study.stack("DE_Abdomen 3.0 F_0.5", slices(100, 3.0), thick=3, at=90, **tags)
    study.report()


def odd_ct_monoenergetic(heap: Heap) -> None:
    """Maps and virtual native pictures of a spectral scan."""
    study = phases(
        heap, "ge", "en", "CT ABDOMEN PELVIS GSI PORTAL", "OMNIPAQUE 350",
        [("PORTAL 70 keV", 70)], number=84, step=5.0, thick=5.0,
    )  # fmt: skip
    for words in ("IODINE(WATER)", "VNC"):
        for one in study.stack(words, slices(84, 5.0), thick=5, at=310,
                               ContrastBolusAgent="OMNIPAQUE 350"):  # fmt: skip
            one.ImageType = ["DERIVED", "SECONDARY", "GSI"]


def odd_ct_rounded(heap: Heap) -> None:
    """Positions rounded to a tenth, directions with dust."""
    study = _chest(heap, "canon", "ru", "КТ грудной клетки")
    dust = random.Random(3)
    for one in study.stack("Lung 0.8", slices(330, 0.8), thick=1, at=60):
        spot = [float(v) for v in one.ImagePositionPatient]
        one.ImagePositionPatient = [*spot[:2], round(spot[2] + dust.uniform(-0.04, 0.04), 2)]
        one.ImageOrientationPatient = [1, 1e-5 * dust.random(), 0, -1e-5 * dust.random(), 1, 0]
    study.report()


def odd_ct_no_numbers(heap: Heap) -> None:
    """No slice numbers, no locations, no acquisition numbers."""
    study = _chest(heap, "canon", "en", "CT CHEST WITHOUT")
    for one in study.stack("Body 2.0", slices(140, 2.0), thick=2, at=60):
        one.InstanceNumber = None
        del one.AcquisitionNumber
    study.report()


def odd_ct_numbers_from_1001(heap: Heap) -> None:
    """Numbers begin at 1001."""
    study = _chest(heap, "philips", "es", "TC TORAX SIN CONTRASTE")
    study.stack("Torax 2.0", slices(140, 2.0), thick=2, at=60, first=1001)
    study.report()


def odd_ct_feet_first(heap: Heap) -> None:
    """Feet first and prone; rows run against the patient's axes."""
    study = _chest(heap, "ge", "de", "CT Thorax Bauchlage")
    study.stack("THX 2.5", slices(110, 2.5), thick=2.5, at=60,
                plane=(-1, 0, 0, 0, -1, 0), PatientPosition="FFP")  # fmt: skip
    study.report()


def odd_ct_on_the_side(heap: Heap) -> None:
    """The patient lies on the right side."""
    study = _chest(heap, "ge", "en", "CT CHEST DECUBITUS")
    study.stack("CHEST 2.5", slices(110, 2.5), thick=2.5, at=60,
                plane=(0, 1, 0, -1, 0, 0), PatientPosition="HFDR")  # fmt: skip
    study.report()


def odd_ct_two_acquisitions(heap: Heap) -> None:
    """Chest and abdomen in one series, two acquisitions that meet."""
    study = Study(heap, "canon", "en", "CT", "CHEST", "CT CHEST ABDOMEN PELVIS W CONTRAST")
    scout(study, "Scanogram")
    uid = study.opened()
    for at, start in enumerate((-100.0, 180.0)):
        study.stack("CAP 5.0", slices(56, 5.0, start), thick=5, at=60 + 20.0 * at, series=uid,
                    first=1 + 56 * at, AcquisitionNumber=1 + at,
                    ContrastBolusAgent="Iohexol")  # fmt: skip
    study.report()


def odd_ct_short_arterial(heap: Heap) -> None:
    """Arterial phase of the liver alone, portal phase to the pelvis."""
    study = phases(
        heap, "siemens", "fr", "TDM ABDOMEN PELVIS foie 3 temps", "XENETIX 350",
        [("Foie artériel tardif 2.0", 36)], number=110, step=2.0, thick=2.0,
    )  # fmt: skip
    for words, number, after in (("TAP portal 2.0", 220, 70), ("Foie tardif 2.0", 110, 180)):
        study.stack(words, slices(number, 2.0, 118 - 2.0 * (number - 1)), thick=2,
                    at=240 + after, apart=0.02, ContrastBolusAgent="XENETIX 350",
                    ContrastBolusStartTime="101900")  # fmt: skip


def odd_ct_stone(heap: Heap) -> None:
    """A stone search needs no contrast."""
    study = Study(heap, "siemens", "de", "CT", "ABDOMEN", "CT Abdomen nativ Steinsuche low dose")
    scout(study, "Topogram")
    study.stack("Abd nativ 3.0 Br36", slices(140, 3.0), thick=3, at=60)
    study.report()


def odd_ct_urography(heap: Heap) -> None:
    """Kidneys: corticomedullary, nephrographic and excretory, no portal phase."""
    phases(
        heap, "philips", "en", "CT UROGRAPHY", "Iohexol 350",
        [("NON CON 3.0", None), ("CORTICOMEDULLARY 3.0", 30), ("NEPHROGRAPHIC 3.0", 100),
         ("EXCRETORY 3.0", 600)], body="KIDNEY", number=100, scout_words="Surview",
    )  # fmt: skip


def odd_ct_over_midnight(heap: Heap) -> None:
    """Arterial before midnight, the rest after it."""
    study = Study(heap, "siemens", "es", "CT", "ABDOMEN", "TC HIGADO TRIFASICO", clock="235300")
    scout(study, "Topograma")
    for words, after in (("Arterial 3.0", 36), ("Portal 3.0", 70), ("Tardia 3.0", 200)):
        study.stack(words, slices(66, 3.0), thick=3, at=360.0 + after, apart=0.05,
                    ContrastBolusAgent="Ultravist 370",
                    ContrastBolusStartTime="235900")  # fmt: skip
    study.report()


def odd_ct_target_spine(heap: Heap) -> None:
    """A small field of the spine made of a trauma scan, the wide one besides."""
    study = Study(heap, "ge", "en", "CT", "SPINE", "CT LUMBAR SPINE RECON FROM ABDOMEN")
    scout(study, "Scout")
    for words, size, kernel in (
        ("L-SPINE BONE 1.25", 180, "BONEPLUS"),
        ("ABD 1.25", 400, "STANDARD"),
    ):
        study.stack(words, slices(200, 1.0), thick=1, at=60, pixel=(size / 512, size / 512),
                    ReconstructionDiameter=size, ConvolutionKernel=kernel)  # fmt: skip
    for words, plane in (("SAG BONE", SAGITTAL), ("COR BONE", CORONAL)):
        for one in study.stack(words, slices(45, 2.0), thick=2, plane=plane, at=200,
                               pixel=(0.35, 0.35), ConvolutionKernel="BONEPLUS"):  # fmt: skip
            one.ImageType = ["DERIVED", "SECONDARY", "REFORMATTED"]
    study.report()


def odd_ct_temporal_bone(heap: Heap) -> None:
    """Each ear in a field of 100 mm."""
    study = Study(heap, "siemens", "de", "CT", "HEAD", "CT Felsenbein nativ")
    scout(study, "Topogram")
    for words in ("Felsenbein re 0.4 Hr68", "Felsenbein li 0.4 Hr68"):
        study.stack(words, slices(150, 0.3), thick=0.4, at=60, pixel=(0.195, 0.195),
                    ReconstructionDiameter=100)  # fmt: skip
    study.report()


def odd_ct_enhanced_perfusion(heap: Heap) -> None:
    """A multi-frame instance with the same places at six times."""
    study = Study(heap, "canon", "en", "CT", "HEAD", "CT BRAIN DYNAMIC 4D")
    slots = [Slot(spot, time=time) for time in range(1, 7) for spot in slices(40, 3.0)]
    enhanced(study, "Brain 4D", slots, thick=3, step=3, pixel=0.45,
             ContrastBolusAgent="Iohexol 350")  # fmt: skip
    study.report()


def odd_ct_oblique_derived(heap: Heap) -> None:
    """Oblique slices along the pancreas made beside the originals."""
    study = phases(
        heap, "uih", "zh", "胰腺CT增强", "碘佛醇",
        [("平扫", None), ("胰腺期", 44), ("门脉期", 68)], body="PANCREAS", number=130, step=1.5,
        thick=1.5, scout_words="定位像",
    )  # fmt: skip
    for one in study.stack("斜面重建", slices(40, 2.0), thick=2, plane=turned(AXIAL, 31), at=600,
                           ContrastBolusAgent="碘佛醇"):  # fmt: skip
        one.ImageType = ["DERIVED", "SECONDARY", "MPR"]

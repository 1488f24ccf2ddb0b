"""Ordinary studies in which nothing is wrong: the twins of the second judge's defects.

Phases, sequences and thickness as the requirement table of imaging asks for the purpose that the
descriptions name; each with its report and in date on 2026-05-20.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from dicom_second_frames import (
    COMPUTED,
    DIGITAL,
    MAMMOGRAM,
    Slot,
    enhanced,
    projection,
    ultrasound,
)
from dicom_second_series import AXIAL, CORONAL, SAGITTAL, Heap, Plane, Study, slices, turned
from pydicom import Dataset

Base = Callable[[Heap], None]
BASES: dict[str, Base] = {}


def base(make: Base) -> Base:
    """Puts a study among the bases under its function's name."""
    BASES[make.__name__] = make
    return make


def scout(study: Study, words: str, seconds: float = 0.0) -> list[Dataset]:
    """One planning picture before the scan."""
    made = study.stack(words, [0.0], thick=0.6, plane=CORONAL, at=seconds, matrix=(512, 512))
    for one in made:
        one.ImageType = ["ORIGINAL", "PRIMARY", "LOCALIZER"]
    return made


Phase = tuple[str, float | None]


def phases(
    heap: Heap, maker: str, language: str, description: str, agent: str,
    rows: Sequence[Phase], *, body: str = "ABDOMEN", number: int = 66, step: float = 3.0,
    thick: float = 3.0, scout_words: str = "Topogram", day: date = date(2026, 5, 11),
) -> Study:  # fmt: skip
    """A CT with series at these seconds after injection; None comes before it."""
    study = Study(heap, maker, language, "CT", body, description, day=day)
    scout(study, scout_words)
    for words, after in rows:
        tags: dict[str, Any] = {}
        if after is not None:
            tags = {
                "ContrastBolusAgent": agent, "ContrastBolusVolume": 90,
                "ContrastBolusStartTime": f"{study.moment(240):%H%M%S}",
                "ContrastBolusRoute": "IV",
            }  # fmt: skip
        seconds = 120.0 if after is None else 240 + after
        study.stack(words, slices(number, step), thick=thick, at=seconds, apart=0.05, **tags)
    study.report()
    return study


@base
def ct_liver_siemens_de(heap: Heap) -> None:
    """Three phases and native, words and times."""
    phases(
        heap, "siemens", "de", "CT Leber 3-Phasen", "Ultravist 370",
        [("Leber nativ 3.0 Br40", None), ("Leber spätarteriell 3.0 Br40", 37),
         ("Leber portalvenös 3.0 Br40", 70), ("Leber Spätphase 3.0 Br40", 180)],
    )  # fmt: skip


@base
def ct_liver_uih_zh(heap: Heap) -> None:
    """The same in Chinese."""
    phases(
        heap, "uih", "zh", "上腹部CT三期增强(肝脏)", "碘海醇",
        [("平扫 2.0", None), ("动脉期 2.0", 36), ("门脉期 2.0", 68), ("延迟期 2.0", 200)],
        number=100, step=2.0, thick=2.0, scout_words="定位像",
    )  # fmt: skip


@base
def ct_liver_ge_es(heap: Heap) -> None:
    """The same in Spanish, thick and thin."""
    phases(
        heap, "ge", "es", "TC HEPATICO TRIFASICO", "OMNIPAQUE 300",
        [("FASE ARTERIAL TARDIA", 38), ("FASE PORTAL", 72), ("FASE TARDIA", 240)],
        body="LIVER", number=80, step=2.5, thick=2.5, scout_words="Scout",
    )  # fmt: skip


@base
def ct_liver_canon_ru(heap: Heap) -> None:
    """The same in Russian."""
    phases(
        heap, "canon", "ru", "КТ печени с контрастированием, 3 фазы", "Йогексол",
        [("Нативная фаза", None), ("Артериальная фаза", 35), ("Портальная венозная фаза", 70),
         ("Отсроченная фаза", 240)], number=70, scout_words="Топограмма",
    )  # fmt: skip


@base
def ct_liver_philips_en(heap: Heap) -> None:
    """A liver protocol whose series tell their phase by time alone."""
    phases(
        heap, "philips", "en", "CT LIVER MULTIPHASE W WO", "Visipaque 320",
        [("Abd 3.0 B", None), ("Abd 3.0 B 2", 38), ("Abd 3.0 B 3", 70), ("Abd 3.0 B 4", 210)],
        scout_words="Surview",
    )  # fmt: skip


@base
def ct_pancreas_ge_fr(heap: Heap) -> None:
    """A pancreas protocol."""
    phases(
        heap, "ge", "fr", "TDM PANCREAS BIPHASIQUE", "IOMERON 400",
        [("SANS INJECTION", None), ("TEMPS PANCREATIQUE", 44), ("TEMPS PORTAL", 70)],
        body="PANCREAS", number=100, step=1.25, thick=1.25, scout_words="Scout",
    )  # fmt: skip


@base
def ct_abdomen_ge_en(heap: Heap) -> None:
    """A staging CT with one portal venous series."""
    phases(
        heap, "ge", "en", "CT ABDOMEN PELVIS W CONTRAST", "ISOVUE 370",
        [("AXIAL PORTAL VENOUS 5MM", 70)], number=84, step=5.0, thick=5.0, scout_words="Scout",
    )  # fmt: skip


@base
def ct_nodule_siemens_de(heap: Heap) -> None:
    """Thin slices of the lung in two kernels."""
    study = Study(heap, "siemens", "de", "CT", "CHEST", "CT Thorax nativ Lungenrundherd")
    scout(study, "Topogram 0.6 T20f")
    for words, kernel in (
        ("Lunge 1.0 Br60", ["Br60f", "3"]),
        ("Weichteil 1.0 Br40", ["Br40d", "3"]),
    ):
        study.stack(words, slices(250, 1.0), thick=1, at=60, apart=0.02, ConvolutionKernel=kernel)
    study.report()


@base
def ct_chest_canon_es(heap: Heap) -> None:
    """A chest with contrast."""
    study = Study(heap, "canon", "es", "CT", "CHEST", "TC TORAX CON CONTRASTE")
    scout(study, "Escanograma")
    study.stack(
        "Torax CIV 2.0 FC08", slices(140, 2.0), thick=2, at=60, ContrastBolusAgent="Iopromida 370",
        ContrastBolusStartTime=f"{study.moment(15):%H%M%S}",
    )  # fmt: skip
    study.report()


@base
def cta_head_ge_en(heap: Heap) -> None:
    """A CT angiogram of the head."""
    study = Study(heap, "ge", "en", "CT", "HEAD", "CTA HEAD")
    scout(study, "Scout")
    study.stack(
        "CTA HEAD 0.625", slices(220, 0.625, -60), thick=0.625, at=90, pixel=(0.43, 0.43),
        ContrastBolusAgent="ISOVUE 370", ReconstructionDiameter=220, apart=0.01,
    )  # fmt: skip
    study.report()


@base
def ct_head_ge_fr(heap: Heap) -> None:
    """A head without contrast."""
    study = Study(heap, "ge", "fr", "CT", "HEAD", "TDM CEREBRALE SANS INJECTION")
    scout(study, "Scout")
    study.stack("AXIAL 2.5", slices(60, 2.5, -60), thick=2.5, at=60, pixel=(0.45, 0.45),
                ReconstructionDiameter=230)  # fmt: skip
    study.report()


@base
def ct_spine_philips_ru(heap: Heap) -> None:
    """A lumbar spine in bone kernel with planes made of it."""
    study = Study(heap, "philips", "ru", "CT", "LSPINE", "КТ поясничного отдела позвоночника")
    scout(study, "Surview")
    study.stack("Кость 1.0 YB", slices(220, 0.9), thick=1, at=60, pixel=(0.35, 0.35),
                ReconstructionDiameter=180, ConvolutionKernel="YB", apart=0.02)  # fmt: skip
    for words, plane in (("Sag MPR", SAGITTAL), ("Cor MPR", CORONAL)):
        made = study.stack(words, slices(40, 2.0, -40), thick=2, plane=plane, at=300,
                           pixel=(0.35, 0.35), ConvolutionKernel="YB")  # fmt: skip
        for one in made:
            one.ImageType = ["DERIVED", "SECONDARY", "MPR"]
    study.report()


def weighted(
    study: Study, words: str, number: int, step: float, thick: float, *, at: float, te: float,
    tr: float, plane: Plane = AXIAL, sequence: str = "SE", **tags: Any,
) -> list[Dataset]:  # fmt: skip
    """A series of MR with its times."""
    return study.stack(
        words, slices(number, step, -step * number / 2), thick=thick, at=at,
        plane=plane, EchoTime=te, RepetitionTime=tr,
        ScanningSequence=sequence, **tags,
    )  # fmt: skip


def brain(heap: Heap, maker: str, language: str, description: str, words: Sequence[str],
          agent: str) -> Study:  # fmt: skip
    """Brain tumour MR: T1, T2, FLAIR, DWI, ADC, SWI and a volume after contrast, so described."""
    study = Study(heap, maker, language, "MR", "BRAIN", description)
    rows = ((12, 560), (98, 5200), (120, 9000), (68, 4300), (68, 4300), (20, 28))
    for index, (name, (te, tr)) in enumerate(zip(words, rows, strict=False)):
        made = weighted(study, name, 30, 5.0, 4.5, at=200.0 * index, te=te, tr=tr,
                        sequence=("SE", "SE", "IR", "EP", "EP", "GR")[index])  # fmt: skip
        for one in made:
            if index == 2:
                one.InversionTime = 2500
            if index == 3:
                one.DiffusionBValue = 1000.0
            if index == 4:
                one.ImageType = ["DERIVED", "PRIMARY", "DIFFUSION", "ADC"]
    weighted(study, words[6], 170, 1.0, 1.0, at=1500, te=2.9, tr=2100, plane=SAGITTAL,
             sequence="GR", MRAcquisitionType="3D", ContrastBolusAgent=agent,
             ContrastBolusStartTime=f"{study.moment(1300):%H%M%S}")  # fmt: skip
    study.report()
    return study


@base
def mr_brain_siemens_fr(heap: Heap) -> None:
    """Brain tumour, French."""
    brain(heap, "siemens", "fr", "IRM CEREBRALE tumeur avec injection",
          ["t1_se_tra", "t2_tse_tra", "t2_flair_tra", "ep2d_diff_b1000_tra", "ep2d_diff_ADC",
           "t2_swi_tra", "t1_mprage_sag_gado"], "DOTAREM")  # fmt: skip


@base
def mr_brain_ge_en(heap: Heap) -> None:
    """Brain tumour, English."""
    brain(heap, "ge", "en", "MRI BRAIN TUMOR W WO CONTRAST",
          ["AX T1", "AX T2 FSE", "AX T2 FLAIR", "AX DWI B1000", "AX ADC", "AX SWAN",
           "SAG BRAVO 3D +C"], "GADAVIST")  # fmt: skip


@base
def mr_sella_philips_en(heap: Heap) -> None:
    """Sella with dynamic series."""
    study = Study(heap, "philips", "en", "MR", "PITUITARY", "MRI SELLA W WO CONTRAST")
    for at, (words, plane, te, tr) in enumerate((
        ("T1 TSE COR", CORONAL, 12, 500), ("T1 TSE SAG", SAGITTAL, 12, 500),
        ("T2 TSE COR", CORONAL, 90, 3200),
    )):  # fmt: skip
        weighted(study, words, 15, 2.5, 2.5, at=200.0 * at, te=te, tr=tr, plane=plane)
    uid = study.opened()
    for time in range(5):
        study.stack("T1 DYN COR GD", slices(7, 2.5, -9), thick=2.5, plane=CORONAL, series=uid,
                    first=1 + 7 * time, at=700 + 20.0 * time, EchoTime=11, RepetitionTime=420,
                    ContrastBolusAgent="Gadovist", TemporalPositionIdentifier=time + 1,
                    NumberOfTemporalPositions=5)  # fmt: skip
    for words, plane in (("T1 TSE COR +GD", CORONAL), ("T1 TSE SAG +GD", SAGITTAL)):
        weighted(study, words, 15, 2.5, 2.5, at=1000, te=12, tr=500, plane=plane,
                 ContrastBolusAgent="Gadovist")  # fmt: skip
    study.report()


def rectum(heap: Heap, maker: str, language: str, description: str, words: Sequence[str]) -> Study:
    """Rectal cancer: T2 in three planes, diffusion with its map."""
    study = Study(heap, maker, language, "MR", "RECTUM", description)
    planes = (SAGITTAL, turned(AXIAL, 24), CORONAL)
    for at, (name, plane) in enumerate(zip(words, planes, strict=False)):
        weighted(study, name, 26, 3.3, 3.0, at=260.0 * at, te=101, tr=4200, plane=plane)
    uid = study.opened()
    for at, b_value in enumerate((0.0, 800.0)):
        study.stack(words[3], slices(24, 4.0), thick=3, series=uid, first=1 + 24 * at, at=900,
                    EchoTime=66, RepetitionTime=5100, ScanningSequence="EP",
                    DiffusionBValue=b_value)  # fmt: skip
    for one in weighted(study, words[4], 24, 4.0, 3.0, at=900, te=66, tr=5100, sequence="EP"):
        one.ImageType = ["DERIVED", "PRIMARY", "DIFFUSION", "ADC"]
    study.report()
    return study


@base
def mr_rectum_uih_zh(heap: Heap) -> None:
    """Rectum, Chinese."""
    rectum(
        heap,
        "uih",
        "zh",
        "直肠MRI高分辨平扫",
        ["T2 矢状位 高分辨", "T2 斜轴位 高分辨", "T2 冠状位 高分辨", "DWI b0 b800", "ADC"],
    )


@base
def mr_rectum_siemens_ru(heap: Heap) -> None:
    """Rectum, Russian."""
    rectum(
        heap,
        "siemens",
        "ru",
        "МРТ прямой кишки",
        ["T2 сагиттально", "T2 косой аксиальный", "T2 корональный", "ДВИ b800", "ИКД"],
    )


def liver_mr(heap: Heap, maker: str, language: str, description: str, words: Sequence[str],
             agent: str) -> Study:  # fmt: skip
    """Liver: T1 in and out of phase, T2, diffusion, map, and phases after contrast."""
    study = Study(heap, maker, language, "MR", "LIVER", description)
    uid = study.opened()
    for at, te in enumerate((1.15, 2.3)):
        study.stack(words[0], slices(34, 6.0), thick=5, series=uid, first=1 + 34 * at, at=60,
                    EchoTime=te, RepetitionTime=150, ScanningSequence="GR")  # fmt: skip
    weighted(study, words[1], 34, 6.0, 5.0, at=200, te=90, tr=2500)
    weighted(study, words[2], 34, 6.0, 5.0, at=320, te=60, tr=4800, sequence="EP",
             DiffusionBValue=800.0)  # fmt: skip
    for one in weighted(study, words[3], 34, 6.0, 5.0, at=320, te=60, tr=4800, sequence="EP"):
        one.ImageType = ["DERIVED", "PRIMARY", "DIFFUSION", "ADC"]
    for name, after in zip(words[4:], (None, 25, 65, 180, 1200), strict=False):
        tags: dict[str, Any] = {} if after is None else {
            "ContrastBolusAgent": agent,
            "ContrastBolusStartTime": f"{study.moment(600):%H%M%S}",
        }  # fmt: skip
        weighted(study, name, 66, 3.0, 3.0, at=520.0 if after is None else 600.0 + after, te=1.3,
                 tr=3.6, sequence="GR", MRAcquisitionType="3D", **tags)  # fmt: skip
    study.report()
    return study


@base
def mr_liver_canon_zh(heap: Heap) -> None:
    """Liver, Chinese, gadoxetate."""
    liver_mr(heap, "canon", "zh", "肝脏MRI增强(普美显)",
             ["T1 同反相位", "T2 压脂 轴位", "DWI b800", "ADC", "T1 蒙片", "动脉期", "门脉期",
              "延迟期", "肝胆期 20min"], "钆塞酸二钠")  # fmt: skip


@base
def mr_liver_siemens_de(heap: Heap) -> None:
    """Liver, German."""
    liver_mr(heap, "siemens", "de", "MRT Leber mit KM",
             ["t1_fl2d_opp-in_tra", "t2_haste_fs_tra", "ep2d_diff_b800", "ep2d_diff_ADC",
              "t1_vibe_nativ", "t1_vibe_arteriell", "t1_vibe_portalvenoes", "t1_vibe_spaet"],
             "Gadovist")  # fmt: skip


@base
def mrcp_siemens_es(heap: Heap) -> None:
    """MRCP in three dimensions."""
    study = Study(heap, "siemens", "es", "MR", "ABDOMEN", "COLANGIO-RM")
    weighted(study, "t2_haste_cor", 24, 5.0, 4.5, at=60, te=95, tr=1100, plane=CORONAL)
    weighted(study, "t2_spc_3D_MRCP_cor", 60, 1.2, 1.2, at=200, te=700, tr=2500, plane=CORONAL,
             MRAcquisitionType="3D")  # fmt: skip
    study.report()


@base
def mr_spine_ge_de(heap: Heap) -> None:
    """Lumbar spine."""
    study = Study(heap, "ge", "de", "MR", "LSPINE", "MRT LWS nativ")
    for at, (words, te, tr) in enumerate((
        ("SAG T1", 10, 600), ("SAG T2", 105, 3100), ("SAG STIR", 45, 4400),
    )):  # fmt: skip
        weighted(study, words, 15, 4.4, 4.0, at=240.0 * at, te=te, tr=tr, plane=SAGITTAL)
    weighted(study, "AX T2", 33, 4.4, 4.0, at=900, te=105, tr=3600)
    study.report()


def pet(heap: Heap, maker: str, language: str, description: str, words: Sequence[str]) -> Study:
    """FDG PET with its low-dose CT."""
    study = Study(heap, maker, language, "CT", "WHOLEBODY", description)
    scout(study, words[0])
    study.stack(words[1], slices(180, 4.0, -400), thick=4, at=60, pixel=(0.98, 0.98),
                ReconstructionDiameter=500)  # fmt: skip
    study.modality = "PT"
    study.stack(words[2], slices(180, 4.0, -400), thick=4, at=200)
    study.report()
    return study


@base
def pet_uih_zh(heap: Heap) -> None:
    """Whole body, Chinese."""
    pet(heap, "uih", "zh", "18F-FDG PET/CT 全身显像", ["定位像", "CT 低剂量 4.0", "PET AC 全身"])


@base
def pet_ge_en(heap: Heap) -> None:
    """Whole body, English."""
    pet(heap, "ge", "en", "PET CT SKULL BASE TO THIGH FDG", ["Scout", "CTAC 4.0", "WB AC 3D"])


@base
def dx_chest_de(heap: Heap) -> None:
    """Chest in two planes."""
    study = Study(heap, "siemens", "de", "DX", "CHEST", "Röntgen Thorax 2 Ebenen")
    uid = study.opened()
    projection(study, "Thorax pa", DIGITAL, view="PA", series=uid)
    projection(study, "Thorax seitlich", DIGITAL, view="LL", orientation="A\\F")
    study.report()


@base
def cr_spine_fr(heap: Heap) -> None:
    """Lumbar spine standing, two views."""
    study = Study(heap, "ge", "fr", "CR", "LSPINE", "RX RACHIS LOMBAIRE debout face et profil")
    projection(study, "Rachis lombaire face", COMPUTED, view="AP")
    projection(study, "Rachis lombaire profil", COMPUTED, view="LL", orientation="A\\F")
    study.report()


@base
def mg_ge_es(heap: Heap) -> None:
    """Four views of both breasts."""
    study = Study(heap, "ge", "es", "MG", "BREAST", "MAMOGRAFIA BILATERAL")
    for side in ("R", "L"):
        for view in ("CC", "MLO"):
            projection(study, f"{side} {view}", MAMMOGRAM, view=view, laterality=side,
                       spacing=0.094, matrix=(1200, 960), PositionerPrimaryAngle=0,
                       EstimatedRadiographicMagnificationFactor=1.05)  # fmt: skip
    study.report()


@base
def us_liver_philips_en(heap: Heap) -> None:
    """Pictures and a clip of the liver."""
    study = Study(heap, "philips", "en", "US", "ABDOMEN", "US ABDOMEN LIVER")
    uid = study.opened()
    for at in range(6):
        ultrasound(study, "Abdomen", series=uid, seconds=30.0 * at)
    ultrasound(study, "Abdomen", series=uid, frames=12, seconds=240)
    study.report()


@base
def us_thyroid_uih_zh(heap: Heap) -> None:
    """Pictures of the thyroid."""
    study = Study(heap, "uih", "zh", "US", "THYROID", "甲状腺超声")
    uid = study.opened()
    for at in range(5):
        ultrasound(study, "甲状腺", series=uid, seconds=20.0 * at)
    study.report()


@base
def enhanced_mr_philips_de(heap: Heap) -> None:
    """A lumbar spine in multi-frame instances."""
    study = Study(heap, "philips", "de", "MR", "LSPINE", "MRT LWS")
    for at, words in enumerate(("T1 TSE sag", "T2 TSE sag", "STIR sag")):
        enhanced(study, words, [Slot(spot, SAGITTAL) for spot in slices(15, 4.4, -31)],
                 thick=4, step=4.4, seconds=240.0 * at)  # fmt: skip
    enhanced(study, "T2 TSE tra", [Slot(spot) for spot in slices(33, 4.4)], thick=4, step=4.4,
             seconds=900)  # fmt: skip
    study.report()


@base
def enhanced_ct_canon_en(heap: Heap) -> None:
    """A chest in one multi-frame instance."""
    study = Study(heap, "canon", "en", "CT", "CHEST", "CT CHEST W CONTRAST")
    enhanced(study, "Chest 2.0 Body", [Slot(spot) for spot in slices(140, 2.0)], thick=2, step=2,
             pixel=0.7, seconds=60, ContrastBolusAgent="Omnipaque 350")  # fmt: skip
    study.report()


@base
def ct_and_mr_en(heap: Heap) -> None:
    """Two studies of one patient, each with its report."""
    ct_abdomen_ge_en(heap)
    study = Study(heap, "siemens", "en", "MR", "LIVER", "MRI LIVER WO", day=date(2026, 5, 13))
    weighted(study, "t1_fl2d_in_opp_tra", 34, 6.0, 5.0, at=60, te=2.3, tr=150, sequence="GR")
    weighted(study, "t2_haste_tra", 34, 6.0, 5.0, at=200, te=90, tr=2500)
    weighted(study, "ep2d_diff_b800", 34, 6.0, 5.0, at=320, te=60, tr=4800, sequence="EP",
             DiffusionBValue=800.0)  # fmt: skip
    for one in weighted(study, "ep2d_diff_ADC", 34, 6.0, 5.0, at=320, te=60, tr=4800):
        one.ImageType = ["DERIVED", "PRIMARY", "DIFFUSION", "ADC"]
    study.report()


@base
def ct_disc_philips_es(heap: Heap) -> None:
    """A disc with its index."""
    study = Study(heap, "philips", "es", "CT", "CHEST", "TC TORAX SIN CONTRASTE")
    scout(study, "Surview")
    study.stack("Torax 2.0", slices(130, 2.0), thick=2, at=60)
    study.report()
    heap.has_directory = True


@base
def mr_disc_canon_ru(heap: Heap) -> None:
    """A disc with its index, knee."""
    study = Study(heap, "canon", "ru", "MR", "KNEE", "МРТ коленного сустава")
    weighted(study, "T1 сагиттально", 24, 3.5, 3.0, at=60, te=12, tr=600, plane=SAGITTAL)
    weighted(study, "PD FS корональный", 24, 3.5, 3.0, at=300, te=35, tr=2800, plane=CORONAL)
    study.report()
    heap.has_directory = True

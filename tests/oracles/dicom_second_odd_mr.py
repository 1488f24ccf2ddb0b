"""MR that looks damaged and is right: times, echoes, weightings, discs, mosaics, odd pixels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dicom_second_bases import weighted
from dicom_second_frames import Slot, enhanced
from dicom_second_series import (
    AXIAL,
    CORONAL,
    SAGITTAL,
    Heap,
    Plane,
    Study,
    place,
    slices,
    turned,
)


def _brain(heap: Heap, maker: str, language: str, description: str) -> Study:
    """An ordinary head without a tumour in question: T1 and T2."""
    study = Study(heap, maker, language, "MR", "HEAD", description)
    weighted(study, "T1 TRA", 30, 5.0, 4.5, at=60, te=12, tr=560)
    weighted(study, "T2 TRA", 30, 5.0, 4.5, at=250, te=98, tr=5200)
    return study


def _times(study: Study, words: str, places: Sequence[float], values: Sequence[dict[str, Any]],
           *, thick: float, plane: Plane = AXIAL, gap: float = 0.0, at: float = 400.0,
           by_slice: bool = False) -> None:  # fmt: skip
    """One series with several pictures at each place, numbered by group or by slice."""
    uid = study.opened()
    for index, tags in enumerate(values):
        made = study.stack(
            words, places, thick=thick, plane=plane, series=uid, at=at + gap * index,
            first=1 + len(places) * index, **tags,
        )  # fmt: skip
        for number, one in enumerate(made):
            if by_slice:
                one.InstanceNumber = 1 + number * len(values) + index


def odd_mr_b_values(heap: Heap) -> None:
    """Three weightings at each place in one series, the map besides."""
    study = _brain(heap, "siemens", "de", "MRT Schädel nativ")
    _times(study, "ep2d_diff_3scan_trace", slices(26, 5.5, -70),
           [{"DiffusionBValue": b, "SequenceName": f"*ep_b{int(b)}t"} for b in (0.0, 500.0, 1000.0)],  # noqa: E501
           thick=5)  # fmt: skip
    for one in weighted(study, "ep2d_diff_ADC", 26, 5.5, 5, at=400, te=70, tr=4300, sequence="EP"):
        one.ImageType = ["DERIVED", "PRIMARY", "DIFFUSION", "ADC", "ND"]
    study.report()


def odd_mr_b_values_private(heap: Heap) -> None:
    """b told by a private tag of GE alone; numbers run by slice."""
    study = _brain(heap, "ge", "en", "MRI BRAIN WO")
    _times(study, "DWI", slices(26, 5.5, -70), [{}, {}], thick=5, by_slice=True)
    for index, one in enumerate(heap.of("DWI")):
        block = one.private_block(0x0043, "GEMS_PARM_01", create=True)
        block.add_new(0x39, "IS", [0 if index < 26 else 1000, 8, 0, 0])
    study.report()


def odd_mr_two_echoes(heap: Heap) -> None:
    """Proton density and T2 in one series."""
    study = _brain(heap, "canon", "ru", "МРТ головного мозга")
    _times(study, "PD/T2", slices(24, 6.0, -70),
           [{"EchoTime": te, "EchoNumbers": n} for n, te in ((1, 15), (2, 98))], thick=5,
           by_slice=True)  # fmt: skip
    study.report()


def odd_mr_in_and_out(heap: Heap) -> None:
    """In and out of phase in one series."""
    study = Study(heap, "siemens", "fr", "MR", "ABDOMEN", "IRM SURRENALES")
    _times(study, "t1_fl2d_opp-in_tra", slices(30, 5.0),
           [{"EchoTime": 1.3}, {"EchoTime": 2.5}], thick=4)  # fmt: skip
    weighted(study, "t2_haste_cor", 24, 5.0, 4.5, at=60, te=95, tr=1100, plane=CORONAL)
    study.report()


def odd_mr_dixon(heap: Heap) -> None:
    """Water, fat, in and out under one series."""
    study = Study(heap, "philips", "es", "MR", "PELVIS", "RM PELVIS")
    _times(study, "mDIXON TRA", slices(60, 3.0),
           [{"ImageType": ["ORIGINAL" if kind in "IPOP" else "DERIVED", "PRIMARY", kind, kind, "FFE"]}  # noqa: E501
            for kind in ("W", "F", "IP", "OP")], thick=3)  # fmt: skip
    weighted(study, "T2 TSE SAG", 28, 5.0, 4.5, at=60, te=95, tr=4100, plane=SAGITTAL)
    study.report()


def odd_mr_dynamic(heap: Heap) -> None:
    """Five times of both breasts in one series without temporal tags."""
    study = Study(heap, "siemens", "en", "MR", "BREAST", "MRI BREAST BILATERAL W WO")
    agent = {"ContrastBolusAgent": "Gadavist"}
    _times(study, "t1_fl3d_dyn 1+5", slices(80, 2.0), [{}, agent, agent, agent, agent, agent],
           thick=2, gap=70)  # fmt: skip
    weighted(study, "t2_tirm_tra", 40, 4.0, 4.0, at=60, te=60, tr=4000)
    study.report()


def odd_mr_heart_cine(heap: Heap) -> None:
    """Twenty parts of a beat at ten places, and one place in another plane."""
    study = Study(heap, "siemens", "en", "MR", "HEART", "MRI CARDIAC FUNCTION")
    plane = turned(AXIAL, 40)
    _times(study, "cine_sa_stack", slices(10, 10.0),
           [{"TriggerTime": 42.0 * part, "CardiacNumberOfImages": 20} for part in range(20)],
           thick=8, plane=plane, by_slice=True)  # fmt: skip
    _times(study, "cine_4ch", [0.0], [{"TriggerTime": 42.0 * part} for part in range(25)], thick=8,
           plane=turned(CORONAL, 30))  # fmt: skip
    study.report()


def odd_mr_heart_radial(heap: Heap) -> None:
    """Long axis planes that turn about the heart, each a place of its own."""
    study = Study(heap, "philips", "fr", "MR", "HEART", "IRM CARDIAQUE")
    uid = study.opened()
    for at, degrees in enumerate((0, 60, 120)):
        for part in range(15):
            study.stack("BTFE radial 2c 3c 4c", [0.0], thick=8, plane=turned(CORONAL, degrees),
                        series=uid, first=1 + at * 15 + part, TriggerTime=45.0 * part)  # fmt: skip
    _times(study, "BTFE SA", slices(11, 10.0), [{"TriggerTime": 50.0 * p} for p in range(15)],
           thick=8, plane=turned(AXIAL, 35))  # fmt: skip
    study.report()


def _lumbar(heap: Heap, maker: str, language: str, description: str) -> Study:
    study = Study(heap, maker, language, "MR", "LSPINE", description)
    for at, (words, te, tr) in enumerate((
        ("T1 SAG", 10, 600), ("T2 SAG", 105, 3100), ("STIR SAG", 45, 4400),
    )):  # fmt: skip
        weighted(study, words, 15, 4.4, 4.0, at=240.0 * at, te=te, tr=tr, plane=SAGITTAL)
    return study


def odd_mr_discs(heap: Heap) -> None:
    """Axial slices through three discs, each block in its own slope, one series."""
    study = _lumbar(heap, "siemens", "de", "MRT LWS")
    uid = study.opened()
    for at, (degrees, centre) in enumerate(((4, 30.0), (11, -5.0), (27, -40.0))):
        study.stack("t2_tse_tra msma", slices(5, 4.4, centre), thick=4, series=uid,
                    plane=turned(AXIAL, degrees), first=1 + 5 * at, at=900)  # fmt: skip
    study.report()


def odd_mr_discs_parallel(heap: Heap) -> None:
    """Axial slices through three discs, all in one slope, gaps where the bodies are."""
    study = _lumbar(heap, "ge", "en", "MRI LUMBAR SPINE WO")
    places = [*slices(5, 4.0, -60), *slices(5, 4.0, -24), *slices(5, 4.0, 14)]
    study.stack("AX T2 DISCS", places, thick=4, plane=turned(AXIAL, 12), at=900)
    study.report()


def odd_mr_oblique(heap: Heap) -> None:
    """A stack turned twice, rounded to four places."""
    study = Study(heap, "philips", "zh", "MR", "SHOULDER", "右肩关节MRI")
    plane: Plane = (0.7071, 0.7071, 0.0, 0.0872, -0.0872, -0.9924)
    for at, words in enumerate(("PD FS 斜冠状位", "T2 斜矢状位")):
        weighted(study, words, 22, 3.3, 3.0, at=200.0 * at, te=40, tr=2800, plane=plane)
    study.report()


def odd_mr_thick_slabs(heap: Heap) -> None:
    """MRCP as slabs of 50 mm that turn, beside the volume."""
    study = Study(heap, "siemens", "de", "MR", "ABDOMEN", "MRCP")
    uid = study.opened()
    for at in range(9):
        study.stack(
            "t2_haste_thick-slab_radial",
            [0.0],
            thick=50,
            series=uid,
            first=1 + at,
            plane=(1, 0, 0, 0, 0, -1) if not at else _about_z(20 * at - 90),
            at=60.0 + 5 * at,
        )
    weighted(study, "t2_spc_3D_cor", 64, 1.2, 1.2, at=200, te=700, tr=2500, plane=CORONAL,
             MRAcquisitionType="3D")  # fmt: skip
    study.report()


def _about_z(degrees: float) -> Plane:
    import math

    angle = math.radians(degrees)
    return (round(math.cos(angle), 5), round(math.sin(angle), 5), 0.0, 0.0, 0.0, -1.0)


def odd_mr_propeller(heap: Heap) -> None:
    """BLADE and PROPELLER words, several averages; otherwise as usual."""
    study = Study(heap, "ge", "es", "MR", "HEAD", "RM CRANEO SIN CONTRASTE")
    weighted(study, "AX T1", 28, 5.5, 5.0, at=60, te=12, tr=560)
    weighted(study, "AX T2 PROPELLER", 28, 5.5, 5.0, at=200, te=110, tr=5900, SequenceVariant="SK")
    weighted(study, "AX FLAIR PROPELLER", 28, 5.5, 5.0, at=500, te=130, tr=9000, sequence="IR",
             NumberOfAverages=2.5)  # fmt: skip
    study.report()


def odd_mr_mosaic(heap: Heap) -> None:
    """Mosaics of Siemens: one place, sixty times, 384 by 384."""
    study = _brain(heap, "siemens", "en", "MRI BRAIN FUNCTIONAL")
    uid = study.opened()
    for time in range(60):
        (one,) = study.stack("ep2d_bold_moco", [0.0], thick=4, series=uid, first=1 + time,
                             at=500 + 2.0 * time, matrix=(384, 384), pixel=(3, 3))  # fmt: skip
        one.ImageType = ["ORIGINAL", "PRIMARY", "M", "ND", "MOSAIC"]
        one.AcquisitionNumber = time + 1
    study.report()


def odd_mr_directions(heap: Heap) -> None:
    """Thirteen directions of diffusion at each place."""
    study = _brain(heap, "uih", "zh", "头颅MRI平扫+DTI")
    _times(study, "DTI 12dir b1000", slices(24, 5.0, -70),
           [{"DiffusionBValue": 0.0}] + [
               {"DiffusionBValue": 1000.0, "DiffusionGradientOrientation": [1 - k / 12, k / 12, 0]}
               for k in range(12)], thick=5)  # fmt: skip
    study.report()


def odd_mr_localizers(heap: Heap) -> None:
    """Three planes in one localiser, thickness and spacing of each its own."""
    study = _brain(heap, "ge", "fr", "IRM ENCEPHALE")
    uid = study.opened()
    rows = ((AXIAL, 5, 10.0), (SAGITTAL, 8, 15.0), (CORONAL, 10, 20.0))
    for at, (plane, thick, step) in enumerate(rows):
        for one in study.stack("3-PLANE LOC", slices(5, step, -40), thick=thick, plane=plane,
                               series=uid, first=1 + 5 * at):  # fmt: skip
            one.ImageType = ["ORIGINAL", "PRIMARY", "LOCALIZER"]
    study.report()


def odd_mr_localizers_unsaid(heap: Heap) -> None:
    """The same, of a maker that says so in words alone."""
    study = _brain(heap, "canon", "en", "MRI HEAD ROUTINE")
    uid = study.opened()
    for at, plane in enumerate((AXIAL, SAGITTAL, CORONAL)):
        study.stack("Locator 3axis", slices(3, 20.0, -20), thick=8, plane=plane, series=uid,
                    first=1 + 3 * at)  # fmt: skip
    study.report()


def odd_mr_angiogram(heap: Heap) -> None:
    """Slabs of time of flight that overlap, and projections that turn."""
    study = _brain(heap, "siemens", "ru", "МРТ и МР-ангиография головного мозга")
    study.stack("TOF_3D_multi-slab", slices(160, 0.6, -50), thick=0.8, at=400, pixel=(0.4, 0.4),
                MRAcquisitionType="3D", ScanningSequence="GR")  # fmt: skip
    uid = study.opened()
    for at in range(18):
        (one,) = study.stack("TOF_MIP_RAD", [0.0], thick=90, plane=_about_z(20 * at - 90),
                             series=uid, first=1 + at, at=500)  # fmt: skip
        one.ImageType = ["DERIVED", "SECONDARY", "MIP", "CSA MPR"]
    study.report()


def odd_mr_phase_contrast(heap: Heap) -> None:
    """Size and phase at the same places."""
    study = Study(heap, "philips", "en", "MR", "HEART", "MRI CARDIAC FLOW")
    _times(study, "QFLOW AO", [0.0],
           [{"ImageType": ["ORIGINAL", "PRIMARY", kind, kind, "PCA"], "TriggerTime": 30.0 * part}
            for kind in ("M_FFE", "PHASE") for part in range(25)], thick=8)  # fmt: skip
    study.report()


def odd_mr_minimum_slabs(heap: Heap) -> None:
    """Slabs of 16 mm that overlap beside the weighted series."""
    study = _brain(heap, "siemens", "zh", "头颅MRI平扫+SWI")
    weighted(study, "t2_swi_tra", 60, 2.0, 2.0, at=400, te=20, tr=28, sequence="GR")
    for one in weighted(study, "mIP_Images(SW)", 53, 2.0, 16.0, at=400, te=20, tr=28):
        one.ImageType = ["DERIVED", "PRIMARY", "MNIP", "SWI"]
    study.report()


def odd_mr_interleaved(heap: Heap) -> None:
    """Numbers in the order of acquisition: first odd places, then even ones."""
    study = _brain(heap, "philips", "de", "MRT Kopf")
    places = slices(30, 5.0, -75)
    study.stack("FLAIR TRA", [*places[::2], *places[1::2]], thick=4.5, at=400, EchoTime=120,
                RepetitionTime=9000, InversionTime=2500, SpacingBetweenSlices=5.0)  # fmt: skip
    study.report()


def odd_mr_spectrum(heap: Heap) -> None:
    """A spectrum besides: an instance without pixels."""
    study = _brain(heap, "siemens", "fr", "IRM CEREBRALE avec spectroscopie")
    one = study.image("svs_se_30", 900, "1.2.840.10008.5.1.4.1.1.4.2")
    one.SeriesInstanceUID, one.SeriesNumber = study.opened()
    one.InstanceNumber, one.NumberOfFrames = 1, 1
    one.ImageType = ["ORIGINAL", "PRIMARY", "SPECTROSCOPY", "NONE"]
    one.Rows = one.Columns = 1
    one.DataPointRows, one.DataPointColumns, one.NumberOfFrames = 1, 1024, 1
    one.DataRepresentation, one.SignalDomainColumns = "COMPLEX", "TIME"
    one.SpectroscopyData = bytes(8192)
    heap.instances.append(one)
    study.report()


def odd_mr_enhanced_weightings(heap: Heap) -> None:
    """A multi-frame instance with two weightings at each place."""
    study = _brain(heap, "philips", "es", "RM CEREBRAL")
    slots = [Slot(spot, b_value=b) for spot in slices(24, 5.5, -70) for b in (0.0, 1000.0)]
    enhanced(study, "DWI", slots, thick=5, step=5.5, seconds=500)
    study.report()


def odd_mr_enhanced_planes(heap: Heap) -> None:
    """A localiser with three planes in one instance."""
    study = _brain(heap, "philips", "ru", "МРТ головного мозга нативно")
    slots = [Slot(at, plane) for plane in (AXIAL, CORONAL, SAGITTAL) for at in (-20.0, 0.0, 20.0)]
    one = enhanced(study, "Survey", slots, thick=10, step=20)
    one.ImageType = ["ORIGINAL", "PRIMARY", "LOCALIZER", "NONE"]
    study.report()


def odd_mr_oblong_pixels(heap: Heap) -> None:
    """Pixels that are not square, a matrix that is not either."""
    study = _brain(heap, "canon", "de", "MRT Schädel")
    weighted(study, "FLAIR", 30, 5.0, 4.5, at=400, te=120, tr=9000, matrix=(256, 192),
             pixel=(0.9, 1.2))  # fmt: skip
    study.report()


def odd_mr_two_stations(heap: Heap) -> None:
    """Whole spine composed: upper and lower stack in one series, the pasted series besides."""
    study = Study(heap, "siemens", "en", "MR", "SPINE", "MRI WHOLE SPINE")
    for name, te, tr in (
        ("t1_tse_sag", 10, 600),
        ("t2_tse_sag", 105, 3100),
        ("t2_tirm_sag", 45, 4400),
    ):
        uid = study.opened()
        for at, up in enumerate((0.0, 300.0)):
            made = study.stack(name, slices(15, 4.4, -31), thick=4, plane=SAGITTAL, series=uid,
                               first=1 + 15 * at, at=100, EchoTime=te,
                               RepetitionTime=tr)  # fmt: skip
            for one in made:
                spot = [float(v) for v in one.ImagePositionPatient]
                one.ImagePositionPatient = [spot[0], spot[1], spot[2] - up]
    weighted(study, "t2_tse_tra", 30, 4.4, 4.0, at=900, te=105, tr=3600)
    study.report()


def odd_mr_two_blocks(heap: Heap) -> None:
    """Arms of both sides in one series: two stacks, far apart along the normal."""
    study = Study(heap, "ge", "es", "MR", "BREAST", "RM MAMA SAGITAL BILATERAL")
    study.stack("SAG T2 FS BILAT", [*slices(24, 4.0, -140), *slices(24, 4.0, 50)], thick=4,
                plane=SAGITTAL, at=100)  # fmt: skip
    study.report()


def odd_mr_volume_decimals(heap: Heap) -> None:
    """A volume of 0.4999 mm steps with positions of six decimals."""
    study = _brain(heap, "uih", "en", "MRI HEAD 3D")
    made = study.stack("t1_gre_fsp_3d_sag", slices(200, 0.5, -50), thick=1, plane=SAGITTAL, at=400,
                       MRAcquisitionType="3D", SpacingBetweenSlices=0.5)  # fmt: skip
    for at, one in enumerate(made):
        one.ImagePositionPatient = [
            round(v + 1e-4 * (at % 3), 6) for v in place(SAGITTAL, -50 + 0.4999 * at)
        ]
    study.report()

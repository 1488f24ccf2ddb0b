"""Seeds of the second judge in how images lie: places, planes, fields, matrices, phases' cover."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import numpy as np
from dicom_second_frames import set_frames
from dicom_second_kinds import Damage, Seed
from dicom_second_series import AXIAL, CORONAL, SAGITTAL, Heap, place, set_pixels, turned
from pydicom import Dataset


def lose(words: str, which: slice | list[int], renumber: bool = False) -> Damage:
    """Takes slices out of a series."""

    def damage(heap: Heap) -> None:
        series = heap.of(words)
        gone = series[which] if isinstance(which, slice) else [series[at] for at in which]
        heap.drop(gone)
        if renumber:
            for index, one in enumerate(heap.of(words)):
                one.InstanceNumber = index + 1

    return damage


def twice(words: str, at: int, number: bool = False) -> Damage:
    """Puts a slice into a series a second time, as an instance of its own."""

    def damage(heap: Heap) -> None:
        series = heap.of(words)
        copy = deepcopy(series[at])
        copy.SOPInstanceUID = heap.uid("1.2.840.99")
        if not number:
            copy.InstanceNumber = len(series) + 1
        set_pixels(copy, copy.Rows, copy.Columns, 4001)
        heap.instances.append(copy)

    return damage


def moved(words: str, shift: Callable[[int], float]) -> Damage:
    """Shifts each slice along the normal, location with it."""

    def damage(heap: Heap) -> None:
        for index, one in enumerate(heap.of(words)):
            plane = tuple(float(v) for v in one.ImageOrientationPatient)
            normal = np.cross(plane[:3], plane[3:])
            spot = np.array([float(v) for v in one.ImagePositionPatient]) + normal * shift(index)
            one.ImagePositionPatient = [round(float(v), 4) for v in spot]
            if "SliceLocation" in one:
                one.SliceLocation = round(float(one.SliceLocation) + shift(index), 4)

    return damage


def replaned(words: str, which: list[int], plane: tuple[float, ...]) -> Damage:
    """Gives some slices of a series another plane."""

    def damage(heap: Heap) -> None:
        series = heap.of(words)
        for at in which:
            series[at].ImageOrientationPatient = list(plane)
            series[at].ImagePositionPatient = place(plane, 4.0 * at - 40)  # type: ignore[arg-type]

    return damage


def tilted(words: str, degrees: float, says: bool) -> Damage:
    """Tilts the gantry: the planes turn, the table goes on straight."""

    def damage(heap: Heap) -> None:
        plane = turned(AXIAL, degrees)
        for one in heap.of(words):
            one.ImageOrientationPatient = list(plane)
            if says:
                one.GantryDetectorTilt = degrees
            elif "GantryDetectorTilt" in one:
                del one.GantryDetectorTilt

    return damage


def tags(words: str, which: slice = slice(None), **values: object) -> Damage:
    """Gives some instances of a series these values; None takes the tag away."""

    def damage(heap: Heap) -> None:
        for one in heap.of(words)[which]:
            for keyword, value in values.items():
                if value is not None:
                    setattr(one, keyword, value)
                elif keyword in one:
                    delattr(one, keyword)

    return damage


def half_matrix(words: str, which: slice) -> Damage:
    """Some slices were stored at half the matrix."""

    def damage(heap: Heap) -> None:
        for at, one in enumerate(heap.of(words)[which]):
            one.PixelSpacing = [float(one.PixelSpacing[0]) * 2] * 2
            set_pixels(one, one.Rows // 2, one.Columns // 2, 700 + at)

    return damage


def frames_of(words: str, change: Callable[[list[Dataset]], list[Dataset]]) -> Damage:
    """Changes the frames of a multi-frame instance."""

    def damage(heap: Heap) -> None:
        (one,) = heap.of(words)
        groups = change(list(one.PerFrameFunctionalGroupsSequence))
        one.PerFrameFunctionalGroupsSequence = groups
        set_frames(one, one.Rows, one.Columns, len(groups))

    return damage


def _without(number: int) -> Callable[[list[Dataset]], list[Dataset]]:
    return lambda groups: groups[:number] + groups[number + 1 :]


def _stretched(groups: list[Dataset]) -> list[Dataset]:
    for group in groups[20:]:
        where = group.PlanePositionSequence[0]
        spot = [float(v) for v in where.ImagePositionPatient]
        where.ImagePositionPatient = [*spot[:2], spot[2] + 3.1]
    return groups


def _one_turned(groups: list[Dataset]) -> list[Dataset]:
    groups[4].PlaneOrientationSequence[0].ImageOrientationPatient = list(CORONAL)
    return groups


def same_uid(words: str, first: int, second: int) -> Damage:
    """Two slices bear one SOP instance UID."""

    def damage(heap: Heap) -> None:
        series = heap.of(words)
        series[second].SOPInstanceUID = series[first].SOPInstanceUID

    return damage


def at_edge(words: str, lost: int) -> Damage:
    """The first slices are lost; the acquisition says how many there were."""

    def damage(heap: Heap) -> None:
        total = len(heap.of(words))
        for one in heap.of(words):
            one.ImagesInAcquisition = total
        heap.drop(heap.of(words)[:lost])

    return damage


SMALL: dict[str, Any] = {"ReconstructionDiameter": 190, "PixelSpacing": [0.371, 0.371]}

SEEDS = (
    Seed("missing_slice", "ct_liver_siemens_de", "Slice 31 of the portal series.",
         lose("Leber portalvenös 3.0 Br40", [30])),
    Seed("missing_slice", "mr_brain_ge_en", "One slice of T2, renumbered by the export.",
         lose("AX T2 FSE", [14], renumber=True)),
    Seed("missing_slice", "enhanced_ct_canon_en", "A frame is not there.",
         frames_of("Chest 2.0 Body", _without(60))),
    Seed("missing_slice", "pet_uih_zh", "Two slices of the PET.",
         lose("PET AC 全身", [80, 81])),
    Seed("missing_slice", "mr_sella_philips_en", "One slice at one time of the dynamic series.",
         lose("T1 DYN COR GD", [17])),
    Seed("missing_slice", "ct_disc_philips_es", "Three slices, renumbered.",
         lose("Torax 2.0", [50, 51, 52], renumber=True)),
    Seed("missing_at_edge", "ct_chest_canon_es", "Numbers begin at 13 of 140.",
         at_edge("Torax CIV 2.0 FC08", 12)),
    Seed("missing_at_edge", "ct_abdomen_ge_en", "Numbers begin at 9 of 84.",
         at_edge("AXIAL PORTAL VENOUS 5MM", 8)),
    Seed("every_second_missing", "ct_nodule_siemens_de", "Odd numbers only, 1 mm every 2 mm.",
         lose("Lunge 1.0 Br60", slice(1, None, 2))),
    Seed("every_second_missing", "mr_rectum_uih_zh", "SpacingBetweenSlices says 3.3.",
         lose("T2 冠状位 高分辨", slice(1, None, 2))),
    Seed("duplicate_slice", "ct_liver_ge_es", "Slice 40 of the portal phase twice.",
         twice("FASE PORTAL", 40)),
    Seed("duplicate_slice", "mr_spine_ge_de", "Sagittal T2, number and place twice.",
         twice("SAG T2", 7, number=True)),
    Seed("duplicate_slice", "pet_ge_en", "A PET slice twice.", twice("WB AC 3D", 33)),
    Seed("sop_uid_reused", "ct_head_ge_fr", "Two slices, one UID.", same_uid("AXIAL 2.5", 10, 11)),
    Seed("sop_uid_reused", "mr_liver_canon_zh", "Two slices, one UID.",
         same_uid("T2 压脂 轴位", 3, 20)),
    Seed("uneven_increments", "ct_abdomen_ge_en", "5 mm, then 7.5 mm.",
         moved("AXIAL PORTAL VENOUS 5MM", lambda at: 2.5 * max(0, at - 50))),
    Seed("uneven_increments", "mr_brain_siemens_fr", "Increments wander.",
         moved("t2_tse_tra", lambda at: (at * 7 % 5) * 0.7)),
    Seed("uneven_increments", "enhanced_mr_philips_de", "A step of 7.5 among 4.4.",
         frames_of("T2 TSE tra", _stretched)),
    Seed("uneven_increments", "ct_liver_uih_zh", "Two blocks of slices 1 mm too near.",
         moved("延迟期 2.0", lambda at: -1.0 * (at > 30) - 1.0 * (at > 60))),
    Seed("spacing_contradicted", "mr_spine_ge_de", "Positions 4.4 apart, tag says 6.",
         tags("AX T2", SpacingBetweenSlices=6.0)),
    Seed("spacing_contradicted", "ct_disc_philips_es", "Positions 2 apart, tag says 1.",
         tags("Torax 2.0", SpacingBetweenSlices=1.0)),
    Seed("mixed_orientation", "ct_chest_canon_es", "One sagittal among axial slices.",
         replaned("Torax CIV 2.0 FC08", [139], SAGITTAL)),
    Seed("mixed_orientation", "mr_brain_siemens_fr", "Three coronal slices in the axial FLAIR.",
         replaned("t2_flair_tra", [5, 6, 7], CORONAL)),
    Seed("mixed_orientation", "ct_liver_canon_ru", "The last third has its rows reversed.",
         tags("Портальная венозная фаза", slice(46, None),
              ImageOrientationPatient=[-1, 0, 0, 0, 1, 0])),
    Seed("mixed_orientation", "enhanced_mr_philips_de", "One frame is coronal.",
         frames_of("T2 TSE sag", _one_turned)),
    Seed("gantry_tilt", "ct_head_ge_fr", "Tilted by 18 degrees, said.",
         tilted("AXIAL 2.5", -18, says=True)),
    Seed("gantry_tilt", "ct_abdomen_ge_en", "Tilted by 12 degrees, unsaid.",
         tilted("AXIAL PORTAL VENOUS 5MM", 12, says=False)),
    Seed("gantry_tilt", "ct_disc_philips_es", "Said of a chest whose planes are turned.",
         tilted("Torax 2.0", 7.5, says=True)),
    Seed("truncated_field", "ct_abdomen_ge_en", "A field of 190 mm for an abdomen.",
         tags("AXIAL PORTAL VENOUS 5MM", **SMALL)),
    Seed("truncated_field", "ct_chest_canon_es", "A field of 190 mm for a chest.",
         tags("Torax CIV 2.0 FC08", **SMALL)),
    Seed("truncated_field", "ct_liver_siemens_de", "One phase in a field of 190 mm.",
         tags("Leber spätarteriell 3.0 Br40", **SMALL)),
    Seed("truncated_field", "ct_disc_philips_es", "A chest in 190 mm, no diameters written.",
         tags("Torax 2.0", PixelSpacing=[0.371, 0.371], ReconstructionDiameter=None,
              DataCollectionDiameter=None)),
    Seed("cover_cut", "ct_liver_ge_es", "The portal phase ends after 60 mm.",
         lose("FASE PORTAL", slice(24, None))),
    Seed("cover_cut", "mr_liver_siemens_de", "The late phase covers a quarter of the others.",
         lose("t1_vibe_spaet", slice(16, None))),
    Seed("mixed_spacing", "ct_liver_uih_zh", "Some slices in another field.",
         tags("动脉期 2.0", slice(50, None), PixelSpacing=[0.9, 0.9])),
    Seed("mixed_spacing", "ct_nodule_siemens_de", "Some slices at half the matrix.",
         half_matrix("Lunge 1.0 Br60", slice(100, 120))),
    Seed("mixed_thickness", "ct_liver_canon_ru", "The last third is 5 mm thick.",
         tags("Артериальная фаза", slice(46, None), SliceThickness=5)),
    Seed("mixed_thickness", "mr_rectum_siemens_ru", "Half of it 6 mm.",
         tags("T2 корональный", slice(13, None), SliceThickness=6)),
    Seed("thick_slices", "ct_nodule_siemens_de", "5 mm for a nodule.",
         lambda heap: _thick(heap, 5.0, 50)),
    Seed("thick_slices", "ct_pancreas_ge_fr", "5 mm for a pancreas.",
         lambda heap: _thick(heap, 5.0, 25)),
    Seed("thick_slices", "cta_head_ge_en", "3 mm for vessels of the head.",
         lambda heap: _thick(heap, 3.0, 46)),
    Seed("thick_slices", "ct_spine_philips_ru", "4 mm for bone of the spine.",
         lambda heap: _thick(heap, 4.0, 50)),
    Seed("thick_slices", "mr_sella_philips_en", "5 mm for a sella.",
         lambda heap: _thick(heap, 5.0, 8)),
    Seed("thick_slices", "mr_rectum_siemens_ru", "6 mm for a rectum.",
         lambda heap: _thick(heap, 6.0, 13)),
    Seed("thick_slices", "ct_liver_uih_zh", "8 mm for a liver.",
         lambda heap: _thick(heap, 8.0, 25)),
    Seed("thick_slices", "mrcp_siemens_es", "4 mm for an MRCP in three dimensions.",
         lambda heap: _thick(heap, 4.0, 18)),
)  # fmt: skip


def _thick(heap: Heap, thick: float, number: int) -> None:
    """Makes all stacks thick: a slice every `thick` mm, as few as fit; frames are kept together."""
    stacks: dict[str, list[Dataset]] = {}
    for one in heap.instances:
        if "SliceThickness" in one and "LOCALIZER" not in one.ImageType:
            stacks.setdefault(one.SeriesInstanceUID, []).append(one)
    for series in stacks.values():
        kept = series[:number] if "TemporalPositionIdentifier" not in series[0] else series
        if len(kept) < len(series):
            heap.drop(series[len(kept) :])
        places = sorted({str(one.ImagePositionPatient) for one in kept})
        first = [float(v) for v in kept[0].ImagePositionPatient]
        order: dict[str, int] = {}
        for one in kept:
            at = order.setdefault(str(one.ImagePositionPatient), len(order))
            plane = [float(v) for v in one.ImageOrientationPatient]
            spot = np.array(first) + np.cross(plane[:3], plane[3:]) * thick * at
            one.SliceThickness = thick
            one.ImagePositionPatient = [round(float(v), 4) for v in spot]
            if "SliceLocation" in one:
                one.SliceLocation = round(thick * at, 4)
            if "SpacingBetweenSlices" in one:
                one.SpacingBetweenSlices = thick
        assert len(order) == len(places)

"""Drawn bodies for sample images: simple solids in patient coordinates, millimetres, without noise.

Axes as in DICOM (PS3.3 C.7.6.2.1.1): x to the patient's left, y to the back, z to the head.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import numpy.typing as npt

Field = npt.NDArray[np.floating[Any]]
Mask = npt.NDArray[np.bool_]
CtPhase = Literal["native", "arterial", "portal_venous"]

TUMOUR_CENTRE_MM = (-80.0, -4.0, 0.0)
TUMOUR_RADIUS_MM = 41.0

_HOUNSFIELD: dict[CtPhase, dict[str, float]] = {
    "native": {"liver": 56, "tumour": 44, "capsule": 50, "spleen": 48, "aorta": 42, "cava": 42,
               "portal": 42, "hepatic": 42, "cortex": 34, "medulla": 32},
    "arterial": {"liver": 66, "tumour": 118, "capsule": 70, "spleen": 120, "aorta": 310,
                 "cava": 90, "portal": 85, "hepatic": 68, "cortex": 190, "medulla": 60},
    "portal_venous": {"liver": 114, "tumour": 82, "capsule": 142, "spleen": 125, "aorta": 150,
                      "cava": 150, "portal": 178, "hepatic": 170, "cortex": 190, "medulla": 165},
}  # fmt: skip


def ct_slice(
    phase: CtPhase, z_mm: float, matrix: int, pixel_mm: float, *, treated: bool = False
) -> Field:
    """Hounsfield units of an axial slice (rows to the back, columns to the left): a nodular liver
    with one tumour in S5/S8 that enhances in the arterial phase and washes out.

    `treated`: after chemoembolisation the centre is dense with oil and a rim is left enhancing.
    """
    values = _HOUNSFIELD[phase]
    axis = (np.arange(matrix, dtype=np.float32) - np.float32((matrix - 1) / 2)) * np.float32(
        pixel_mm
    )
    y, x = np.meshgrid(axis, axis, indexing="ij")
    field: Field = np.full(x.shape, -1000.0, dtype=np.float32)
    field[_ellipse(x, y, 0, 0, 165, 116)] = -105
    field[_ellipse(x, y, 0, 2, 150, 102)] = 52
    cavity = _ellipse(x, y, 0, -4, 140, 90)
    field[cavity] = -95
    _draw_bones(field, x, y, z_mm)
    _draw_organs(field, x, y, z_mm, values, cavity)
    _draw_tumour(field, x, y, z_mm, values, treated=treated)
    _draw_vessels(field, x, y, z_mm, values)
    return field


def _ellipse(x: Field, y: Field, x_mm: float, y_mm: float, a_mm: float, b_mm: float) -> Mask:
    return ((x - x_mm) / a_mm) ** 2 + ((y - y_mm) / b_mm) ** 2 <= 1


def _solid(
    x: Field, y: Field, z_mm: float, centre: tuple[float, ...], radii: tuple[float, ...]
) -> Mask:
    """An ellipsoid's cut at z."""
    rest = 1 - ((z_mm - centre[2]) / radii[2]) ** 2
    if rest <= 0:
        return np.zeros_like(x, dtype=np.bool_)
    scale = rest**0.5
    return _ellipse(x, y, centre[0], centre[1], radii[0] * scale, radii[1] * scale)


def _draw_bones(field: Field, x: Field, y: Field, z_mm: float) -> None:
    """Vertebra with canal, and ribs that walk around the wall with z."""
    field[_ellipse(x, y, 0, 62, 22, 18)] = 420
    field[_ellipse(x, y, 0, 62, 19, 15)] = 190
    field[_ellipse(x, y, 0, 100, 5, 12)] = 350
    field[_ellipse(x, y, 0, 88, 15, 11)] = 320
    field[_ellipse(x, y, 0, 87, 9, 8)] = 20
    for number in range(5):
        angle = 0.35 + 0.55 * number + z_mm * 0.006
        for side in (-1, 1):
            rib_x, rib_y = side * 145 * np.sin(angle), -96 * np.cos(angle)
            field[_ellipse(x, y, rib_x, rib_y, 8, 6)] = 480


def _draw_organs(
    field: Field, x: Field, y: Field, z_mm: float, values: dict[str, float], cavity: Mask
) -> None:
    field[_solid(x, y, z_mm, (70, -30, 0), (38, 34, 48)) & cavity] = 18
    field[_solid(x, y, z_mm, (70, -52, 0), (26, 12, 40)) & cavity] = -900
    spleen = _solid(x, y, z_mm, (104, 34, 8), (30, 44, 58)) & cavity
    field[spleen] = values["spleen"]
    nodules = 3.0 * np.sin(x / 9) * np.cos(y / 8 + z_mm / 10)
    liver = _solid(x + nodules, y + nodules, z_mm, (-62, -8, 2), (84, 78, 84))
    liver |= _solid(x + nodules, y, z_mm, (18, -52, 14), (58, 26, 46))
    field[liver & cavity] = values["liver"]
    for side in (-1, 1):
        centre = (side * 58.0, 56.0, -62.0)
        field[_solid(x, y, z_mm, centre, (27, 29, 50)) & cavity] = values["cortex"]
        field[_solid(x, y, z_mm, centre, (19, 20, 42)) & cavity] = values["medulla"]


def _draw_tumour(
    field: Field, x: Field, y: Field, z_mm: float, values: dict[str, float], *, treated: bool
) -> None:
    def ball(radius_mm: float) -> Mask:
        return _solid(x, y, z_mm, TUMOUR_CENTRE_MM, (radius_mm,) * 3)

    mosaic = 9 * np.sin(x / 5 + z_mm / 7) * np.sin(y / 6) + 6 * np.cos((x + y) / 11)
    whole, inner = ball(TUMOUR_RADIUS_MM), ball(TUMOUR_RADIUS_MM - 2.5)
    field[whole] = values["capsule"]
    field[inner] = (values["tumour"] + mosaic)[inner]
    field[_solid(x, y, z_mm, (-84, -8, 4), (12, 10, 11))] = 32
    if treated:
        oil = _solid(x, y, z_mm, (-88, -6, -3), (31, 33, 33))
        field[oil] = (30 + 160 * (mosaic > 4))[oil]


def _draw_vessels(field: Field, x: Field, y: Field, z_mm: float, values: dict[str, float]) -> None:
    """Aorta, vena cava, the middle hepatic vein along the tumour's inner side, portal branches."""
    field[_ellipse(x, y, 10, 36, 11, 11)] = values["aorta"]
    field[_ellipse(x, y, -24, 32, 12, 10)] = values["cava"]
    if z_mm > 4:
        along = min(z_mm / 60, 1)
        field[_ellipse(x, y, -37 + 12 * along, -18 + 46 * along, 4.2, 4.2)] = values["hepatic"]
        field[_ellipse(x, y, -2 - 16 * along, -30 + 54 * along, 3.6, 3.6)] = values["hepatic"]
    if abs(z_mm) < 7:
        field[_ellipse(x, y, -28, 12, 22, 6)] = values["portal"]
        field[_ellipse(x, y, 2, -14, 14, 5)] = values["portal"]
    if z_mm <= -7:
        field[_ellipse(x, y, -10, 10, 6.5, 6.5)] = values["portal"]


def lumbar_t2_slice(x_mm: float, matrix: int, pixel_mm: float) -> Field:
    """T2 signal (arbitrary units) of a sagittal slice of the lumbar spine, columns to the back and
    rows to the feet: L4 slipped 6 mm forward on L5, the canal narrow at that disc."""
    axis = (np.arange(matrix, dtype=np.float32) - np.float32((matrix - 1) / 2)) * np.float32(
        pixel_mm
    )
    down, y = np.meshgrid(axis, axis, indexing="ij")
    field: Field = np.full(y.shape, 8.0, dtype=np.float32)
    field[np.abs(y) < 105] = 620
    field[(y > -88) & (y < 74)] = 150
    bowel = 60 * np.sin(down / 7) * np.cos(y / 9)
    field[y < -34] = (170 + bowel)[y < -34]
    lateral = abs(x_mm)
    if lateral < 9:
        field[np.abs(y + 30 - _curve(down)) < 6] = 25
    if lateral < 20:
        _draw_canal(field, y, down, lateral)
    _draw_column(field, y, down, lateral)
    field[np.abs(y) >= 112] = 4
    return field


_LEVEL_HEIGHT_MM = 37.0
_DISC_SIGNAL = (430.0, 410.0, 330.0, 90.0, 150.0)
"""L1/2 to L5/S1."""


def _curve(down: Field) -> Field:
    """Lordosis: how far behind the middle line the column's axis lies."""
    return np.asarray(-9 + 0.0011 * (down + 15) ** 2, dtype=np.float32)


def _draw_canal(field: Field, y: Field, down: Field, lateral: float) -> None:
    """Fluid with the nerve roots in it; closed in by disc and ligament at L4/5."""
    axis = _curve(down)
    stenosis = 9.5 * np.exp(-(((down - _disc_centre(3)) / 8) ** 2))
    front, back = axis + 20 + 0.75 * stenosis, axis + 36 - 0.45 * stenosis
    field[(y > front - 2) & (y < back + 2)] = 60
    if lateral < 13:
        field[(y > front) & (y < back)] = 560
        roots = np.sin((y - axis) * 1.6 + lateral) > 0.35
        field[(y > front + 3) & (y < back - 1) & roots] = 330
    if lateral < 6:
        cord = (down < -62) & (y > axis + 24) & (y < axis + 32)
        field[cord] = 230
        spinous = (
            (np.sin(down / _LEVEL_HEIGHT_MM * 2 * np.pi) > 0) & (y > back + 5) & (y < back + 27)
        )
        field[spinous] = 330


def _disc_centre(level: int) -> float:
    """How far below the middle the disc L1/2 (0) to L5/S1 (4) lies."""
    return (level - 2) * _LEVEL_HEIGHT_MM + 12


def _draw_column(field: Field, y: Field, down: Field, lateral: float) -> None:
    """Vertebral bodies L1 to S1 and their discs."""
    width = 19.0 if lateral < 20 else 13.0
    for level in range(6):
        top = _disc_centre(level) - _LEVEL_HEIGHT_MM + 5
        slip = -6.0 if level == 3 else 0.0
        behind = y - _curve(down) - slip
        rows = (down > top) & (down < top + _LEVEL_HEIGHT_MM - 10)
        field[rows & (np.abs(behind) < width)] = 40
        field[
            (down > top + 1) & (down < top + _LEVEL_HEIGHT_MM - 11) & (np.abs(behind) < width - 1)
        ] = 300
        if level < 5:
            disc = np.abs(down - _disc_centre(level)) < (3.5 if level == 3 else 5.0)
            behind = y - _curve(down) - slip / 2
            field[disc & (np.abs(behind) < width + (2 if level == 3 else 0))] = 70
            inner = np.abs(down - _disc_centre(level)) < 3.0
            field[inner & (np.abs(behind) < width - 6)] = _DISC_SIGNAL[level]

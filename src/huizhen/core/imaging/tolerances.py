"""How far figures of a header may lie apart and still be the same, each with its reason."""

from __future__ import annotations

SAME_PLACE_MM = 0.01
"""Two planes nearer than this are at one place. 3D Slicer's spacing epsilon is the same 0.01 mm;
no scanner steps its table so finely, and headers write hundredths or better."""

INCREMENT_SHARE = 0.05
"""Distances of slices are the same within 5 %: of a 5 mm step a quarter of a millimetre, less than
a pixel of a body CT (0.6-1 mm), so that a reformat shows no step."""

MOST_WRITTEN_MM = 0.1
"""A position is no better than it is written: steps may differ by one unit of its last figure
(0.625 mm written with one figure is 0.6, then 0.7), but never by more than a tenth of a mm."""

SAME_DIRECTION_DEGREES = 0.5
"""Planes that differ by less are parallel: at the edge of a 250 mm field half a degree is 1 mm."""

UNIT_VECTOR_SHARE = 0.01
"""Row and column direction are of length one and at right angles (PS3.3 C.7.6.2.1.1); a hundredth
is far above rounding of six figures."""

TILT_DEGREES = 0.5
"""A tilt from which on it matters: over 250 mm half a degree shears by 2 mm, several pixels."""

SHIFT_PIXELS = 1.0
"""A plane that lies off the straight line of its stack by more than a pixel (but at least a
millimetre) is shifted: an edge shows a step."""

SAME_SPACING_SHARE = 0.001
"""Pixel spacing and thickness are copied from one set of figures; a thousandth allows for
rounding (over 500 mm half a millimetre)."""

THICKNESS_OF_INCREMENT = 5.0
"""Slices more than five times as thick as their distance overlap by over 80 %: no protocol
reconstructs original images so; one of the two figures is wrong."""

GAP_OF_THICKNESS = 1.5
"""A distance of one and a half times the thickness leaves a third of the tissue unseen; MR with
the usual gap of 10-30 % is below it."""

MISSING_SHARE = 0.25
"""Up to a quarter of the steps may be a multiple of the regular one and mean slices that are
missing; where it is more, a protocol of two steps is likelier, unless the numbers skip too."""

FIELD_SHARE = 0.02
"""The matrix spans the reconstruction diameter within 2 % (ten of 512 pixels); a smaller one was
cut out of it."""

REDUCED_SHARE = 1 / 3
"""A matrix of less than a third of the diameter is a reduced picture with the spacing of its
original, no cut field; that is not judged here."""

DAYS_BETWEEN = 1
"""An examination may pass midnight; an acquisition more than a day from the study date is of
another one."""

LATE_MODALITIES = ("NM", "PT")
LATE_DAYS = 14
"""Radionuclides are imaged for days: iodine-131 a week and more after it was given."""

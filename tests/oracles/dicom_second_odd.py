"""All clean folders of the second judge that look damaged and are right."""

from __future__ import annotations

from collections.abc import Callable

import dicom_second_odd_ct as of_ct
import dicom_second_odd_mr as of_mr
import dicom_second_odd_others as of_others
from dicom_second_series import Heap

ODD: dict[str, Callable[[Heap], None]] = {
    make.__name__: make
    for module in (of_ct, of_mr, of_others)
    for name, make in vars(module).items()
    if name.startswith("odd_")
}

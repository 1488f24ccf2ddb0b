"""The class of a CT series' kernel: soft tissue, lung, bone, or sharp for both."""

from __future__ import annotations

from collections.abc import Iterable

from huizhen.core.imaging.header_values import Shown, usual, values
from huizhen.core.imaging.series import Series
from huizhen.core.imaging.tables import JudgementTables, KernelClass, kernel_pattern
from huizhen.core.language.label_words import word_said
from huizhen.core.language.terms import normalised

_SERVES: dict[str, frozenset[str]] = {
    "soft": frozenset(("soft",)),
    "lung": frozenset(("lung", "sharp")),
    "bone": frozenset(("bone", "sharp")),
}
CLASSES = tuple(_SERVES)


def kernel_of(series: Series, tables: JudgementTables) -> Shown | None:
    """The class by ConvolutionKernel and maker, else by the words of the description; None where
    neither tells."""
    kernel = usual(series, "ConvolutionKernel")
    found = class_of(kernel, usual(series, "Manufacturer"), tables.kernels)
    if found:
        return Shown(name=found, tag="ConvolutionKernel", value=kernel)
    for value in values(series, "SeriesDescription"):
        for name, words in tables.kernel_words.items():
            if word_said(normalised(value), words):
                return Shown(name=name, tag="SeriesDescription", value=value)
    return None


def class_of(
    kernel: str, manufacturer: str, rows: Iterable[tuple[str, str, KernelClass]]
) -> KernelClass:
    """The class of a kernel's name as that maker uses it; '' where the table does not know it."""
    name, maker = kernel.split("\\", maxsplit=1)[0].strip(), manufacturer.casefold()
    for makers, pattern, found in rows:
        is_of_maker = makers == "*" or any(word in maker for word in makers.split("|"))
        if name and is_of_maker and kernel_pattern(pattern).fullmatch(name):
            return found
    return ""


def serves_as(kernel: Shown | None, wanted: str) -> bool:
    """Whether a series of that kernel shows what is wanted of 'soft', 'lung' or 'bone'."""
    return kernel is not None and kernel.name in _SERVES[wanted]

"""The visible part of a PDF page, and its coordinates as a person sees them."""

from __future__ import annotations

from typing import Any, NamedTuple

from huizhen.core.records.page import Box

RawBox = tuple[float, float, float, float]
"""Left, bottom, right, top in the page's own coordinates."""


class Frame(NamedTuple):
    """The visible part of a page (crop box within media box) and how it is turned for display."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int

    def displayed(self, box: RawBox) -> Box:
        """The box as a person sees it: points from the top left of the turned page."""
        left, bottom, right, top = box
        if self.rotation == 90:
            found = (bottom - self.bottom, left - self.left, top - self.bottom, right - self.left)
        elif self.rotation == 180:
            found = (self.right - right, bottom - self.bottom, self.right - left, top - self.bottom)
        elif self.rotation == 270:
            found = (self.top - top, self.right - right, self.top - bottom, self.right - left)
        else:
            found = (left - self.left, self.top - top, right - self.left, self.top - bottom)
        return (round(found[0], 2), round(found[1], 2), round(found[2], 2), round(found[3], 2))

    def holds(self, box: RawBox) -> bool:
        """Whether any part of the box is within the visible part."""
        left, bottom, right, top = box
        return left < self.right and right > self.left and bottom < self.top and top > self.bottom

    @property
    def area(self) -> float:
        """In square points, never 0."""
        return max(1.0, (self.right - self.left) * (self.top - self.bottom))


def frame_of(page: Any) -> Frame:
    """The frame of a pypdfium2 page."""
    left, bottom, right, top = page.get_bbox()
    return Frame(left, bottom, right, top, page.get_rotation())

"""What the desk needs of the outside to find text in pictures: decoding is for children alone.

`project.masking_search` implements it; settings name the module (HUIZHEN_PIPELINE). Where it has no
such function, every picture is looked at by a person without proposals.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from huizhen.ground.imaging.masking_queries import ProposedBox


@dataclass(frozen=True)
class PictureToSearch:
    """A DICOM object in clear, for as long as children look at it."""

    path: Path
    frames: int = 1


@dataclass(frozen=True)
class SearchedPicture:
    """What was found in the frames of one object."""

    boxes: tuple[ProposedBox, ...] = ()
    """In pixels of the frame; of several frames all that were found in any."""
    picture: bytes = b""
    """The frame as a person looks at it; empty where it could not be drawn."""
    code: str = ""
    """Why nothing could be searched."""


class SearchPictures(Protocol):
    """Looks for text in the pixels of DICOM objects."""

    def __call__(
        self, pictures: Mapping[str, PictureToSearch], tell: Callable[[str], None]
    ) -> Mapping[str, SearchedPicture]:
        """By the key of each; never raises for one bad file. `tell` may raise to stop."""


def picture_searcher() -> SearchPictures | None:
    """Looks for text in pictures; None where this site cannot."""
    try:
        found = import_string(f"{settings.HUIZHEN_PIPELINE}.search_pictures")
    except ImportError:
        return None
    return cast("SearchPictures", found)

"""A PDF made anew of pictures of its pages, with what identifies somebody painted over.

Nothing of the old file goes along: no text under a mask, no attachment, form field, comment,
script, outline, metadata or earlier revision. What stays readable may lie under the picture again
as text, put there from the reading and not from the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import pypdfium2.raw as pdfium_c
from PIL import Image

from huizhen.adapters.mask_picture import scaled
from huizhen.adapters.painted_masks import code_boxes, painted, picture_bytes
from huizhen.adapters.picture_pdf import PicturePdf
from huizhen.core.errors import WrongCall
from huizhen.core.reading.limits import Limits
from huizhen.core.reading.pdf import open_pdf, render_page
from huizhen.core.reading.pdf_frame import frame_of
from huizhen.core.records.page import Box

_DEFAULT_DPI: Final = 200
_ROOM: Final = 0.06
_LEAST_ROOM: Final = 0.3
_COLOURED: Final = 20
_IN_LINE: Final = 1.5
_FIRST_PRINTED: Final = 33


class _Letter(NamedTuple):
    char: str
    box: Box


def perform(given: dict[str, Any], limits: Limits) -> dict[str, object]:
    """The result of one work of kind 'mask_pdf'.

    `given`: path, target, dpi, `boxes` {ordinal: boxes in points from the page's top left as a
    person sees it}, `pieces` and `text` as `core.preparation.masking.work.pdf_work` makes them,
    `codes` false to leave bar codes. Every page of the file has to have its entry in `boxes`,
    empty where nothing is masked: a page that nobody looked at does not pass.
    """
    path, target = Path(given["path"]), Path(given["target"])
    with open_pdf(path) as document:
        count = len(document)
    missing = [n for n in range(1, count + 1) if str(n) not in given["boxes"]]
    if missing:
        raise WrongCall(
            "mask_pages_missing",
            f"Nobody has said what to mask on pages {missing} of the PDF.",
            "Read every page of the file first, then mask it.",
        )
    made = PicturePdf()
    pages = [_page(given, path, ordinal, limits, made) for ordinal in range(1, count + 1)]
    data = made.finished()
    target.write_bytes(data)
    return {"bytes": len(data), "pages": pages}


def letter_places(given: dict[str, Any]) -> dict[str, object]:
    """The result of one work of kind 'letter_places': the box of each piece of a PDF's page.

    `given`: path, ordinal, and `pieces` as `core.preparation.masking.work.placed_pieces` makes
    them; a piece whose letters the file does not have keeps the place computed for it."""
    with open_pdf(Path(given["path"])) as document:
        boxes = list(_piece_boxes(document[int(given["ordinal"]) - 1], given["pieces"]))
    return {"boxes": [list(box) for box in boxes]}


def _page(
    given: dict[str, Any], path: Path, ordinal: int, limits: Limits, made: PicturePdf
) -> dict[str, object]:
    key = str(ordinal)
    picture = render_page(path, ordinal, int(given.get("dpi") or _DEFAULT_DPI), limits)
    with open_pdf(path) as document:
        page = document[ordinal - 1]
        size = page.get_size()
        pieces = list(_piece_boxes(page, given.get("pieces", {}).get(key, ())))
    in_points = [*given["boxes"][key], *pieces]
    boxes = scaled(in_points, size, picture)
    codes = code_boxes(picture) if given.get("codes", True) else []
    masked = _plain(painted(picture, [*boxes, *codes]))
    hidden = [*in_points, *_in_points(codes, size, picture)]
    lines = [line for line in given.get("text", {}).get(key, ()) if not _is_under(line, hidden)]
    made.add(picture_bytes(masked, ".jpg"), masked, size, lines)
    return {
        "ordinal": ordinal,
        "boxes": len(boxes),
        "codes": [list(box) for box in codes],
    }


def _plain(picture: Image.Image) -> Image.Image:
    """Grey where nothing is coloured: a third of the bytes."""
    colours = np.asarray(picture.convert("RGB").resize((240, 320)), dtype=np.int16)
    is_grey = int((colours.max(axis=2) - colours.min(axis=2)).max()) < _COLOURED
    return picture.convert("L") if is_grey else picture


def _in_points(
    codes: Sequence[Sequence[float]], size: tuple[float, float], picture: Image.Image
) -> list[list[float]]:
    across, down = size[0] / picture.width, size[1] / picture.height
    return [[c[0] * across, c[1] * down, c[2] * across, c[3] * down] for c in codes]


def _is_under(line: dict[str, Any], boxes: Sequence[Sequence[float]]) -> bool:
    """Whether most of a kept line lies under a mask: then its words do not stay as text either."""
    left, top, right, bottom = line["box"]
    area = max(0.1, right - left) * max(0.1, bottom - top)
    for box in boxes:
        width = float(min(right, box[2]) - max(left, box[0]))
        height = float(min(bottom, box[3]) - max(top, box[1]))
        if width > 0 and height > 0 and width * height > area / 2:
            return True
    return False


def _piece_boxes(page: Any, pieces: Sequence[dict[str, Any]]) -> Iterator[Sequence[float]]:
    """The boxes of what has to go: around its letters where the file's own letters are those of
    the line, else the place computed for it."""
    letters = _letters(page) if pieces else []
    for piece in pieces:
        under = _under(piece, [one for one in letters if _stands_in(one.box, piece["box"])])
        if under:
            room = (piece["box"][3] - piece["box"][1]) * _ROOM + _LEAST_ROOM
            yield (
                min(box[0] for box in under) - room,
                min(piece["box"][1], *(box[1] for box in under)) - room,
                max(box[2] for box in under) + room,
                max(piece["box"][3], *(box[3] for box in under)) + room,
            )
        else:
            yield piece["painted"]


def _under(piece: dict[str, Any], letters: list[_Letter]) -> list[Box]:
    """The boxes of a piece's letters; none where the letters found are not those of its line."""
    text: str = piece["text"]
    wanted = [at for at, char in enumerate(text) if not char.isspace()]
    for ordered in (letters, sorted(letters, key=lambda one: one.box[0])):
        if [text[at] for at in wanted] == [one.char for one in ordered]:
            return [
                letter.box
                for at, letter in zip(wanted, ordered, strict=True)
                if piece["start"] <= at < piece["end"]
            ]
    return []


def _letters(page: Any) -> list[_Letter]:
    """Every printed letter of the page with its box as a person sees it."""
    frame = frame_of(page)
    text_page = page.get_textpage()
    found = []
    for index in range(text_page.count_chars()):
        code = pdfium_c.FPDFText_GetUnicode(text_page.raw, index)
        if code < _FIRST_PRINTED or not chr(code).strip():
            continue
        found.append(_Letter(chr(code), frame.displayed(text_page.get_charbox(index))))
    text_page.close()
    return found


def _stands_in(letter: Box, line: Sequence[float]) -> bool:
    middle = ((letter[0] + letter[2]) / 2, (letter[1] + letter[3]) / 2)
    across = line[0] - _IN_LINE <= middle[0] <= line[2] + _IN_LINE
    return across and line[1] - _IN_LINE <= middle[1] <= line[3] + _IN_LINE

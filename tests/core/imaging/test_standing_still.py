"""What stands still in a clip, the tiles that are cut from it, and what is remembered of them."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from huizhen.core.imaging.burned_in import FoundText, View
from huizhen.core.imaging.seen_tiles import SeenTiles
from huizhen.core.imaging.standing_still import still_of, times_of
from huizhen.core.imaging.strokes import closed, opened
from huizhen.core.imaging.text_tiles import BLOCK, Grid, active_blocks, noisy_blocks, parts
from huizhen.project.config import CONTENT

FONT = CONTENT / "fonts" / "NotoSansSC-Regular.ttf"
Samples = NDArray[np.uint8]


def speckle(seed: int, rows: int = 320, columns: int = 480) -> Samples:
    grain = np.random.default_rng(seed).gamma(2, 25, (rows, columns))
    return np.clip(grain, 0, 255).astype(np.uint8)


def written(frame: Samples, text: str, at: tuple[int, int], ink: int) -> Samples:
    picture = Image.fromarray(frame)
    font = ImageFont.truetype(str(FONT), 8)
    ImageDraw.Draw(picture).text(at, text, fill=ink, font=font)
    return np.asarray(picture)


def is_active(active: NDArray[np.bool_], x: int, y: int) -> bool:
    return bool(active[y // BLOCK, x // BLOCK])


@pytest.mark.parametrize(
    ("count", "first", "last"),
    [
        (1, (0,), (0,)),
        (3, (0,), (0, 1, 2)),
        (5, (0,), (0, 1, 2, 3, 4)),
        (11, (0,), (0, 1, 3, 4, 6, 7, 9, 10)),
    ],
)
def test_short_clips_are_looked_at_frame_by_frame_and_together(
    count: int, first: tuple[int, ...], last: tuple[int, ...]
) -> None:
    times = times_of(count)
    assert (times[0], times[-1]) == (first, last)


@pytest.mark.parametrize("count", [12, 25, 40, 1_000])
def test_a_clip_is_looked_at_from_its_first_to_its_last_frame(count: int) -> None:
    times = times_of(count)
    assert times[0][0] == 0
    assert times[-1][-1] == count - 1
    assert all(len(time) == 8 for time in times)
    assert len(times) == 3


def test_very_large_frames_are_not_held_together() -> None:
    assert times_of(40, 50_000_000) == ((0,), (20,), (39,))
    assert times_of(0) == ()


@pytest.mark.parametrize("ink", [0, 160, 255])
def test_letters_stand_out_of_moving_speckle(ink: int) -> None:
    frames = [written(speckle(seed), "KN-4471902", (200, 150), ink) for seed in range(8)]
    still = still_of(frames, is_last=False)
    assert is_active(still.active, 204, 155)
    assert still.active.mean() < 0.3
    around = still.picture[40:120, 40:400].std()
    assert around < frames[0][40:120, 40:400].std() / 3
    letters = still.picture[150:160, 200:250].astype(int)
    assert np.abs(letters - int(np.median(still.picture))).max() > 35


def test_what_comes_on_still_ground_is_seen_at_the_next_time() -> None:
    empty = np.zeros((320, 480), np.uint8)
    late = written(empty, "KN-4471902", (200, 150), 255)
    frames = [empty] * 6 + [late] * 2
    assert not still_of(frames, is_last=False).active.any()
    assert is_active(still_of(frames, is_last=True).active, 204, 155)


def test_strokes_are_lost_to_opening_and_closing() -> None:
    frame = np.full((40, 40), 100, np.uint8)
    frame[10:30, 20:23] = 255
    assert (opened(frame) == 100).all()
    assert (closed(255 - frame) == 155).all()
    frame[5:35, 5:20] = 255
    assert (opened(frame)[5:35, 5:20] == 255).all()


def test_parts_stand_apart_and_noise_is_told_from_letters() -> None:
    frame = np.zeros((320, 480), np.uint8)
    frame[160:300, 200:400] = speckle(1)[160:300, 200:400]
    frame = written(frame, "Winterhalder, Martha", (20, 20), 255)
    blocks = active_blocks(frame)
    letters, tissue = parts(blocks, frame.shape)
    assert letters.top < 20 < letters.bottom < tissue.top < 160
    noise = noisy_blocks(frame)
    assert not letters.blocks_of(noise).any()
    assert tissue.blocks_of(noise).mean() > 0.5
    cuts = list(Grid(64, 16, 2.0).tiles(tissue, blocks))
    covered = np.zeros(frame.shape, bool)
    for cut in cuts:
        covered[cut.top : cut.bottom, cut.left : cut.right] = True
    assert covered[160:300, 200:400].all()


def test_tiles_that_look_the_same_are_remembered_until_there_are_too_many() -> None:
    seen = SeenTiles(most_bytes=20_000)
    view = View("plain", speckle(1, 64, 128), 3.0, 10, 20)
    found = (FoundText((0, 0, 90, 30), "KN-4471902", 0.9),)
    assert seen.recall(view) is None
    seen.keep(view, found)
    near = np.clip(view.tile.astype(int) + 9, 0, 255).astype(np.uint8)
    assert seen.recall(view._replace(tile=near, left=300)) == found
    assert seen.recall(view._replace(name="dark")) is None
    changed = view.tile.copy()
    changed[3, 5] = 255 - changed[3, 5] // 2
    assert seen.recall(view._replace(tile=changed)) is None
    seen.keep(view._replace(tile=speckle(2, 64, 128)), ())
    assert seen.recall(view) == found
    seen.keep(view._replace(tile=speckle(3, 64, 128)), ())
    assert seen.recall(view) == found

"""Bytes at rest: opened as they were sealed, whole or in part, and never when they were changed."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable

import pyrage
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from huizhen.ground.files.keyring import (
    SealBroken,
    envelope_for,
    make_ring,
    new_case_key,
    seal_for,
    seal_stream,
    unseal_part,
    unseal_stream,
    unseal_with,
)
from huizhen.ground.files.sealed_streams import (
    CHUNK,
    MAGIC,
    MAGIC_OF_BEFORE,
    TEXT_MAGIC,
    Sealing,
    seal_text,
)

EDGES = (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 17)
_SEALED = CHUNK + 16


@pytest.fixture(scope="module")
def key() -> tuple[str, bytes]:
    make_ring(settings.HUIZHEN_HOME)
    return new_case_key()


def content(size: int) -> bytes:
    return bytes(number * 31 % 251 for number in range(size))


def sealed(key: tuple[str, bytes], data: bytes) -> bytes:
    target = io.BytesIO()
    seal_stream(envelope_for(key[0]), io.BytesIO(data), target)
    return target.getvalue()


def opened(key: tuple[str, bytes], data: bytes) -> bytes:
    target = io.BytesIO()
    unseal_stream(key[1], io.BytesIO(data), target)
    return target.getvalue()


@pytest.mark.parametrize("size", EDGES)
def test_what_was_sealed_is_opened(key: tuple[str, bytes], size: int) -> None:
    data = content(size)
    kept = sealed(key, data)
    assert opened(key, kept) == data
    assert len(kept) > size
    assert size < 64 or data[:64] not in kept


def at_hand(key: tuple[str, bytes], contents: Iterable[bytes]) -> list[bytes]:
    """What is sealed one after the other in the same memory."""
    sealing = Sealing(envelope_for(key[0]))
    return [b"".join(map(bytes, sealing.pieces(memoryview(data)))) for data in contents]


def test_bytes_at_hand_are_sealed_as_a_stream_is(key: tuple[str, bytes]) -> None:
    sizes = (*EDGES, 16 * CHUNK, 17 * CHUNK + 3, 33 * CHUNK, 7)
    contents = [content(size) for size in sizes]
    for data, kept in zip(contents, at_hand(key, contents), strict=True):
        assert opened(key, kept) == data
        with pytest.raises(SealBroken):
            opened(key, kept[:-1])


class Trickle(io.RawIOBase):
    """A source that gives less than it is asked for."""

    def __init__(self, data: bytes) -> None:
        self._stream = io.BytesIO(data)

    def read(self, size: int = -1) -> bytes:
        return self._stream.read(min(size, 1000))


def test_a_source_that_trickles_makes_whole_chunks(key: tuple[str, bytes]) -> None:
    data, target = content(CHUNK + 1234), io.BytesIO()
    seal_stream(envelope_for(key[0]), Trickle(data), target)  # type: ignore[arg-type]
    assert opened(key, target.getvalue()) == data


@given(st.data())
def test_any_part_is_opened_by_itself(key: tuple[str, bytes], data: st.DataObject) -> None:
    whole = content(2 * CHUNK + 99)
    kept = sealed(key, whole)
    start = data.draw(st.integers(0, len(whole) + 5))
    stop = data.draw(st.integers(start, len(whole) + 5))
    assert unseal_part(key[1], io.BytesIO(kept), start, stop) == whole[start:stop]


def test_a_part_does_not_need_what_lies_before_it(key: tuple[str, bytes]) -> None:
    whole = content(3 * CHUNK)
    kept = bytearray(sealed(key, whole))
    begin = len(kept) - 3 * _SEALED
    kept[begin + 5] ^= 1
    part = unseal_part(key[1], io.BytesIO(bytes(kept)), CHUNK + 10, CHUNK + 20)
    assert part == whole[CHUNK + 10 : CHUNK + 20]
    with pytest.raises(SealBroken):
        unseal_part(key[1], io.BytesIO(bytes(kept)), 0, 10)


def flipped(kept: bytes) -> bytes:
    changed = bytearray(kept)
    changed[-20] ^= 1
    return bytes(changed)


def swapped(kept: bytes) -> bytes:
    begin = len(kept) - 3 * _SEALED
    one, two, three = (kept[begin + n * _SEALED : begin + (n + 1) * _SEALED] for n in range(3))
    return kept[:begin] + two + one + three


@pytest.mark.parametrize(
    "change",
    [
        flipped,
        swapped,
        lambda kept: kept[:-1],
        lambda kept: kept[:-_SEALED],
        lambda kept: kept[: -3 * _SEALED],
        lambda kept: kept + kept[-_SEALED:],
        lambda kept: kept + b"x",
        lambda kept: kept[: len(MAGIC) + 10],
        lambda kept: MAGIC + b"\0\0" + kept[-_SEALED:],
        lambda kept: b"",
    ],
)
def test_what_was_changed_is_not_opened(
    key: tuple[str, bytes], change: Callable[[bytes], bytes]
) -> None:
    kept = sealed(key, content(3 * CHUNK))
    assert len(opened(key, kept)) == 3 * CHUNK
    with pytest.raises(SealBroken):
        opened(key, change(kept))


def test_another_case_does_not_open_it(key: tuple[str, bytes]) -> None:
    kept = sealed(key, b"Anna Probe")
    assert opened(key, kept) == b"Anna Probe"
    with pytest.raises(SealBroken):
        opened(new_case_key(), kept)


def test_what_is_sealed_together_shares_a_sealed_key_and_no_key(key: tuple[str, bytes]) -> None:
    together = envelope_for(key[0])
    one, other = io.BytesIO(), io.BytesIO()
    for target in (one, other):
        seal_stream(together, io.BytesIO(content(CHUNK)), target)
    ends = len(MAGIC) + len(together.head)
    assert one.getvalue()[:ends] == other.getvalue()[:ends]
    assert one.getvalue()[-_SEALED:] != other.getvalue()[-_SEALED:]
    mixed = one.getvalue()[:-_SEALED] + other.getvalue()[-_SEALED:]
    with pytest.raises(SealBroken):
        opened(key, mixed)
    assert opened(key, one.getvalue()) == opened(key, other.getvalue()) == content(CHUNK)


def test_a_text_is_opened_and_never_when_it_was_changed(key: tuple[str, bytes]) -> None:
    together = envelope_for(key[0])
    kept = [seal_text(together, text) for text in (b"Anna Probe.dcm", b"", b"Anna Probe.dcm")]
    assert [unseal_with(key[1], one) for one in kept] == [b"Anna Probe.dcm", b"", b"Anna Probe.dcm"]
    assert kept[0][-30:] != kept[2][-30:]
    assert not any(b"Probe" in one for one in kept)
    for changed in (flipped(kept[0]), kept[0][:-1], kept[0] + b"x", kept[0][:40], TEXT_MAGIC):
        with pytest.raises(SealBroken):
            unseal_with(key[1], changed)
    with pytest.raises(SealBroken):
        unseal_with(new_case_key()[1], kept[0])


def test_streams_with_a_sealed_key_of_their_own_are_opened(key: tuple[str, bytes]) -> None:
    own, data = bytes(range(32)), content(CHUNK + 5)
    wrapped = seal_for(key[0], own)
    cipher = AESGCM(own)
    chunks = [
        cipher.encrypt(bytes(11) + b"\0", data[:CHUNK], None),
        cipher.encrypt(bytes(10) + b"\1\1", data[CHUNK:], None),
    ]
    kept = b"".join([MAGIC_OF_BEFORE, len(wrapped).to_bytes(2, "big"), wrapped, *chunks])
    assert opened(key, kept) == data
    assert (
        unseal_part(key[1], io.BytesIO(kept), CHUNK - 2, CHUNK + 2) == data[CHUNK - 2 : CHUNK + 2]
    )
    with pytest.raises(SealBroken):
        opened(key, MAGIC + kept[len(MAGIC) :])


def test_age_files_of_before_are_opened(key: tuple[str, bytes]) -> None:
    target = io.BytesIO()
    pyrage.encrypt_io(io.BytesIO(content(1000)), target, [pyrage.x25519.Recipient.from_str(key[0])])
    assert opened(key, target.getvalue()) == content(1000)
    assert unseal_part(key[1], io.BytesIO(target.getvalue()), 5, 25) == content(1000)[5:25]

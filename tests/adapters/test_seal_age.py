"""Sealing by age: pyrage, the reference in Rust, opens what the passphrase stanza sealed."""

from __future__ import annotations

import io

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huizhen.adapters.seal_age import WORK_FACTOR, AgeSealer, sealed_by_passphrase
from huizhen.core.errors import WrongCall

WORDS = "apple banjo cedar dune ember fjord"


@given(st.binary(max_size=300), st.text(min_size=1, max_size=30))
def test_any_data_and_passphrase_come_back(data: bytes, words: str) -> None:
    assert pyrage.passphrase.decrypt(sealed_by_passphrase(data, words, 1), words) == data


@pytest.mark.parametrize("size", [0, 1, 65535, 65536, 65537, 131072, 200_001])
def test_every_length_about_a_chunk_comes_back(size: int) -> None:
    data = bytes(range(256)) * (size // 256 + 1)
    sealed = sealed_by_passphrase(data[:size], WORDS, 2)
    assert pyrage.passphrase.decrypt(sealed, WORDS) == data[:size]


def test_another_passphrase_or_a_changed_byte_opens_nothing() -> None:
    sealed = bytearray(sealed_by_passphrase(b"what is sealed", WORDS, 2))
    with pytest.raises(pyrage.DecryptError):
        pyrage.passphrase.decrypt(bytes(sealed), WORDS.replace("apple", "apples"))
    for place in (30, len(sealed) - 40, len(sealed) - 1):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(pyrage.DecryptError):
            pyrage.passphrase.decrypt(bytes(changed), WORDS)


def test_the_work_factor_is_one_that_a_browser_bears() -> None:
    header = AgeSealer(WORDS).for_recipient(b"x").split(b"\n")[1].split()
    assert (header[1], int(header[3])) == (b"scrypt", WORK_FACTOR)
    assert 128 * 8 * 2**WORK_FACTOR <= 64 * 1024**2


def test_a_recipients_key_opens_the_index_and_the_parts_identity_the_parts() -> None:
    own = pyrage.x25519.Identity.generate()
    sealer = AgeSealer(age_key=str(own.to_public()))
    assert pyrage.decrypt(sealer.for_recipient(b"index"), [own]) == b"index"
    part = pyrage.x25519.Identity.from_str(sealer.part_identity)
    sealed, again = io.BytesIO(), io.BytesIO()
    sealer.for_parts(io.BytesIO(b"part"), sealed)
    assert pyrage.decrypt(sealed.getvalue(), [part]) == b"part"
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(sealed.getvalue(), [own])
    sealed.seek(0)
    sealer.opened_part(sealed, again)
    assert again.getvalue() == b"part"


@pytest.mark.parametrize(
    ("passphrase", "key"),
    [("", ""), (WORDS, "age1x"), ("", "age1x"), ("", "AGE-SECRET-KEY-1QQQ")],
)
def test_a_package_is_sealed_for_somebody_and_never_for_a_wrong_key(
    passphrase: str, key: str
) -> None:
    with pytest.raises(WrongCall):
        AgeSealer(passphrase, key)

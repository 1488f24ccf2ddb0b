"""Bytes to text: marks first, then strict UTF-8, then the most plausible old encoding, and said."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from huizhen.core.reading.encoding_profiles import (
    UNEXPECTED,
    Profile,
    likelihoods,
    profiles,
    usual_characters,
)

Decoded = tuple[str, str, str]
"""Text, the encoding's Python name, and a deviation ('' when nothing was doubtful)."""

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_IN_PRACTICE = {
    "gb2312": "gb18030", "gbk": "gb18030", "iso8859-1": "cp1252", "ascii": "cp1252",
    "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874", "shift_jis": "cp932",
    "euc_kr": "cp949", "big5": "cp950",
}  # fmt: skip
"""The superset that senders mean when they declare the smaller set."""

_NO_CHARSET = frozenset(
    (
        "idna",
        "punycode",
        "unicode_escape",
        "raw_unicode_escape",
        "undefined",
        "utf-7",
        "mbcs",
        "oem",
    )
)
_SAMPLE = 24_000
_SEARCHED = 4_000_000
_HIGH = re.compile(rb"[\x80-\xff]")
_ESCAPED_JIS = re.compile(rb"\x1b\$[@B]|\x1b\([JI]")
_ASCII_BYTE = 3.0
"""Nats that an ASCII byte costs in running text: a codec that eats one explains it."""
_MISPLACED = 3.0
"""Nats against a letter that stands where its script does not put it."""
_BETWEEN_ASCII = re.compile(r"[A-Za-z][^\x00-\x7f]|[^\x00-\x7f][A-Za-z]")
_LONG_RUN = re.compile(r"[^\x00-\x7f]{3,}")
_DOUBTFUL = -5.6
"""Mean log-likelihood of a byte: text in a known language has more, random bytes have less."""
_FEW = 12


def decode_text(data: bytes, declared: str = "") -> Decoded:
    """The text of some bytes, its encoding, and what was doubtful about it.

    `declared` is a charset that the source names itself; it is used when the bytes agree.
    """
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], codec, "")
    if (wide := _wide_codec(data)) is not None:
        return _decoded(data, wide, f"no byte order mark; read as {wide}")
    if _ESCAPED_JIS.search(data, 0, _SEARCHED) and data[:_SEARCHED].isascii():
        return _decoded(data, "iso2022_jp_2", "")
    return _without_mark(data, charset_codec(declared))


def _without_mark(data: bytes, declared: str) -> Decoded:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = None
    if text is not None:
        differs = declared and declared != "utf-8" and not data.isascii()
        return text, "utf-8", f"declared as {declared}, but is utf-8" if differs else ""
    if declared and declared != "utf-8" and _fits(data, declared):
        return _decoded(data, declared, "")
    if _is_nearly_utf8(data):
        return _decoded(data, "utf-8", "")
    guessed = plausible_codec(data)
    said = f"declared as {declared}, but read as {guessed}" if declared else f"read as {guessed}"
    return _decoded(data, guessed, said)


def _decoded(data: bytes, codec: str, deviation: str) -> Decoded:
    try:
        return data.decode(codec), codec, deviation
    except UnicodeDecodeError:
        text = data.decode(codec, "replace")
    lost = f"bytes that are not {codec}: {text.count(chr(0xFFFD))} characters shown as U+FFFD"
    return text, codec, f"{deviation}; {lost}" if deviation else lost


def charset_codec(name: str) -> str:
    """Python's codec for a declared charset, as its senders mean it; '' when there is none."""
    cleaned = name.strip().strip("\"'").casefold()
    if not cleaned or len(cleaned) > 40 or not cleaned.isascii() or "\x00" in cleaned:
        return ""
    try:
        codec = codecs.lookup({"x-sjis": "cp932", "x-gbk": "gb18030"}.get(cleaned, cleaned))
    except (LookupError, ValueError):
        return ""
    if codec.name in _NO_CHARSET or not getattr(codec, "_is_text_encoding", True):
        return ""
    return _IN_PRACTICE.get(codec.name, codec.name)


def _fits(data: bytes, codec: str) -> bool:
    """Whether the bytes follow the codec, but for a few."""
    sample = data[:_SEARCHED]
    try:
        text = codecs.getincrementaldecoder(codec)("replace").decode(sample)
    except (LookupError, ValueError):
        return False
    high = len(_HIGH.findall(sample))
    return text.count("\ufffd") * 20 <= high


def _wide_codec(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: the zeros of its ASCII characters stand on one side."""
    head = data[:_SAMPLE]
    zeros = [head[at::4].count(0) for at in range(4)]
    if not any(zeros):
        return None
    quarter = max(1, len(head) // 4)
    if zeros[2] > quarter * 0.9 and zeros[3] > quarter * 0.9 and zeros[1] > quarter * 0.5:
        return "utf-32-le"
    if zeros[0] > quarter * 0.9 and zeros[1] > quarter * 0.9 and zeros[2] > quarter * 0.5:
        return "utf-32-be"
    even, odd = zeros[0] + zeros[2], zeros[1] + zeros[3]
    pairs = max(1, len(head) // 2)
    for codec, one, other in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if one > pairs * 0.02 and other <= one * 0.25 and _is_plain(head[: pairs * 2], codec):
            return codec
    return None


def _is_plain(head: bytes, codec: str) -> bool:
    """Whether bytes with some zeros make usual characters as UTF-16: stray zeros do not."""
    text = codecs.getincrementaldecoder(codec)("replace").decode(head)
    odd = sum(1 for c in text if c == "\ufffd" or (c < " " and c not in "\t\r\n\f\x0b"))
    usual = sum(1 for c in text if c < "\u0700" or c in usual_characters())
    return odd * 50 <= len(text) and usual * 2 >= len(text)


def _is_nearly_utf8(data: bytes) -> bool:
    """UTF-8 with a few broken places: many whole sequences to each broken one."""
    text = data[:_SEARCHED].decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(1 for c in text if c > "\x7f") - broken
    return whole >= 4 * broken


def plausible_codec(data: bytes, choose: Callable[[Profile], bool] | None = None) -> str:
    """The old encoding in which the non-ASCII bytes are the likeliest letters; cp1252 if none.

    `choose` limits the profiles that are tried.
    """
    best, _ = _best_profile(_high_sample(data), choose)
    return best


def is_plausible_text(data: bytes) -> bool:
    """Whether non-ASCII bytes make likely letters in any encoding; random bytes do not."""
    if data.startswith(tuple(mark for mark, _ in _MARKS)) or _wide_codec(data) is not None:
        return True
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3 or _is_nearly_utf8(data):
            return True
        sample = _high_sample(data)
        high = len(_HIGH.findall(sample))
        if high < _FEW or high * 5 < len(sample):
            return True  # mostly ASCII: a few signs prove nothing
        return _best_profile(sample, None)[1] > _DOUBTFUL
    return True


class _Sample(NamedTuple):
    """A sample in one codec: its non-ASCII characters and how they stand among ASCII ones."""

    characters: Counter[str]
    eaten: float
    between_ascii: int
    in_long_runs: int


def _best_profile(sample: bytes, choose: Callable[[Profile], bool] | None) -> tuple[str, float]:
    """The codec of the best profile, and the mean log-likelihood of a byte in it."""
    seen: dict[str, _Sample] = {}
    best, best_score, best_mean = "cp1252", -float("inf"), -float("inf")
    for profile in profiles():
        if choose is not None and not choose(profile):
            continue
        if profile.codec not in seen:
            seen[profile.codec] = _counted(sample, profile.codec)
        given = seen[profile.codec]
        table = likelihoods(profile.groups)
        fit = sum(n * table.get(c, UNEXPECTED) for c, n in given.characters.items())
        score = profile.prior + given.eaten + fit - _misplaced(profile, given)
        if score > best_score:
            best, best_score = profile.codec, score
            width = 2 if profile.script == "wide" else 1
            best_mean = fit / max(1, given.characters.total() * width)
    return best, best_mean


def _misplaced(profile: Profile, given: _Sample) -> float:
    if profile.script == "latin":
        return _MISPLACED * given.in_long_runs
    return _MISPLACED * given.between_ascii if profile.script == "other" else 0.0


def _counted(sample: bytes, codec: str) -> _Sample:
    text = codecs.getincrementaldecoder(codec)("replace").decode(sample)
    characters = Counter(c for c in text if c > "\x7f")
    ascii_left = len(text) - characters.total()
    ascii_given = len(sample) - len(_HIGH.findall(sample))
    return _Sample(
        characters,
        _ASCII_BYTE * max(0, ascii_given - ascii_left),
        len(_BETWEEN_ASCII.findall(text)),
        sum(len(run) - 2 for run in _LONG_RUN.findall(text)),
    )


def _high_sample(data: bytes) -> bytes:
    """Stretches that begin with a line's first non-ASCII byte, as many as the sample holds."""
    if len(data) <= _SAMPLE:
        return data
    taken: list[bytes] = []
    size, at = 0, 0
    while size < _SAMPLE and (found := _HIGH.search(data, at, _SEARCHED)):
        end = data.find(b"\n", found.start(), found.start() + 4_000)
        at = end if end >= 0 else found.start() + 4_000
        taken.append(data[found.start() : at])
        size += at - found.start()
    return b"\n".join(taken)

"""Decoding plug-ins for pydicom by imagecodecs: 12-bit JPEG, which the others claim and fail at,
and HTJ2K (OpenJPH)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydicom.pixels.decoders.base import (
    HTJ2KDecoder,
    HTJ2KLosslessDecoder,
    HTJ2KLosslessRPCLDecoder,
    JPEGExtended12BitDecoder,
)
from pydicom.uid import (
    HTJ2K,
    HTJ2KLossless,
    HTJ2KLosslessRPCL,
    JPEGExtended12Bit,
)

if TYPE_CHECKING:
    from pydicom.pixels.decoders.base import DecodeRunner

PLUGIN = "imagecodecs"
_NEEDS = ("imagecodecs",)
DECODER_DEPENDENCIES = {
    JPEGExtended12Bit: _NEEDS,
    HTJ2K: _NEEDS,
    HTJ2KLossless: _NEEDS,
    HTJ2KLosslessRPCL: _NEEDS,
}
"""As pydicom asks for it: transfer syntax -> packages."""


def is_available(uid: str) -> bool:
    """Whether this plug-in decodes the transfer syntax."""
    return uid in DECODER_DEPENDENCIES


def decode_frame(src: bytes, runner: DecodeRunner) -> bytes:
    """The samples of one encoded frame, colour by pixel, little endian."""
    import imagecodecs

    if runner.transfer_syntax == JPEGExtended12Bit:
        array = imagecodecs.jpeg8_decode(src)
    else:
        array = imagecodecs.htj2k_decode(src, planar=False)
        if runner.photometric_interpretation in ("YBR_RCT", "YBR_ICT"):
            runner.set_option("photometric_interpretation", "RGB")
    runner.set_option("bits_allocated", array.dtype.itemsize * 8)
    if runner.samples_per_pixel > 1:
        runner.set_option("planar_configuration", 0)
    return array.astype(array.dtype.newbyteorder("<"), copy=False).tobytes()


def register() -> None:
    """Let pydicom know the plug-in; a second time changes nothing."""
    for decoder in (
        JPEGExtended12BitDecoder,
        HTJ2KDecoder,
        HTJ2KLosslessDecoder,
        HTJ2KLosslessRPCLDecoder,
    ):
        if PLUGIN not in decoder.available_plugins:
            decoder.add_plugin(PLUGIN, (__name__, "decode_frame"))

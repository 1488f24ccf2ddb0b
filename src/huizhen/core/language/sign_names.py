"""Names of signs and of weakness as a Chinese examination writes them: 征阳性, 征阴性, 无力."""

from __future__ import annotations

import re

_SIGN = re.compile(r"(?<!综合)(?<!体)(?<!特)(?:征|试验)$")
"""霍夫曼征, 直腿抬高试验; a 综合征 is a disease."""
_POSITIVE = "阳性"
_NEGATIVE = "阴性"
_TIRED, _WEAK = "乏力", "无力"


def is_sign(zh: str) -> bool:
    """Whether the name is one of a sign or a test, which is positive or negative."""
    return _SIGN.search(zh) is not None or zh.endswith(_POSITIVE)


def sign_found(zh: str) -> str:
    """A sign that is there: 'Hoffmann征阳性'."""
    return zh if zh.endswith(_POSITIVE) else f"{zh}{_POSITIVE}"


def sign_denied(zh: str) -> str:
    """A sign that is not there: 'Hoffmann征阴性', never '无Hoffmann征阳性'."""
    return f"{zh.removesuffix(_POSITIVE)}{_NEGATIVE}"


def of_a_side(zh: str) -> str:
    """A complaint of one side: one side is weak (无力), only the whole person is tired (乏力)."""
    return _WEAK if zh == _TIRED else zh

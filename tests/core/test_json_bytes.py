"""What is written for another process is read back as it was."""

from __future__ import annotations

import json

import pytest

from huizhen.core.records.json_bytes import json_bytes

VALUES = [
    {"a": [1, 2.5, None, True, "x"], "é": "胃", "deep": [[[]], {}]},
    {"half": "a\udc80b", "pair": "\U0001f600", "control": "\x00\x1f\x7f\u2028"},
    [1e300, -0.0, 2**70, '\\"/'],
    "",
]


@pytest.mark.parametrize("value", VALUES)
def test_what_is_written_is_read_back(value: object) -> None:
    assert json.loads(json_bytes(value)) == value

"""The published schemas are those of the values that the commands print."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

from write_schemas import PUBLISHED, schema  # noqa: E402


@pytest.mark.parametrize("kind", sorted(PUBLISHED))
def test_the_published_schema_is_current(kind: str) -> None:
    published = json.loads((ROOT / "docs" / "schemas" / f"{kind}.json").read_text(encoding="utf-8"))
    assert published == schema(kind)

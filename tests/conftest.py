"""Fixtures of all tests: the product's own content, loaded once."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

from huizhen.core.content import Pack, load_pack
from huizhen.core.language.notation.lexicon import NotationLexicon
from huizhen.core.language.terms import Lexicon
from huizhen.core.language.units import UnitTable
from huizhen.core.preparation.wording import Wordsmith
from huizhen.project.config import CONTENT

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "oracles"), str(ROOT / "benchmarks")]

# first calls compile patterns, and machines differ: time is shown by benchmarks, not by tests
settings.register_profile("huizhen", deadline=None)
settings.load_profile("huizhen")


def pytest_collection_finish() -> None:
    """Collected tests and loaded modules stay: the collector of cycles looks at the rest alone."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 50)


@pytest.fixture(scope="session", autouse=True)
def _shared_place(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Where the processes of one run keep what one of them has made (see made_once)."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    os.environ["HUIZHEN_TESTS_SHARED"] = str(shared)


@pytest.fixture(scope="session")
def terms_pack() -> Pack:
    return load_pack("terms", [CONTENT])


@pytest.fixture(scope="session")
def lexicon(terms_pack: Pack) -> Lexicon:
    return Lexicon(terms_pack)


@pytest.fixture(scope="session")
def units(terms_pack: Pack) -> UnitTable:
    return UnitTable(terms_pack)


@pytest.fixture(scope="session")
def words(terms_pack: Pack, lexicon: Lexicon, units: UnitTable) -> Wordsmith:
    return Wordsmith(lexicon, units, NotationLexicon(terms_pack, lexicon))

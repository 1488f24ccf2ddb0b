"""The README's tree is the disk's, and its commands exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from huizhen.project.main import app

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("place", re.findall(r"^([\w/]+/) {2,}", README, re.MULTILINE))
def test_every_place_of_the_tree_is_there(place: str) -> None:
    assert (ROOT / place).is_dir()


def test_every_folder_of_the_product_is_in_the_tree() -> None:
    folders = {p.name for p in (ROOT / "src" / "huizhen").iterdir() if (p / "__init__.py").exists()}
    assert folders <= set(re.findall(r"src/huizhen/(\w+)/", README))


@pytest.mark.parametrize("command", sorted(set(re.findall(r"`huizhen ([\w-]+)", README))))
def test_every_command_of_the_readme_exists(command: str) -> None:
    result = CliRunner().invoke(app, [command, "--help"])
    assert result.exit_code == 0


def test_the_make_targets_of_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make (\w+)", README, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)

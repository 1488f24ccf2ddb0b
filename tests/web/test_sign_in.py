"""The account's files, and how guessing is slowed down."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huizhen.core.errors import WrongCall
from huizhen.ground.files.private_files import secret_key
from huizhen.web.sign_in import Throttle, make_sign_in


@given(st.lists(st.floats(0, 30), min_size=1, max_size=60))
def test_no_minute_ever_holds_more_attempts_than_allowed(pauses: list[float]) -> None:
    now = 0.0
    throttle = Throttle(most=3, seconds=60, clock=lambda: now)
    allowed: list[float] = []
    for pause in pauses:
        now += pause
        wait_seconds = throttle.attempt()
        if wait_seconds == 0:
            allowed.append(now)
        else:
            assert sum(now - each < 60 for each in allowed) == 3
        assert sum(now - each < 60 for each in allowed) <= 3


def test_keys_are_for_their_owner_alone_and_hold_no_password(tmp_path: Path) -> None:
    home = tmp_path / "home"
    password = make_sign_in(home)
    assert password
    key = secret_key(home)
    assert secret_key(home) == key
    assert len(key) >= 50
    files = sorted((home / "keys").iterdir())
    assert [file.name for file in files] == ["secret_key", "sign_in.json"]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert {folder.stat().st_mode & 0o777 for folder in (home, home / "keys")} == {0o700}
    assert not any(password in file.read_text() for file in files)


def test_a_home_that_cannot_be_used_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WrongCall, match="home folder"):
        make_sign_in(tmp_path / "file")

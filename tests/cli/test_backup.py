"""A backup taken while the desk is written to, and what comes back of it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from huizhen.web.backup import make_backup

pytestmark = pytest.mark.slow
TESTS = Path(__file__).resolve().parents[1]
DESK = """
import sys, os
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from huizhen.web.desk_tools import DeskTools
home = Path(sys.argv[2])
DeskTools().set_up(home)
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from huizhen.ground.audit.heads import sign_heads
from huizhen.ground.files.actions import Small, receive_small
from huizhen.ground.files.senders import Sender
from worlds import make_case, make_site
site = make_site("one")
case = make_case(site)
sender = Sender(case, user=site["coordinator"])
store = SessionStore(); store["token"] = "still-signed-in"; store.save()
sign_heads(home, timezone.now())
number = 0
print("ready", flush=True)
while number < int(sys.argv[3]) and not (home / "stop").exists():
    number += 1
    receive_small(sender, [Small(f"{number}.txt", b"record %d" % number)])
"""


def desk(home: Path, files: int) -> subprocess.Popen[str]:
    """A process that makes a desk and goes on receiving files."""
    command = [sys.executable, "-c", DESK, str(TESTS), str(home), str(files)]
    environment = {**os.environ, "HUIZHEN_HOME": str(home)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def huizhen(*words: object) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("HUIZHEN", "DJANGO"))}
    command = [sys.executable, "-m", "huizhen.project.main", *map(str, words)]
    return subprocess.run(command, env=environment, capture_output=True, text=True)


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """A desk's folder, and its backups with and without keys, taken while files came in."""
    folder = tmp_path_factory.mktemp("backup")
    home = folder / "home"
    process = desk(home, 100_000)
    with_keys, without = folder / "with.tar", folder / "without.tar"
    (home / "terms").mkdir()
    (home / "terms/own.terms").write_bytes(b"an imported set")
    (home / "terms/.own.terms.part").write_bytes(b"one that is being written")
    try:
        told = huizhen("backup", with_keys, "--home", home, "--with-keys")
        assert told.returncode == 0, told.stderr
        assert "IT HOLDS THE KEYS" in told.stdout
        make_backup(home, without, with_keys=False)
        assert process.poll() is None, "the desk was to be busy all the while"
    finally:
        (home / "stop").touch()
        process.communicate(timeout=60)
    assert process.returncode == 0
    return home, with_keys, without


def test_what_was_backed_up_while_files_came_in_comes_back_whole(
    busy: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    _, archive, _ = busy
    told = huizhen("restore", archive, "--home", tmp_path / "new")
    assert (told.returncode, told.stderr) == (0, "")
    assert "the trail is whole" in told.stdout
    with sqlite3.connect(tmp_path / "new/db.sqlite3") as database:
        (files,) = database.execute("SELECT count(*) FROM files_receivedfile").fetchone()
        (sessions,) = database.execute("SELECT count(*) FROM django_session").fetchone()
    assert (files > 0, sessions) == (True, 0)
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    assert archive.stat().st_mode & 0o077 == 0
    assert not list((tmp_path / "new").glob("work/*"))
    assert [one.name for one in (tmp_path / "new/terms").iterdir()] == ["own.terms"]


def test_without_keys_it_says_so_and_holds_none(
    busy: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    home, _, archive = busy
    with tarfile.open(archive) as held:
        assert not [name for name in held.getnames() if name.startswith("keys")]
    assert b"AGE-SECRET-KEY" not in archive.read_bytes()
    told = huizhen("restore", archive, "--home", tmp_path / "new")
    assert (told.returncode, "THE KEYS ARE NOT IN IT" in told.stdout) == (0, True)
    again = huizhen("restore", archive, "--home", tmp_path / "other", "--keys", home / "keys")
    assert (again.returncode, "the trail is whole" in again.stdout) == (0, True)


def test_a_folder_with_something_in_it_is_left_alone(
    busy: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    _, archive, _ = busy
    (tmp_path / "mine.txt").write_text("mine")
    told = huizhen("restore", archive, "--home", tmp_path)
    assert (told.returncode, "not empty" in told.stderr) == (2, True)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    told = huizhen("backup", archive, "--home", busy[0])
    assert (told.returncode, "a file of this name" in told.stderr) == (2, True)


def test_keys_of_another_desk_and_a_damaged_file_are_refused(
    busy: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    home, _, archive = busy
    shutil.copytree(home / "keys", tmp_path / "keys")
    import pyrage

    (tmp_path / "keys/ring.txt").write_text(f"{pyrage.x25519.Identity.generate()}\n")
    told = huizhen("restore", archive, "--home", tmp_path / "new", "--keys", tmp_path / "keys")
    assert (told.returncode, "do not open this backup" in told.stderr) == (2, True)
    broken = tmp_path / "broken.tar"
    broken.write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])
    told = huizhen("restore", broken, "--home", tmp_path / "new")
    assert (told.returncode, "not whole" in told.stderr) == (2, True)
    assert not (tmp_path / "new").exists()


def test_a_member_that_leads_out_of_the_folder_is_refused(
    busy: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    _, archive, _ = busy
    hostile = tmp_path / "hostile.tar"
    (tmp_path / "x").write_text("x")
    with tarfile.open(archive) as source, tarfile.open(hostile, "w") as target:
        first = source.next()
        assert first is not None
        target.addfile(first, source.extractfile(first))
        target.add(tmp_path / "x", "blobs/../../out")
    told = huizhen("restore", hostile, "--home", tmp_path / "new")
    assert (told.returncode, (tmp_path / "out").exists()) == (2, False)


def test_a_trail_that_was_changed_before_the_backup_is_told(tmp_path: Path) -> None:
    home = tmp_path / "home"
    desk(home, 1).communicate(timeout=60)
    with sqlite3.connect(home / "db.sqlite3") as database:
        database.execute("UPDATE audit_auditevent SET actor_id = 'x' WHERE id = 3")
    make_backup(home, tmp_path / "b.tar", with_keys=True)
    told = huizhen("restore", tmp_path / "b.tar", "--home", tmp_path / "new")
    assert (told.returncode, "hash" in told.stdout) == (3, True)

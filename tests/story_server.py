"""The desk and its worker in one process whose clock can be put forward: `python story_server.py
HOME PORT LANGUAGE BEGINNING`.

It reads from standard input how many seconds to go forward, a line each, and says its time. The
story's test plays every person in a browser; here stands only what an installation has at its
first day.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from datetime import datetime
from pathlib import Path

import time_machine

from huizhen.project.config import CONTENT
from huizhen.web.desk_tools import DeskTools

STAFF = ("coordinator", "reviewing_clinician", "medical_editor")


def main(home: Path, port: int, language: str, beginning: str) -> None:
    """Serve until told to stop."""
    os.environ["HUIZHEN_ORIGIN"] = f"http://localhost:{port}"
    os.environ["HUIZHEN_CONTENT"] = str(_site_content(home / "content"))
    DeskTools().set_up(home)
    _people(home, language)
    clock = time_machine.travel(datetime.fromisoformat(beginning), tick=True).start()
    threading.Thread(target=_listen, args=[clock], daemon=True).start()

    from huizhen.web.server import serve_application
    from huizhen.web.worker import Worker

    threading.Thread(target=serve_application, args=["localhost", port], daemon=True).start()
    Worker().run()


def _site_content(folder: Path) -> Path:
    """What this site's clinicians have changed: an absence too may be let pass with a reason.

    The handful of files of the story would else never be enough."""
    for pack in ("common", "hpb"):
        rules = json.loads((CONTENT / f"specialties/{pack}/requirements.json").read_bytes())
        for item in rules["items"]:
            item["override_allowed"] = True
        path = folder / f"specialties/{pack}/requirements.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(rules), encoding="utf-8")
    return folder


def _people(home: Path, language: str) -> None:
    """The demonstration's people, and for the test how those of the site sign in."""
    from huizhen.ground.accounts.models import User
    from huizhen.project.demo import demo_people

    people = demo_people()
    User.objects.update(language=language)
    secrets = json.loads((home / "keys/demo.json").read_text(encoding="utf-8"))
    told = {
        role: {"email": people[role].email, "name": people[role].name, **secrets[role]}
        for role in STAFF
    }
    (home / "staff.json").write_text(json.dumps(told), encoding="utf-8")


def _listen(clock: time_machine.Traveller) -> None:
    for line in sys.stdin:
        clock.shift(float(line))
        sys.stdout.write(f"{time.time()}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4])

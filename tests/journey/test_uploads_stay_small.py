"""The web process: no imaging or numeric library, bounded memory whatever comes in."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = """
import os, sys
os.environ["HUIZHEN_HOME"] = sys.argv[1]
os.environ["DJANGO_SETTINGS_MODULE"] = "desk_settings"
import django
django.setup()
from django.conf import settings
settings.DATABASES["default"]["NAME"] = ":memory:"
from django.core.management import call_command
call_command("migrate", verbosity=0)
import huizhen.project.asgi
from django.urls import get_resolver
get_resolver().url_patterns
from worlds import make_case, make_site, signed_in
from uploading import Line, received
settings.ALLOWED_HOSTS = ["testserver"]
site = make_site("one")
case = make_case(site)
line = Line(signed_in(site["coordinator"]), f"/cases/{case.pk}/uploads/")
part = bytes(range(256)) * 16384
size = 30 * len(part)
place = line.begin("large.bin", size)["Location"]
for number in range(30):
    assert line.part(place, number * len(part), part).status_code == 204
assert line.client.get("/enquiry/").status_code == 200
assert line.client.get(f"/cases/{case.pk}/intake/").status_code == 200
heavy = {"numpy", "pydicom", "PIL", "onnxruntime", "cv2", "pypdfium2"} & set(sys.modules)
# the peak of this program alone: getrusage counts the process that started it as well
told = dict(line.split(":") for line in open("/proc/self/status"))
print(sorted(heavy), int(told["VmHWM"].split()[0]) // 1024)
"""


def test_the_web_process_stays_under_300_mb_and_parses_nothing(tmp_path: Path) -> None:
    tests = Path(__file__).resolve().parents[1]
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path)],
        capture_output=True, text=True, cwd=tests, env={"PYTHONPATH": str(tests), "PATH": ""},
        timeout=200,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    heavy, _, megabytes = done.stdout.strip().rpartition(" ")
    assert heavy == "[]"
    assert int(megabytes) < 300

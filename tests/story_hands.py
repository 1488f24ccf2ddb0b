"""People of a story in their browsers: what they do is counted, what they see is examined."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any, cast

from measured import commit, machine

ROOT = Path(__file__).resolve().parents[1]
PROOF = ROOT / "docs/proof/story.json"
SHOTS = ROOT / "docs/journey"
PASSWORD = "seven quiet rivers run"
LAPTOP, PHONE = (1366, 768), (390, 844)
OUTSIDE = ("patient", "home_physician", "practice")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)[A-Za-z0-9_-]{30,}")
_ENGLISH = re.compile(r"(?:\b[A-Za-z]{2,}\b[ ,.]+){3,}")
_PLAIN_WORDS = """[...document.querySelectorAll(
  'h1,h2,h3,label,legend,button,summary,thead th,dt,.form-hint,p.text-secondary,.alert,.badge,' +
  'a.btn,nav a,option'
)].filter(one => one.checkVisibility())
  .filter(one => !one.closest('[lang=en],.quote,.kept,#id_plan,#id_opinion'))
  .map(one => one.innerText)"""

_WIDE = """document.documentElement.scrollWidth <= window.innerWidth ? [] :
  [...document.querySelectorAll('body *')].filter(one =>
    one.getBoundingClientRect().right > window.innerWidth && !one.closest('.table-responsive')
  ).slice(0, 4).map(one => one.outerHTML.slice(0, 120))"""


@dataclass
class Count:
    """What one step of the story costs a person."""

    step: str
    who: str
    clicks: int = 0
    keystrokes: int = 0
    decisions: int = 0
    pages: int = 0
    seconds: float = 0.0


@dataclass
class Desk:
    """The served desk, its clock, its mail, and what was counted."""

    home: Path
    port: int
    language: str
    process: subprocess.Popen[str]
    counts: list[Count] = field(default_factory=list)
    looked_at: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def staff(self) -> dict[str, dict[str, str]]:
        """How those of the site sign in."""
        found = json.loads((self.home / "staff.json").read_text(encoding="utf-8"))
        return cast("dict[str, dict[str, str]]", found)

    def now(self) -> float:
        """The desk's time, as it says itself."""
        return self.forward(0)

    def forward(self, seconds: float) -> float:
        """Put the desk's clock forward; its time then."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{seconds}\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def mails(self, address: str) -> list[str]:
        """The bodies of the mails to this address, the oldest first."""
        found = []
        for path in sorted(self.home.glob("mail/*.log"), key=lambda each: each.stat().st_mtime):
            for part in path.read_bytes().split(b"-" * 79):
                mail = message_from_bytes(part.lstrip(), policy=policy.default)
                if mail["To"] == address:
                    found.append(mail.get_content())
        return found

    def link_for(self, address: str, seconds: float = 30) -> str:
        """The newest link that was mailed to this address."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for body in reversed(self.mails(address)):
                if found := re.search(r"http://localhost:\d+(/\S+)", body):
                    return found.group(1)
            time.sleep(0.3)
        raise AssertionError(f"no link came to {address}")

    def waits_for_mail(self, address: str, before: int, seconds: float = 60) -> None:
        """Until there is one more mail to this address than before."""
        until = time.monotonic() + seconds
        while len(self.mails(address)) <= before:
            assert time.monotonic() < until, f"no mail came to {address}"
            time.sleep(0.5)

    @contextmanager
    def step(self, name: str, who: str) -> Iterator[None]:
        """What is done within is counted under this name."""
        self.counts.append(Count(name, who))
        begun = time.monotonic()
        yield
        self.counts[-1].seconds = round(time.monotonic() - begun, 1)

    def told(self) -> list[dict[str, object]]:
        """The counts as plain values."""
        return [asdict(one) for one in self.counts]


@contextmanager
def served(home: Path, language: str, beginning: str) -> Iterator[Desk]:
    """A desk of its own, until the story ends."""
    with socket.create_server(("localhost", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, str(ROOT / "tests/story_server.py")]
    environment = {
        key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"
    }
    log = (home.parent / f"{home.name}.log").open("w", encoding="utf-8")
    process = subprocess.Popen(
        [*command, str(home), str(port), language, beginning],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
        env=environment,
    )
    try:
        _wait_until_it_answers(process, port)
        yield Desk(home, port, language, process)
    finally:
        process.terminate()
        process.communicate(timeout=30)
        log.close()


def _wait_until_it_answers(process: subprocess.Popen[str], port: int) -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("localhost", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the desk did not start")


def code_of(secret: str, at: float) -> str:
    """What an authenticator app shows at this time (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8), casefold=True)
    digest = hmac.new(key, int(at // 30).to_bytes(8, "big"), hashlib.sha1).digest()
    at_byte = digest[-1] & 15
    number = int.from_bytes(digest[at_byte : at_byte + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**6:06d}"


class Hand:
    """One person at one browser."""

    def __init__(self, desk: Desk, browser: Any, axe: str, who: str) -> None:
        self.desk, self.who, self._axe = desk, who, axe
        self.secret, self.address = "", ""
        locale = "zh-CN" if desk.language.startswith("zh") else "en-GB"
        self._context = browser.new_context(
            viewport={"width": LAPTOP[0], "height": LAPTOP[1]}, locale=locale, base_url=desk.address
        )
        self._context.set_default_timeout(20_000)
        self.page = self._context.new_page()
        self.page.on("console", self._heard)
        self.page.on("response", self._answered)
        self._status = 200
        self.page.on("pageerror", lambda error: desk.faults.append(f"script: {error}"))

    def _heard(self, message: Any) -> None:
        if message.type in ("error", "warning") and "sandbox" not in message.text:
            self.desk.faults.append(f"{self.page.url}: {message.text}")

    def _answered(self, response: Any) -> None:
        if response.request.is_navigation_request() and response.frame == self.page.main_frame:
            self._status = response.status

    @property
    def _count(self) -> Count:
        return self.desk.counts[-1]

    def go(self, path: str) -> None:
        """Open an address, as by a link in a mail or a bookmark."""
        answer = self.page.goto(path)
        assert answer is None or answer.ok, f"{path}: {answer.status}\n{self.text()}"
        self._arrived()

    def click(self, target: Any, *, decides: bool = False) -> None:
        """Press a button or link, and look at the page that comes."""
        self._of(target).click()
        self._count.clicks += 1
        self._count.decisions += int(decides)
        self.page.wait_for_load_state()
        self._arrived()

    def decide(self, target: Any) -> None:
        """Press what settles something."""
        self.click(target, decides=True)

    def type(self, target: Any, text: str) -> None:
        """Enter a text into a field: a click into it, and a keystroke a letter."""
        self._of(target).fill(text)
        self._count.clicks += 1
        self._count.keystrokes += len(text)

    def choose(self, target: Any, value: str) -> None:
        """Choose from a list: opened and chosen."""
        self._of(target).select_option(value)
        self._count.clicks += 2

    def tick(self, target: Any, *, decides: bool = False) -> None:
        """Tick a box or a round button."""
        self._of(target).check()
        self._count.clicks += 1
        self._count.decisions += int(decides)

    def _of(self, target: Any) -> Any:
        return self.page.locator(target).first if isinstance(target, str) else target

    def sees(self, *texts: str) -> None:
        """The page shows each of the texts."""
        shown = self.text()
        for text in texts:
            assert text in shown, f"{self.who} does not see {text!r} at {self.page.url}:\n{shown}"

    def text(self) -> str:
        """What can be read on the page."""
        return str(self.page.locator("body").inner_text())

    def waits_for(self, selector: str, path: str = "", seconds: float = 240) -> None:
        """Load the page again until it shows this."""
        until = time.monotonic() + seconds
        while True:
            self.page.goto(path) if path else self.page.reload()
            if self.page.locator(selector).count():
                self._arrived()
                return
            assert time.monotonic() < until, f"{selector} never came:\n{self.text()}"
            time.sleep(0.5)

    def join(self, name: str, address: str, link: str = "") -> None:
        """Open the link from the mail, choose name and password, and a second factor if asked."""
        self.address = address
        self.go(link or self.desk.link_for(address))
        self.type("#id_name", name)
        self.type("#id_password", PASSWORD)
        self.choose("#id_language", self.desk.language)
        self.click("main form button.btn-primary")
        if "/account/reauthenticate/" in self.page.url:
            self.type("input[name=password]", PASSWORD)
            self.click("main form button[type=submit]")
        if "/2fa/totp/activate" in self.page.url:
            secret = self.page.locator("input[readonly], input[disabled]").first
            self.secret = secret.input_value().replace(" ", "")
            self.type("#id_code", self.code())
            self.click("main form button[type=submit]")

    def sign_in(self, address: str, password: str, secret: str = "") -> None:
        """With password and, where there is one, the second factor."""
        self.secret = secret or self.secret
        self.go("/account/login/")
        self.type("input[name=login]", address)
        self.type("input[name=password]", password)
        self.click("main form button[type=submit]")
        if "/2fa/authenticate" in self.page.url:
            self.type("input[name=code]", self.code())
            self.click("main form button[type=submit]")

    def comes_back(self) -> None:
        """Sign in again on another day."""
        self._context.clear_cookies()
        self.sign_in(self.address, PASSWORD)

    def code(self) -> str:
        """A code that was not used before and is good for half a minute: the desk's clock goes on
        to where the next one begins."""
        begins = self.desk.forward(30 - self.desk.now() % 30)
        return code_of(self.secret, begins + 1)

    def shot(self, name: str, *, phone: bool = False) -> None:
        """A picture for docs/journey.md when HUIZHEN_SHOTS is 1; with a folder's name, the whole
        page there, to be looked at."""
        wanted = os.environ.get("HUIZHEN_SHOTS", "")
        if not wanted:
            return
        folder = SHOTS if wanted == "1" else Path(wanted)
        folder.mkdir(parents=True, exist_ok=True)
        size = PHONE if phone else LAPTOP
        tongue = "zh" if self.desk.language.startswith("zh") else "en"
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        self.page.screenshot(
            path=folder / f"{name}-{tongue}.png", animations="disabled", full_page=wanted != "1"
        )
        self.page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})

    def _arrived(self) -> None:
        """Examine a page the first time that somebody is on it; none may be a refusal."""
        assert self._status < 400, f"{self.who}, {self.page.url}: {self._status}\n{self.text()}"
        self._count.pages += 1
        place = _UUID.sub("*", self.page.url.split("?")[0].removeprefix(self.desk.address))
        mark = f"{place} {self.who in OUTSIDE}"
        if mark in self.desk.looked_at:
            return
        self.desk.looked_at.add(mark)
        self._examine(place)

    def _examine(self, place: str) -> None:
        faults = self.desk.faults
        found = self.page.evaluate(f"{self._axe};axe.run(document)")
        for each in found["violations"]:
            if each["impact"] in ("serious", "critical"):
                faults.append(f"{place}: {each['id']} {each['nodes'][0]['html'][:200]}")
        for size in (LAPTOP, PHONE):
            self.page.set_viewport_size({"width": size[0], "height": size[1]})
            if wide := self.page.evaluate(_WIDE):
                faults.append(f"{place}: wider than {size[0]}: {wide}")
        self.page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})
        if self.desk.language.startswith("zh"):
            for words in self.page.evaluate(_PLAIN_WORDS):
                if _ENGLISH.search(words) and not re.search(r"[\u4e00-\u9fff]", words):
                    faults.append(f"{place}: not translated: {words[:120]}")


def tell_counts(desk: Desk) -> None:
    """Print what each step and each person's part cost; keep it as proof where asked for."""
    for one in desk.told():
        print(json.dumps(one))
    print(json.dumps(parts_of(desk)))
    print(*desk.faults, sep="\n")
    if os.environ.get("HUIZHEN_SIZE") == "large":
        kept = json.loads(PROOF.read_text("utf-8")) if PROOF.is_file() else {}
        kept[desk.language] = {
            "commit": commit(),
            "date": f"{datetime.now(UTC):%Y-%m-%d}",
            "machine": machine(),
            "sample": "hpb",
            "seconds": round(sum(one.seconds for one in desk.counts), 1),
            "by_person": parts_of(desk),
            "steps": desk.told(),
            "faults": desk.faults,
        }
        PROOF.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", "utf-8")


def parts_of(desk: Desk) -> dict[str, dict[str, int]]:
    """Clicks, keystrokes and decisions of each person, and of all."""
    found: dict[str, dict[str, int]] = {}
    for one in desk.counts:
        for who in (one.who, "all"):
            part = found.setdefault(who, {"clicks": 0, "keystrokes": 0, "decisions": 0})
            part["clicks"] += one.clicks
            part["keystrokes"] += one.keystrokes
            part["decisions"] += one.decisions
    return found

"""The account pages in a browser: a passkey is added and signs in, axe finds nothing, it all fits
on a telephone."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache

from huizhen.ground.accounts.models import User
from worlds import make_site

CHROMIUM = Path("/usr/bin/chromium")
ROOT = Path(__file__).resolve().parents[2]
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.enable_socket,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
]
LAPTOP, PHONE = (1366, 768), (390, 844)
PASSWORD = "correct horse battery"
PAGES = (
    "/account/",
    "/account/2fa/",
    "/account/2fa/webauthn/",
    "/account/2fa/webauthn/add/",
    "/account/2fa/recovery-codes/",
    "/account/password/change/",
    "/account/sessions/",
    "/tokens/",
)
SHOTS = os.environ.get("HUIZHEN_SHOTS", "")
"""A folder for pictures, to be looked at."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """One browser for all tests; Django is told that its loop is none of its own."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=arguments)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def user() -> User:
    """A coordinator with a password."""
    cache.clear()
    user = make_site("one")["coordinator"]
    user.set_password(PASSWORD)
    user.save()
    return user


def opened(chromium: Any, address: str, size: tuple[int, int], language: str = "en-GB") -> Any:
    """A page of a new visitor, with what it complains of."""
    context = chromium.new_context(
        viewport={"width": size[0], "height": size[1]}, locale=language, base_url=address
    )
    page = context.new_page()
    page.problems = []
    # "[DOM]" is advice to password managers about forms that ask for the password again
    page.on("console", lambda m: m.text.startswith("[DOM]") or page.problems.append(m.text))
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    return page


def sign_in(page: Any, user: User) -> None:
    page.goto("/account/login/")
    page.locator("#id_login").fill(user.email)
    page.locator("#id_password").fill(PASSWORD)
    page.keyboard.press("Enter")


def confirm(page: Any) -> None:
    """Give the password again: nobody changes how a person signs in without it."""
    page.wait_for_url("**/account/reauthenticate/**")
    page.locator("#id_password").fill(PASSWORD)
    page.keyboard.press("Enter")


def virtual_key(page: Any) -> None:
    """What a device with a fingerprint reader offers."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    told = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": told})


def test_a_passkey_is_added_and_signs_in_alone(chromium: Any, live_server: Any, user: User) -> None:
    page = opened(chromium, live_server.url, LAPTOP)
    virtual_key(page)
    sign_in(page, user)
    confirm(page)
    page.get_by_role("heading", name="Set up an authenticator app").wait_for()
    page.goto("/account/2fa/webauthn/add/")
    page.locator("#id_name").fill("This laptop")
    page.locator("#id_passwordless").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/account/2fa/recovery-codes/**")
    assert Authenticator.objects.filter(user=user, type="webauthn").count() == 1
    page.goto("/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{live_server.url}/")
    page.goto("/account/2fa/webauthn/")
    page.get_by_role("rowheader", name="This laptop").wait_for()
    page.get_by_role("link", name="Remove").click()
    confirm(page)
    page.get_by_role("button", name="Remove").click()
    page.wait_for_url("**/account/2fa/webauthn/")
    assert not Authenticator.objects.filter(type="webauthn").exists()
    assert page.problems == []


@pytest.fixture(scope="module")
def axe() -> str:
    """axe-core as text, fetched once."""
    script = ROOT / "scripts/fetch_axe.py"
    done = subprocess.run([sys.executable, script], capture_output=True, text=True)
    if done.returncode != 0:
        pytest.skip("axe-core could not be fetched from the npm registry")
    return (ROOT / ".cache/axe/axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_axe_finds_nothing_and_everything_fits(
    chromium: Any, live_server: Any, user: User, axe: str, size: tuple[int, int], language: str
) -> None:
    user.language = "zh-hans" if language == "zh-CN" else "en"
    user.save()
    page = opened(chromium, live_server.url, size, language)
    look(page, "/account/login/", axe)
    page.locator("#id_login").fill(user.email)
    page.locator("#id_password").fill("a wrong password")
    page.keyboard.press("Enter")
    page.locator("[role=alert]").wait_for()
    look(page, "", axe, "wrong")
    sign_in(page, user)
    page.wait_for_url("**/account/reauthenticate/**")
    look(page, "", axe, "reauthenticate")
    confirm(page)
    page.wait_for_url("**/account/2fa/totp/activate/")
    look(page, "", axe, "totp")
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    for path in PAGES:
        look(page, path, axe)
    page.context.clear_cookies()
    sign_in(page, user)
    page.wait_for_url("**/account/2fa/authenticate/")
    look(page, "", axe, "authenticate")
    assert page.problems == []


def look(page: Any, path: str, axe: str, name: str = "") -> None:
    """Open an address, let axe look, measure the width, take a picture where asked to."""
    if path:
        page.goto(path)
    shown = name or path.strip("/").replace("/", "-")
    if SHOTS:
        width = page.viewport_size["width"]
        page.screenshot(path=f"{SHOTS}/{shown}-{width}-{page.evaluate('navigator.language')}.png")
    if page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0:
        page.problems.append(f"{shown} is wider than the screen")
    found = page.evaluate(f"{axe};axe.run(document)")
    for each in found["violations"]:
        places = [node["html"] for node in each["nodes"]]
        page.problems.append(f"{shown}: {each['id']}: {places}")

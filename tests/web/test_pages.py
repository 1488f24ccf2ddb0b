"""The desk's pages: who may see them, what they show, and what they never give away."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from synthetic_package import HOSTILE, PDF, write_package

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "src/huizhen/web"
PAGES = ("/", "/dossier", "/inventory", "/facts")
ENGLISH, CHINESE = {"accept-language": "en"}, {"accept-language": "zh-CN,zh;q=0.9"}


@pytest.fixture(scope="module", autouse=True)
def _django(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The settings of a package's pages; the password's hash is cheap, for it is made often."""
    from django.conf import global_settings as defaults
    from django.contrib.auth.hashers import PBKDF2PasswordHasher
    from django.test import override_settings

    from huizhen.project import package_settings

    own = ("MIDDLEWARE", "TEMPLATES", "ROOT_URLCONF", "CSRF_FAILURE_VIEW", "APPEND_SLASH",
           "SESSION_ENGINE", "SESSION_SERIALIZER", "SESSION_COOKIE_SAMESITE", "CSRF_COOKIE_AGE",
           "LANGUAGE_COOKIE_SAMESITE", "DATA_UPLOAD_MAX_MEMORY_SIZE",
           "DATA_UPLOAD_MAX_NUMBER_FIELDS")  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PBKDF2PasswordHasher, "iterations", 10)
        told = {
            name: getattr(package_settings, name, getattr(defaults, name, None)) for name in own
        }
        with override_settings(**told):
            yield


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return write_package(tmp_path / "package", more_facts=120, more_files=230)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def password(home: Path) -> str:
    from huizhen.web.sign_in import make_sign_in

    made = make_sign_in(home)
    assert made
    return made


@pytest.fixture
def desk(package: Path, home: Path, password: str) -> Iterator[None]:
    """The desk with its package and account, nobody signed in."""
    from django.test import override_settings

    from huizhen.web.views.session import ATTEMPTS

    ATTEMPTS.clear()
    with override_settings(HUIZHEN_HOME=home, HUIZHEN_PACKAGE=package):
        yield


def browser(headers: dict[str, str] | None = None, **options: Any) -> Any:
    """A client that asks for localhost, as people do."""
    from django.test import Client

    return Client(SERVER_NAME="localhost", headers=headers or ENGLISH, **options)


@pytest.fixture
def signed_in(desk: None, password: str) -> Any:
    client = browser()
    assert client.post("/sign-in", {"password": password}).status_code == 302
    return client


def text_of(response: Any) -> str:
    content: bytes = response.content
    return content.decode()


def paged(client: Any, address: str) -> str:
    """All pages of a list, one after the other."""
    found, number = "", 1
    while True:
        separator = "&" if "?" in address else "?"
        text = text_of(client.get(f"{address}{separator}page={number}"))
        found += text
        if f"page={number + 1}" not in text:
            return found
        number += 1


# Who may see the desk


@pytest.mark.parametrize("path", [*PAGES, "/papers/dossier.pdf", "/no/such/page", "/sign-out"])
def test_nothing_is_shown_before_signing_in(desk: None, path: str) -> None:
    response = browser().get(path)
    assert response.status_code == 302
    assert response.headers["Location"].partition("?")[0] == "/sign-in"
    assert response.content == b""


def test_an_unknown_address_is_not_repeated_in_the_sign_in_link(desk: None) -> None:
    assert browser().get("/Doe,Jane").headers["Location"] == "/sign-in"


def test_a_post_needs_a_session_too(desk: None) -> None:
    response = browser().post("/facts", {"words": "bilirubin"})
    assert response.headers["Location"].startswith("/sign-in")


def test_the_right_password_opens_and_leads_where_one_wanted_to_go(
    desk: None, password: str
) -> None:
    client = browser()
    response = client.post("/sign-in", {"password": f" {password} ", "next": "/facts"})
    assert response.headers["Location"] == "/facts"
    assert client.get("/facts").status_code == 200


@pytest.mark.parametrize("wanted", ["//evil.example/", "https://evil.example", "/\\evil.example"])
def test_signing_in_leads_nowhere_else(desk: None, password: str, wanted: str) -> None:
    response = browser().post("/sign-in", {"password": password, "next": wanted})
    assert response.headers["Location"] == "/"


def test_a_wrong_password_opens_nothing(desk: None, password: str) -> None:
    client = browser()
    response = client.post("/sign-in", {"password": password[:-1]})
    assert response.status_code == 403
    assert "not the password" in text_of(response)
    assert password[:-1] not in text_of(response)
    assert client.get("/").status_code == 302


def test_guessing_is_slowed_down_even_for_the_right_password(desk: None, password: str) -> None:
    client = browser()
    for _ in range(5):
        assert client.post("/sign-in", {"password": "guess"}).status_code == 403
    response = client.post("/sign-in", {"password": password})
    assert response.status_code == 429
    assert 0 < int(response.headers["Retry-After"]) <= 60
    assert client.get("/").status_code == 302


def test_signing_out_ends_a_copied_session_too(signed_in: Any) -> None:
    copied = browser()
    copied.cookies.load(signed_in.cookies.output(header="", sep=";"))
    assert copied.get("/").status_code == 200
    assert signed_in.get("/sign-out").status_code == 405
    assert signed_in.post("/sign-out").status_code == 302
    assert signed_in.get("/").status_code == 302
    assert copied.get("/").status_code == 302


def test_a_new_password_ends_sessions_and_the_old_password(
    signed_in: Any, home: Path, password: str
) -> None:
    from huizhen.web.sign_in import make_sign_in, reset_sign_in, session_stamp

    assert make_sign_in(home) is None
    new = reset_sign_in(home)
    assert new != password
    assert session_stamp(home, password) is None
    assert session_stamp(home, new)
    assert signed_in.get("/").status_code == 302


def test_a_damaged_sign_in_opens_nothing(signed_in: Any, home: Path, password: str) -> None:
    (home / "keys/sign_in.json").write_text("{}")
    assert signed_in.get("/").status_code == 302
    assert signed_in.post("/sign-in", {"password": password}).status_code == 403


# What a browser is told


@pytest.mark.parametrize("path", [*PAGES, "/sign-in", "/health", "/no-such-page"])
def test_every_page_is_strict(signed_in: Any, path: str) -> None:
    headers = signed_in.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", PAGES)
def test_pages_hold_no_script_and_no_inline_style(signed_in: Any, path: str) -> None:
    text = text_of(signed_in.get(path))
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", text, re.IGNORECASE)
    assert "\u202e" not in text


def test_cookies_are_kept_from_scripts_and_other_sites(signed_in: Any) -> None:
    signed_in.get("/facts")
    assert {"huizhen_session", "huizhen_csrf"} <= set(signed_in.cookies)
    for cookie in signed_in.cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Strict"


@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/language", "/facts"])
def test_a_form_from_elsewhere_is_refused(signed_in: Any, path: str) -> None:
    strict = browser(enforce_csrf_checks=True)
    strict.cookies = signed_in.cookies
    response = strict.post(path, {"password": "x", "language": "en", "words": "x"})
    assert response.status_code == 403
    assert "no longer valid" in text_of(response)


def test_another_host_name_is_not_answered(signed_in: Any) -> None:
    response = signed_in.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "evil.example" not in text_of(response)


def test_the_style_may_be_kept_by_the_browser_and_is_all_there_is(signed_in: Any) -> None:
    text = text_of(signed_in.get("/"))
    address = re.search(r'href="(/static/huizhen\.css\?[0-9a-f]{12})"', text)
    assert address
    response = browser().get(address[1])
    assert response.headers["Content-Type"].startswith("text/css")
    assert "immutable" in response.headers["Cache-Control"]
    assert signed_in.get("/static/settings.py").status_code == 404
    assert "http" not in text_of(response)


def test_chinese_letters_come_from_the_desk_itself_and_are_kept(signed_in: Any) -> None:
    style = re.search(r'href="(/static/huizhen\.css\?[0-9a-f]{12})"', text_of(signed_in.get("/")))
    assert style
    fonts = re.findall(r'url\("([^"]+)"\)', text_of(browser().get(style[1])))
    assert len(fonts) == 2
    for address in fonts:
        assert re.fullmatch(r"/static/NotoSansSC-\w+\.ttf\?[0-9a-f]{12}", address)
        response = browser().get(address)
        assert response.headers["Content-Type"] == "font/ttf"
        assert "immutable" in response.headers["Cache-Control"]
        assert response.content.startswith(b"\x00\x01\x00\x00")
    assert "font-src 'self'" in signed_in.get("/").headers["Content-Security-Policy"]


def test_without_fetched_fonts_the_desk_still_has_its_style(
    signed_in: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from huizhen.web.views import site

    monkeypatch.setitem(site._PLACES, "NotoSansSC-Bold.ttf", (tmp_path, "font/ttf"))
    for cached in (site._static_bytes, site.static_address):
        cached.cache_clear()
    try:
        assert signed_in.get("/static/NotoSansSC-Bold.ttf").status_code == 404
        assert 'url("NotoSansSC-Bold.ttf")' in text_of(signed_in.get("/static/huizhen.css"))
    finally:
        for cached in (site._static_bytes, site.static_address):
            cached.cache_clear()


# What the pages show


def test_the_overview_says_what_the_case_is_and_what_blocks_it(signed_in: Any) -> None:
    text = text_of(signed_in.get("/"))
    for said in (
        "Hepatobiliary and pancreatic surgery", "2026-05-20", "Is a resection possible",
        "Draft, not confirmed by a physician", "Identity not confirmed",
        "The records contradict each other", "Some files could not be read",
    ):  # fmt: skip
        assert said in text
    counted = re.findall(r'status=(\w+)" class="status.*?<td class="number">(\d+)<', text, re.S)
    assert dict(counted) == {"read": "232", "part": "1", "not_read": "1", "quarantined": "1"}


def test_the_dossier_shows_original_and_places_and_escapes_records(signed_in: Any) -> None:
    frame = text_of(signed_in.get("/dossier"))
    assert 'src="/dossier/page"' in frame
    response = signed_in.get("/dossier/page")
    text = text_of(response)
    assert "总胆红素(TBIL) 38.5 µmol/L" in text
    assert "Bilirubin total" in text
    assert "待核" in text
    assert "<script>alert" not in text
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "font-src 'self'" in policy
    style = re.search(r'<link rel="stylesheet" href="([^"]+)">', text)
    assert style
    assert text_of(browser().get(style[1])).count("/static/NotoSansSC-") == 2


def test_papers_are_saved_and_never_shown_in_the_page(signed_in: Any) -> None:
    response = signed_in.get("/papers/dossier.pdf")
    assert response.content == PDF
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/papers/manifest.json", "/papers/facts.json", "/papers/x.exe"])
def test_only_papers_are_given_out_as_papers(signed_in: Any, path: str) -> None:
    assert signed_in.get(path).status_code == 404


def test_every_file_is_listed_with_reason_and_remedy(signed_in: Any, package: Path) -> None:
    text = paged(signed_in, "/inventory")
    entries = json.loads((package / "inventory.json").read_text())["files"]
    for entry in entries:
        assert entry["path"].split("<")[0] in text
    assert text.count('<tr role="row">') == len(entries) + 3
    for said in (
        "Scan it again at 300 dpi.", "identity_conflict", "The same bytes as labs/chemistry.pdf",
        "/ClinicalDocument/author: absent", "German",
    ):  # fmt: skip
        assert said in text


def test_files_are_filtered_by_status(signed_in: Any) -> None:
    text = text_of(signed_in.get("/inventory?status=quarantined"))
    assert "other/report.pdf" in text
    assert "letter.xml" not in text
    text = text_of(signed_in.get("/inventory?status=unidentified"))
    assert "No file has this status." in text
    assert "letter.xml" in text_of(signed_in.get("/inventory?status=nonsense&page=x"))


def test_every_fact_is_listed_with_where_it_stands(signed_in: Any, package: Path) -> None:
    text = paged(signed_in, "/facts")
    facts = json.loads((package / "facts.json").read_text())["facts"]
    assert len(re.findall(r'<th scope="row"', text)) == len(facts)
    for said in (
        "38.5", "umol/L", "reference &lt; 26.0", "2026-04-28", "Suspected", "labs/chemistry.pdf",
        "suspicious for cholangiocarcinoma", "/ClinicalDocument[1]/component[1]",
        "250 mg oral twice daily", "as needed", "document of 2026-05-02", "Denied", "none known",
        "No known drug allergies", "recognised from a picture", "MR Abdomen",
    ):  # fmt: skip
        assert said in text
    assert text.count(">contradicts<") == 2


def test_facts_are_filtered_by_type(signed_in: Any) -> None:
    text = paged(signed_in, "/facts?type=Procedure")
    assert "Synthetic procedure 0119" in text
    assert "Bilirubin" not in text
    text = text_of(signed_in.get("/facts?type=contradictory"))
    assert text.count('<th scope="row"') == 2
    response = signed_in.post("/facts", {"type": "Procedure", "words": " "})
    assert response.headers["Location"] == "/facts?type=Procedure"


def test_words_are_looked_for_in_fact_source_and_file_name(signed_in: Any) -> None:
    for words, found in (("VERDACHT ccc", "cholangiocarcinoma"), ("14631-6 3.85", "3.85")):
        text = text_of(signed_in.post("/facts", {"words": words}))
        assert text.count('<th scope="row"') == 1
        assert found in text
    text = text_of(signed_in.post("/facts", {"words": "letter.xml", "type": "Condition"}))
    assert text.count('<th scope="row"') == 1
    assert "No fact matches." in text_of(signed_in.post("/facts", {"words": "no such word"}))


def test_words_looked_for_stay_out_of_addresses(signed_in: Any) -> None:
    response = signed_in.post("/facts", {"words": "synthetic", "page": "2"})
    text = text_of(response)
    assert "Facts 51 to 100 of 120" in text
    assert 'name="page" value="3"' in text
    assert not re.search(r'(href|action)="[^"]*synthetic', text)
    assert "synthetic" not in str(response.headers)
    assert "Facts 1 to 50 of 126" in text_of(signed_in.get("/facts?words=synthetic"))


# Languages


def test_the_browser_language_is_used_and_others_get_english(desk: None) -> None:
    assert "登录" in text_of(browser(CHINESE).get("/sign-in"))
    assert "Sign in" in text_of(browser({"accept-language": "de"}).get("/sign-in"))


def test_the_language_can_be_switched_and_is_remembered(signed_in: Any) -> None:
    response = signed_in.post("/language", {"language": "zh-hans", "next": "/inventory?page=2"})
    assert response.headers["Location"] == "/inventory?page=2"
    text = text_of(signed_in.get("/inventory"))
    assert '<html lang="zh-hans">' in text
    for said in ("收件清单", "已读取", "部分读取", "未读取", "已隔离（疑为他人资料）"):
        assert said in text
    response = signed_in.post("/language", {"language": "en", "next": "https://evil.example/"})
    assert response.headers["Location"] == "/"


def test_chinese_pages_keep_the_english_of_the_core_beside_their_own_words(
    signed_in: Any, package: Path, tmp_path: Path
) -> None:
    from huizhen.core.records.inventory import InventoryEntry
    from huizhen.ground.records.inventory_rows import file_rows

    entry = InventoryEntry(
        path="x.pdf", source_id="0" * 64, kind="pdf", status="not_read", code="pdf_encrypted",
        message="The PDF is locked.", remedy="Ask for it unlocked.",
    )  # fmt: skip
    (row,) = file_rows([entry], {}, "zh-hans")
    assert row.reason is not None
    assert row.message == "The PDF is locked."
    (row,) = file_rows([entry], {}, "en")
    assert row.reason is None


# When something is wrong


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("manifest.json", "/"),
        ("manifest.json", "/papers/dossier.pdf"),
        ("dossier.json", "/"),
        ("inventory.json", "/inventory"),
        ("facts.json", "/facts"),
        ("dossier.pdf", "/papers/dossier.pdf"),
    ],
)
@pytest.mark.parametrize("harm", ["missing", "changed", "not_json"])
def test_a_harmed_package_is_said_plainly(
    signed_in: Any, package: Path, name: str, path: str, harm: str
) -> None:
    assert signed_in.get(path).status_code == 200
    if harm == "missing":
        (package / name).unlink()
    else:
        data = (package / name).read_bytes()
        (package / name).write_bytes(data.replace(b"e", b"a") if harm == "changed" else b"{]")
    response = signed_in.get(path)
    assert response.status_code == 503
    text = text_of(response)
    assert "The case cannot be shown" in text
    assert "huizhen prepare" in text
    assert "Bilirubin" not in text
    assert str(package) not in text


@pytest.mark.parametrize("change", [{"files": 7}, {"files": [7]}, {"files": [{"path": HOSTILE}]}])
def test_a_file_in_another_form_is_said_plainly(
    signed_in: Any, package: Path, change: dict[str, object]
) -> None:
    import hashlib

    data = json.dumps(change).encode()
    manifest = json.loads((package / "manifest.json").read_text())
    manifest["files"]["inventory.json"] = hashlib.sha256(data).hexdigest()
    (package / "manifest.json").write_text(json.dumps(manifest))
    (package / "inventory.json").write_bytes(data)
    response = signed_in.get("/inventory")
    assert response.status_code == 503
    assert "package_broken" in text_of(response)
    assert "egpj" not in text_of(response)


def test_no_package_is_said_plainly(signed_in: Any) -> None:
    from django.test import override_settings

    with override_settings(HUIZHEN_PACKAGE=None):
        response = signed_in.get("/")
        assert response.status_code == 503
        assert "huizhen serve PACKAGE" in text_of(response)
        assert browser().get("/health").json()["status"] == "no_package"


def test_a_package_that_was_prepared_again_is_shown_anew(signed_in: Any, package: Path) -> None:
    assert "Facts 1 to 50 of 126" in text_of(signed_in.get("/facts"))
    write_package(package, more_facts=10)
    assert "Facts 1 to 16 of 16" in text_of(signed_in.get("/facts"))


def test_health_says_whether_the_package_can_be_opened_and_nothing_else(
    desk: None, package: Path
) -> None:
    response = browser().get("/health")
    assert response.status_code == 200
    assert set(response.json()) == {"schema", "status", "version"}
    (package / "manifest.json").unlink()
    response = browser().get("/health")
    assert response.status_code == 503
    assert response.json()["status"] == "package_incomplete"


def test_an_unknown_address_gets_a_plain_page(signed_in: Any) -> None:
    response = signed_in.get("/Doe/Jane")
    assert response.status_code == 404
    assert "There is no such page" in text_of(response)
    assert "Doe" not in text_of(response)


def test_a_fault_shows_and_logs_nothing_of_the_case(
    signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huizhen.web.log_format import WithoutContent
    from huizhen.web.views import case

    def fail() -> None:
        raise ValueError("Jane Doe, born 1968")

    monkeypatch.setattr(case, "current_package", fail)
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(WithoutContent())
    logger = logging.getLogger("django")
    logger.addHandler(handler)
    signed_in.raise_request_exception = False
    try:
        response = signed_in.get("/dossier?page=Jane")
    finally:
        logger.removeHandler(handler)
    assert response.status_code == 500
    assert "Something went wrong in the program" in text_of(response)
    assert "Jane" not in text_of(response) + stream.getvalue()
    assert "ValueError at" in stream.getvalue()
    assert "fail:" in stream.getvalue()

"""The page of a dossier as a site serves it."""

from __future__ import annotations

import re

import synthetic_papers as papers
from huizhen.core.preparation.page_pictures import PageViews
from huizhen.core.preparation.paper_page import page_policy, paper_html
from huizhen.core.preparation.served_page import served_page

PAGE = paper_html(papers.dossier_paper(), PageViews())


def test_the_site_adds_its_stylesheet_and_nothing_else() -> None:
    html, policy = served_page(PAGE, "/static/dossier.css?1&2")
    link = '<link rel="stylesheet" href="/static/dossier.css?1&amp;2">'
    meta = re.search(r"<meta http-equiv[^>]*>", PAGE)
    assert meta
    assert html.replace(link, meta[0]) == PAGE
    assert "http-equiv" not in html
    for kind in ("style-src", "script-src"):
        digest = re.search(rf"{kind} ('sha256-[^;]*')", page_policy())
        assert digest
        assert digest[1] in policy
    assert "default-src 'none'" in policy
    assert "font-src 'self'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "unsafe" not in policy


def test_a_page_of_an_earlier_version_keeps_the_hashes_it_was_written_with() -> None:
    own = re.search(r"script-src '(sha256-[^']*)'", PAGE)
    assert own
    earlier = PAGE.replace(own[1], f"sha256-{'A' * 43}=")
    _, policy = served_page(earlier, "/s.css")
    assert f"script-src 'sha256-{'A' * 43}='" in policy
    assert own[1] not in policy


def test_a_page_without_a_policy_is_served_as_it_is_under_todays() -> None:
    loose = re.sub(r"<meta http-equiv[^>]*>", "", PAGE)
    html, policy = served_page(loose, "/s.css")
    assert html == loose
    own = re.search(r"script-src '(sha256-[^']*)'", page_policy())
    assert own
    assert own[1] in policy


def test_what_a_page_says_of_itself_widens_nothing() -> None:
    wide = PAGE.replace("default-src 'none'", "default-src *").replace("'sha256-", "'unsafe-inline")
    _, policy = served_page(wide, "/s.css")
    assert "unsafe" not in policy
    assert "*" not in policy

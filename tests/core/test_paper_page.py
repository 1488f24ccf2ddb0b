"""The offline page: everything said, nothing loaded, nothing of a record is ever markup."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from typing import Any, NamedTuple

import synthetic_papers as papers
from huizhen.core.preparation.page_pictures import (
    PagePicture,
    PageViews,
    PictureTask,
    PlacedPicture,
    picture_key,
    picture_tasks,
    placed_pictures,
    statements_in,
)
from huizhen.core.preparation.paper import Items, Paper, Section
from huizhen.core.preparation.paper_page import paper_html
from huizhen.core.preparation.statement import Place, Statement
from huizhen.core.records.page import PageId

TEXT = "Before the place.\nHere are  quoted words 5 indeed.\nAfter it."
PICTURE = PlacedPicture(file="pages/1-1.webp", width=595.0, height=842.0)


class Source(NamedTuple):
    number: int
    source_id: str
    kind: str


def paper_of(*statements: Statement) -> Paper:
    section = Section(key="s", title="t", blocks=(Items(statements=statements),))
    return Paper(key="dossier", title="t", created_on="2026-05-20", sections=(section,))


def data_of(html: str) -> Any:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)
    assert found
    return json.loads(found[1])


def test_all_that_a_paper_says_stands_on_the_page() -> None:
    paper = papers.dossier_paper()

    class Reader(HTMLParser):
        text = ""

        def handle_data(self, data: str) -> None:
            self.text += data

    reader = Reader()
    reader.feed(paper_html(paper, PageViews()))
    for statement in statements_in([paper]):
        assert statement.text in reader.text
        assert statement.original in reader.text
    for reference in paper.references:
        assert reference.quote in reader.text
    assert paper.footer in reader.text


def test_nothing_of_a_record_is_markup() -> None:
    evil = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'"
    statement = papers.said(
        evil,
        1,
        original=evil,
        places=(Place(source=1, page_id="p:1", quote=evil, path=evil, start=0, end=len(evil)),),
    )
    paper = paper_of(statement).model_copy(update={"title": evil, "footer": evil})
    html = paper_html(paper, PageViews(texts={"p:1": evil}))
    assert "<img" not in html
    assert html.count("<script") == 2
    assert html.count("</script>") == 2
    assert data_of(html)["places"][0][0]["q"] == evil


def test_the_policy_allows_this_style_and_this_script_alone() -> None:
    html = paper_html(papers.dossier_paper(), PageViews())
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    script = re.search(r"<script>(.*?)</script>", html, re.DOTALL)
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    assert policy
    assert script
    assert style
    for kind, text in (("script-src", script[1]), ("style-src", style[1])):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind} 'sha256-{digest}'" in policy[1]
    assert "default-src 'none'" in policy[1]
    assert "unsafe" not in policy[1]
    assert not re.search(r"https?://|style=\"|onclick", html)


def test_a_mark_leads_to_the_picture_and_its_boxes() -> None:
    statement = papers.said("a", 3)
    page = statement.places[0].page_id
    data = data_of(paper_html(paper_of(statement), PageViews(pictures={page: PICTURE})))
    assert data["pictures"] == [{"f": "pages/1-1.webp", "w": 595.0, "h": 842.0}]
    place = data["places"][0][0]
    assert (place["s"], place["n"], place["p"]) == (4, 1, 0)
    assert place["b"] == [[72.0, 103.0, 320.0, 117.0]]


def test_without_a_picture_the_text_around_the_place_is_shown() -> None:
    start = TEXT.index("quoted")
    exact = Place(
        source=1, page_id="p:1", quote="quoted words 5", start=start, end=start + 14, path="/a/b[1]"
    )
    moved = exact.model_copy(update={"start": 0, "end": 3})
    html = paper_html(
        paper_of(papers.said("a", 1, places=(exact, moved))), PageViews(texts={"p:1": TEXT})
    )
    first, second = data_of(html)["places"][0]
    assert first["t"] == ["Before the place.\nHere are ", "quoted words 5", " indeed.\nAfter it."]
    assert second["t"] == first["t"]
    assert first["w"] == "/a/b[1]"


def test_a_quote_that_is_not_found_shows_where_the_page_begins() -> None:
    lost = Place(source=1, page_id="p:1", quote="elsewhere")
    html = paper_html(paper_of(papers.said("a", 1, places=(lost,))), PageViews(texts={"p:1": TEXT}))
    assert data_of(html)["places"][0][0]["t"][1:] == ["", ""]


def test_only_cited_pages_of_documents_are_drawn_once() -> None:
    sources = [
        Source(2, "b" * 64, "pdf"),
        Source(4, "c" * 64, "ccda"),
        Source(3, "d" * 64, "image"),
    ]
    places = [
        Place(source=2, page_id=f"{'b' * 64}:12", page=12),
        Place(source=2, page_id=f"{'b' * 64}:2", page=2),
        Place(source=2, page_id=f"{'b' * 64}:12", page=12),
        Place(source=3, page_id=f"{'d' * 64}:1", page=1),
        Place(source=4, page_id=f"{'c' * 64}:1", page=1),
        Place(source=9, page_id=f"{'e' * 64}:1", page=1),
    ]
    said = [papers.said(str(i), places=(place,)) for i, place in enumerate(places)]
    tasks = picture_tasks(said, sources)
    names = [task.file_name for task in tasks]
    assert names == ["pages/2-2.webp", "pages/2-12.webp", "pages/3-1.webp"]
    assert len({picture_key(task) for task in tasks}) == 3


def test_a_page_that_could_not_be_drawn_has_no_file() -> None:
    tasks = [
        PictureTask.model_validate(
            {"page_id": f"p:{n}", "source_id": "p", "source": 1, "ordinal": n, "kind": "pdf"}
        )
        for n in (1, 2)
    ]
    drawn = {PageId("p:2"): PagePicture(page_id=PageId("p:2"), width=595, height=842, data=b"x")}
    files, placed = placed_pictures(tasks, drawn)
    assert files == {"pages/1-2.webp": b"x"}
    assert list(placed) == ["p:2"]


def test_the_same_paper_gives_the_same_page() -> None:
    paper = papers.dossier_paper()
    assert paper_html(paper, PageViews()) == paper_html(paper, PageViews())

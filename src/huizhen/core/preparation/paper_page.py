"""A paper as one offline page: Chinese on the left, the original words on the right, and behind
every mark the page that it was read from, with the place marked."""

from __future__ import annotations

import base64
import hashlib
import json
from html import escape
from typing import Final

from huizhen.core.preparation.page_pictures import PageViews
from huizhen.core.preparation.paper import (
    Blank,
    Block,
    Fields,
    Fixed,
    Items,
    Paper,
    Prose,
    Reference,
    Section,
    Table,
)
from huizhen.core.preparation.paper_page_look import SCRIPT, STYLE
from huizhen.core.preparation.setting import boxed_marks, is_unconfirmed, lines_of, plain
from huizhen.core.preparation.statement import Place, Statement
from huizhen.core.records.value import Value

_LANGUAGES: Final = {"zh": "zh-CN"}
_AROUND: Final = 420
_LONGEST_QUOTE: Final = 4_000
_HEADER: Final = "<header>"
_HEADER_END: Final = "</header>"


class PageWords(Value):
    """Words of the page's own buttons: the paper has no need of them."""

    close: str = "关闭"
    before: str = "上一处"
    next: str = "下一处"
    larger: str = "放大"
    view: str = "原文出处"
    sections: str = "目录"


def paper_html(paper: Paper, views: PageViews, words: PageWords | None = None) -> str:
    """The page; its pictures are files beside it, and nothing else is loaded."""
    return _Page(paper, views, words or PageWords()).html()


def with_header(page: str, paper: Paper) -> str:
    """A page that `paper_html` wrote, under the header of that paper: the same content once it is
    signed. ValueError for a page of another kind."""
    start, end = page.find(_HEADER), page.find(_HEADER_END)
    if start < 0 or end < start:
        raise ValueError("the page has no header")
    return f"{page[:start]}{_header(paper)}{page[end + len(_HEADER_END) :]}"


class _Page:
    """Writes one paper; collects the places that its marks lead to."""

    def __init__(self, paper: Paper, views: PageViews, words: PageWords) -> None:
        self._paper = paper
        self._views = views
        self._words = words
        self._places: list[list[dict[str, object]]] = []
        self._pictures: dict[str, int] = {}
        self._first_use: dict[int, int] = {}

    def html(self) -> str:
        """The whole document."""
        paper = self._paper
        sections = "".join(self._section(i, section) for i, section in enumerate(paper.sections))
        references = self._references()
        has_original = any(s.original for section in paper.sections for s in section.statements)
        return (
            f'<!doctype html><html lang="{_LANGUAGES.get(paper.language, paper.language)}"><head>'
            '<meta charset="utf-8"><meta name="viewport" content="width=device-width,'
            'initial-scale=1">'
            f'<meta http-equiv="Content-Security-Policy" content="{page_policy()}">'
            f"<title>{_text(paper.title)}</title><style>{STYLE}</style></head>"
            f"<body{'' if has_original else ' class=alone'}>{self._top()}"
            f"<main>{sections}{references}</main><footer>{_text(paper.footer)}</footer>"
            f'{self._view()}<script type="application/json" id="data">{self._data()}</script>'
            f"<script>{SCRIPT}</script></body></html>"
        )

    def _top(self) -> str:
        paper = self._paper
        links = "".join(
            f'<a href="#s{i}">{_text(section.title)}</a>'
            for i, section in enumerate(paper.sections)
            if section.title
        )
        if paper.references:
            links += f'<a href="#references">{_text(paper.references_title)}</a>'
        return f'{_header(paper)}<nav aria-label="{_text(self._words.sections)}">{links}</nav>'

    def _view(self) -> str:
        words = self._words
        return (
            f'<aside id="view" hidden aria-label="{_text(words.view)}"><div id="bar">'
            '<b aria-live="polite"></b>'
            f'<button id="before">{_text(words.before)}</button>'
            f'<button id="next">{_text(words.next)}</button>'
            f'<button id="near" aria-pressed="false">{_text(words.larger)}</button>'
            f'<button id="close">{_text(words.close)}</button></div>'
            '<div id="said" tabindex="0"></div>'
            f'<div id="page" tabindex="0" role="region" aria-label="{_text(words.view)}"></div>'
            "</aside>"
        )

    def _section(self, index: int, section: Section) -> str:
        small = f"<small>{_text(section.subtitle)}</small>" if section.subtitle else ""
        title = f"<h2>{_text(section.title)}{small}</h2>" if section.title else ""
        blocks = "".join(self._block(block) for block in section.blocks)
        return f'<section id="s{index}">{title}{blocks}</section>'

    def _block(self, block: Block) -> str:
        if isinstance(block, Fixed):
            kind = ' class="quiet"' if block.is_quiet else ""
            return f"<p{kind}>{'<br>'.join(escape(line) for line in lines_of(block.text))}</p>"
        if isinstance(block, Prose | Items):
            return self._rows(block)
        if isinstance(block, Table):
            return self._table(block)
        if isinstance(block, Fields):
            return self._fields(block)
        return _blank(block)

    def _rows(self, block: Prose | Items) -> str:
        label = f"<h3>{_text(block.label)}</h3>" if block.label else ""
        said = [statement for statement in block.statements if statement.text]
        if not said:
            return f'{label}<p class="quiet">{_text(block.empty)}</p>' if block.empty else label
        rows = []
        for number, statement in enumerate(said, start=1):
            text = self._said(statement)
            if isinstance(block, Items):
                sign = f"{number}." if block.is_numbered else "·"
                text = f'<div class="item"><b>{sign}</b>{text}</div>'
            else:
                text = f"<div>{text}</div>"
            rows.append(f'<div class="row">{text}{_original(statement, "div")}</div>')
        return label + "".join(rows)

    def _table(self, block: Table) -> str:
        caption = f"<caption>{_text(block.title)}</caption>" if block.title else ""
        if not block.rows:
            title = f"<h3>{_text(block.title)}</h3>" if block.title else ""
            return f'{title}<p class="quiet">{_text(block.empty)}</p>' if block.empty else title
        head = "".join(f'<th scope="col">{_text(column.title)}</th>' for column in block.columns)
        rows = []
        for row in block.rows:
            cells = "".join(
                f"<td{' class=newest' if i == block.marked_column else ''}>{self._said(cell)}</td>"
                for i, cell in enumerate(row.cells[: len(block.columns)])
            )
            cells += "<td></td>" * (len(block.columns) - len(row.cells))
            rows.append(f"<tr{' class=strong' if row.is_highlighted else ''}>{cells}</tr>")
        name = _text(block.title or (block.columns[0].title if block.columns else ""))
        return (
            f'<div class="wide" tabindex="0" role="group" aria-label="{name}"><table>{caption}'
            f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
        )

    def _fields(self, block: Fields) -> str:
        pairs = []
        for field in block.fields:
            said = [statement for statement in field.statements if statement.text]
            value = "；".join(f"{self._said(s)}{_original(s, 'span')}" for s in said)
            value = value or f'<span class="quiet">{_text(field.empty)}</span>'
            pairs.append(f"<div><dt>{_text(field.label)}</dt><dd>{value}</dd></div>")
        return f'<dl class="fields f{min(3, max(1, block.columns))}">{"".join(pairs)}</dl>'

    def _said(self, statement: Statement) -> str:
        if not statement.text:
            return ""
        ring = '<span class="ring">○</span>' if is_unconfirmed(statement) else ""
        marks = "".join(f" {_mark(mark)}" for mark in boxed_marks(statement))
        return f"{_text(statement.text)}{ring}{marks}{self._button(statement)}"

    def _button(self, statement: Statement) -> str:
        if not statement.places:
            return ""
        numbers = ",".join(map(str, statement.references)) or _sources_of(statement)
        index = len(self._places)
        self._places.append([self._place(place) for place in statement.places])
        for number in statement.references:
            self._first_use.setdefault(number, index)
        original = f' data-from="{_text(statement.original)}"' if statement.original else ""
        label = _text(f"{self._words.view} {numbers}")
        return (
            f'<button class="ref" id="u{index}" data-i="{index}"{original} '
            f'aria-label="{label}">{numbers}</button>'
        )

    def _place(self, place: Place) -> dict[str, object]:
        """One place in few letters: there are thousands of them."""
        told: dict[str, object] = {"s": place.source}
        if place.page and not place.path:
            told["n"] = place.page
        if place.path:
            told["w"] = plain(place.path)
        if place.quote:
            told["q"] = plain(place.quote[:_LONGEST_QUOTE])
        if place.page_id in self._views.pictures:
            told["p"] = self._pictures.setdefault(place.page_id, len(self._pictures))
            told["b"] = [[round(edge, 1) for edge in box] for box in place.boxes]
        elif text := self._views.texts.get(place.page_id):
            told["t"] = _around(text, place)
        return told

    def _data(self) -> str:
        pictures = [self._views.pictures[page] for page in self._pictures]
        data = {
            "places": self._places,
            "pictures": [{"f": p.file, "w": p.width, "h": p.height} for p in pictures],
            "sources": {str(r.source): plain(r.path) for r in self._paper.references},
        }
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        return (
            text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
        )

    def _references(self) -> str:
        if not self._paper.references:
            return ""
        lines = "".join(self._reference(reference) for reference in self._paper.references)
        title = _text(self._paper.references_title)
        return f'<section id="references"><h2>{title}</h2><ol class="list">{lines}</ol></section>'

    def _reference(self, reference: Reference) -> str:
        number = f"[{reference.number}]"
        if reference.number in self._first_use:
            number = f'<a href="#u{self._first_use[reference.number]}">{number}</a>'
        page = f" p{reference.page}" if reference.page is not None else ""
        where = f' <span class="where">{_text(reference.where)}</span>' if reference.where else ""
        quote = f" “{_text(reference.quote)}”" if reference.quote else ""
        return (
            f'<li id="r{reference.number}">{number} <span class="where">{reference.source}</span> '
            f"{_text(reference.path)}{page}{where}{quote}</li>"
        )


def _header(paper: Paper) -> str:
    marks = " ".join(_mark(mark) for mark in paper.marks)
    summary = "".join(f"<p>{_text(line)}</p>" for line in paper.summary)
    small = f"<small>{_text(paper.subtitle)}</small>" if paper.subtitle else ""
    return (
        f"{_HEADER}<h1>{_text(paper.title)}{small}</h1>"
        f"{f'<p>{marks}</p>' if marks else ''}{summary}{_HEADER_END}"
    )


def _text(text: str) -> str:
    return escape(plain(text))


def _mark(text: str) -> str:
    return f'<span class="mark">{_text(text)}</span>'


def _original(statement: Statement, tag: str) -> str:
    """The original words, where they are others than the text."""
    same = plain(statement.original) == plain(statement.text)
    words = "" if same else _text(statement.original)
    if tag == "span":
        return f' <span class="from">{words}</span>' if words else ""
    return f'<div class="from">{words}</div>' if words else "<div></div>"


def _sources_of(statement: Statement) -> str:
    return "".join(f"[{n}]" for n in dict.fromkeys(place.source for place in statement.places))


def _around(text: str, place: Place) -> list[str]:
    """What stands before a place, the place, and what follows, each with its lines."""
    start, end = place.start, place.end
    if start is None or end is None or text[start:end] != place.quote:
        start = text.find(place.quote) if place.quote else -1
        end = start + len(place.quote)
    if start < 0:
        return [_lines(text[: 2 * _AROUND]), "", ""]
    before = text[max(0, start - _AROUND) : start]
    after = text[end : end + _AROUND]
    return [_lines(before), _lines(text[start:end]), _lines(after)]


def _lines(text: str) -> str:
    return "\n".join(_kept_blanks(line) for line in text.split("\n"))


def _kept_blanks(line: str) -> str:
    """A plain line whose blanks at its ends stay: the place begins or ends between words."""
    head = " " if line[:1].isspace() else ""
    tail = " " if line[-1:].isspace() and line.strip() else ""
    return f"{head}{plain(line)}{tail}"


def _blank(block: Blank) -> str:
    if block.is_seal:
        return f'<div class="blank"><div class="seal">{_text(block.label)}</div></div>'
    return f'<div class="blank">{_text(block.label)}{"<i></i>" * max(1, block.lines)}</div>'


def page_policy() -> str:
    """Nothing but this style, this script, and pictures beside the page."""
    sources = {"style-src": _hash(STYLE), "script-src": _hash(SCRIPT)}
    allowed = "; ".join(f"{name} {value}" for name, value in sources.items())
    return (
        f"default-src 'none'; {allowed}; img-src 'self' file:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"

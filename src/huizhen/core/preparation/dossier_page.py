"""The dossier as one self-contained HTML page: every statement with its original and its places."""

from __future__ import annotations

from html import escape

from huizhen.core.preparation.dossier import NOT_PROVIDED, Dossier, Place, Section, Statement
from huizhen.core.preparation.one_page import footer_line, references, summary_line
from huizhen.core.records.inventory import shown

STYLE = """
:root{--ink:#1b2430;--soft:#556070;--line:#cfd6df;--blue:#1d4f91;--red:#a11212;--tint:#eef3f9}
*{box-sizing:border-box}
body{margin:0 auto;max-width:70rem;padding:1rem;color:var(--ink);background:#fff;
font:16px/1.55 "Noto Sans SC","PingFang SC","Microsoft YaHei",system-ui,sans-serif}
h1{font-size:1.5rem;margin:.2rem 0}h2{font-size:1.1rem;color:var(--blue);margin:1.4rem 0 .4rem}
table{border-collapse:collapse;width:100%}th,td{border:1px solid var(--line);padding:.4rem .6rem;
text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{background:var(--tint);font-weight:600}tbody th{width:11rem}
ul{margin:0;padding:0;list-style:none}li+li{margin-top:.3rem}
.mark{border:1px solid var(--red);color:var(--red);border-radius:3px;padding:0 .25rem;
font-size:.85em;white-space:nowrap}.original,.en{color:var(--soft);font-size:.9em}.en{display:block;font-weight:400}
details{display:inline-block;font-size:.9em}summary{color:var(--blue);cursor:pointer}
.place{color:var(--soft);overflow-wrap:anywhere}.empty{color:var(--soft)}
footer{margin-top:1.5rem;color:var(--soft);font-size:.85em}
@media(max-width:40rem){tbody th{width:auto;display:block}td{display:block}}
@media print{details{display:none}}
"""


def dossier_html(dossier: Dossier) -> str:
    """A page that opens offline; text from records is escaped, nothing is fetched."""
    marks = [*dossier.marks, *([dossier.identity_note] if dossier.identity_note else [])]
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">"
        f"<title>远程会诊病历首页</title><style>{STYLE}</style></head><body><main>"
        f"<h1>远程会诊病历首页 <small>{escape(dossier.department_zh)}</small></h1>"
        f"<p>{' '.join(map(_mark, marks))}</p><p>{escape(summary_line(dossier))}</p>"
        f"{_sections('会诊首页', dossier.front_sheet)}"
        f"{_sections('入院记录格式摘要', dossier.skeleton)}{_sources(dossier)}"
        f"</main><footer>{escape(footer_line(dossier))}</footer></body></html>"
    )


def _mark(text: str) -> str:
    return f'<span class="mark">{escape(text)}</span>'


def _sections(title: str, sections: tuple[Section, ...]) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(section.zh)}'
        f'<span class="en" lang="en">{escape(section.en)}</span></th>'
        f"<td>{_statements(section)}</td></tr>"
        for section in sections
    )
    return f"<h2>{escape(title)}</h2><table><tbody>{rows}</tbody></table>"


def _statements(section: Section) -> str:
    if section.is_empty:
        return f'<span class="empty">{NOT_PROVIDED}</span>'
    return f"<ul>{''.join(f'<li>{_statement(s)}</li>' for s in section.statements)}</ul>"


def _statement(statement: Statement) -> str:
    original = (
        f' <span class="original">{escape(shown(statement.original))}</span>'
        if statement.original and statement.original != statement.zh
        else ""
    )
    marks = "".join(f" {_mark(mark)}" for mark in statement.marks)
    places = "".join(f'<div class="place">{_place(place)}</div>' for place in statement.places)
    details = (
        f" <details><summary>{escape(references(statement))}</summary>{places}</details>"
        if places
        else ""
    )
    return f"{escape(shown(statement.zh))}{original}{marks}{details}"


def _place(place: Place) -> str:
    where = place.path or (f"第{place.page}页" if place.page else "")
    quote = f" “{escape(shown(place.quote))}”" if place.quote else ""
    return f"[{place.source}] {escape(where)}{quote}"


def _sources(dossier: Dossier) -> str:
    rows = "".join(
        f'<tr><th scope="row">[{source.number}]</th><td>{escape(shown(source.path))}'
        f"{escape(''.join('，同 ' + shown(path) for path in source.same_as))}</td>"
        f"<td>{escape(source.kind)}</td><td>{escape(source.document_date)}</td></tr>"
        for source in dossier.sources
    )
    head = "<thead><tr><th>编号</th><th>文件</th><th>类型</th><th>日期</th></tr></thead>"
    return f"<h2>来源</h2><table>{head}<tbody>{rows}</tbody></table>"

"""The one-page form of a dossier as plain data for the typesetter: what does not fit is counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from huizhen.core.preparation.dossier import (
    NOT_PROVIDED,
    Dossier,
    Section,
    SourceLine,
    Statement,
)

FIRST_SIZE_PT = 9.2
_SMALLER_STEPS = 5
_LONGEST_ORIGINAL = 70
_LONGEST_TEXT = 150


def one_page(dossier: Dossier, step: int = 0) -> dict[str, object]:
    """Data for `dossier.typ`; each further step is smaller, until the page holds."""
    size = FIRST_SIZE_PT - min(step, _SMALLER_STEPS) * 0.5
    share = 0.7 ** max(0, step - _SMALLER_STEPS)
    year, month, day = (int(part) for part in dossier.as_of.split("-"))
    skeleton = [_section(section, share) for section in dossier.skeleton]
    return {
        "title": "远程会诊病历首页",
        "department": f"{dossier.department_zh} · {dossier.department_en}",
        "created": {"year": year, "month": month, "day": day},
        "size": size,
        "marks": [*dossier.marks, *([dossier.identity_note] if dossier.identity_note else [])],
        "summary": summary_line(dossier),
        "front_sheet": [_section(section, share) for section in dossier.front_sheet],
        "skeleton": skeleton,
        "skeleton_title": "入院记录格式摘要",
        "split": (len(skeleton) + 1) // 2,
        "sources_title": "来源：",
        "sources": _sources(dossier.sources, most=24 if step <= _SMALLER_STEPS else 10),
        "footer": footer_line(dossier),
    }


def summary_line(dossier: Dossier) -> str:
    """Date, and what blocks; the same line on page and paper."""
    blocking = "、".join(BLOCKING_ZH.get(code, code) for code in dossier.blocking)
    doubts = f"　待解决：{blocking}" if blocking else ""
    return f"资料截至 {dossier.as_of}　[n] 为来源编号{doubts}"


BLOCKING_ZH = {
    "identity_unconfirmed": "身份未确认",
    "contradiction": "资料相互矛盾",
    "quarantined": "有他人资料，已隔离",
    "unidentified": "有资料无法确认归属",
    "not_read": "有文件未能读取",
    "ocr_numbers": "识别所得数字待核",
}


def footer_line(dossier: Dossier) -> str:
    """Versions of everything that shaped the page, and what the page is not."""
    packs = " ".join(f"{p.id} {p.version}" for p in dossier.packs)
    return (
        f"供会诊参考，不作诊断依据 · {dossier.composer} · {packs} · SHA-256 {dossier.sha256[:16]}"
    )


def _section(section: Section, share: float) -> dict[str, object]:
    most = max(1, int(section.most * share))
    shown = section.statements[:most]
    hidden = len(section.statements) - len(shown)
    return {
        "title": section.zh,
        "empty": NOT_PROVIDED,
        "statements": [_statement(statement) for statement in shown],
        "more": f"另有{hidden}项，见dossier.html" if hidden else "",
    }


def _statement(statement: Statement) -> dict[str, object]:
    original = statement.original
    if original and original.casefold() in statement.zh.casefold():
        original = ""
    return {
        "zh": shortened(statement.zh, _LONGEST_TEXT),
        "original": shortened(f"({original})", _LONGEST_ORIGINAL) if original else "",
        "marks": list(statement.marks),
        "refs": references(statement),
    }


def references(statement: Statement) -> str:
    """Source numbers with page, as '[3:p2][5]'; each once."""
    seen: dict[str, None] = {}
    for place in statement.places:
        page = f":p{place.page}" if place.page and not place.path else ""
        seen[f"[{place.source}{page}]"] = None
    shown = list(seen)[:3]
    return "".join(shown) + ("…" if len(seen) > len(shown) else "")


def shortened(text: str, most: int) -> str:
    """Text of at most that many characters; a cut is shown."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"


def _sources(sources: Sequence[SourceLine], most: int) -> str:
    shown = [_source(source) for source in sources[:most]]
    hidden = len(sources) - len(shown)
    return "　".join(shown) + (f"　另有{hidden}个，见inventory.csv" if hidden > 0 else "")


def _source(source: SourceLine) -> str:
    date = f" ({source.document_date[:10]})" if source.document_date else ""
    return f"[{source.number}] {shortened(source.path, 60)}{date}"


def used_sources(sections: Iterable[Section]) -> set[int]:
    """Numbers of the sources that any statement rests on."""
    return {
        place.source
        for section in sections
        for statement in section.statements
        for place in statement.places
    }

"""Synthetic papers for the proofs of all renderers: nobody's records."""

from __future__ import annotations

from huizhen.core.preparation.paper import (
    Blank,
    Column,
    Fields,
    Fixed,
    Items,
    Paper,
    Prose,
    Reference,
    Row,
    Section,
    Table,
)
from huizhen.core.preparation.statement import Place, Statement

SOURCE = "a" * 64
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
LONG_PATH = "2025_архив/" + "очень-длинное-имя-файла_" * 8 + "скан.pdf"
WHERES = ("12,40,300,52", "/ClinicalDocument/component/structuredBody/component[4]/section/entry")


def said(text: str, number: int = 0, **more: object) -> Statement:
    """A statement; with a number it rests on one place of the list."""
    place = Place(
        source=1 + number % 7,
        page_id=f"{SOURCE}:{1 + number % 3}",
        page=1 + number % 3,
        quote=f"quoted words {number}",
        start=10,
        end=22,
        boxes=((72.0, 100.0 + number % 400, 320.0, 114.0 + number % 400),),
    )
    given: dict[str, object] = {
        "key": f"k{number}:{text[:20]}",
        "text": text,
        "places": (place,) if number else (),
        "references": (number,) if number else (),
    }
    return Statement.model_validate({**given, **more})


def references(count: int) -> tuple[Reference, ...]:
    """A list of that many places."""
    return tuple(
        Reference(
            number=number,
            source=1 + number % 7,
            path=LONG_PATH if number % 5 == 0 else f"letters/letter_{number % 7}.pdf",
            page=None if number % 4 == 0 else 1 + number % 3,
            where=WHERES[number % 4 == 0],
            quote=f"quoted words {number}" + " and many more of them" * (number % 6),
        )
        for number in range(1, count + 1)
    )


def dossier_paper() -> Paper:
    """Every kind of block, three scripts, words longer than their line."""
    return Paper(
        key="dossier",
        title="远程会诊病历资料",
        subtitle="神经外科 · Neurosurgery",
        created_on="2026-05-20",
        marks=("草稿，未经医师确认", "规则未经临床审核"),
        summary=("资料截至 2026-05-20　上标数字为出处编号，见文末", "○ 该项尚未经人员确认"),
        sections=(_words(), _history(), _laboratory(), _empty(), _signing()),
        references=references(40),
        references_title="出处",
        footer="供会诊参考，不作诊断依据 · 合成样例，非真实患者 · SHA-256 0123456789abcdef",
    )


def _words() -> Section:
    quiet = Fixed(text="以下内容按原始资料整理。\n未提供者注明“未提供”。", is_quiet=True)
    general = Fields(
        fields=(
            Prose(label="姓名", statements=(said("HZ-2026-0001"),)),
            Prose(label="性别", statements=(said("女", 1),)),
            Prose(label="出生日期", empty="未提供"),
            Prose(label="联系人及联系方式", statements=(said(LONG_WORD, 2),)),
            Prose(label="身高", statements=(said("168 cm", 3),)),
        )
    )
    return Section(key="general", title="一般资料", subtitle="General", blocks=(quiet, general))


def _history() -> Section:
    return Section(
        key="history",
        title="现病史",
        subtitle="History of present illness",
        blocks=(
            Prose(
                label="经过",
                statements=(
                    said("2024-03因头痛就诊，", 4, original="Kopfschmerzen seit März 2024"),
                    said(
                        "MRI示左额叶占位",
                        5,
                        original="Образование левой лобной доли 38 × 29 мм",
                        marks=("待核",),
                        reason="unconfirmed",
                    ),
                    said(
                        "右侧肢体无力",
                        6,
                        marks=("待核",),
                        reason="contradiction",
                        references=(6, 7, 8),
                    ),
                    said("Tumortherapiefelder", 9, marks=("【原文，待译】",)),
                )
                * 3,
            ),
            Items(
                label="用药",
                is_numbered=True,
                statements=(
                    said("左乙拉西坦 500 mg，每日2次", 10, original="Levetiracetam 500 mg 1-0-1"),
                    said(LONG_PATH, 11, original=LONG_WORD + LONG_WORD),
                    said("地塞米松 4 mg", 12, marks=("待核",), reason="status_unknown"),
                ),
            ),
            Items(statements=(said("无冠状动脉疾病"), said("否认 α-2 β 过敏 ≤ 10⁹/L", 13))),
            Items(label="过敏史", empty="未提供"),
        ),
    )


def _laboratory() -> Section:
    dates = [f"2025-{month:02d}-11" for month in range(1, 8)]
    names = ("血红蛋白", "白细胞计数", "γ-谷氨酰转移酶", "Trastuzumab-Deruxtecan-Spiegel")
    rows = tuple(
        Row(
            cells=(
                said(names[line % 4]),
                said("g/L (120–160)"),
                *(said(f"{100 + line * 3 + i}↑", 14 + (line + i) % 20) for i in range(7)),
            ),
            is_highlighted=line % 9 == 0,
        )
        for line in range(60)
    )
    columns = (
        Column(title="项目", share=1.6),
        Column(title="单位（参考区间）", share=1.3),
        *(Column(title=date) for date in dates),
    )
    return Section(
        key="laboratory",
        title="实验室检查",
        blocks=(
            Table(title="血常规", columns=columns, rows=rows, marked_column=8),
            Table(title="肿瘤标志物", columns=columns[:3], empty="未提供"),
            Table(columns=columns[:2], rows=(Row(cells=(said("只有一格"),)),)),
        ),
    )


def _empty() -> Section:
    return Section(key="empty", title="家族史", subtitle="Family history")


def _signing() -> Section:
    return Section(
        key="signing",
        title="会诊意见",
        blocks=(
            Blank(label="会诊意见：", lines=5),
            Blank(label="医师签名："),
            Blank(label="（医院盖章）", is_seal=True),
        ),
    )


def letter_paper(language: str = "de") -> Paper:
    """A letter to the home team."""
    first = {
        "de": "Sehr geehrte Frau Kollegin, für die Zweitmeinung fehlen noch Unterlagen.",
        "ru": "Уважаемые коллеги, для консультации не хватает следующих материалов.",
    }.get(language, "Dear colleague, the following material is still missing.")
    columns = (Column(title="Nr."), Column(title="Unterlage", share=5), Column(title="Format"))
    row = Row(cells=(said("1"), said("MRT Schädel, DICOM, " + LONG_WORD), said("DICOM")))
    return Paper(
        key="letter_home",
        title={"ru": "Запрос материалов"}.get(language, "Anforderung von Unterlagen"),
        language=language,
        created_on="2026-05-20",
        sections=(
            Section(key="body", title="", blocks=(Fixed(text=first + "\n\n" + first * 4),)),
            Section(
                key="list",
                title={"ru": "Перечень"}.get(language, "Liste"),
                blocks=(
                    Items(statements=(said("MRT 2025"), said("Befund")), is_numbered=True),
                    Table(columns=columns, rows=(row,) * 3),
                    Blank(label="Ort, Datum, Unterschrift"),
                    Blank(label="Stempel", is_seal=True),
                ),
            ),
        ),
        footer="Huizhen 0.1.0",
    )


def front_sheet_paper(statements: int = 12) -> Paper:
    """Blocks that hold more than one page can."""
    return Paper(
        key="front_sheet",
        title="远程会诊病历首页",
        subtitle="神经外科 · Neurosurgery",
        created_on="2026-05-20",
        marks=("草稿，未经医师确认",),
        summary=("资料截至 2026-05-20　上标数字为出处编号",),
        sections=tuple(
            Section(
                key=f"block{block}",
                title=f"第{block}栏目",
                subtitle="Block",
                most=6,
                blocks=(
                    Prose(
                        statements=tuple(
                            said(
                                f"第{block}.{i}项所见，" + "较前增大" * (i % 5 + 2),
                                i + 1,
                                original="larger than before" * (i % 3),
                                marks=("待核",),
                                reason="unconfirmed" if i % 2 else "contradiction",
                            )
                            for i in range(statements)
                        )
                    ),
                ),
            )
            for block in range(1, 13)
        ),
        footer="供会诊参考，不作诊断依据",
    )


def long_paper(statements: int = 3000) -> Paper:
    """As many statements as a long illness gives."""
    each = [
        said(
            f"{i}：MRI示左额叶占位，较前{'增大' if i % 2 else '缩小'}",
            i + 1,
            original=f"MRI: frontal lesion {i} mm, Größe wie zuvor, образование",
            marks=("待核",) if i % 3 == 0 else (),
            reason="unconfirmed" if i % 3 == 0 else "",
        )
        for i in range(statements)
    ]
    tenth = max(1, statements // 10)
    return Paper(
        key="dossier",
        title="远程会诊病历资料",
        created_on="2026-05-20",
        sections=tuple(
            Section(
                key=f"s{part}",
                title=f"第{part + 1}部分",
                blocks=(Items(statements=tuple(each[part * tenth : (part + 1) * tenth])),),
            )
            for part in range(10)
        ),
        references=references(statements),
        references_title="出处",
        footer="合成样例",
    )

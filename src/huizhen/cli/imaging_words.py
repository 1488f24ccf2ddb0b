"""What `imaging check` prints for people: a table of series, then what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Sequence

import typer
from rich.console import Console
from rich.table import Table

from huizhen.cli.imaging_lines import CheckedFinding, ImagingCheckLine
from huizhen.cli.imaging_run import ImagingRun
from huizhen.core.imaging.findings import Effect
from huizhen.core.records.inventory import shown

NOTHING = {
    "en": "No DICOM file was found. Give the folder that holds the images; of a disc, all of it.",
    "zh": "未找到DICOM文件。请给出存放影像的文件夹；如为光盘，请给出整张光盘的内容。",
}
NOTHING_READ = {
    "en": "None of the DICOM files could be read; what to do stands above.",
    "zh": "所有DICOM文件均无法读取，处理办法见上。",
}
_COLUMNS = {
    "en": ("folder", "study", "series", "kind", "phase", "plane", "images", "slices", "thickness",
           "spacing"),
    "zh": ("文件夹", "检查", "序列", "类别", "期相", "方位", "图像数", "层数", "层厚", "层间距"),
}  # fmt: skip
_EFFECTS: dict[str, dict[Effect, str]] = {
    "en": {"block": "BLOCKS", "warn": "WARNING", "note": "note", "none": "note"},
    "zh": {"block": "阻断", "warn": "警告", "note": "提示", "none": "提示"},
}
_WHOLE = {"en": "The whole folder", "zh": "整个文件夹"}
_SOUND = {"en": "Nothing was found to be wrong.", "zh": "未发现问题。"}
_ASIDE = {
    "en": "{other} other files are no DICOM and were not looked at; {refused} could not be opened.",
    "zh": "另有{other}个文件不是DICOM，未检查；{refused}个文件无法打开。",
}


def print_in_words(run: ImagingRun, lines: Sequence[ImagingCheckLine], language: str) -> None:
    """The table, the findings, and what was not looked at."""
    if any(line.images for line in lines):
        _print_table(run, lines, language)
    told: set[tuple[str, CheckedFinding]] = set()
    for line in lines:
        fresh = [found for found in line.findings if (line.study, found) not in told]
        # what is true of a study is said once, with its first series
        told.update((line.study, found) for found in fresh if found.scope == "study")
        if fresh:
            _print_findings(run, line, fresh, language)
    if run.placed and not any(line.findings for line in lines):
        typer.echo(f"\n{_SOUND[language]}")
    if run.other_files or run.refused:
        aside = _ASIDE[language].format(other=run.other_files, refused=len(run.refused))
        typer.echo(f"\n{aside}", err=True)


def _print_table(run: ImagingRun, lines: Sequence[ImagingCheckLine], language: str) -> None:
    table = Table(box=None, pad_edge=False)
    for column in _COLUMNS[language]:
        table.add_column(column, overflow="fold")
    for line in lines:
        if line.images:
            table.add_row(*(shown(cell) for cell in _cells(run, line, language)))
    Console(width=160, markup=False, highlight=False).print(table)


def _cells(run: ImagingRun, line: ImagingCheckLine, language: str) -> tuple[str, ...]:
    return (
        line.path or ".",
        f"{_day(line.date)} {line.modality}".strip(),
        line.description,
        run.names.said("kinds", line.kind, language),
        run.names.said("phases", line.phase, language),
        run.names.said("planes", line.plane, language),
        str(line.images),
        str(line.slices or ""),
        _mm(line.thickness_mm),
        _mm(line.spacing_mm),
    )


def _day(date: str) -> str:
    """A date of a header as people write it; an unusual one as it stands."""
    return f"{date[:4]}-{date[4:6]}-{date[6:]}" if len(date) == 8 and date.isdecimal() else date


def _mm(value: float | None) -> str:
    return "" if value is None else f"{round(value, 2):g} mm"


def _print_findings(
    run: ImagingRun, line: ImagingCheckLine, findings: Sequence[CheckedFinding], language: str
) -> None:
    """Each code once, with all the tags that show it, and what to do."""
    what = f"{line.modality} {line.description}".strip()
    place = line.path or ("." if line.images else _WHOLE[language])
    typer.echo(f"\n{shown(place)}  {shown(what)}".rstrip())
    by_code: dict[str, list[CheckedFinding]] = {}
    for found in findings:
        by_code.setdefault(found.code, []).append(found)
    for code, several in by_code.items():
        words = run.words[code]
        tags = "; ".join(f"{found.tag} {found.value}".strip() for found in several)
        typer.echo(f"  [{_EFFECTS[language][words.effect]}] {words.said(language)} ({shown(tags)})")
        typer.echo(f"      {words.remedy(language)}")

"""The command `imaging check`: what is wrong with the images of a folder, series by series."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Callable, Iterator
from os.path import commonpath
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from huizhen.cli.case_run import existing_records, opened
from huizhen.cli.imaging_run import ImagingRun, folder_of, run_imaging
from huizhen.cli.output import (
    EXIT_BLOCKED,
    EXIT_NOTHING_READ,
    print_json_lines,
    said_plainly,
)
from huizhen.cli.workshop import Workshop
from huizhen.core.errors import WrongCall
from huizhen.core.imaging.findings import Effect, FindingTable, ImagingFinding
from huizhen.core.imaging.geometry import geometry_of
from huizhen.core.imaging.judged import JudgedSeries
from huizhen.core.imaging.series import PlacedInstance
from huizhen.core.records.inventory import shown
from huizhen.core.records.value import Value

SCHEMA = "huizhen.imaging-check/1"
group = typer.Typer(no_args_is_help=True, help="Images: what a folder of them is worth.")
_made: list[Callable[[], Workshop]] = []
_NOTHING = {
    "en": "No DICOM file was found. Give the folder that holds the images; of a disc, all of it.",
    "zh": "未找到DICOM文件。请给出存放影像的文件夹；如为光盘，请给出整张光盘的内容。",
}
_COLUMNS = {
    "en": ("folder", "series", "kind", "phase", "plane", "images", "slices", "thick", "spacing"),
    "zh": ("文件夹", "序列", "类别", "期相", "方位", "图像数", "层数", "层厚", "层间距"),
}
_EFFECTS: dict[str, dict[Effect, str]] = {
    "en": {"block": "BLOCKS", "warn": "WARNING", "note": "note", "none": "note"},
    "zh": {"block": "阻断", "warn": "警告", "note": "提示", "none": "提示"},
}


class CheckedFinding(Value):
    """One finding as `imaging check` prints it."""

    code: str
    tag: str
    """DICOM keyword, or a dotted path of keywords."""
    value: str
    effect: Effect
    scope: str


class ImagingCheckLine(Value):
    """One series as `imaging check` prints it; files without a series have '' for its UID."""

    path: str
    """The folder that holds all of the series; of a broken file, the file."""
    series: str
    study: str = ""
    modality: str = ""
    date: str = ""
    description: str = ""
    kind: str = ""
    body_parts: tuple[str, ...] = ()
    purpose: str = ""
    phase: str = ""
    contrast: str = ""
    plane: str = ""
    kernel: str = ""
    is_lossy: bool = False
    images: int = 0
    """Instances: files, not frames."""
    slices: int = 0
    """Different places along the normal."""
    thickness_mm: float | None = None
    spacing_mm: float | None = None
    findings: tuple[CheckedFinding, ...] = ()


@group.callback()
def _group() -> None:
    """Images: what a folder of them is worth."""


@group.command("check")
def check(
    folder: Annotated[Path, typer.Argument(help="Any heap of files; discs with or without index.")],
    language: Annotated[str, typer.Option(help="Of words: en or zh.")] = "en",
    as_of: Annotated[str, typer.Option(help="The day it is seen from: 2026-05-20.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="JSON lines for machines.")] = False,
) -> None:
    """Say what is wrong with the images of a folder, series by series 检查影像.

    Exit 0 nothing blocks, 3 something blocks, 4 no DICOM file could be read, 2 wrong call.
    """
    with said_plainly(), tempfile.TemporaryDirectory(prefix="huizhen-") as scratch:
        spoken = _language(language)
        day = _day(as_of)
        records = existing_records(folder)
        store = _made[0]().open_store(Path(scratch))
        with opened(store, as_json) as tick:
            run = run_imaging(records, _made[0](), store, tick, day)
        lines = list(lines_of(run))
        if as_json:
            print_json_lines({"schema": SCHEMA, **line.model_dump(mode="json")} for line in lines)
        else:
            _print_table(lines, spoken)
            _print_findings(run, lines, spoken)
        if not run.placed:
            typer.echo(_NOTHING[spoken], err=True)
            raise typer.Exit(EXIT_NOTHING_READ)
        if any(found.effect == "block" for line in lines for found in line.findings):
            raise typer.Exit(EXIT_BLOCKED)


def add_imaging_commands(app: typer.Typer, workshop: Callable[[], Workshop]) -> None:
    """Give the application its group `imaging`."""
    _made[:] = [workshop]
    app.add_typer(group, name="imaging")


def _language(text: str) -> str:
    if text in ("en", "zh"):
        return text
    raise WrongCall("language_unknown", "Findings are in English or Chinese.", "Give en or zh.")


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text) if text else None
    except ValueError:
        raise WrongCall(
            "as_of_malformed", "The day is not a date.", "Write it as 2026-05-20."
        ) from None


def lines_of(run: ImagingRun) -> Iterator[ImagingCheckLine]:
    """A line for each series with all that is found of it and of its study, then one for what is
    found of the whole folder, then one for each broken file."""
    told: set[ImagingFinding] = set()
    for judged in run.judgement.series:
        own = [found for found in run.judgement.findings if _concerns(found, judged)]
        told.update(own)
        yield _line(judged, own, run.words)
    rest = [found for found in run.judgement.findings if found not in told]
    if rest:
        yield ImagingCheckLine(path="", series="", findings=_checked(rest, run.words))
    for broken in run.broken:
        findings = _checked([broken.finding], run.words)
        yield ImagingCheckLine(path=broken.path, series="", findings=findings)


def _concerns(found: ImagingFinding, judged: JudgedSeries) -> bool:
    """Whether a finding is about this series: by its UID and files, or by a file alone."""
    if found.scope == "case":
        return False
    series = judged.series.first.series_instance_uid
    if found.scope != "study" and found.series_instance_uid != series:
        return False
    if found in judged.findings:
        return True
    return bool(not found.source_ids or set(found.source_ids) & set(judged.source_ids))


def _line(
    judged: JudgedSeries, findings: list[ImagingFinding], words: FindingTable
) -> ImagingCheckLine:
    first = judged.series.first
    geometry = geometry_of(judged.series)
    return ImagingCheckLine(
        path=_common_folder(judged.series.instances),
        series=first.series_instance_uid,
        study=first.study_instance_uid,
        modality=first.modality,
        date=first.study_date,
        description=first.series_description,
        kind=judged.kind,
        body_parts=judged.body_parts,
        purpose=judged.purpose,
        phase=judged.phase,
        contrast=judged.contrast,
        plane=judged.plane,
        kernel=judged.kernel,
        is_lossy=judged.is_lossy,
        images=len(judged.series.instances),
        slices=geometry.slices,
        thickness_mm=geometry.thickness_mm,
        spacing_mm=geometry.spacing_mm,
        findings=_checked(findings, words),
    )


def _checked(findings: list[ImagingFinding], words: FindingTable) -> tuple[CheckedFinding, ...]:
    return tuple(
        CheckedFinding(
            code=found.code,
            tag=found.tag,
            value=found.value,
            effect=words[found.code].effect,
            scope=found.scope,
        )
        for found in words.worst_first(findings)
    )


def _common_folder(placed: tuple[PlacedInstance, ...]) -> str:
    folders = {folder_of(one.path) for one in placed}
    return commonpath(folders) if "" not in folders else ""


def _print_table(lines: list[ImagingCheckLine], language: str) -> None:
    table = Table(box=None, pad_edge=False)
    for column in _COLUMNS[language]:
        table.add_column(column, overflow="fold")
    for line in lines:
        if line.images:
            table.add_row(*(shown(cell) for cell in _cells(line)))
    Console(width=160, markup=False, highlight=False).print(table)


def _cells(line: ImagingCheckLine) -> tuple[str, ...]:
    what = " ".join(part for part in (line.date, line.modality, line.description) if part)
    return (
        line.path or ".",
        what,
        line.kind,
        line.phase,
        line.plane,
        str(line.images),
        str(line.slices or ""),
        _mm(line.thickness_mm),
        _mm(line.spacing_mm),
    )


def _mm(value: float | None) -> str:
    return "" if value is None else f"{value:g} mm"


def _print_findings(run: ImagingRun, lines: list[ImagingCheckLine], language: str) -> None:
    """Each finding once for its series, with the tag that shows it and what to do."""
    for line in lines:
        if not line.findings:
            continue
        what = " ".join(part for part in (line.modality, line.description) if part)
        typer.echo(f"\n{shown(line.path or '.')}  {shown(what)}".rstrip())
        for found in line.findings:
            words = run.words[found.code]
            shows = f"{found.tag} {found.value}".strip()
            typer.echo(
                f"  [{_EFFECTS[language][found.effect]}] {words.said(language)} ({shown(shows)})"
            )
            typer.echo(f"      {words.remedy(language)}")

"""Long cases: a dossier of about 60 printed pages, and sources of up to 600 pages.

The dossier repeats the hpb sample's facts with other days, values and documents until its PDF has
60 pages; composition, PDF, DOCX and page are measured in a process each. The sources are the
sample's own pages with other days and values, printed as PDF letters; reading, extraction, folding
and composition are measured apart. `exponent` is the slope of log time over log pages: 1 is linear.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
import math
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from huizhen.cli.case_run import opened, run_case
from huizhen.cli.extraction_run import extract_facts
from huizhen.cli.package_run import CaseRequest, composed, request_from
from huizhen.cli.papers_run import MOST_CHARACTERS, set_pdf
from huizhen.cli.reading_run import read_files
from huizhen.cli.received import receive_folder
from huizhen.cli.requirements_run import requirements_of
from huizhen.cli.workshop import Workshop
from huizhen.core.content import load_pack
from huizhen.core.language.terms import Lexicon
from huizhen.core.preparation.case_file import CaseFile, FiledReading, fold_case
from huizhen.core.preparation.dossier import Dossier
from huizhen.core.preparation.frames import Frames
from huizhen.core.preparation.page_pictures import PageViews
from huizhen.core.preparation.paper_page import paper_html
from huizhen.core.preparation.papers import dossier_paper, front_sheet_paper, page_paper
from huizhen.core.preparation.requirements.findings import Requirements
from huizhen.core.preparation.setting import paper_data
from huizhen.core.preparation.shortening import on_one_page
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.evidence import PersonEntry
from huizhen.core.records.fact import Fact, fact_key
from huizhen.core.records.merge import merge_facts
from huizhen.project.config import Settings
from huizhen.project.wiring import workshop
from measured import ROOT, SEED, write_proof
from prepare import HUIZHEN

GOAL_PAGES = 60
SOURCE_PAGES = (60, 150, 300, 600)
PAGES_A_LETTER = 6
DAYS_APART = 37
STAGES = ("composition", "pdf", "docx", "html")
_PAGE_LOOK = '#set page(paper: "a4", margin: 12mm)\n#set text(size: 7pt)\n'
_DAY = re.compile(r"\b(\d{1,2})([./])(\d{1,2})\2(20\d{2})\b")
_ISO = re.compile(r"\b(20\d{2})-(\d{2})-(\d{2})\b")
_DECIMAL = re.compile(r"(?<![\d.,])(\d{1,4})([.,])(\d)(?![\d.,])")


# A merged case that repeats a sample


def repeated(case: CaseFile, copies: int) -> CaseFile:
    """The case with its facts again, each time with other days, values and documents."""
    facts = list(case.merged.facts)
    sources = list(case.sources)
    for copy in range(1, copies):
        renamed = {s.source_id: _other_source(s.source_id, copy) for s in case.sources}
        facts.extend(_varied(fact, copy, renamed) for fact in case.merged.facts)
        sources.extend(
            source.model_copy(
                update={
                    "number": source.number + copy * len(case.sources),
                    "path": f"{copy:02d}/{source.path}",
                    "source_id": renamed[source.source_id],
                }
            )
            for source in case.sources
        )
    return case.model_copy(update={"merged": merge_facts(facts), "sources": tuple(sources)})


def _other_source(source_id: str, copy: int) -> str:
    return hashlib.sha256(f"{source_id}:{copy}".encode()).hexdigest()


def _varied(fact: Fact, copy: int, renamed: dict[str, str]) -> Fact:
    evidence = []
    for one in fact.evidence:
        if isinstance(one, PersonEntry):
            continue
        source_id, _, rest = one.page_id.partition(":")
        other = renamed.get(source_id, source_id)
        evidence.append(one.model_copy(update={"page_id": f"{other}:{rest}"}))
    changed: dict[str, object] = {"evidence": tuple(evidence) or fact.evidence}
    if fact.date is not None:
        changed["date"] = _earlier(fact.date, copy)
    if fact.value and re.fullmatch(r"\d+(\.\d+)?", fact.value):
        places = Decimal(1).scaleb(Decimal(fact.value).normalize().as_tuple().exponent or 0)  # type: ignore[arg-type]
        changed["value"] = str((Decimal(fact.value) * (100 + copy) / 100).quantize(places))
    new = fact.model_copy(update=changed)
    key = fact_key(new.type, new.text, new.code, new.body_site, new.side, new.date, new.time)
    return new.model_copy(update={"fact_key": key})


def _earlier(date: PartialDate, copy: int) -> PartialDate:
    """The date moved back, known no better than before."""
    first = datetime.date(date.year, date.month or 1, date.day or 1)
    moved = first - datetime.timedelta(days=DAYS_APART * copy)
    return PartialDate(
        year=moved.year,
        month=moved.month if date.month else None,
        day=moved.day if date.day else None,
    )


# The stages, each in a process of its own


def _sample_case(folder: Path, shop: Workshop) -> tuple[CaseFile, CaseRequest]:
    request = request_from(folder / "hpb.json", {}, shop)
    store = shop.open_store(folder / "package")
    with opened(store, True) as tick:
        case = run_case(folder / "hpb", shop, store, request.reference, tick).case
    return case, request


def stage(name: str, folder: Path, copies: int) -> dict[str, float]:
    """Seconds of one stage in this process, and its peak; inputs and results lie in `folder`."""
    shop = workshop(Settings())
    frames = Frames(load_pack("wording", shop.terms_roots), "papers.json")
    made: Callable[[], object]
    if name == "composition":
        case = repeated(_loaded(CaseFile, folder / "case.json"), copies)
        request = request_from(folder / "hpb.json", {}, shop)
        found = _loaded(Requirements, folder / "found.json")
        composed(_empty(case), request, shop, found)  # loads and compiles what a process needs once
        before = _peak_mb()
        started = time.perf_counter()
        dossier = composed(case, request, shop, found)
        seconds = time.perf_counter() - started
        (folder / "dossier.json").write_text(dossier.model_dump_json())
        facts = {"facts": len(case.merged.facts), "statements": _statements(dossier)}
        return {**_measured(seconds, before), **facts}
    dossier = _loaded(Dossier, folder / "dossier.json")
    made = {
        "pdf": lambda: (folder / "dossier.pdf").write_bytes(_pdf(dossier, frames, shop)),
        "docx": lambda: (folder / "dossier.docx").write_bytes(_docx(dossier, frames, shop)),
        "html": lambda: (folder / "dossier.html").write_text(
            paper_html(page_paper(dossier, frames), PageViews())
        ),
    }[name]
    before = _peak_mb()
    started = time.perf_counter()
    made()
    return _measured(time.perf_counter() - started, before)


def _pdf(dossier: Dossier, frames: Frames, shop: Workshop) -> bytes:
    import pypdfium2

    front, rest = front_sheet_paper(dossier, frames), dossier_paper(dossier, frames)
    held = on_one_page(
        front,
        frames.text("dossier.more"),
        lambda data: set_pdf(data, front, shop),
        lambda pdf: len(pypdfium2.PdfDocument(pdf)) == 1,
        MOST_CHARACTERS,
    )
    return set_pdf(paper_data(rest, held.step, held.paper), rest, shop)


def _docx(dossier: Dossier, frames: Frames, shop: Workshop) -> bytes:
    front, rest = front_sheet_paper(dossier, frames), dossier_paper(dossier, frames)
    return shop.docx.render(rest, 0, front)


def _loaded(kind: Any, path: Path) -> Any:
    return kind.model_validate_json(path.read_bytes())


def _empty(case: CaseFile) -> CaseFile:
    return case.model_copy(update={"merged": merge_facts(case.merged.facts[:5])})


def _statements(dossier: Dossier) -> int:
    return sum(len(section.statements) for section in dossier.sections)


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def _measured(seconds: float, before: int) -> dict[str, float]:
    return {"seconds": round(seconds, 2), "peak_mb": _peak_mb(), "peak_before_mb": before}


def in_child(*arguments: object) -> dict[str, Any]:
    """What this script prints in a process of its own."""
    command = [sys.executable, __file__, *map(str, arguments)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=ROOT / "benchmarks")
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def long_dossier(folder: Path) -> dict[str, object]:
    """Repeats the sample until its PDF has the pages wanted; the figures of every length."""
    shop = workshop(Settings())
    case, request = _sample_case(folder, shop)
    found = requirements_of(case, request.specialty.id, request.as_of, request.question, shop)
    (folder / "case.json").write_text(case.model_dump_json())
    (folder / "found.json").write_text(found.model_dump_json())
    runs: list[dict[str, Any]] = []
    for copies in (1, 4, 8, 16, 24, 32, 40, 48, 56, 64):
        stages = {name: in_child("--stage", name, folder, copies) for name in STAGES}
        pages = _page_count(folder / "dossier.pdf")
        runs.append({"copies": copies, "pages": pages, **stages})
        if pages >= GOAL_PAGES:
            break
    facts = [run["composition"]["facts"] for run in runs]
    exponents = {
        name: exponent([(n, run[name]["seconds"]) for n, run in zip(facts, runs, strict=True)])
        for name in STAGES
    }
    return {"runs": runs, "exponents_by_facts": exponents}


def _page_count(pdf: Path) -> int:
    import pypdfium2

    return len(pypdfium2.PdfDocument(pdf))


# Many pages of sources


def sample_pages(folder: Path) -> list[str]:
    """The text of the sample's printed pages."""
    import pypdfium2

    texts = []
    for path in sorted((folder / "hpb").glob("*.pdf")):
        for page in pypdfium2.PdfDocument(path):
            text = page.get_textpage().get_text_range().replace("\r", "")
            if len(text) > 400:
                texts.append(text)
    return texts


def varied_page(text: str, rng: random.Random) -> str:
    """A page with its days moved and its decimals changed."""
    days = rng.randint(0, 900)

    def moved(year: str, month: str, day: str) -> datetime.date | None:
        try:
            return datetime.date(int(year), int(month), int(day)) - datetime.timedelta(days=days)
        except ValueError:
            return None

    def european(found: re.Match[str]) -> str:
        date = moved(found[4], found[3], found[1])
        return f"{date:%d}{found[2]}{date:%m}{found[2]}{date:%Y}" if date else found[0]

    def iso(found: re.Match[str]) -> str:
        date = moved(found[1], found[2], found[3])
        return date.isoformat() if date else found[0]

    text = _ISO.sub(iso, _DAY.sub(european, text))
    return _DECIMAL.sub(lambda found: f"{found[1]}{found[2]}{rng.randint(0, 9)}", text)


def _printed(text: str) -> str:
    """A page's text for typst, line by line."""
    clean = "".join(char for char in text if char == "\n" or char.isprintable())
    return f"#raw({json.dumps(clean, ensure_ascii=False)})\n"


def write_letters(folder: Path, texts: list[str], pages: int) -> None:
    """PDF letters of six pages each, with a text layer, all about the sample's patient."""
    import typst

    rng = random.Random(SEED)
    folder.mkdir(parents=True)
    for number in range(0, pages, PAGES_A_LETTER):
        last = min(number + PAGES_A_LETTER, pages)
        printed = [_printed(varied_page(texts[at % len(texts)], rng)) for at in range(number, last)]
        body = _PAGE_LOOK + "#pagebreak()\n".join(printed)
        (folder / f"letter_{number:03d}.pdf").write_bytes(typst.compile(body.encode()))


def sources(folder: Path, records: Path) -> dict[str, float]:
    """Seconds of each step from files to dossier in this process, and the peaks."""
    shop = workshop(Settings())
    request = request_from(folder / "hpb.json", {}, shop)
    store = shop.open_store(records.parent / f"{records.name}-package")
    clock = _Clock()
    with opened(store, True) as tick:
        folder_ = receive_folder(records, shop.limits, store, store.package.resolve(), tick)
        readers = shop.start_readers(store.spool)
        try:
            files = read_files(folder_.files, shop.registry, shop.limits, store, readers, tick)
        finally:
            readers.close()
        clock.lap("reading")
        files = extract_facts(files, shop, store, tick)
        clock.lap("extraction")
    filed = [
        FiledReading(received=f.located.received, reading=f.reading, inside=f.inside) for f in files
    ]
    lexicon = Lexicon(load_pack("terms", shop.terms_roots))
    clock.lap("loading_terms")
    case = fold_case(filed, folder_.refused, request.reference, lexicon)
    clock.lap("folding")
    found = requirements_of(case, request.specialty.id, request.as_of, request.question, shop)
    clock.lap("requirements")
    dossier = composed(case, request, shop, found)
    clock.lap("composition")
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "pages": sum(len(f.reading.pages) for f in files),
        "facts_read": sum(len(f.reading.facts) for f in files),
        "facts_merged": len(case.merged.facts),
        "statements": _statements(dossier),
        **clock.laps,
        "seconds": round(sum(clock.laps.values()), 2),
        "peak_mb": _peak_mb(),
        "largest_worker_mb": children.ru_maxrss >> 10,
    }


class _Clock:
    """Seconds between laps."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        """End a lap."""
        now = time.perf_counter()
        self.laps[name] = round(now - self._last, 2)
        self._last = now


def growth(folder: Path) -> dict[str, object]:
    """Sources of growing length, and how time grows with them."""
    texts = sample_pages(folder)
    runs = []
    for pages in SOURCE_PAGES:
        records = folder / f"sources-{pages}"
        write_letters(records, texts, pages)
        runs.append(in_child("--sources", records, folder))
    steps = ("reading", "extraction", "folding", "requirements", "composition", "seconds")
    return {
        "runs": runs,
        "exponents": {s: exponent([(run["pages"], run[s]) for run in runs]) for s in steps},
    }


def exponent(points: list[tuple[float, float]]) -> float | None:
    """The least-squares slope of log time over log size; None below a measurable time."""
    logs = [(math.log(size), math.log(t)) for size, t in points if t >= 0.05]
    if len(logs) < 2:
        return None
    mean_x = sum(x for x, _ in logs) / len(logs)
    mean_y = sum(y for _, y in logs) / len(logs)
    spread = sum((x - mean_x) ** 2 for x, _ in logs)
    if not spread:
        return None
    return round(sum((x - mean_x) * (y - mean_y) for x, y in logs) / spread, 2)


def print_runs(title: str, runs: list[dict[str, Any]]) -> None:
    """One line a run."""
    print(title)
    for run in runs:
        print("  " + "  ".join(f"{key} {_said(value)}" for key, value in run.items()))


def _said(value: object) -> str:
    if isinstance(value, dict):
        return f"{value['seconds']} s/{value['peak_mb']} MB"
    return str(value)


def main() -> None:
    """Measures both, prints, writes; the hidden options are its own child processes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stage", nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("--sources", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.stage:
        name, folder, copies = asked.stage
        print(json.dumps(stage(name, Path(folder), int(copies))))
        return
    if asked.sources:
        records, folder = map(Path, asked.sources)
        print(json.dumps(sources(folder, records)))
        return
    started = time.time()
    with tempfile.TemporaryDirectory(prefix="huizhen-long-") as made:
        folder = Path(made)
        subprocess.run([*HUIZHEN, "samples", str(folder), "--only", "hpb"], check=True, cwd=ROOT)
        dossier = long_dossier(folder)
        sources_ = growth(folder)
    print_runs("dossier", dossier["runs"])  # type: ignore[arg-type]
    print_runs("sources", sources_["runs"])  # type: ignore[arg-type]
    figures = {"load_average": os.getloadavg()[0], "dossier": dossier, "sources": sources_}
    write_proof("long_dossier", figures, started)


if __name__ == "__main__":
    main()

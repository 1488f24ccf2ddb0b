"""The command line's runner: performs the core's plans on a folder, keeps each result at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from huizhen.core.ports import DerivedStore, Outcome, Work, Workers
from huizhen.core.reading.limits import Limits
from huizhen.core.reading.plan import (
    Located,
    PlannedReading,
    failed_reading,
    plan_reading,
    readings_from,
    single_works,
    without_spare_lines,
    works_for,
)
from huizhen.core.reading.registry import Registry
from huizhen.core.records.page import SourceId
from huizhen.core.records.reading import Reading, Received
from huizhen.core.records.value import Value

_MOST_COPIES = 8
Tick = Callable[[str], None]


class ReadFile(Value):
    """A received file and its reading."""

    located: Located
    key: str
    reading: Reading
    inside: str = ""
    """The path of the container that holds it, '' for a file of the folder itself."""


def read_files(
    files: Sequence[Located],
    registry: Registry,
    limits: Limits,
    store: DerivedStore,
    workers: Workers,
    tick: Tick,
) -> list[ReadFile]:
    """The reading of every file and of every file inside it, in path order.

    Results are stored as they come: a run that is killed goes on where it stood.
    """
    done: list[ReadFile] = []
    waiting: list[tuple[Located, str]] = [(located, "") for located in files]
    budget = limits.max_files
    # the same container at another path holds the same files: it is opened once
    expanded: set[str] = set()
    while waiting:
        plans = [(plan_reading(located, registry, limits), inside) for located, inside in waiting]
        made = [(plan, inside) for plan, inside in plans if plan is not None]
        readings = _readings([plan for plan, _ in made], store, workers, tick)
        level = [
            ReadFile(located=plan.located, key=plan.key, reading=readings[plan.key], inside=inside)
            for plan, inside in made
        ]
        done.extend(level)
        budget -= len(level)
        fresh = {file.located.received.source_id: file for file in reversed(level)}
        opened = [file for source_id, file in fresh.items() if source_id not in expanded]
        expanded.update(fresh)
        inside = _members(opened, store)
        waiting = [one for one in inside if one[0].depth <= limits.max_nesting][: max(0, budget)]
        done = _with_left_members(done, len(inside) - len(waiting), inside, waiting)
    archives = {f.located.received.source_id for f in done if f.reading.kind == "archive"}
    done = [_with_repeats_said(file, archives) for file in done]
    return sorted(done, key=lambda file: file.located.received.path)


def _with_repeats_said(file: ReadFile, archives: set[SourceId]) -> ReadFile:
    """The file; an archive that holds another one many times over is opened in part: once each."""
    copies = Counter(member.source_id for member in file.reading.members)
    most = max((count for one, count in copies.items() if one in archives), default=0)
    if most <= _MOST_COPIES or file.reading.status != "read":
        return file
    reading = file.reading.model_copy(
        update={
            "status": "part",
            "code": "archive_repeated",
            "message": f"The same archive lies inside it {most} times; it was opened once.",
            "remedy": "Nothing is lost; ask the sender why, for no record needs this.",
        }
    )
    return file.model_copy(update={"reading": reading})


def _members(level: Iterable[ReadFile], store: DerivedStore) -> list[tuple[Located, str]]:
    found: list[tuple[Located, str]] = []
    for file in level:
        parent = file.located
        for member in file.reading.members:
            received = Received(
                path=f"{parent.received.path}!/{member.name}",
                source_id=member.source_id,
                size_bytes=member.size_bytes,
            )
            path = store.member_path(member.source_id)
            located = Located(received=received, path=path, depth=parent.depth + 1)
            found.append((located, parent.received.path))
    return found


def _with_left_members(
    done: list[ReadFile],
    left: int,
    inside: Sequence[tuple[Located, str]],
    waiting: Sequence[tuple[Located, str]],
) -> list[ReadFile]:
    """The files with each container marked that holds files which no limit lets us open."""
    if not left:
        return done
    counts = Counter(place for _, container in inside for place in _containers(container))
    counts.subtract(place for _, container in waiting for place in _containers(container))
    return [
        _partly_opened(file, counts[file.located.received.path])
        if counts[file.located.received.path] > 0
        else file
        for file in done
    ]


def _containers(path: str) -> list[str]:
    """A container and all that hold it, by path: 'a.zip!/b.zip' and 'a.zip'."""
    parts = path.split("!/")
    return ["!/".join(parts[: end + 1]) for end in range(len(parts))]


def _partly_opened(file: ReadFile, left: int) -> ReadFile:
    reading = file.reading.model_copy(
        update={
            "status": "part",
            "code": "members_above_limit",
            "message": f"{left} files inside it lie too deep, or are more than a run opens.",
            "remedy": "Unpack it, send the medical files alone, or raise max_nesting or max_files.",
        }
    )
    return file.model_copy(update={"reading": reading})


def _readings(
    plans: Sequence[PlannedReading], store: DerivedStore, workers: Workers, tick: Tick
) -> dict[str, Reading]:
    readings: dict[str, Reading] = {}
    missing: list[PlannedReading] = []
    for plan in {plan.key: plan for plan in plans}.values():
        stored = store.get("readings", plan.key)
        if stored is not None and _members_are_kept(stored, store):
            readings[plan.key] = without_spare_lines(Reading.model_validate(stored))
        else:
            missing.append(plan)
    works = works_for(missing)
    again: list[Work] = []
    for work, outcome in _performed(works, workers, tick):
        if work.kind == "dicom_headers" and outcome.data is None:
            again.extend(single_works(work, "dicom"))
            continue
        _keep(work, outcome, readings, store)
    for work, outcome in _performed(again, workers, tick):
        _keep(work, outcome, readings, store)
    return readings


def _members_are_kept(stored: dict[str, object], store: DerivedStore) -> bool:
    members = stored.get("members")
    if not isinstance(members, list):
        return True
    return all(store.member_path(member["source_id"]).exists() for member in members)


def _performed(
    works: Sequence[Work], workers: Workers, tick: Tick
) -> Iterable[tuple[Work, Outcome]]:
    by_key = {work.key: work for work in works}
    for outcome in workers.perform(works):
        work = by_key[outcome.key]
        tick(work.label)
        yield work, outcome


def _keep(work: Work, outcome: Outcome, readings: dict[str, Reading], store: DerivedStore) -> None:
    try:
        results = list(readings_from(work, outcome))
    except ValueError:
        # a reply that is no reading is the child's fault, not the run's
        reply = Outcome(
            key=outcome.key,
            code="reader_failed",
            message="The reader gave an unusable answer for this file.",
            remedy="Ask for the file again, or in another format (PDF, original export).",
        )
        results = [(work.key, failed_reading(str(work.input.get("reader", "")), reply))]
    for key, reading in results:
        readings[key] = without_spare_lines(reading)
        if reading.code not in ("parser_crashed", "parser_timeout"):
            store.put("readings", key, reading.model_dump(mode="json"))

"""The hpb sample sealed for a department, opened, and searched by another hand's program.

    python benchmarks/sealed_sample.py [FOLDER]

Everything that the worker does is done as on a desk: files come by upload, images are indexed, the
package is composed, pictures are searched, people decide, the dossier is signed, the package is
sealed. Facts and findings are taken as settled. What was sealed is opened with the passphrase and
handed to tests/oracles/identifier_search.py, which knows the identifiers and nothing of us; FOLDER
keeps what was opened. Prints everything that was masked; writes docs/proof/sealed_sample.json.
"""

from __future__ import annotations

import io
import json
import os
import sys
import tempfile
import time
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

from measured import ROOT, write_proof

for _place in ("tests", "tests/oracles", "tests/journey"):
    sys.path.insert(0, str(ROOT / _place))
_SAMPLE = "hpb"


def main() -> None:
    """Seal, open, search, tell."""
    started = time.time()
    with tempfile.TemporaryDirectory() as name:
        home = Path(name) / "home"
        os.environ["HUIZHEN_HOME"] = str(home)
        from huizhen.web.desk_tools import DeskTools

        DeskTools().set_up(home)
        from django.test.utils import setup_test_environment

        setup_test_environment()
        out = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(name) / "opened"
        figures = measured_sample(Path(name), out)
    write_proof("sealed_sample", figures, started)
    raise SystemExit(1 if figures["hits"] else 0)


def measured_sample(work: Path, out: Path) -> dict[str, Any]:
    """What the sample comes to; `out` keeps what was opened."""
    import masked_world

    from huizhen.journey.preparation import jobs
    from huizhen.journey.preparation.masking import named_series, report_of
    from huizhen.journey.preparation.queries import signed_version
    from worlds import work_off

    world = _signed(work)
    to = masked_world.department(world)
    masked_world.agree(world, to)
    chosen = named_series(world.now(), signed_version(world.now()))
    sealing = time.time()
    answer = masked_world.seal_for(world, to, chosen)
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    ended = work_off(jobs.SEAL)
    seconds = time.time() - sealing
    row = masked_world.the_package(world)
    report = report_of(world.now(), row)
    assert report is not None, ended
    assert ended == ["done"], report.residual
    archive = masked_world.archive_of(world)
    index, parts = masked_world.opened(world, archive)
    _write(out, archive, index, parts)
    hits = _hits(out, _known(world))
    _tell(report, hits)
    return {
        "sample": _SAMPLE,
        "archive_bytes": len(archive),
        "parts": len(parts),
        "series": [s.model_dump(mode="json", exclude={"changed"}) for s in report.series],
        "attributes_changed": sum(len(s.changed) for s in report.series),
        "masked_by_kind": dict(_by_kind(report)),
        "masked": [one.model_dump(mode="json") for one in report.items],
        "withheld": [one.model_dump(mode="json") for one in report.withheld],
        "own_search": report.checked.model_dump(mode="json"),
        "seconds_to_seal_and_search": round(seconds, 1),
        "searched_by": "tests/oracles/identifier_search.py --ocr",
        "identifiers_sought": len(_known(world)),
        "hits": len(hits),
    }


def _signed(work: Path) -> Any:
    """The sample as a signed case; what people settle one by one is taken as settled."""
    import masked_world
    from preparation_world import SECRET, SPECIFIC, World

    from huizhen.ground.accounts.models import Membership, Organisation
    from huizhen.ground.cases.actions import name_patient
    from uploading import Line
    from worlds import make_case, make_site, signed_in

    site = make_site("bench")
    case = make_case(site, specialty=_SAMPLE)
    practice = Organisation.objects.create(kind="home_team", name="Praxis", country="DE")
    Membership.objects.filter(user=site["home_physician"]).update(organisation=practice)
    name_patient(
        case,
        site["coordinator"],
        {
            "family": "Musterfrau",
            "given": "Erika",
            "birth_date": "1968-02-11",
            "sex": "F",
            "identifiers": "HZ-DEMO-0001@Klinikum Musterstadt",
        },
    )
    _found_fit(case, site)
    from allauth.mfa.totp.internal.auth import TOTP

    TOTP.activate(site["reviewing_clinician"], SECRET)
    world = World(site, case, practice)
    client = signed_in(site["coordinator"])
    line = Line(client, f"/cases/{case.pk}/uploads/")
    files = _sample(work)
    for start in range(0, len(files), 20):
        assert line.batch(files[start : start + 20]).status_code == 200
    assert client.post(f"{line.base}done").status_code == 200
    told = {"text": SPECIFIC, "language": "en"}
    assert world.post("coordinator", "questions/", told).status_code == 302
    _work()
    _settle(world)
    signed = world.sign()
    assert signed.status_code == 302, signed.content.decode()[-2000:]
    masked_world.search(world)
    _decide(world)
    return world


def _found_fit(case: Any, site: Any) -> None:
    """A clinician found the case fit; it is in preparation."""
    from huizhen.ground.cases.models import Case
    from huizhen.journey.assessment.models import FitDecision

    FitDecision.behind_door.create(
        case=case,
        verdict="fit",
        specialty=_SAMPLE,
        reasons=["test"],
        sealed=case.seal_json({"by": "Dr Test", "note": ""}),
        by=site["reviewing_clinician"],
    )
    Case.behind_door.filter(pk=case.pk).update(stage="preparation")


def _sample(work: Path) -> list[tuple[str, bytes]]:
    from huizhen.cli.sample_run import write_samples
    from huizhen.project.config import Settings
    from huizhen.project.wiring import workshop

    folder = work / "samples"
    write_samples(folder, _SAMPLE, workshop(Settings()))
    root = folder / _SAMPLE
    paths = sorted(path for path in root.rglob("*") if path.is_file())
    return [(path.relative_to(root).as_posix(), path.read_bytes()) for path in paths]


def _work() -> None:
    from worlds import settle_events, work_off

    settle_events()
    while ended := work_off():
        assert set(ended) == {"done"}, ended
        settle_events()


def _settle(world: Any) -> None:
    """Facts confirmed, findings closed, differences looked at: as people leave them."""
    from preparation_world import changed

    from huizhen.ground.cases.access import case_rows
    from huizhen.ground.files.blobs import store_bytes
    from huizhen.ground.language.runs import keep
    from huizhen.ground.records import queries
    from huizhen.ground.records.models import PackageFile
    from huizhen.ground.records.queries import current_version, version_file
    from huizhen.journey.preparation.queries import dossier_about

    case = world.now()
    version = current_version(case)
    assert version is not None
    names = ("facts.json", "findings.json")
    files = {name: version_file(case, version, name) for name in names}
    for name, data in changed(files, confirmed=True, blocking="none").items():
        blob = store_bytes(case, "package", data)
        case_rows(case, PackageFile).filter(version=version, name=name).update(blob=blob)
    queries._parsed_facts.cache_clear()  # a version never changes, but here
    keep(case, dossier_about(version), 1, [])


def _decide(world: Any) -> None:
    """Every proposal of the masking queue is accepted, as a coordinator would at a glance."""
    from huizhen.ground.imaging.masking_actions import decide_masking
    from huizhen.ground.imaging.masking_models import ItemKind, Verdict
    from huizhen.ground.imaging.masking_queries import open_items, proposal_of

    case, who = world.now(), world.site["coordinator"]
    for item in open_items(case):
        boxes = tuple(one.box for one in proposal_of(case, item).boxes)
        verdict = Verdict.MASK if boxes else Verdict.NOTHING
        if item.kind == ItemKind.FACE:
            verdict = Verdict.ACKNOWLEDGE
        decide_masking(case, who, item, verdict, boxes, found_hash=item.found_hash)


def _write(out: Path, archive: bytes, index: dict[str, Any], parts: dict[str, bytes]) -> None:
    """The archive as it is sent, what lies in it, and every part in clear."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "package.zip").write_bytes(archive)
    told = {key: value for key, value in index.items() if key != "identity"}
    (out / "index.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        opened.extractall(out / "folder")
    for name, data in parts.items():
        path = out / "parts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _known(world: Any) -> list[Any]:
    """What the search is told: what the case is known by, and names of the files that came."""
    from identifier_variants import Identifier

    from huizhen.journey.preparation.masking import known_of_case
    from huizhen.journey.preparation.models import SealedPackage

    row: SealedPackage = SealedPackage.behind_door.get(case=world.now(), discarded_at=None)
    known = known_of_case(world.now(), row.version)
    found = [("name", text) for text in (*known.families, *known.givens)]
    found += [("birth_date", str(date)) for date in known.birth_dates]
    found += [("id", text) for text in known.ids]
    found += [("email", text) for text in known.emails]
    found += [("file", "01_Entlassungsbrief_2026-04-10"), ("file", "07_CT_disc")]
    return [Identifier(kind=kind, value=value) for kind, value in dict.fromkeys(found)]


def _hits(out: Path, known: list[Any]) -> list[Any]:
    from identifier_search import search

    return list(search(out, known, ocr=True))


def _by_kind(report: Any) -> Counter[str]:
    counts: Counter[str] = Counter()
    for one in report.items:
        counts[one.kind] += one.count
    return counts


def _tell(report: Any, hits: list[Any]) -> None:
    for one in report.items:
        print(f"{one.file:24} {one.kind:14} {one.found_by:8} {one.count:5}")
    for series in report.series:
        print(f"{series.folder}: {series.instances} objects")
        for change in series.changed:
            print(f"    {change.path:48} {change.action:10} {change.count:5}")
    for hit in hits:
        print("HIT", hit.place, hit.how, hit.kind)


if __name__ == "__main__":
    main()

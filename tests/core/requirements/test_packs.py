"""Packs: precedence, patches, what is malformed, and what findings name of them."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from case_builder import AS_OF, CONTENT, SPECIALTIES, Verdict, case, date, dx, lab, rules

from huizhen.core.content import Pack, PackStamp, load_pack
from huizhen.core.errors import ContentError
from huizhen.core.preparation.requirements.engine import assess
from huizhen.core.preparation.requirements.findings import Finding, finding_line
from huizhen.core.preparation.requirements.packs import requirement_set

COMMON = load_pack("common", [CONTENT / "specialties"])
LEFT = {"WBC", "HGB", "PLT", "ALT", "AST", "TBIL", "CREA", "Na", "K"}
BASE: dict[str, Any] = {
    "items": [
        {
            "id": "TST-01",
            "en": "Marker",
            "zh": "标志物",
            "level": "M",
            "labs": ["AFP"],
            "staleness": "markers",
            "request": {"en": "Please send AFP.", "zh": "请提供AFP。"},
        }
    ]
}
MARKERS = {"limits": {"markers": {"ideal": 10, "flag": 20, "block": 40}}}


def pack(data: Any, limits: Any = MARKERS, reviewer: str | None = None, name: str = "tst") -> Pack:
    stamp = PackStamp(id=name, version="2026.7", sha256="0" * 64, reviewed_by=reviewer)
    texts = {"requirements.json": data, "staleness.json": limits}
    files = {
        key: value if isinstance(value, str) else json.dumps(value) for key, value in texts.items()
    }
    return Pack(stamp=stamp, files=files)


def common(changes: dict[str, Any], limits: Any) -> Pack:
    data = {**json.loads(COMMON.files["requirements.json"]), **changes}
    return pack(data, limits, name="common")


def changed(**fields: Any) -> dict[str, Any]:
    data = copy.deepcopy(BASE)
    data["items"][0].update(fields)
    return data


def finding(
    data: Any, *facts: Any, shared: Pack = COMMON, item: str = "TST-01", **more: Any
) -> Finding:
    known = requirement_set(pack(data, **more), shared)
    result = assess(case(facts, "Q?"), known, date(AS_OF.isoformat()), Verdict("pass"))
    found = result.of(item)
    assert found is not None
    return found


AGED = lab("AFP", "2026-05-05")  # 15 days


def test_an_item_s_days_win_over_the_specialty_s_and_these_over_common() -> None:
    limits = json.loads(COMMON.files["staleness.json"])["limits"]
    shared = common({}, {"limits": {**limits, "markers": {"ideal": 1, "flag": 2, "block": 3}}})
    no_column: dict[str, Any] = {"limits": {}}
    assert finding(BASE, AGED, shared=shared, limits=no_column).effect == "block"
    assert finding(BASE, AGED, shared=shared).effect == "note"
    own = changed(staleness={"ideal": 20, "flag": 30, "block": 40})
    assert finding(own, AGED, shared=shared).effect == "none"


def test_the_products_packs_keep_that_precedence() -> None:
    days = {
        (s, i.id): [(one.ideal, one.flag, one.block) for one in i.staleness]
        for s in SPECIALTIES
        for i in rules(s).items
    }
    # GEN row 30/60, columns HPB 14/30/60, HEM 7/14/30
    assert days["hpb", "GEN-02"] == [(14, 30, 60)]
    assert days["hem", "GEN-02"] == [(7, 14, 30)]
    assert days["spn", "GEN-02"] == [(3, 7, 14), (14, 30, 60)]
    # no column of its own: the GEN row
    assert days["hpb", "GEN-03"] == [(None, 30, 60)]
    # the item's 30/60/180 against the column's 14/30/60
    assert days["spn", "SPN-07"] == [(30, 60, 180)]
    assert days["hem", "HEM-14"] == [(None, 90, 180)]


def test_a_patch_changes_the_level_of_a_common_item() -> None:
    data = {**BASE, "patches": [{"id": "GEN-15", "level": "R"}]}
    assert finding(data, item="GEN-15").effect == "warn"
    assert finding(BASE, item="GEN-15").effect == "block"


def test_a_patch_drops_an_item_that_another_covers_and_parts_asked_elsewhere() -> None:
    data = {
        **BASE,
        "patches": [
            {"id": "GEN-15", "covered_by": "TST-01"},
            {"id": "GEN-11", "without_parts": ["ALB", "coagulation"]},
        ],
    }
    known = requirement_set(pack(data), COMMON)
    assert "GEN-15" not in {item.id for item in known.items}
    parts = next(item.parts for item in known.items if item.id == "GEN-11")
    assert {part.key for part in parts} == LEFT


def test_a_condition_of_the_specialty_wins_over_the_common_one_of_its_name() -> None:
    own = {**BASE, "conditions": {"tumour": {"not": {"always": True}}}}
    known = requirement_set(pack(own), COMMON)
    assert "GEN-09" in assess(case([]), known, date("2026-05-20")).not_applicable


@pytest.mark.parametrize(
    ("level", "missing", "flagged", "too_old"),
    [
        ("M", "block", "warn", "block"),
        ("C", "block", "warn", "block"),
        ("R", "warn", "note", "warn"),
    ],
)
def test_the_level_sets_the_effects(level: str, missing: str, flagged: str, too_old: str) -> None:
    data = changed(level=level)
    assert finding(data).effect == missing
    assert finding(data, lab("AFP", "2026-04-29")).effect == flagged
    assert finding(data, lab("AFP", "2026-03-01")).effect == too_old


def test_an_item_sets_its_own_effects() -> None:
    data = changed(effects={"missing": "note", "too_old": "warn"})
    assert finding(data).effect == "note"
    assert finding(data, lab("AFP", "2026-03-01")).effect == "warn"


@pytest.mark.parametrize(
    ("own", "absent", "old"), [(None, False, True), (True, True, True), (False, False, False)]
)
def test_age_may_be_overridden_and_absence_not_unless_the_item_says_so(
    own: bool | None, absent: bool, old: bool
) -> None:
    data = changed() if own is None else changed(override_allowed=own)
    assert finding(data).override_allowed is absent
    stale = finding(data, lab("AFP", "2026-03-01"))
    assert (stale.effect, stale.override_allowed) == ("block", old)


def test_several_dates_are_counted() -> None:
    part = {"key": "AFP", "en": "AFP course", "zh": "AFP趋势", "points": 3}
    rule = {"types": ["Observation"], "concepts": ["AFP"]}
    data = changed(labs=[], parts=[{**part, "fact": rule}], staleness=[{"flag": 900}])
    days = ("2026-01-01", "2026-02-01", "2026-02-01")
    few = finding(data, *(lab("AFP", day, str(n)) for n, day in enumerate(days)))
    assert (few.state, few.effect) == ("unclear", "warn")
    assert "2 of at least 3" in few.reason.en
    enough = finding(data, *(lab("AFP", day) for day in ("2026-01-01", "2026-02-01", "2026-03-01")))
    assert enough.state == "met"


@pytest.mark.parametrize("specialty", SPECIALTIES)
def test_every_finding_names_pack_version_and_review(specialty: str) -> None:
    result = assess(case([dx("Sarcoma")]), rules(specialty), date("2026-05-20"))
    assert {finding.pack for finding in result.findings} == {specialty, "common"}
    own = {"hpb": "2026.5", "hem": "2026.3"}
    versions = {"common": "2026.5", specialty: own.get(specialty, "2026.4")}
    assert {pack.id: pack.version for pack in result.packs} == versions
    for one in result.findings:
        line = finding_line(one)
        assert line["schema"] == "huizhen.finding/1"
        assert line["pack_version"] == versions[one.pack]
        assert line["pack_review"] == "规则未经临床审核"
        assert one.reason.zh
        assert (one.request is None) == (one.effect == "none")


def test_a_reviewed_pack_names_its_reviewer() -> None:
    assert finding(BASE, reviewer="Dr Li").pack_review == "Dr Li"


def test_the_same_case_gives_the_same_findings() -> None:
    facts = [dx("Hepatocellular carcinoma"), AGED]
    today = date("2026-05-20")
    first = assess(case(facts), rules("hpb"), today)
    assert first == assess(case(facts), rules("hpb"), today)
    backwards = assess(case(facts[::-1]), rules("hpb"), today)
    assert [(f.requirement, f.state) for f in first.findings] == [
        (f.requirement, f.state) for f in backwards.findings
    ]


def test_rejected_and_withdrawn_facts_count_for_nothing() -> None:
    for change in ({"status": "rejected"}, {"record_status": "withdrawn"}):
        assert finding(BASE, lab("AFP").replaced(**change)).state == "missing"
    assert finding(BASE, lab("AFP").replaced(absent_reason="not-performed")).state == "missing"


def test_evidence_of_a_finding_is_that_of_its_facts() -> None:
    fact = lab("AFP")
    assert finding(BASE, fact).fact_keys == (fact.fact_key,)
    assert finding(BASE, fact).evidence == fact.evidence
    assert finding(BASE).evidence == ()


BAD_CONDITION = {"always": True, "judgement": True}
FACT = {"types": ["Observation"]}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("{", "not valid JSON"),
        ([], "not an object"),
        (changed(id="T1"), "id"),
        (changed(level="X"), "level"),
        (changed(colour="red"), "colour"),
        (changed(request={"en": "only English"}), "zh"),
        (changed(staleness="nowhere"), "nowhere"),
        (changed(staleness={"ideal": 9, "flag": 5}), "do not fall"),
        (changed(staleness={}), "do not fall"),
        (changed(when="nobody"), "nobody"),
        (changed(when=BAD_CONDITION), "exactly one"),
        (changed(when={"judgement": True}), "question to ask"),
        (changed(labs=[]), "parts or a check"),
        (changed(check="question"), "parts or a check"),
        (changed(labs=[], check="horoscope"), "horoscope"),
        (changed(labs=[], parts=["nothing"]), "nothing"),
        (changed(labs=[], parts=[{"key": "a", "en": "a", "zh": "a"}]), "need"),
        (changed(labs=[], parts=[{"key": "a", "en": "a", "zh": "a", "fact": "x"}]), "no fact 'x'"),
        (
            changed(labs=[], parts=[{"key": "a", "en": "a", "zh": "a", "fact": FACT, "study": {}}]),
            "modality",
        ),
        (changed(effects={"sometimes": "warn"}), "effects"),
        ({"items": [*BASE["items"], *BASE["items"]]}, "twice"),
        ({**BASE, "patches": [{"id": "GEN-99"}]}, "GEN-99"),
        ({**BASE, "patches": [{"id": "GEN-01", "request": {}}]}, "GEN-01"),
        ({**BASE, "diseases": {"x": {"en": "x"}}}, "diseases"),
        ({"conditions": {"a": "b", "b": "a"}, **changed(when="a")}, "without end"),
    ],
)
def test_a_malformed_pack_says_where(data: Any, words: str) -> None:
    with pytest.raises(ContentError) as error:
        requirement_set(pack(data), COMMON)
    assert words in error.value.message
    assert "tst" in error.value.message
    assert error.value.remedy


def test_malformed_limits_say_where() -> None:
    with pytest.raises(ContentError, match=r"staleness\.json"):
        requirement_set(pack(BASE, {"days": {}}), COMMON)


def test_a_site_s_file_lies_over_the_products(tmp_path: Path) -> None:
    folder = tmp_path / "hpb"
    folder.mkdir()
    text = (CONTENT / "specialties" / "hpb" / "staleness.json").read_text(encoding="utf-8")
    data = json.loads(text)
    data["limits"]["markers"] = {"ideal": 1, "flag": 2, "block": 3}
    (folder / "staleness.json").write_text(json.dumps(data), encoding="utf-8")
    site = load_pack("hpb", [CONTENT / "specialties", tmp_path])
    items = {item.id: item for item in requirement_set(site, COMMON).items}
    assert items["HPB-09"].staleness[0].block == 3
    assert items["HPB-05"].staleness[0].block == 180

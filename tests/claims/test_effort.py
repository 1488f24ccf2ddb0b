"""What is counted as left for a person: each kind of item once, names by their weakest status."""

from __future__ import annotations

from typing import Any

from effort import items_of, names_of, passages, total, untranslated_names
from huizhen.core.content import PackStamp
from huizhen.core.preparation.dossier import Dossier
from huizhen.core.preparation.paper import Items, Section
from huizhen.core.preparation.statement import UNTRANSLATED_MARK, OpenTerm, Statement
from huizhen.core.records.evidence import ElementPath
from huizhen.core.records.fact import Fact, make_fact

EVIDENCE = (ElementPath(page_id="ab" * 32 + ":1", path="/x", quote="x"),)


def fact(name: str, **more: Any) -> Fact:
    return make_fact("Condition", text=name, evidence=EVIDENCE, **more)


def statement(*facts: Fact, **more: Any) -> Statement:
    keys = tuple(one.fact_key for one in facts)
    return Statement(key="s", text="肝癌", fact_keys=keys, **more)


def dossier(*statements: Statement, doubts: tuple[Statement, ...] = ()) -> Dossier:
    def section(key: str, said: tuple[Statement, ...] = ()) -> Section:
        return Section(key=key, title=key, blocks=(Items(statements=said),))

    return Dossier(
        specialty="hpb", department_zh="肝胆胰外科", department_en="HPB", as_of="2026-05-20",
        front_sheet=(), doubts=section("doubts", doubts), record=(section("record", statements),),
        terms=section("terms"), missing=section("missing"), sources=(), composer="test",
        packs=(PackStamp(id="p", version="1", reviewed_by="", sha256="0" * 64),),
    )  # fmt: skip


def package(**more: Any) -> dict[str, Any]:
    files: dict[str, Any] = {
        "inventory.json": {"files": []},
        "facts.json": {"contradictions": []},
        "findings.json": {"findings": []},
        "norms.json": {"findings": []},
    }
    return {**files, **more}


HCC, RARE, AWAY = fact("HCC"), fact("Rare name", doubts=("ocr_number",)), fact("not printed")
RARE_TERM = OpenTerm(kind="Condition", original="Rare  name")
SAID = dossier(
    statement(HCC, open_terms=(OpenTerm(kind="Condition", original="HCC", status="unverified"),)),
    statement(RARE, marks=(UNTRANSLATED_MARK,), open_terms=(RARE_TERM,)),
    statement(RARE, marks=(UNTRANSLATED_MARK,), open_terms=(RARE_TERM,)),
    statement(HCC, marks=(UNTRANSLATED_MARK,), original="a whole sentence"),
)


def test_only_printed_names_count_and_each_once() -> None:
    assert len(names_of(SAID, [HCC, RARE, AWAY])) == 2
    assert list(untranslated_names(SAID).values()) == ["Rare  name"]
    assert passages(SAID) == {"a whole sentence"}


def test_items_are_counted_once_and_settled_facts_are_none() -> None:
    settled = AWAY.model_copy(update={"status": "confirmed"})
    found = items_of(SAID, [HCC, RARE, settled], package())
    assert found["facts_to_confirm"] == found["facts_to_confirm_that_are_printed"] == 2
    assert (found["terms_untranslated"], found["terms_unverified"]) == (1, 1)
    assert found["ocr_numbers"] == 1
    assert total(found) == 2 + 2 + 1


def test_files_findings_and_contradictions_count() -> None:
    file = {"status": "unidentified", "code": "identity_absent", "page_notes": []}
    mixed = {"status": "part", "code": "pages_of_other_patient", "page_notes": []}
    found = items_of(
        dossier(),
        [],
        package(
            **{
                "inventory.json": {"files": [file, mixed]},
                "facts.json": {"contradictions": [{}]},
                "findings.json": {"findings": [{"effect": "block"}, {"effect": "none"}]},
                "norms.json": {"findings": [{"severity": "error"}, {"severity": "note"}]},
            }
        ),
    )
    assert {kind: count for kind, count in found.items() if count} == {
        "files_unidentified": 1, "pages_kept_apart": 1, "contradictions": 1,
        "requirements_blocking": 1, "norm_errors": 1,
    }  # fmt: skip
    assert total(found) == 5

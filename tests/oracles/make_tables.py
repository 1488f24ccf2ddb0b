#!/usr/bin/env python3
"""Writes the computed tables of this folder and checks the hand-made ones.

    python make_tables.py DATA_DIR           rewrite the computed tables
    python make_tables.py DATA_DIR --check   compare and check, write nothing

Computed: ccda_snippets.json, hl7v2_expected.json and the counts in
fhir_expected.json.  Hand-made, only checked against the data here:
ccda_meaning.json and the 'facts' and 'sections' of fhir_expected.json.
"""

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

from lxml import etree

sys.path.insert(0, str(Path(__file__).resolve().parent))
import count_structured

HERE = Path(__file__).resolve().parent
WRAP_OPEN = (
    '<root xmlns="urn:hl7-org:v3" xmlns:sdtc="urn:hl7-org:sdtc" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
)
FIELDS = {
    "type",
    "code",
    "text",
    "value",
    "unit",
    "comparator",
    "certainty",
    "clinical_status",
    "record_status",
    "absent_reason",
}
WORDS: dict[str, set[str | None]] = {
    "certainty": {
        "affirmed",
        "negated",
        "suspected",
        "to_exclude",
        "historical",
        "family",
        "hypothetical",
    },
    "clinical_status": {
        "active",
        "inactive",
        "resolved",
        "recurrence",
        "remission",
        "completed",
        "stopped",
        "on-hold",
        "not-taken",
        None,
    },
    "record_status": {"current", "withdrawn"},
    "absent_reason": {
        None,
        "no-known",
        "no-information",
        "unknown",
        "asked-unknown",
        "temp-unknown",
        "not-asked",
        "masked",
        "not-applicable",
        "other",
    },
    "comparator": {"<", "<=", ">", ">=", None},
}


def parser() -> Any:
    return etree.XMLParser(huge_tree=True, resolve_entities=False, no_network=True)


def wrapped(data: bytes) -> Any:
    text = data.decode("utf-8-sig")
    text = re.sub(r"<\?xml\s[^>]*\?>", "", text)
    text = re.sub(r"<!DOCTYPE[^>\[]*>", "", text)
    return etree.fromstring((WRAP_OPEN + text + "</root>").encode("utf-8"), parser())


def elements(node: Any) -> list[Any]:
    return [child for child in node if isinstance(child.tag, str)]


def snippets(data_dir: str | Path) -> dict[str, Any]:
    base = Path(data_dir)
    rows = []
    for path in sorted((base / "ccda" / "hl7_examples").rglob("*.xml")):
        data = path.read_bytes()
        row: dict[str, Any] = {"file": path.relative_to(base).as_posix()}
        try:
            root = etree.fromstring(data, parser())
            tops, row["kind"] = [root], "document"
        except etree.XMLSyntaxError as alone:
            try:
                tops, row["kind"] = elements(wrapped(data)), "fragment"
                row["reason"] = alone.msg
            except etree.XMLSyntaxError as inside:
                tops, row["kind"] = [], "broken"
                row["reason"] = inside.msg
        row["roots"] = [etree.QName(top).localname for top in tops]
        if row["kind"] == "document":
            row["root_namespace"] = etree.QName(tops[0]).namespace
        rows.append(row)
    totals = {
        kind: sum(row["kind"] == kind for row in rows)
        for kind in ("document", "fragment", "broken")
    }
    return {"total": len(rows), "totals": totals, "snippets": rows}


def dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def check_fact(fact: dict[str, Any], where: str, problems: list[str]) -> None:
    for key, value in fact.items():
        if key not in FIELDS:
            problems.append(f"{where}: unknown field {key}")
        elif key in WORDS and value not in WORDS[key]:
            problems.append(f"{where}: {key}={value!r}")


def squeeze(text: str) -> str:
    return " ".join(text.split())


def xml_says(xml: Any) -> tuple[set[tuple[str | None, str]], str, set[str]]:
    """The codes, the words and the numbers of a snippet."""
    nodes = [node for node in xml.iter() if isinstance(node.tag, str)]
    codes = {(node.get("codeSystem"), node.get("code")) for node in nodes if node.get("code")}
    names = " ".join(node.get("displayName", "") for node in nodes)
    words = squeeze(" ".join(xml.itertext()) + " " + names).lower()
    return codes, words, {node.get("value") for node in nodes if node.get("value")}


def check_quotes(row: dict[str, Any], path: Path, problems: list[str]) -> None:
    readmes = [p for p in path.parent.iterdir() if p.name.lower() == "readme.md"]
    said = squeeze(readmes[0].read_text(encoding="utf-8")) if readmes else ""
    for quote in row["readme_says"]:
        if squeeze(quote) not in said:
            problems.append(f"{row['file']}: not in the Readme: {quote}")


def check_meaning(data_dir: str | Path) -> list[str]:
    base = Path(data_dir)
    problems: list[str] = []
    table = json.loads((HERE / "ccda_meaning.json").read_text(encoding="utf-8"))
    if len(table) != 40 or len({row["file"] for row in table}) != 40:
        problems.append("ccda_meaning.json: not 40 different files")
    for row in table:
        path = base / row["file"]
        check_quotes(row, path, problems)
        codes, words, numbers = xml_says(wrapped(path.read_bytes()))
        for fact in row["expect"] + row["forbid"]:
            check_fact(fact, row["file"], problems)
            if "code" in fact and (fact["code"]["system"], fact["code"]["code"]) not in codes:
                problems.append(f"{row['file']}: code not in the XML: {fact['code']}")
        for fact in row["expect"]:
            for key in ("text", "value"):
                wanted = fact.get(key)
                found = wanted in words if isinstance(wanted, str) else str(wanted) in numbers
                if wanted is not None and not found:
                    problems.append(f"{row['file']}: {key} not in the XML: {wanted}")
    return problems


def resolve(bundle: dict[str, Any], path: str) -> Any:
    node: Any = bundle
    for name, index in re.findall(r"\.(\w+)(?:\[(\d+)\])?", path):
        node = node[name]
        if index:
            node = node[int(index)]
    return node


def scope_of(bundle: dict[str, Any], node: dict[str, Any]) -> str:
    """The resource and the Medication it refers to, as text."""
    scope = json.dumps(node, ensure_ascii=False)
    reference = node.get("medicationReference", {}).get("reference", "")
    for entry in bundle["entry"]:
        other = entry["resource"]
        names = {entry.get("fullUrl"), f"{other.get('resourceType')}/{other.get('id')}"}
        if reference and any(name and reference.endswith(name) for name in names):
            scope += json.dumps(other, ensure_ascii=False)
    return scope


def check_fhir_row(row: dict[str, Any], bundle: dict[str, Any], problems: list[str]) -> None:
    where = f"{row['file']} {row['path']}"
    node = resolve(bundle, row["path"])
    if node.get("resourceType") != row.get("resourceType"):
        problems.append(f"{where}: is a {node.get('resourceType')}")
    for fact in [row["expect"], *row["forbid"]]:
        check_fact(fact, where, problems)
    scope = scope_of(bundle, node)
    codes = [row["expect"]["code"]] if "code" in row["expect"] else []
    codes += row.get("codes_also", []) + [part["code"] for part in row.get("components", [])]
    wanted = [f'"{code[key]}"' for code in codes for key in ("system", "code")]
    wanted += [str(row["expect"].get(key) or "") for key in ("text", "value", "unit")]
    problems += [f"{where}: not there: {w}" for w in wanted if w.lower() not in scope.lower()]


def check_fhir(data_dir: str | Path) -> list[str]:
    problems: list[str] = []
    table = json.loads((HERE / "fhir_expected.json").read_text(encoding="utf-8"))
    if len(table["facts"]) != 30:
        problems.append("fhir_expected.json: not 30 facts")
    for row in table["facts"] + table["sections"]:
        text = (Path(data_dir) / row["file"]).read_text(encoding="utf-8-sig")
        check_fhir_row(row, json.loads(text), problems)
    return problems


def main(argv: list[str] | None = None) -> int:
    options = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    options.add_argument("data_dir")
    options.add_argument("--check", action="store_true")
    args = options.parse_args(argv)

    fhir_path = HERE / "fhir_expected.json"
    fhir = json.loads(fhir_path.read_text(encoding="utf-8"))
    fhir["counts"] = count_structured.count_fhir(args.data_dir)
    computed = {
        "ccda_snippets.json": snippets(args.data_dir),
        "hl7v2_expected.json": count_structured.count_hl7(args.data_dir),
        "fhir_expected.json": {key: fhir[key] for key in ("counts", "facts", "sections")},
    }
    problems: list[str] = []
    for name, value in computed.items():
        path = HERE / name
        if args.check:
            if not path.exists() or path.read_text(encoding="utf-8") != dump(value):
                problems.append(f"{name}: differs from the data")
        else:
            path.write_text(dump(value), encoding="utf-8")
    problems += check_meaning(args.data_dir) + check_fhir(args.data_dir)
    for problem in problems:
        print(problem)
    print("ok" if not problems else f"{len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

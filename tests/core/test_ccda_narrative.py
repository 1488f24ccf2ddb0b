"""Narrative blocks as text, and the places that references find."""

from __future__ import annotations

import pytest
from ccda_documents import concern, document, problem, read_document, section, snomed
from hypothesis import given
from hypothesis import strategies as st

from huizhen.core.reading.coded.narrative import narrative_of
from huizhen.core.reading.xml import parse_xml


def _text(inner: str) -> str:
    return narrative_of(parse_xml(f"<text>{inner}</text>".encode())).text


@pytest.mark.parametrize(
    ("inner", "shown"),
    [
        ("  one\n two  ", "one two"),
        ("<paragraph>one</paragraph><paragraph>two</paragraph>", "one\ntwo"),
        ("one<br/>two<br/><br/>three", "one\ntwo\nthree"),
        (
            "<list><caption>Signs</caption><item>a</item><item>b <sub>c</sub></item></list>",
            "Signs\na\nb c",
        ),
        (
            (
                "<table><thead><tr><th>Drug</th><th>Dose</th></tr></thead>"
                "<tbody><tr><td>A</td><td>1 mg</td></tr></tbody></table>"
            ),
            "Drug | Dose\nA | 1 mg",
        ),
        ("<table><tr><td>a</td><td/><td>c</td><td/></tr></table>after", "a |  | c\nafter"),
        ("<table><tr><td/><td>b</td></tr></table>", "| b"),
        (
            "<table><tr><td>a<br/>b<paragraph>c</paragraph></td><td>d</td></tr></table>",
            "a; b; c | d",
        ),
        ("10<sup>9</sup>/L", "10^9/L"),
        ("H<sub>2</sub>O", "H2O"),
        (
            '<content revised="delete">500 mg</content> <content revised="insert">250 mg</content>',
            "[deleted: 500 mg] 250 mg",
        ),
        ('see <renderMultiMedia referencedObject="X"/> here', "see [image] here"),
        ("<content>no</content><content>gap</content>", "nogap"),
        ("a<content> b</content>", "a b"),
        ("", ""),
    ],
)
def test_narrative_is_shown_readably(inner: str, shown: str) -> None:
    assert _text(inner) == shown


def test_elements_with_ids_have_exact_spans() -> None:
    narrative = narrative_of(
        parse_xml(
            b'<text ID="all"><table><tr ID="r1"><td ID="c1">Egg</td><td>Hives</td></tr>'
            b'<tr ID="r2"><td>Nut</td><td ID="c2"> Rash </td></tr></table></text>'
        )
    )
    spans = {name: narrative.text[start:end] for name, start, end in narrative.spans}
    assert spans == {
        "all": "Egg | Hives\nNut | Rash",
        "r1": "Egg | Hives",
        "c1": "Egg",
        "r2": "Nut | Rash",
        "c2": "Rash",
    }


_WORDS = st.text(alphabet="ab1 \n", max_size=6)
_BLOCKS = st.recursive(
    _WORDS,
    lambda inner: st.builds(
        lambda name, parts: f'<{name} ID="x">' + "".join(parts) + f"</{name}>",
        st.sampled_from(["paragraph", "content", "list", "item", "table", "tr", "td", "br", "sup"]),
        st.lists(inner, max_size=4),
    ),
    max_leaves=20,
)


@given(_BLOCKS)
def test_no_word_is_lost_and_spans_lie_inside(inner: str) -> None:
    root = parse_xml(f"<text>{inner}</text>".encode())
    narrative = narrative_of(root)
    written = [char for char in "".join(str(part) for part in root.itertext()) if char in "ab1"]
    assert [char for char in narrative.text if char in "ab1"] == written
    assert "\n\n" not in narrative.text
    assert not narrative.text.startswith("\n")
    for _name, start, end in narrative.spans:
        assert 0 <= start <= end
        assert end <= len(narrative.text) or start == end


def _quote(entry_text: str, narrative: str) -> tuple[str, int | None]:
    entry = concern(
        "3", problem(f"<text>{entry_text}</text>" + snomed("value", "195967001", "Asthma"))
    )
    reading, _ = read_document(document(section("11450-4", entry, text=narrative)))
    evidence = reading.facts[0].evidence[0].model_dump()
    if evidence["start"] is not None:
        page = next(page for page in reading.pages if page.page_id == evidence["page_id"])
        assert page.text[evidence["start"] : evidence["end"]] == evidence["quote"]
    return evidence["quote"], evidence["start"]


def test_the_quote_is_the_row_that_the_entry_refers_to() -> None:
    rows = '<table><tr ID="p"><td>Astma</td><td>since 2001</td></tr></table>'
    assert _quote('<reference value="#p"/>', rows) == ("Astma | since 2001", 0)


def test_an_empty_anchor_stands_for_its_line() -> None:
    rows = (
        '<table><tr><td>Old</td></tr><tr><td><content ID="p"/>Wheeze</td><td>now</td></tr></table>'
    )
    assert _quote('<reference value="#p"/>', rows)[0] == "Wheeze | now"


def test_without_reference_the_label_is_found_where_it_stands_once() -> None:
    assert _quote("", "Known ASTHMA, mild") == ("ASTHMA", 6)
    assert _quote("", "Asthma; asthma again") == ("Asthma", None)
    assert _quote("", "nothing of it") == ("Asthma", None)


def test_a_reference_that_leads_nowhere_is_said() -> None:
    entry = concern(
        "3",
        problem('<text><reference value="#gone"/></text>' + snomed("value", "195967001", "Asthma")),
    )
    reading, _ = read_document(document(section("11450-4", entry, text="words")))
    (deviation,) = reading.deviations
    assert deviation.startswith("reference_not_resolved: /ClinicalDocument/")


def test_a_reference_into_another_section_takes_that_page() -> None:
    entry = concern(
        "3",
        problem('<text><reference value="#x"/></text>' + snomed("value", "195967001", "Asthma")),
    )
    reading, _ = read_document(
        document(
            section("10164-2", text='He has <content ID="x">asthma</content>.'),
            section("11450-4", entry, text="See above"),
        )
    )
    evidence = reading.facts[0].evidence[0].model_dump()
    assert evidence["page_id"].endswith(":2")
    assert evidence["quote"] == "asthma"

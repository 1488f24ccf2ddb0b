"""Every run of a paper's text is of a statement, of a pack, or told; each lie is found."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from facts import fact, lab

from huizhen.core.content import load_pack
from huizhen.core.preparation.accounting.account import (
    Account,
    Grounds,
    account_of,
    grounds_of,
    percent_of,
    printed_front,
)
from huizhen.core.preparation.accounting.alignment import Letters, aligned
from huizhen.core.preparation.accounting.fixed_words import (
    FixedWords,
    texts_of_forms,
    texts_of_wording,
)
from huizhen.core.preparation.accounting.left_out import LeftOut, fact_account
from huizhen.core.preparation.accounting.page_text import letters_of, page_texts
from huizhen.core.preparation.accounting.recomposition import differences, printed_patient
from huizhen.core.preparation.accounting.runs import (
    Band,
    Expected,
    Run,
    expected_text,
    front_sheet_text,
)
from huizhen.core.preparation.composition import Composer, Request, source_lines
from huizhen.core.preparation.dossier import Dossier
from huizhen.core.preparation.frames import Frames
from huizhen.core.preparation.paper import Fixed, Items, Paper, Prose, Section
from huizhen.core.preparation.papers import dossier_paper, front_sheet_paper
from huizhen.core.preparation.record.illness import illness_words
from huizhen.core.preparation.record.view import CaseView
from huizhen.core.preparation.shortening import shortened_paper
from huizhen.core.preparation.specialty import specialty_from
from huizhen.core.preparation.statement import Place, Statement
from huizhen.core.preparation.wording import Wordsmith
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.fact import Fact, FactType
from huizhen.core.records.identity import Identity
from huizhen.core.records.merge import merge_facts
from huizhen.project.config import CONTENT

WORDING = load_pack("wording", [CONTENT])
FORMS = [load_pack(name, [CONTENT / "specialties"]) for name in ("hpb", "common")]
FRAMES = Frames(WORDING, "papers.json")
REASONS = Frames(WORDING, "trace.json")
FACTS = [
    fact("Condition", "Hepatocellular carcinoma", clinical_status="active", date="2026-03"),
    fact("Condition", "Fatigue", category="symptom", date="2026-02"),
    lab("AFP", "820", "ng/mL", "1834-1", date="2026-04-28"),
    lab("Albumin", "38", "g/L", "1751-7", date="2026-04-28"),
]


def composed(words: Wordsmith, facts: Sequence[Fact], patient: Identity | None = None) -> Dossier:
    known = Identity(birth_date=PartialDate(year=1968, month=2, day=11), sex="female")
    request = Request(
        question="Is resection feasible?",
        as_of=PartialDate(year=2026, month=5, day=20),
        patient=patient or known,
        is_identity_unconfirmed=False,
    )
    sources = source_lines([("a.xml", "a" * 64, "ccda", "2026-04-28")], {})
    scores = load_pack("scores", [CONTENT])
    composer = Composer(specialty_from(*FORMS), words, sources, request, WORDING, scores)
    return composer.compose(merge_facts(facts))


def fixed_of(dossier: Dossier, facts: Sequence[Fact], words: Wordsmith) -> FixedWords:
    return FixedWords(
        [*texts_of_wording(WORDING), *(text for pack in FORMS for text in texts_of_forms(pack))],
        slots={
            "composer": dossier.composer,
            "packs": " ".join(f"{pack.id} {pack.version}" for pack in dossier.packs),
            "sha": dossier.sha256[:16],
        },
        dates={str(f.date) for f in facts if f.date} | {dossier.as_of},
        further=[*(words.measure(f).unit for f in facts if f.value), "ccda"],
    )


def grounds_for(
    dossier: Dossier, facts: Sequence[Fact], words: Wordsmith, again: Dossier | None = None
) -> Grounds:
    requested = [dossier.question, dossier.as_of, "a.xml", "2026-04-28", "a" * 16]
    for section in (*dossier.record, *dossier.annexes):
        for statement in section.statements:
            requested += [t for o in statement.open_terms for t in (o.original, o.zh)]
    return grounds_of(dossier, facts, fixed_of(dossier, facts, words), requested, again)


def printed(expected: Expected, bands_a_page: int = 40) -> list[str]:
    """Pages as a setter would make them, one band a line."""
    lines = [" ".join(run.text for run in band.runs) for band in expected.bands]
    pages = [lines[i : i + bands_a_page] for i in range(0, len(lines), bands_a_page)] or [[]]
    header = " ".join(run.text for run in expected.header)
    footer = " ".join(run.text for run in expected.footer)
    return [
        "\r\n".join([*([header] if place else []), *page, f"{footer} {place + 1} / {len(pages)}"])
        for place, page in enumerate(pages)
    ]


class Case:
    """A dossier, what it should say, and pages that say it."""

    def __init__(self, words: Wordsmith, facts: Sequence[Fact] = FACTS) -> None:
        self.dossier = composed(words, facts)
        self.front = front_sheet_paper(self.dossier, FRAMES)
        self.paper = dossier_paper(self.dossier, FRAMES)
        self.expected = expected_text(self.paper, self.front)
        self.pages = printed(self.expected)
        self.grounds = grounds_for(self.dossier, facts, words, self.dossier)

    def account(self, pages: Sequence[str] | None = None) -> Account:
        return account_of("dossier.pdf", pages or self.pages, self.expected, self.grounds)

    def changed(self, old: str, new: str) -> Account:
        """The account of pages with one place changed; the place has to be there."""
        page = next(i for i, text in enumerate(self.pages) if old in text)
        pages = list(self.pages)
        pages[page] = pages[page].replace(old, new, 1)
        return self.account(pages)


@pytest.fixture(scope="module")
def case(words: Wordsmith) -> Case:
    return Case(words)


def test_a_whole_paper_is_accounted_for(case: Case) -> None:
    account = case.account()
    assert account.reported == ()
    assert (account.accounted, account.percent) == (account.letters, "100.00")
    assert set(account.kinds) >= {"statement", "fixed", "title", "reference", "page_number"}
    assert account.statements > 10


def test_a_planted_word_is_told_with_its_page(case: Case) -> None:
    account = case.changed("主诉", "绝密 主诉")
    assert [(one.code, one.text) for one in account.reported] == [("unknown_text", "绝密")]
    assert account.reported[0].page in (1, 2)
    assert account.letters - account.accounted == 2
    assert account.percent != "100.00"


@pytest.mark.parametrize(
    ("old", "new"),
    [("38 g/L", "83 g/L"), ("820 ng/mL", "820.0 ng/mL"), ("2026-04-28", "2026-04-29")],
)
def test_a_changed_figure_is_told_beside_what_was_meant(case: Case, old: str, new: str) -> None:
    account = case.changed(old, new)
    assert {one.code for one in account.reported} <= {"differs", "unknown_text"}
    told = next(one for one in account.reported if one.code == "differs")
    assert old.split(maxsplit=1)[0] in told.expected
    assert new.split(maxsplit=1)[0] in told.text


def test_a_statement_that_is_not_printed_is_told(case: Case) -> None:
    statement = next(
        s for s in case.dossier.record[7].statements or case.front.sections[0].statements
    )
    account = case.changed(statement.text, "")
    assert any(one.code in ("not_printed", "differs") and one.statement for one in account.reported)


def test_a_wrong_page_number_is_told(case: Case) -> None:
    account = case.changed(f"1 / {len(case.pages)}", f"7 / {len(case.pages)}")
    assert "page_number" in {one.code for one in account.reported}


def with_section(case: Case, section: Section) -> Account:
    """The account of the paper with a section more, printed as it says."""
    paper = case.paper.replaced(sections=(*case.paper.sections, section))
    expected = expected_text(paper)
    return account_of("dossier.pdf", printed(expected), expected, case.grounds)


def stated(**given: object) -> Statement:
    place = Place(source=1, page_id=f"{'a' * 64}:1", path="/x/AFP", quote="AFP")
    return Statement.model_validate(
        {
            "key": "x",
            "text": "肝细胞癌",
            "fact_keys": (FACTS[0].fact_key,),
            "places": (place,),
            **given,
        }
    )


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        (stated(), None),
        (stated(fact_keys=("nobody",)), "fact_unknown"),
        (stated(fact_keys=()), "no_source"),
        (stated(places=()), "no_source"),
        (stated(places=(Place(source=9, page_id="x", quote="x"),)), "source_unknown"),
        (stated(references=(999,)), "reference_unknown"),
        (stated(origin="content", text="未提供"), None),
        (stated(origin="content", text="建议手术"), "not_in_content"),
        (stated(origin="request", text="Is resection feasible?"), None),
        (stated(origin="request", text="女，58岁"), None),
        (stated(origin="request", text="拟行手术"), "not_in_request"),
    ],
)
def test_a_statement_rests_on_facts_packs_or_the_request(
    case: Case, statement: Statement, code: str | None
) -> None:
    section = Section(key="more", title="主诉", blocks=(Items(statements=(statement,)),))
    codes = {one.code for one in with_section(case, section).reported}
    assert codes == ({code} if code else set())


@pytest.mark.parametrize(
    "section",
    [
        Section(key="more", title="手术指征"),
        Section(key="more", title="主诉", blocks=(Fixed(text="以下内容已由专家确认"),)),
        Section(key="more", title="主诉", blocks=(Prose(label="推荐方案", empty="未提供"),)),
        Section(key="more", title="主诉", blocks=(Fixed(text="资料截至 2019-01-01"),)),
    ],
)
def test_words_of_no_pack_are_told_though_the_dossier_has_them(
    case: Case, section: Section
) -> None:
    reported = with_section(case, section).reported
    assert {one.code for one in reported} == {"not_in_content"}


def test_the_front_sheet_is_known_as_short_as_it_was_made(words: Wordsmith) -> None:
    many = [
        fact("Condition", f"Lesion {n} of liver", clinical_status="active", date="2026-03")
        for n in range(9)
    ]
    front = front_sheet_paper(composed(words, [*FACTS, *many]), FRAMES)
    more = FRAMES.text("dossier.more")
    for step in (0, 7, 9):
        short = shortened_paper(front, step, more)
        page = printed(Expected(front_sheet_text(short), (), ()), 10**6)[0]
        assert printed_front(front, more, page) == short


def runs(*texts: str) -> tuple[tuple[Run, ...], ...]:
    return tuple((Run("statement", text),) for text in texts)


def strange(bands: Sequence[Band], *pages: str) -> tuple[list[str], list[str]]:
    letters = Letters(page_texts(pages))
    found = aligned(bands, letters)
    return [p.run.text for p in found.parted], [letters.shown(*s) for s in found.strangers]


HEADING = tuple(Run("fixed", text) for text in ("日期", "检查", "所见"))
AGAIN = "日期 检查 所见 "
ROW = Band(runs("2026-04-28", "CT abdomen", "肝右叶占位，8.2 cm，边界欠清"), HEADING)
NEXT = Band(runs("2026-05-06", "MRI", "门静脉未见充盈缺损"), HEADING)
LAST = " 2026-05-06 MRI 门静脉未见充盈缺损"


@pytest.mark.parametrize(
    "pages",
    [
        (f"2026-04-28 CT abdomen 肝右叶占位，8.2 cm，边界欠清{LAST}",),
        ("2026-04-28 CT abdomen 肝右叶占位，8.2 cm，边界欠清", f"{AGAIN}{LAST}"),
        ("2026-04- CT 肝右叶占位，", f"{AGAIN}28 abdomen 8.2 cm，边界欠清{LAST}"),
        ("2026-04-28 CT abdomen", f"{AGAIN}肝右叶占位，8.2 cm，边界欠清{LAST}"),
        (
            "2026-04-28 CT",
            f"{AGAIN}abdomen 肝右叶占位，",
            f"{AGAIN}8.2 cm，边界欠清{LAST}",
        ),
    ],
)
def test_a_row_may_go_on_on_the_next_page(pages: tuple[str, ...]) -> None:
    assert strange([ROW, NEXT], *pages) == ([], [])


def test_a_figure_that_changes_at_the_end_of_a_page_is_told() -> None:
    pages = ("2026-04- CT 肝右叶占位，", f"{AGAIN}28 abdomen 2.8 cm，边界欠清{LAST}")
    parted, _ = strange([ROW, NEXT], *pages)
    assert any("8.2" in text for text in parted)


def test_a_heading_again_in_the_midst_of_a_page_is_strange() -> None:
    page = f"2026-04-28 CT abdomen 肝右叶占位，8.2 cm，边界欠清 {AGAIN}{LAST}"
    assert strange([ROW, NEXT], page) == ([], ["日期 检查 所见"])


def test_a_hyphen_at_the_end_of_a_line_is_the_words_own_or_none() -> None:
    band = Band(runs("Co-trimoxazole and lesions of the liver"))
    assert strange([band], "Co\ufffetrimoxazole and le\ufffesions of the liver") == ([], [])
    accented = Band(runs("de préférence"))
    assert strange([accented], "de préfé\ufffe\r\nrence") == ([], [])
    assert strange([Band(runs("base excess 3.1"))], "base excess \ufffe3.1") != ([], [])


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        ("乳 酸\u200b脱氢酶\r\n(LDH)", "乳酸脱氢酶(LDH)"),
        ("\u2f49", "月"),
        ("[U+1F9EC]", "\U0001f9ec"),
        ("Zu\u0308rich", "Zürich"),
        ("10\u2079/L", "10⁹/L"),
    ],
)
def test_letters_are_compared_without_blanks_and_breaks(shown: str, text: str) -> None:
    assert letters_of(shown) == letters_of(text)


def test_superscripts_are_no_figures() -> None:
    assert letters_of("10⁹/L") != letters_of("109/L")


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [(0, 0, "100.00"), (1, 1, "100.00"), (99999, 100000, "99.99"), (1, 3, "33.33")],
)
def test_percent_is_never_rounded_up(part: int, whole: int, percent: str) -> None:
    assert percent_of(part, whole) == percent


def test_frames_take_only_what_fits_their_slots(words: Wordsmith) -> None:
    known = fixed_of(composed(words, FACTS), FACTS, words)
    assert known.knows("资料截至 2026-05-20")
    assert known.knows("资料截至 2026-05-20　待解决：身份未确认、资料相互矛盾")
    assert not known.knows("资料截至 2020-05-20")
    assert not known.knows("待解决：可以手术")
    assert known.knows("另有12项，见正文")
    assert not known.knows("另有很多项，见正文")
    assert known.knows("实验室检查·肝功能")


def test_the_same_facts_give_the_same_dossier_again(words: Wordsmith) -> None:
    dossier = composed(words, FACTS)
    patient = printed_patient(dossier, Frames(WORDING, "record.json"))
    again = composed(words, FACTS, patient)
    assert patient.sex == "female"
    assert again == dossier
    assert differences(dossier, again) == ()


def edited(dossier: Dossier, old: str, new: str) -> Dossier:
    text = dossier.model_dump_json()
    assert old in text
    return Dossier.model_validate_json(text.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new"), [("38 g/L", "83 g/L"), ('"text":"女"', '"text":"男"'), ("另行保管", "公开")]
)
def test_a_dossier_that_its_facts_do_not_give_is_told(words: Wordsmith, old: str, new: str) -> None:
    dossier = composed(words, FACTS)
    changed = edited(dossier, old, new)
    told = differences(changed, dossier)
    assert told
    assert any(new.strip('"').rpartition('"')[2] in one.text for one in told)


def left_out(words: Wordsmith, *more: Fact) -> dict[str, LeftOut]:
    facts = merge_facts([*FACTS, *more]).facts
    dossier = composed(words, [*FACTS, *more])
    view = CaseView(facts, words, illness_words(WORDING))
    account = fact_account(dossier, facts, view, REASONS)
    by_type = {line.type: line for line in account.types}
    assert sum(line.facts for line in account.types) == len(facts)
    assert sum(line.reached for line in by_type.values()) == len(facts) - len(account.left_out)
    return {one.text: one for one in account.left_out}


DRUG: FactType = "MedicationStatement"
MAKERS: list[tuple[Callable[[], Fact], str]] = [
    (lambda: fact("Condition", "Asthma", status="rejected"), "rejected"),
    (lambda: fact("Condition", "Asthma", record_status="withdrawn"), "withdrawn"),
    (lambda: fact("Condition", "Lymphoma", certainty="negated"), "denied"),
    (lambda: fact("Condition", "Asthma", certainty="family"), "of_relative"),
    (lambda: fact("Condition", "Hepatocellular carcinoma", certainty="family"), "of_relative"),
    (lambda: fact("Procedure", "Hepatectomy", certainty="hypothetical"), "planned"),
    (lambda: fact("Condition", "Asthma", absent_reason="unknown"), "says_nothing"),
    (lambda: fact("Encounter", "Ward visit"), "no_place_for_type"),
    (lambda: fact("DiagnosticReport", "Laboratory panel"), "report_heading"),
    (lambda: fact(DRUG, "Propofol", clinical_status="completed"), "not_on_current_list"),
    (lambda: fact("Procedure", "Computed tomography of abdomen"), "undated_examination"),
    (lambda: fact("Observation", "Potassium", category="laboratory"), "no_value"),
]


@pytest.mark.parametrize(("make", "code"), MAKERS)
def test_why_a_fact_is_not_in_the_dossier(
    words: Wordsmith, make: Callable[[], Fact], code: str
) -> None:
    one = make()
    told = left_out(words, one)[one.text]
    assert told.code == code
    assert told.why.en
    assert told.why.zh


def test_a_value_that_no_column_shows_is_an_older_one(words: Wordsmith) -> None:
    days = [f"2026-01-{day:02}" for day in range(1, 8)]
    series = [
        lab("Potassium", f"4.{number}", "mmol/L", date=day) for number, day in enumerate(days)
    ]
    facts = merge_facts(series).facts
    view = CaseView(facts, words, illness_words(WORDING))
    account = fact_account(composed(words, series), facts, view, REASONS)
    assert [one.code for one in account.left_out] == ["older_value"]


def test_every_reason_has_words_in_both_languages() -> None:
    from typing import get_args

    from huizhen.core.preparation.accounting.account import Code
    from huizhen.core.preparation.accounting.left_out import LeftOutCode
    from huizhen.core.preparation.accounting.recomposition import Composition

    groups = {"reported": Code, "left_out": LeftOutCode, "composition": Composition}
    for group, codes in groups.items():
        for code in get_args(codes):
            assert REASONS.text(f"{group}.{code}.en")
            assert REASONS.text(f"{group}.{code}.zh")


def test_an_unset_paper_is_told_whole() -> None:
    empty = Grounds({}, {}, {}, FixedWords([], {}), frozenset())
    account = account_of("other.pdf", ["任意文字"], Expected((), (), ()), empty)
    assert account.percent == "0.00"
    assert {one.code for one in account.reported} == {"unknown_text", "page_number"}


def test_a_paper_says_its_parts_in_order(case: Case) -> None:
    paper: Paper = case.paper
    titles = [run.text for band in case.expected.bands for run in band.runs if run.kind == "title"]
    assert titles[-1] == paper.references_title or not paper.references

"""One case from the enquiry to the end: every person in an own browser, in both languages."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from story_hands import ROOT, Hand, served, tell_counts
from story_preparation import Preparation
from story_words import (
    BEGINNING,
    COME,
    DAY,
    DECLINED,
    MR,
    OPINION,
    PARTS,
    POINTS,
    REMINDER,
    SIGNATURE,
    TRANSLATED,
    WRONG_SIDE,
    stamped_paper,
)

CHROMIUM = Path("/usr/bin/chromium")
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.story,
    pytest.mark.enable_socket,
    pytest.mark.timeout(1200),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
]


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The synthetic sample's files."""
    from huizhen.cli.sample_run import write_samples
    from huizhen.project.config import Settings
    from huizhen.project.wiring import workshop

    folder = tmp_path_factory.mktemp("samples")
    write_samples(folder, "hpb", workshop(Settings()))
    return folder / "hpb"


@pytest.fixture
def chromium(language: str) -> Iterator[Any]:
    """A browser whose own words (of file fields, dates) are of the story's language."""
    tongue = "zh-CN" if language.startswith("zh") else "en-GB"
    arguments = [f"--lang={tongue}", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    told = {**os.environ, "LANGUAGE": tongue.replace("-", "_")}
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=arguments, env=told)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def axe() -> str:
    """axe-core as text, fetched once."""
    script = ROOT / "scripts/fetch_axe.py"
    if subprocess.run([sys.executable, script], capture_output=True).returncode != 0:
        pytest.skip("axe-core could not be fetched from the npm registry")
    return (ROOT / ".cache/axe/axe.min.js").read_text(encoding="utf-8")


class Story(Preparation):
    """All of it."""

    def second_half(self) -> None:
        """From the first invitation to the end; the opinion in one language by form, in the
        other on paper."""
        self.departments()
        self.submission()
        self.clock()
        if self.tongue == "en":
            self.opinion_by_form()
        else:
            self.opinion_as_scan()
        self.interpretation()
        self.hand_over()
        self.ending()

    def invitation(self, number: int, email: str) -> Hand:
        """A department is chosen, the patient consents, and somebody of it joins."""
        coordinator, patient = self.coordinator, self.patient
        with self.desk.step(f"invite department {number + 1}", "coordinator"):
            coordinator.go(f"{self.case}consultation/directory/")
            coordinator.shot("20-directory")
            coordinator.click(coordinator.page.locator("button[name=department]").nth(number))
            self.invited = coordinator.page.url
            for name, text in PARTS.items():
                coordinator.type(f"#id_{name}", text)
            coordinator.tick("#id_does_ask_identity")
            coordinator.click("form[action$='/write'] button.btn-primary")
        with self.desk.step("consent to the department", "patient"):
            patient.go(f"{self.case}consents/")
            while patient.page.locator("section[aria-labelledby=asked] a.btn-primary").count():
                self.signs_consent(patient)
        with self.desk.step("send the invitation", "coordinator"):
            coordinator.go(self.invited)
            coordinator.shot("21-invitation")
            coordinator.type("form[action$='/send'] input[name=email]", email)
            coordinator.choose("form[action$='/send'] select[name=role]", "specialist")
            coordinator.decide("form[action$='/send'] button.btn-primary")
            found = re.search(r"/join/\S+", coordinator.text())
            assert found, coordinator.text()
        specialist = self.new("specialist")
        with self.desk.step("join as specialist", "specialist"):
            specialist.join("示例专家", email, found.group())
            specialist.go(f"{self.case}invited/")
            specialist.sees(PARTS["reason"])
            assert "Musterfrau" not in specialist.text()
        return specialist

    def departments(self) -> None:
        """The first declines, the second accepts."""
        first = self.invitation(0, "first@hospital.example")
        with self.desk.step("decline", "specialist"):
            first.shot("22-invited")
            first.click("details summary")
            first.type("#why", DECLINED)
            first.decide("form[action$='/invited/decline'] button")
        with self.desk.step("see the refusal", "coordinator"):
            self.coordinator.go(self.invited)
            self.coordinator.sees(DECLINED)
        self.specialist = self.invitation(1, "second@hospital.example")
        with self.desk.step("accept", "specialist"):
            self.specialist.decide("form[action$='/invited/accept'] button.btn-primary")

    def submission(self) -> None:
        """What travelled is recorded, and the clock runs."""
        coordinator = self.coordinator
        with self.desk.step("record the submission", "coordinator"):
            self.submits("HZ-1")
            coordinator.shot("23-submission")
            assert coordinator.page.locator(".clock").count()

    def submits(self, reference: str) -> None:
        """The signed version goes to the department on this desk."""
        coordinator = self.coordinator
        coordinator.go(self.invited)
        coordinator.click("a[href$='/submit']")
        coordinator.type("#id_reference", reference)
        coordinator.tick("#id_is_identified")
        coordinator.decide("form[action$='/submit'] button.btn-primary")
        if coordinator.page.locator("form[action*='/names'] button").count():
            coordinator.decide("form[action*='/names'] button")

    def clock(self) -> None:
        """A new MR is asked for; the clock stands until a signed version with it is submitted."""
        specialist, home = self.specialist, self.home
        with self.desk.step("ask for a new MR", "specialist"):
            specialist.go(f"{self.case}invited/")
            runs = specialist.page.locator(".clock").inner_text()
            specialist.choose("#material_kind", "images")
            specialist.type("#material_what", MR)
            specialist.choose("#material_owner", "home_physician")
            specialist.decide("form[action$='/invited/material'] button.btn-primary")
            stands = specialist.page.locator(".clock").inner_text()
            assert stands != runs
            specialist.shot("24-clock-stands")
        with self.desk.step("send the new MR", "home_physician"):
            home.go(self.case)
            home.click("main .alert-warning a[href$='/materials/']")
            home.click("main h3 a")
            home.sees(MR)
            home.shot("24a-material-asked")
            file = str(next(self.records.glob("07_CT_disc/DICOM/*/*")))
            home.page.locator("input[data-part=files]").set_input_files([file])
            self.desk.counts[-1].clicks += 3
            home.page.locator("[data-part=end]:visible").wait_for()
        with self.desk.step("take the new MR", "coordinator"):
            self.coordinator.waits_for(f".waiting:has-text('{COME[self.tongue]}')", self.invited)
            self.settled(self.coordinator)
            self.coordinator.go(self.invited)
            self.coordinator.sees(MR)
            self.coordinator.page.get_by_text(MR).first.scroll_into_view_if_needed()
            self.coordinator.shot("24b-material-came")
            self.settles_changes()
            self.coordinator.go(f"{self.case}intake/facts/?state=unconfirmed")
            self.confirms_facts()
        with self.desk.step("sign the version with the MR", "reviewing_clinician"):
            self.lets_findings_pass()
            self.resolves_differences()
            self.signs_the_dossier()
        with self.desk.step("submit it", "coordinator"):
            self.settled(self.coordinator)
            self.submits("HZ-2")
        with self.desk.step("see the clock run again", "specialist"):
            specialist.waits_for(f".clock:not(:has-text('{stands[:12]}'))", f"{self.case}invited/")
            specialist.shot("25-clock-runs")

    def opinion_by_form(self) -> None:
        """Question by question, signed with a fresh second factor."""
        specialist = self.specialist
        with self.desk.step("write the opinion", "specialist"):
            specialist.go(f"{self.case}opinion/")
            specialist.choose("#id_a1_state", "answered")
            for name, text in OPINION.items():
                specialist.type(f"#id_{name}", text)
            for name in ("diagnosis_agree", "r1_strength", "travel_advice"):
                options = specialist.page.locator(f"#id_{name} option")
                specialist.choose(f"#id_{name}", options.nth(1).get_attribute("value") or "")
            specialist.page.evaluate("scrollTo(0, 0)")
            specialist.shot("26-opinion")
            specialist.click("button[name=then_sign]")
        with self.desk.step("sign the opinion", "specialist"):
            specialist.type("input[name=code]", specialist.code())
            specialist.click("main form button[type=submit]")
            specialist.shot("27-sign-the-opinion")
            specialist.decide("form[action$='/opinion/sign'] button.btn-primary")

    def opinion_as_scan(self) -> None:
        """A stamped paper, photographed; the coordinator marks what it answers."""
        coordinator = self.coordinator
        with self.desk.step("receive the signed paper", "coordinator"):
            coordinator.go(self.invited)
            coordinator.click("a[href*='/consultation/opinions/']")
            coordinator.page.locator("#files").set_input_files([stamped_paper(self.desk.home)])
            self.desk.counts[-1].clicks += 2
            coordinator.click("form[action$='/files'] button.btn-primary")
            number = coordinator.page.title().split(" ")[0]
            coordinator.type("#id_case_number", number)
            coordinator.choose("#id_a1_state", "answered")
            coordinator.type("#id_a1_place", "第1页")
            for name in ("a1_text", "title"):
                coordinator.type(f"#id_{name}", OPINION[name])
            for name, text in SIGNATURE.items():
                coordinator.type(f"#id_{name}", text)
            coordinator.tick("#id_is_stamped")
            coordinator.click("form[action$='/marks'] button.btn-primary")
            coordinator.shot("26-opinion-on-paper")
            coordinator.decide("form[action$='/sign'] button.btn-primary")

    def interpretation(self) -> None:
        """Translated, compared with the home plan, signed by two persons, released."""
        editor = self.editor = self.new("medical_editor")
        with self.desk.step("complete the consultation", "coordinator"):
            self.coordinator.go(f"{self.case}consultation/")
            self.coordinator.decide("form[action$='/complete'] button.btn-primary")
        with self.desk.step("translate", "medical_editor"):
            self.signs_in(editor)
            self.translates(slip=True)
            editor.shot("28-translation")
            editor.click("main form.desk-form button.btn-primary")
        with self.desk.step("set the points", "medical_editor"):
            editor.click("a[href$='/points/']")
            right, wrong = WRONG_SIDE[self.tongue]
            for relation, (item, meaning) in POINTS[self.tongue].items():
                self.point(relation, item.replace(right, wrong), meaning)
            editor.shot("29-points")
        with self.desk.step("see what differs", "medical_editor"):
            self.nobody_signs()
            editor.go(f"{self.case}languages/")
            assert editor.page.locator("mark").count() >= 2
            editor.page.locator("mark").first.scroll_into_view_if_needed()
            editor.shot("29a-differences")
        if self.tongue == "en":
            with self.desk.step("correct the translation", "medical_editor"):
                self.translates(slip=False)
                editor.click("main form.desk-form button.btn-primary")
        with self.desk.step("correct the report", "medical_editor"):
            self.nobody_signs()  # the point still says the other side
            editor.go(f"{self.case}languages/")
            editor.click("a[href*='/points/']")
            editor.shot("29b-the-point")
            editor.type("#id_item", right)
            editor.decide("main form.desk-form button.btn-primary")
            editor.go(f"{self.case}languages/")
            assert not editor.page.locator(".bg-red-lt").count()
            editor.shot("29c-nothing-differs")
        for who in (editor, self.clinician):
            with self.desk.step("sign translation and points", who.who):
                who.go(f"{self.case}interpretation/")
                who.type("#id_code", who.code())
                who.decide("form[action$='/sign'] button.btn-primary")
        with self.desk.step("release the reports", "reviewing_clinician"):
            self.clinician.go(f"{self.case}interpretation/")
            self.clinician.shot("30-interpretation")
            self.clinician.decide("form[action$='/release'] button.btn-primary")

    def translates(self, *, slip: bool) -> None:
        """Part by part; with the slip the side of the operation is the other one."""
        editor = self.editor
        editor.go(f"{self.case}interpretation/")
        editor.click("a[href$='/translation']")
        right, wrong = WRONG_SIDE["en"]
        for part in editor.page.locator("main form .side-by-side").all():
            field, original = part.locator("textarea"), part.locator("[lang=zh-Hans]").inner_text()
            told = TRANSLATED.get(original, original)
            if slip and self.tongue == "en" and original == OPINION["r1_text"]:
                told = told.replace(right, wrong)
            if field.input_value() != told and self.tongue == "en":
                editor.type(field, told)

    def nobody_signs(self) -> None:
        """While the sides differ there is no button to sign with, and the page says why."""
        editor = self.editor
        editor.go(f"{self.case}interpretation/")
        assert not editor.page.locator("form[action$='/sign']").count()
        assert editor.page.locator(".alert a[href$='/languages/']").count()

    def point(self, relation: str, item: str, meaning: str) -> None:
        """The opinion agrees with the beginning of the plan, and is silent on what is left."""
        editor = self.editor
        editor.click("a[href$='/points/new']")
        editor.type("#id_item", item)
        editor.type("#id_meaning", meaning)
        editor.tick(f"input[name=relation][value={relation}]")
        plan = editor.page.locator("input[name=plan]")
        taken = range(3) if relation == "agree" else range(3, plan.count())
        boxes = [plan.nth(number) for number in taken]
        if relation == "agree":
            boxes += editor.page.locator("input[name=opinion]").all()
        for box in boxes:
            editor.tick(box)
        editor.decide("main form.desk-form button.btn-primary")

    def hand_over(self) -> None:
        """To both; nobody reads for three days, then both do."""
        coordinator, desk = self.coordinator, self.desk
        with desk.step("hand over", "coordinator"):
            coordinator.go(f"{self.case}reports/")
            values = coordinator.page.locator("#id_recipient option").evaluate_all(
                "all => all.map(one => one.value).filter(one => !one.endsWith(':'))"
            )
            assert len(values) == 2
            for value in values:
                coordinator.choose("#id_recipient", value)
                coordinator.tick("input[name=channel][value=account]")
                coordinator.decide("form[action$='/hand-over'] button.btn-primary")
                coordinator.go(f"{self.case}reports/")
            coordinator.shot("31-hand-over")
        told = {one.address: len(desk.mails(one.address)) for one in (self.home, self.patient)}
        desk.forward(3 * DAY + DAY / 2)
        for who in (self.home, self.patient):
            with desk.step("read the report", who.who):
                desk.waits_for_mail(who.address, told[who.address])
                who.comes_back()
                who.waits_for("section[aria-labelledby=news] a", "/")
                who.sees(REMINDER[self.tongue])
                who.shot(f"32-reminder-{who.who}", phone=who is self.patient)
                who.go(f"{self.case}reports/")
                who.click("main .report-line a.btn-primary")
                who.shot(f"33-report-{who.who}", phone=who is self.patient)
                who.decide(".read-it button.btn-primary")
        with desk.step("see that both have read", "coordinator"):
            self.returns(coordinator)
            coordinator.go(f"{self.case}reports/")
            assert (
                coordinator.page.locator("section[aria-labelledby=handed] .bg-green-lt").count()
                == 2
            )

    def returns(self, hand: Hand) -> None:
        """Somebody of the site signs in on another day."""
        hand.page.context.clear_cookies()
        self.signs_in(hand)

    def ending(self) -> None:
        """What was decided, how it went after 90 days, closed."""
        patient, coordinator, desk = self.patient, self.coordinator, self.desk
        with desk.step("tell the decision", "patient"):
            patient.go(f"{self.case}decision/")
            for name in ("follow", "travel", "trial"):
                patient.tick(f"input[name={name}]")
            patient.shot("34-decision", phone=True)
            patient.decide("main form.desk-form button.btn-primary")
        for days in (30, 60):
            desk.forward(days * DAY + 3600)
            with desk.step(f"tell how it went, {days} days later", "patient"):
                patient.comes_back()
                patient.go(f"{self.case}decision/")
                patient.click("a.btn-primary[href*='/decision/outcomes/']")
                for name in ("condition", "done"):
                    patient.tick(f"input[name={name}]")
                patient.shot(f"35-outcome-{days}", phone=True)
                patient.decide("main form.desk-form button.btn-primary")
        with desk.step("close the case", "coordinator"):
            self.returns(coordinator)
            coordinator.go(f"{self.case}decision/")
            coordinator.shot("36-close")
            coordinator.decide("form[action$='/close'] button.btn-primary")
            coordinator.go(f"{self.case}trail/")
            coordinator.shot("37-trail")


@pytest.mark.parametrize(
    "language", [pytest.param("en", id="english"), pytest.param("zh-hans", id="chinese")]
)
def test_the_whole_round_trip(
    language: str, chromium: Any, axe: str, records: Path, tmp_path: Path
) -> None:
    with served(tmp_path / "home", language, BEGINNING) as desk:
        story = Story(desk, chromium, axe, records)
        try:
            story.first_half()
            story.second_half()
        finally:
            tell_counts(desk)
    assert "\n".join(desk.faults) == ""

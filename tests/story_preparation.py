"""The story's first half: from the enquiry to the signed dossier."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from story_hands import Desk, Hand
from story_words import ASKED, FILES, PATIENT, PHYSICIAN, QUESTION, QUESTION_ZH, STILL


class Preparation:
    """Who is in it, and what has come of it so far."""

    def __init__(self, desk: Desk, browser: Any, axe: str, records: Path) -> None:
        self.desk, self.records = desk, records
        self.tongue = "zh" if desk.language.startswith("zh") else "en"
        self._browser, self._axe = browser, axe
        self.case = ""
        self.patient = self.new("patient")
        self.coordinator = self.new("coordinator")
        self.clinician = self.new("reviewing_clinician")

    def new(self, who: str) -> Hand:
        """Another person with a browser."""
        return Hand(self.desk, self._browser, self._axe, who)

    def signs_in(self, hand: Hand) -> None:
        """Somebody of the site."""
        told = self.desk.staff[hand.who]
        hand.sign_in(told["email"], told["password"], told["secret"])

    def first_half(self) -> None:
        """From the enquiry to the signed dossier."""
        self.enquiry()
        self.acceptance()
        self.upload()
        self.intake()
        self.fit()
        self.question()
        self.physician()
        self.letter()
        self.answer()
        self.signature()

    def enquiry(self) -> None:
        """Nobody has an account yet."""
        desk, patient = self.desk, self.patient
        with desk.step("enquiry", "patient"):
            patient.go("/enquiry/")
            patient.shot("01-enquiry", phone=True)
            for answer in patient.page.locator("input[type=radio][value=no]").all():
                patient.tick(answer)
            patient.click("main form button.btn-primary")
            patient.type("#id_family", "Musterfrau")
            patient.type("#id_given", "Erika")
            patient.type("#id_birth_date", "1968-02-11")
            patient.choose("#id_sex", "F")
            patient.choose("#id_writes_as", "patient")
            patient.choose("#id_specialty", "hpb")
            patient.type("#id_diagnosis", "Hepatocellular carcinoma")
            patient.type("#id_asked", ASKED[self.tongue])
            patient.choose("#id_language", self.tongue)
            patient.choose("#id_country", "DE")
            patient.type("#id_email", PATIENT)
            patient.tick("#id_consents")
            patient.type("#id_signer", "Erika Musterfrau")
            patient.decide("main form button.btn-primary")
            assert patient.page.url.endswith("/enquiry/sent/")
            patient.shot("02-enquiry-sent", phone=True)

    def acceptance(self) -> None:
        """The coordinator finds it on the work list, and the patient joins by the link."""
        desk, patient, coordinator = self.desk, self.patient, self.coordinator
        with desk.step("accept the enquiry", "coordinator"):
            self.signs_in(coordinator)
            coordinator.shot("03-work-list")
            coordinator.click("main table tbody th a")
            self.case = coordinator.page.url.removeprefix(desk.address)
            coordinator.go(f"{self.case}intake/")
            coordinator.sees(ASKED[self.tongue])
            coordinator.shot("04-enquiry-at-the-desk")
            coordinator.decide("form[action$='/accept'] button.btn-primary")
        with desk.step("join", "patient"):
            patient.join("Erika Musterfrau", PATIENT)
            patient.click("main table tbody th a")
            patient.shot("05-case-of-the-patient", phone=True)

    def upload(self) -> None:
        """The patient sends files; the worker reads them."""
        patient = self.patient
        with self.desk.step("send the records", "patient"):
            patient.go(f"{self.case}intake/")
            chosen = [str(self.records / name) for name in FILES]
            patient.page.locator("input[data-part=files]").set_input_files(chosen)
            self.desk.counts[-1].clicks += 3
            patient.page.locator("[data-part=end]:visible").wait_for()
            patient.sees("4 / 4")
            patient.page.locator("#uploads").scroll_into_view_if_needed()
            patient.shot("06-upload", phone=True)

    def intake(self) -> None:
        """What was found is this patient's, and is compared with its sources."""
        coordinator = self.coordinator
        with self.desk.step("confirm who the patient is", "coordinator"):
            page = f"{self.case}intake/"
            coordinator.waits_for("a[href$='/intake/files/']", page)
            self.settled(coordinator)
            coordinator.shot("07-intake")
            coordinator.click("a[href$='/intake/files/']")
            coordinator.sees(*FILES)
            coordinator.shot("08-files")
            coordinator.go(page)
            coordinator.type("#id_identifiers", "HZ-DEMO-0001@Klinikum Musterstadt")
            coordinator.decide("form[action$='/identity'] button.btn-primary")
            self.settled(coordinator)
        with self.desk.step("confirm the facts", "coordinator"):
            coordinator.go(f"{self.case}intake/facts/?state=unconfirmed")
            coordinator.shot("09-facts")
            self.confirms_facts()
        with self.desk.step("complete the intake", "coordinator"):
            coordinator.decide("form[action$='/complete'] button.btn-primary")

    def settled(self, hand: Hand) -> None:
        """Wait until the worker has read, composed and followed up: what it changes makes the
        page of somebody who is about to press a button stale."""
        page = f"{self.case}intake/"
        hand.waits_for(STILL, page)
        hand.page.wait_for_timeout(2500)
        hand.go(page)

    def fit(self) -> None:
        """The clinician is let in, decides, and the patient reads why."""
        coordinator, clinician, patient = self.coordinator, self.clinician, self.patient
        with self.desk.step("let the clinicians in", "coordinator"):
            coordinator.go(f"{self.case}people/")
            for _one in range(2):
                coordinator.click("form[action*='/people/add/'] button")
            coordinator.shot("10-people")
        with self.desk.step("decide on fit", "reviewing_clinician"):
            self.signs_in(clinician)
            clinician.click("main table tbody th a")
            clinician.go(f"{self.case}assessment/")
            clinician.shot("11-fit")
            clinician.tick("input[name=fit][value=yes]")
            clinician.choose("#id_specialty", "hpb")
            clinician.tick("input[name=reasons]")
            clinician.decide("form[action$='/fit'] button.btn-primary")
        with self.desk.step("read the letter", "patient"):
            patient.waits_for("a[href$='/assessment/letter/']", self.case)
            patient.click("a[href$='/assessment/letter/']")
            patient.shot("12-letter", phone=True)

    def question(self) -> None:
        """One that a department can answer, with its Chinese in a named person's words."""
        coordinator, clinician = self.coordinator, self.clinician
        with self.desk.step("sharpen the question", "coordinator"):
            coordinator.go(f"{self.case}preparation/questions/")
            for _one in range(coordinator.page.locator("form[action$='/withdraw']").count()):
                coordinator.decide("form[action$='/withdraw'] button")
            coordinator.type("main form.desk-form textarea", QUESTION)
            coordinator.choose("main form.desk-form select", "en")
            coordinator.click("button[name=check]")
            coordinator.shot("13-question")
            coordinator.decide("main form.desk-form button.btn-primary")
        with self.desk.step("word it in Chinese", "reviewing_clinician"):
            clinician.go(f"{self.case}preparation/questions/")
            clinician.click("main .actions a.btn[href*='/questions/']")
            clinician.type("#id_chinese", QUESTION_ZH)
            clinician.decide("form[action$='/chinese'] button.btn-primary")
            clinician.sees(QUESTION_ZH)

    def physician(self) -> None:
        """The home physician is invited by a link, and comes with a second factor."""
        coordinator = self.coordinator
        with self.desk.step("invite the home physician", "coordinator"):
            coordinator.go(f"{self.case}people/")
            coordinator.type("#id_email", PHYSICIAN)
            coordinator.choose("#id_role", "home_physician")
            coordinator.type("#id_practice", "Praxis Beispiel")
            coordinator.type("#id_country", "DE")
            coordinator.decide("main form.desk-form button.btn-primary")
        with self.desk.step("join with a second factor", "home_physician"):
            self.home = self.new("home_physician")
            self.home.join("Dr. Max Beispiel", PHYSICIAN)
            self.home.go(self.case)

    def letter(self) -> None:
        """What is missing is asked for, once the patient consents to that."""
        coordinator, patient = self.coordinator, self.patient
        with self.desk.step("draft the gap letter", "coordinator"):
            letters = f"{self.case}preparation/letters/"
            self.settled(coordinator)
            coordinator.go(f"{self.case}preparation/findings/")
            coordinator.shot("14-what-is-missing")
            coordinator.waits_for("form[action*='/letters/draft/send']", letters)
            coordinator.click("form[action*='/letters/draft/send'] button.btn-primary")
            letter = coordinator.page.url
            coordinator.click("form[action$='/consent'] button")
        with self.desk.step("consent to ask the practice", "patient"):
            self.signs_consent(patient)
        with self.desk.step("send the gap letter", "coordinator"):
            coordinator.waits_for("form[action$='/send']", letter)
            coordinator.tick("#id_with_link")
            coordinator.decide("form[action$='/send'] button.btn-primary")
            coordinator.shot("15-gap-letter-sent")
            self.link = coordinator.page.locator(".alert code").inner_text()
            self.asked = letter

    def signs_consent(self, patient: Hand) -> None:
        """The patient reads and signs what is asked for."""
        patient.go(f"{self.case}consents/")
        patient.click("section[aria-labelledby=asked] a.btn-primary")
        patient.shot("16-consent", phone=True)
        patient.type("#id_signer", "Erika Musterfrau")
        if patient.page.locator("#id_covers_identity").count():
            patient.tick("#id_covers_identity")
        patient.tick("#id_is_agreed")
        patient.decide("main form.desk-form button.btn-primary")

    def answer(self) -> None:
        """A practice that does not want to sign in sends a file by the one-time link."""
        guest, coordinator = self.new("practice"), self.coordinator
        with self.desk.step("answer by the one-time link", "home_physician"):
            guest.go(self.link.removeprefix(self.desk.address))
            guest.click("main form button.btn-primary")
            file = str(self.records / "06_laboratory.xlsx")
            guest.page.locator("input[data-part=files]").set_input_files([file])
            self.desk.counts[-1].clicks += 3
            guest.page.locator("[data-part=end]:visible").wait_for()
            guest.sees("1 / 1")
            guest.shot("17-answer-by-link", phone=True)
        with self.desk.step("take the answer", "coordinator"):
            self.settled(coordinator)
            coordinator.go(self.asked)
            coordinator.decide("form[action$='/follow/enough'] button")
            coordinator.go(f"{self.case}intake/facts/?state=unconfirmed")
            self.confirms_facts()

    def confirms_facts(self) -> None:
        """Everything that is still open, page by page."""
        coordinator = self.coordinator
        for _page in range(9):
            if not coordinator.page.locator("input[name=fact]").count():
                break
            coordinator.tick("input[data-ticks=fact]")
            coordinator.decide("#many button.btn-primary")
        assert not coordinator.page.locator("input[name=fact]").count()
        self.settled(coordinator)

    def settles_changes(self) -> None:
        """What a new file makes of facts that were confirmed before, one by one."""
        coordinator = self.coordinator
        for _one in range(20):
            coordinator.go(f"{self.case}intake/facts/?state=changed")
            button = "form[action$='/facts/changed'] button.btn-primary"
            if not coordinator.page.locator(button).count():
                break
            coordinator.decide(button)
            self.settled(coordinator)

    def signature(self) -> None:
        """What blocks is let pass with a reason or closed; then the version is signed."""
        with self.desk.step("let findings pass", "reviewing_clinician"):
            self.lets_findings_pass()
        with self.desk.step("resolve what differs", "reviewing_clinician"):
            self.resolves_differences()
        with self.desk.step("sign the dossier", "reviewing_clinician"):
            self.signs_the_dossier(shot="18-sign-the-dossier")
            self.clinician.go(f"{self.case}preparation/")
            self.clinician.shot("19-preparation")

    def lets_findings_pass(self) -> None:
        """Each that blocks, with a reason."""
        clinician = self.clinician
        clinician.go(f"{self.case}preparation/findings/")
        for _one in range(40):
            if not clinician.page.locator("form[action$='/findings/override']").count():
                break
            clinician.page.locator("details:has(form[action$='/findings/override'])").first.locator(
                "summary"
            ).click()
            clinician.type("textarea[name=reason]", "Discussed with the home team by telephone")
            clinician.decide("form[action$='/findings/override'] button")

    def resolves_differences(self) -> None:
        """Each with a reason: the checks took two names of one thing for two things."""
        clinician = self.clinician
        clinician.waits_for("section .badge", f"{self.case}languages/")
        for _one in range(8):
            details = clinician.page.locator("details:has(form[action$='/languages/resolve'])")
            if not details.count():
                break
            details.first.locator("summary").click()
            clinician.type("textarea[name=reason]", "Read with the source: both name the same")
            clinician.decide("form[action$='/languages/resolve'] button")
        clinician.shot("17a-languages")

    def signs_the_dossier(self, shot: str = "") -> None:
        """The newest version, with a fresh code."""
        clinician = self.clinician
        clinician.waits_for("form input[name=dossier_hash]", f"{self.case}preparation/sign/")
        if shot:
            clinician.page.locator("iframe").scroll_into_view_if_needed()
            clinician.shot(shot)
        clinician.type("#id_code", clinician.code())
        clinician.decide("form:has(input[name=dossier_hash]) button.btn-primary")

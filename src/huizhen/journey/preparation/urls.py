"""Preparation: questions, findings, letters, the dossier, its signature, sealed packages."""

from django.urls import path

from huizhen.journey.preparation.views import (
    absence,
    answering,
    by_link,
    dossier,
    findings,
    letters,
    overview,
    questions,
    sealing,
)

_HERE = "cases/<uuid:case_id>/preparation/"
_QUESTION = f"{_HERE}questions/<uuid:question_id>/"
_LETTER = f"{_HERE}letters/<uuid:letter_id>/"
_VERSION = f"{_HERE}versions/<uuid:version_id>/"
_PACKAGE = f"{_HERE}packages/<uuid:package_id>/"
_ASKED = "cases/<uuid:case_id>/letters/"

urlpatterns = [
    path(_HERE, overview.overview, name="preparation"),
    path(f"{_HERE}questions/", questions.questions, name="questions"),
    path(_QUESTION, questions.question, name="question"),
    path(f"{_QUESTION}chinese", questions.word_question, name="word_question"),
    path(f"{_QUESTION}withdraw", questions.withdraw_question, name="withdraw_question"),
    path(f"{_QUESTION}raise", questions.raise_question, name="raise_question"),
    path(f"{_HERE}findings/", findings.findings, name="findings"),
    path(f"{_HERE}findings/override", findings.override, name="override_finding"),
    path(
        f"{_HERE}findings/<uuid:override_id>/withdraw", findings.withdraw, name="withdraw_override"
    ),
    path(f"{_HERE}findings/answer", absence.record, name="record_answer"),
    path(
        f"{_HERE}findings/answers/<uuid:answer_id>/withdraw",
        absence.withdraw_answer,
        name="withdraw_answer",
    ),
    path(f"{_HERE}findings/accept", absence.accept, name="accept_absence"),
    path(
        f"{_HERE}findings/acceptances/<uuid:acceptance_id>/withdraw",
        absence.withdraw_acceptance,
        name="withdraw_acceptance",
    ),
    path(f"{_HERE}letters/", letters.letters, name="letters"),
    path(f"{_HERE}letters/draft/<slug:kind>", letters.draft, name="draft_letter"),
    path(_LETTER, letters.letter, name="letter"),
    path(f"{_LETTER}consent", letters.ask_consent, name="letter_consent"),
    path(f"{_LETTER}send", letters.send, name="send_letter"),
    path(f"{_LETTER}follow/<slug:act>", letters.follow, name="follow_letter"),
    path(f"{_LETTER}letter.<slug:ending>", letters.paper, name="letter_paper"),
    path(_ASKED, answering.asked_letters, name="asked_letters"),
    path(f"{_ASKED}<uuid:letter_id>/", answering.asked_letter, name="asked_letter"),
    path(
        f"{_ASKED}<uuid:letter_id>/letter.<slug:ending>", answering.asked_paper, name="asked_paper"
    ),
    path("asked/answer", by_link.answer, name="link_answer"),
    path(f"{_HERE}dossier/", dossier.dossier, name="dossier"),
    path(f"{_VERSION}dossier.html", dossier.dossier_page, name="dossier_page"),
    path(f"{_VERSION}pages/<str:name>", dossier.dossier_picture, name="dossier_picture"),
    path(f"{_VERSION}papers/<path:name>", dossier.paper, name="dossier_paper"),
    path(f"{_HERE}statements/", dossier.statements, name="statements"),
    path(f"{_HERE}statements/<slug:hashed_key>", dossier.statement, name="statement"),
    path(f"{_HERE}edits/<uuid:edit_id>/withdraw", dossier.withdraw_edit, name="withdraw_edit"),
    path(f"{_HERE}sign/", dossier.sign, name="sign_dossier"),
    path(
        f"{_HERE}sign/<uuid:sign_off_id>/withdraw",
        dossier.withdraw_sign_off,
        name="withdraw_sign_off",
    ),
    path(f"{_HERE}packages/", sealing.packages, name="packages"),
    path(
        f"{_HERE}packages/consent/<uuid:organisation_id>",
        sealing.ask_consent,
        name="package_consent",
    ),
    path(f"{_PACKAGE}passphrase", sealing.passphrase, name="package_passphrase"),
    path(f"{_PACKAGE}archive", sealing.package, name="package"),
    path(f"{_PACKAGE}masking", sealing.report, name="masking_report"),
    path(f"{_PACKAGE}masking.json", sealing.report_json, name="masking_report_json"),
    path(f"{_PACKAGE}discard", sealing.discard, name="discard_package"),
]

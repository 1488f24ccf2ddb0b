"""Whose record each received file, page, instance and bundle subject is: the case as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from huizhen.core.extraction.identity import mentions_in
from huizhen.core.extraction.page_identity import continues
from huizhen.core.records.firewall import Judgement, Verdict, do_agree, judge
from huizhen.core.records.identity import Identity, PatientMention
from huizhen.core.records.inventory import FileStatus, PageNote
from huizhen.core.records.page import Page
from huizhen.core.records.reading import Reading, Received
from huizhen.core.records.reference import majority_identity, merged_identity
from huizhen.core.records.value import Value, canonical_json

How = Literal["stated", "completed", "continued", "document", "container", "none"]
"""How a page came to its identity: it states it; states a part that the document completes; goes
on from the page before; all of the document's stated identities agree; it was found inside a coded
document about one patient; not at all."""

_ABOUT_ONE_PATIENT = frozenset(("ccda", "fhir", "hl7v2"))
"""Coded documents hand their patient on to files embedded in them; archives and mails do not."""

_GRAVITY: dict[Verdict, int] = {"quarantined": 3, "review": 2, "unidentified": 1, "accepted": 0}
_NOTE_CODES: dict[Verdict, str] = {
    "quarantined": "quarantined",
    "review": "identity_review",
    "unidentified": "unidentified",
}


class IdentityDecision(Value):
    """Whether one page, instance or subject is the patient's."""

    path: str
    source_id: str
    ordinal: int | None = None
    """The page; None for the whole file or subject."""
    subject: str = ""
    """What `Fact.subject` refers to."""
    verdict: Verdict
    how: How = "stated"
    reasons: tuple[str, ...] = ()
    mention: PatientMention | None = None
    """What was judged; None when nothing names a patient."""


class FileIdentity(Value):
    """What the decisions mean for a file's line in the inventory."""

    path: str
    source_id: str
    status: FileStatus | None = None
    """None: the reading's own status stands."""
    code: str = ""
    page_notes: tuple[PageNote, ...] = ()


class CaseIdentity(Value):
    """The reference, and every decision against it."""

    reference: Identity
    is_unconfirmed: bool
    """Nobody has said who the patient is: 身份未确认."""
    decisions: tuple[IdentityDecision, ...] = ()
    files: tuple[FileIdentity, ...] = ()


class _Judge:
    """Judges identities against one reference, each distinct one once."""

    def __init__(self, reference: Identity) -> None:
        self._reference = reference
        self._known: dict[tuple[str, bool], Judgement] = {}

    def __call__(self, identity: Identity, may_be_misread: bool) -> Judgement:
        key = (canonical_json(identity.model_dump(mode="json")), may_be_misread)
        if key not in self._known:
            self._known[key] = judge(self._reference, identity, may_be_misread=may_be_misread)
        return self._known[key]


def decide_identities(
    readings: Iterable[tuple[Received, Reading]], reference: Identity | None = None
) -> CaseIdentity:
    """A decision for every page, instance and subject, and each file's status.

    Without a reference it is the identity that most documents agree on.
    """
    # containers first: what they hold may inherit from them
    ordered = sorted(readings, key=lambda item: item[0].path.count("!/"))
    mentions = [reading_mentions(reading) for _, reading in ordered]
    is_unconfirmed = reference is None
    if reference is None:
        counted = _one_for_each_document(ordered, mentions)
        reference = majority_identity(counted).identity
    judged = _Judge(reference)
    decisions: list[IdentityDecision] = []
    files: list[FileIdentity] = []
    by_path: dict[str, tuple[Reading, tuple[IdentityDecision, ...]]] = {}
    for (received, reading), found in zip(ordered, mentions, strict=True):
        container = by_path.get(received.path.rpartition("!/")[0])
        made = _decisions(received, reading, found, judged, container)
        by_path[received.path] = (reading, made)
        decisions.extend(made)
        files.append(_file_identity(received, reading, made))
    return CaseIdentity(
        reference=reference,
        is_unconfirmed=is_unconfirmed,
        decisions=tuple(decisions),
        files=tuple(files),
    )


def reading_mentions(reading: Reading) -> tuple[PatientMention, ...]:
    """Who a reading is about: as its reader says, else as its pages' text says."""
    if reading.patients:
        return reading.patients
    if reading.instance is not None:
        identity = reading.instance.patient
        return () if identity.is_empty else (PatientMention(identity=identity, where="header"),)
    return mentions_in(reading.pages)


def _one_for_each_document(
    readings: Sequence[tuple[Received, Reading]], mentions: Sequence[tuple[PatientMention, ...]]
) -> list[PatientMention]:
    """Each document's mentions once: pages that agree are one, a study's instances are one."""
    counted: dict[str, PatientMention] = {}
    for (received, reading), found in zip(readings, mentions, strict=True):
        document: str = received.source_id
        if reading.instance is not None:
            document = reading.instance.study_instance_uid or received.path.rpartition("/")[0]
        identity = _agreed_identity(found)
        for mention in [PatientMention(identity=identity)] if identity else found:
            key = canonical_json([document, mention.identity.model_dump(mode="json")])
            counted.setdefault(key, mention)
    return list(counted.values())


def _agreed_identity(mentions: Sequence[PatientMention]) -> Identity | None:
    """All that a document's mentions say together, if they are about one person."""
    if not mentions or len({mention.key for mention in mentions}) > 1:
        return None
    merged = mentions[0].identity
    for mention in mentions[1:]:
        if not do_agree(merged, mention.identity):
            return None
        merged = merged_identity((merged, mention.identity))
    return merged


def _decisions(
    received: Received,
    reading: Reading,
    mentions: Sequence[PatientMention],
    judged: _Judge,
    container: tuple[Reading, tuple[IdentityDecision, ...]] | None,
) -> tuple[IdentityDecision, ...]:
    if reading.status in ("not_read", "ignored"):
        return ()
    if not mentions:
        inherited = _from_container(received, container)
        if inherited is not None:
            return (inherited,)
    if reading.patients or reading.instance is not None:
        return tuple(_subject_decision(received, mention, judged) for mention in mentions) or (
            _nobody(received, None),
        )
    if reading.pages:
        return _page_decisions(received, reading.pages, mentions, judged)
    return (_nobody(received, None),) if reading.facts or reading.kind == "slide" else ()


def _nobody(received: Received, ordinal: int | None, reason: str = "") -> IdentityDecision:
    return IdentityDecision(
        path=received.path,
        source_id=received.source_id,
        ordinal=ordinal,
        verdict="unidentified",
        how="none",
        reasons=(reason,) if reason else (),
    )


def _subject_decision(
    received: Received, mention: PatientMention, judged: _Judge
) -> IdentityDecision:
    judgement = judged(mention.identity, may_be_misread=False)
    return IdentityDecision(
        path=received.path,
        source_id=received.source_id,
        subject=mention.key,
        verdict=judgement.verdict,
        reasons=judgement.reasons,
        mention=mention,
    )


def _from_container(
    received: Received, container: tuple[Reading, tuple[IdentityDecision, ...]] | None
) -> IdentityDecision | None:
    """The decision of a coded document about one patient, for a file embedded in it."""
    if container is None or container[0].kind not in _ABOUT_ONE_PATIENT:
        return None
    if len(container[1]) != 1:
        return None
    return container[1][0].replaced(
        path=received.path, source_id=received.source_id, ordinal=None, how="container"
    )


def _page_decisions(
    received: Received, pages: Sequence[Page], mentions: Sequence[PatientMention], judged: _Judge
) -> tuple[IdentityDecision, ...]:
    agreed = _agreed_identity(mentions)
    stated = _by_ordinal(pages, mentions)
    decisions: list[IdentityDecision] = []
    for index, page in enumerate(pages):
        previous = None
        if index and continues(pages[index - 1], page):
            previous = decisions[-1]
        decisions.append(
            _page_decision(received, page, stated.get(page.ordinal, ()), judged, agreed, previous)
        )
    return tuple(decisions)


def _by_ordinal(
    pages: Sequence[Page], mentions: Sequence[PatientMention]
) -> Mapping[int, list[PatientMention]]:
    stated: dict[int, list[PatientMention]] = {}
    everywhere = [page.ordinal for page in pages]
    for mention in mentions:
        for ordinal in mention.ordinals or everywhere:
            stated.setdefault(ordinal, []).append(mention)
    return stated


def _page_decision(
    received: Received,
    page: Page,
    stated: Sequence[PatientMention],
    judged: _Judge,
    agreed: Identity | None,
    previous: IdentityDecision | None,
) -> IdentityDecision:
    """The gravest verdict of what a page states; without a statement, what it inherits."""
    if stated:
        made = [_stated(received, page, mention, judged, agreed, previous) for mention in stated]
        return max(made, key=lambda decision: _GRAVITY[decision.verdict])
    if previous is not None and previous.mention is not None:
        return previous.replaced(ordinal=page.ordinal, how="continued")
    if agreed is not None:
        mention = PatientMention(identity=agreed, ordinals=(page.ordinal,))
        return _judged(received, page, mention, judged, "document")
    return _nobody(
        received, page.ordinal, "" if page.text.strip() or page.needs_ocr else "blank_page"
    )


def _stated(
    received: Received,
    page: Page,
    mention: PatientMention,
    judged: _Judge,
    agreed: Identity | None,
    previous: IdentityDecision | None,
) -> IdentityDecision:
    """The verdict on a page's own mention; a partial one ('DOE, JANE' in a footer) is completed
    by the document, or by the page before, that it agrees with."""
    decision = _judged(received, page, mention, judged, "stated")
    known = agreed
    if known is None and previous is not None and previous.mention is not None:
        known = previous.mention.identity
    if decision.verdict != "unidentified" or known is None or not do_agree(known, mention.identity):
        return decision
    whole = mention.replaced(identity=merged_identity((mention.identity, known)))
    completed = _judged(received, page, whole, judged, "completed")
    return decision if completed.reasons == decision.reasons else completed


def _judged(
    received: Received, page: Page, mention: PatientMention, judged: _Judge, how: How
) -> IdentityDecision:
    judgement = judged(mention.identity, may_be_misread=page.origin == "ocr")
    return IdentityDecision(
        path=received.path,
        source_id=received.source_id,
        ordinal=page.ordinal,
        subject=mention.key,
        verdict=judgement.verdict,
        how=how,
        reasons=judgement.reasons,
        mention=mention,
    )


def _file_identity(
    received: Received, reading: Reading, decisions: Sequence[IdentityDecision]
) -> FileIdentity:
    counted = [decision for decision in decisions if "blank_page" not in decision.reasons]
    status, code = _status(counted)
    notes = [
        PageNote(ordinal=ordinal, code=_NOTE_CODES[decision.verdict])
        for decision in counted
        if decision.verdict != "accepted"
        for ordinal in _governed(decision, reading)
    ]
    return FileIdentity(
        path=received.path,
        source_id=received.source_id,
        status=status,
        code=code,
        page_notes=tuple(notes) if status == "part" else (),
    )


def _governed(decision: IdentityDecision, reading: Reading) -> Iterable[int]:
    """The pages that a decision is about."""
    if decision.ordinal is not None:
        return (decision.ordinal,)
    if decision.mention is not None and decision.mention.ordinals:
        return decision.mention.ordinals
    return tuple(page.ordinal for page in reading.pages)


def _status(decisions: Sequence[IdentityDecision]) -> tuple[FileStatus | None, str]:
    verdicts = {decision.verdict for decision in decisions}
    if verdicts <= {"accepted"}:
        return None, ""
    if "accepted" in verdicts:
        if "quarantined" in verdicts:
            return "part", "pages_of_other_patient"
        return "part", "pages_in_review" if "review" in verdicts else "pages_unidentified"
    if "quarantined" in verdicts:
        return "quarantined", "other_patient"
    if "review" in verdicts:
        return "unidentified", "identity_review"
    is_named = any(decision.mention is not None for decision in decisions)
    return "unidentified", "identity_insufficient" if is_named else "identity_absent"

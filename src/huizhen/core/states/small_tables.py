"""The small tables of what hangs on a case; several of each may be open at once.

A final state is one in which nothing more is awaited. Where a table has a way out of a final
state, a mistake is taken back by an event of its own and never by rewriting what was recorded.
"""

from __future__ import annotations

from huizhen.core.states.stages import STAGES
from huizhen.core.states.table import StateTable, state_table

REQUESTS = state_table(
    "requests",
    "drafted sent opened partly_answered answered cancelled",
    "answered cancelled",
    [
        ("drafted", "request_sent", "sent"),
        ("sent", "request_opened", "opened"),
        ("sent opened partly_answered", "request_partly_answered", "partly_answered"),
        # an answer may come by post or by telephone while the link is never opened
        ("sent opened partly_answered", "request_answered", "answered"),
        ("sent", "request_reminded", "sent"),
        ("opened", "request_reminded", "opened"),
        ("partly_answered", "request_reminded", "partly_answered"),
        ("answered", "answer_found_insufficient", "partly_answered"),
        ("drafted sent opened partly_answered", "request_cancelled", "cancelled"),
    ],
)

INVITATIONS = state_table(
    "invitations",
    "drafted sent accepted declined lapsed withdrawn",
    "accepted declined lapsed withdrawn",
    [
        ("drafted", "invitation_sent", "sent"),
        ("sent", "invitation_reminded", "sent"),
        ("sent", "invitation_accepted", "accepted"),
        ("sent", "invitation_declined", "declined"),
        ("sent", "invitation_lapsed", "lapsed"),
        ("lapsed", "invitation_renewed", "sent"),
        ("accepted", "acceptance_taken_back", "declined"),
        ("drafted sent accepted", "invitation_withdrawn", "withdrawn"),
    ],
)

SUBMISSIONS = state_table(
    "submissions",
    "prepared sent delivered refused lost cancelled",
    "delivered refused lost cancelled",
    [
        ("prepared", "submission_sent", "sent"),
        ("prepared", "submission_cancelled", "cancelled"),
        ("sent", "submission_delivered", "delivered"),
        ("sent", "submission_refused", "refused"),
        ("sent", "submission_lost", "lost"),
        ("lost", "submission_delivered", "delivered"),
    ],
)

OPINIONS = state_table(
    "opinions",
    "awaited draft received signed superseded refused not_given",
    "signed superseded refused not_given",
    [
        ("awaited", "opinion_begun", "draft"),
        ("draft", "opinion_changed", "draft"),
        ("awaited draft", "opinion_received", "received"),
        # a signature is missing or a question passed over: back to the department
        ("received", "opinion_sent_back", "awaited"),
        # found to be of another patient, at once or after it was signed
        ("received signed", "opinion_refused", "refused"),
        ("refused", "opinion_asked_again", "awaited"),
        ("draft received", "opinion_signed", "signed"),
        ("signed", "opinion_superseded", "superseded"),
        ("awaited draft", "opinion_given_up", "not_given"),
    ],
)

TRANSLATIONS = state_table(
    "translations",
    "draft edited signed_by_editor signed_by_clinician released superseded",
    "released superseded",
    [
        # whoever changes a word takes back the signatures under it
        ("draft edited signed_by_editor signed_by_clinician", "translation_edited", "edited"),
        ("edited", "translation_signed_by_editor", "signed_by_editor"),
        ("signed_by_editor", "translation_signed_by_clinician", "signed_by_clinician"),
        ("signed_by_editor signed_by_clinician", "translation_sign_off_withdrawn", "edited"),
        ("signed_by_clinician", "translation_released", "released"),
        (
            "draft edited signed_by_editor signed_by_clinician released",
            "translation_superseded",
            "superseded",
        ),
    ],
)

HANDOVERS = state_table(
    "handovers",
    "sent opened read expired revoked",
    "read revoked",
    [
        ("sent", "handover_opened", "opened"),
        ("opened", "handover_read", "read"),
        ("sent", "handover_reminded", "sent"),
        ("opened", "handover_reminded", "opened"),
        ("sent opened", "handover_expired", "expired"),
        ("expired", "handover_renewed", "sent"),
        # read on paper or told by telephone: a named person records it
        ("sent opened expired", "reading_confirmed", "read"),
        ("sent opened expired", "handover_revoked", "revoked"),
    ],
)

SIGN_OFFS = state_table(
    "sign_offs",
    "given stale withdrawn",
    "given stale withdrawn",
    [
        ("given", "sign_off_outdated", "stale"),
        ("given stale", "sign_off_withdrawn", "withdrawn"),
    ],
)

CONSENTS = state_table(
    "consents",
    "given withdrawn expired",
    "given withdrawn expired",
    [
        ("given", "consent_withdrawn", "withdrawn"),
        ("given", "consent_expired", "expired"),
    ],
)


def _answers(name: str, noun: str) -> StateTable:
    """The table of something that the home side tells us, perhaps late, perhaps never."""
    return state_table(
        name,
        "awaited asked_again recorded lost_to_follow_up",
        "recorded lost_to_follow_up",
        [
            ("awaited asked_again", f"{noun}_asked_again", "asked_again"),
            ("awaited asked_again lost_to_follow_up", f"{noun}_recorded", "recorded"),
            ("recorded", f"{noun}_corrected", "recorded"),
            ("asked_again", f"{noun}_lost", "lost_to_follow_up"),
        ],
    )


DECISIONS = _answers("decisions", "decision")
OUTCOMES = _answers("outcomes", "outcome")

UPLOADS = state_table(
    "uploads",
    "open complete abandoned",
    "complete abandoned",
    [
        ("open", "upload_completed", "complete"),
        ("open", "upload_abandoned", "abandoned"),
        ("abandoned", "upload_resumed", "open"),
    ],
)

QUARANTINE = state_table(
    "quarantine",
    "held first_release released kept_out returned",
    "released kept_out returned",
    [
        ("held", "release_proposed", "first_release"),
        ("first_release", "release_objected", "held"),
        ("first_release", "release_confirmed", "released"),
        ("held first_release", "file_kept_out", "kept_out"),
        ("held kept_out", "file_returned", "returned"),
        ("released kept_out", "file_held_again", "held"),
    ],
)

TABLES: dict[str, StateTable] = {
    table.name: table
    for table in (
        STAGES,
        REQUESTS,
        INVITATIONS,
        SUBMISSIONS,
        OPINIONS,
        TRANSLATIONS,
        HANDOVERS,
        SIGN_OFFS,
        CONSENTS,
        DECISIONS,
        OUTCOMES,
        UPLOADS,
        QUARANTINE,
    )
}
"""Every table by its name."""

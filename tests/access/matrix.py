"""Who may do what, address by address: the specification that the desk is held against.

Written from the product's laws and the journey's people (docs/journey.md), not from the code. To
add an address: one line in TABLE with its name, what GET needs and what POST needs.

    public       everybody, signed in or not
    signed-in    everybody with an account
    link         nobody by role: whoever holds a one-time link
    coordinator  every coordinator, of whichever organisation; office: or reviewing clinician
    staff        every coordinator, reviewing clinician or medical editor, of their own site
    editor       every medical editor; approver: or reviewing clinician
    admin        an administrator of the case's organisation
    token:NEED   a program with a token of somebody who has the need; a session is not enough
    NEED         those whose roles are listed for it in ROLES
    -            the method does not exist
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_LETTERS: Final = {
    "P": "patient", "H": "home_physician", "C": "coordinator", "R": "reviewing_clinician",
    "E": "medical_editor", "S": "specialist", "D": "department_secretary", "I": "interpreter",
    "A": "administrator", "U": "auditor",
}  # fmt: skip

_ROLES: Final = {
    # need: who may, in a case of theirs
    "see_status": "PHCRESDIAU",
    "see_identity": "PHCRE",
    "see_records": "PHCRESI",
    "see_work": "CRE",
    "upload": "PHC",
    "release_quarantine": "CR",
    "decide_facts": "CRE",
    "complete_intake": "C",
    "raise_emergency": "PHCRES",
    "clear_emergency": "R",
    "decide_fit": "R",
    "write_question": "CR",
    "send_request": "C",
    "answer_request": "PHC",
    "edit_dossier": "CRE",
    "sign_off": "R",
    "seal": "C",
    "invite": "C",
    "answer_invitation": "SDC",
    "ask_for_material": "SDC",
    "write_opinion": "S",
    "receive_opinion": "C",
    "see_opinion": "CRES",
    "translate": "E",
    "sign_translation": "ER",
    "hand_over": "C",
    "read_report": "PHCRE",
    "record_decision": "PHC",
    "record_outcome": "PHC",
    "close": "C",
    "end_case": "PCR",
    "turn_case": "CR",
    "give_consent": "PC",
    "see_audit": "PUC",
    "manage_people": "C",
}

ROLES: Final = {
    need: frozenset(_LETTERS[letter] for letter in letters) for need, letters in _ROLES.items()
}
WIDE: Final = frozenset({"coordinator", "administrator", "auditor"})
"""Roles that reach every case of their organisation; all others only those they take part in."""


@dataclass(frozen=True)
class Entry:
    """One address."""

    get: str
    post: str
    rows: str = ""
    """Kinds of rows that its further ids name, in order: see `worlds` of the test."""


def _entries(text: str) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for line in text.strip().splitlines():
        told = line.partition("#")[0].split()
        if told:
            name, get, post, *rows = told
            if name in found:
                raise ValueError(f"{name} stands twice in the table")
            found[name] = Entry(get, post, " ".join(rows))
    return found


TABLE: Final = _entries("""
# name                              GET             POST
home                                signed-in       signed-in
case                                see_status      -
people                              manage_people   manage_people
add_colleague                       -               manage_people   colleague
end_part                            -               manage_people   participant
staff_mode                          admin           admin
consents                            give_consent    -
sign_main_consent                   give_consent    give_consent
sign_consent                        give_consent    give_consent    consent_wanted
withdraw_consent                    -               give_consent    consent
trail                               see_audit       -
health                              public          -
set_language                        public          public

# accounts
join                                link            link
join_by_link                        link            link
my_account                          signed-in       -
account_reset_password              public          -
account_signup                      public          -
account_email                       public          -
account_set_password                public          -
account_login                       public          public
account_logout                      public          public
account_inactive                    public          -
account_reauthenticate              signed-in       signed-in
account_change_password             signed-in       signed-in
usersessions_list                   signed-in       signed-in
mfa_index                           signed-in       -
mfa_authenticate                    public          public
mfa_reauthenticate                  signed-in       signed-in       factor
mfa_activate_totp                   signed-in       signed-in
mfa_deactivate_totp                 signed-in       signed-in       factor
mfa_view_recovery_codes             signed-in       -       factor
mfa_generate_recovery_codes         signed-in       signed-in       factor
mfa_download_recovery_codes         signed-in       -       factor
mfa_list_webauthn                   signed-in       -
mfa_add_webauthn                    signed-in       signed-in
mfa_login_webauthn                  public          public
mfa_reauthenticate_webauthn         signed-in       signed-in       factor
mfa_remove_webauthn                 signed-in       signed-in       authenticator
mfa_edit_webauthn                   signed-in       signed-in       authenticator

# files
uploads                             -               upload
uploads_known                       -               upload
uploads_batch                       -               upload
uploads_done                        -               upload
uploads_form                        -               upload
upload                              -               upload          own_upload
link_uploads                        -               link
link_uploads_known                  -               link
link_uploads_batch                  -               link
link_uploads_done                   -               link
link_uploads_form                   -               link
link_upload                         -               link            own_upload
send_files                          link            -
open_upload_link                    -               link
upload_link                         link            -

# intake
enquiry                             public          public
enquiry_sent                        public          -
new_enquiry                         coordinator coordinator
checklist                           public          -
checklist_pdf                       public          -
intake                              see_identity    -
intake_jobs                         see_identity    -
job_cancel                          -               complete_intake none
job_retry                           -               complete_intake none
accept_enquiry                      -               complete_intake
decline_enquiry                     -               complete_intake
invite_writer                       -               manage_people   none
confirm_identity                    -               complete_intake
complete_intake                     -               complete_intake
new_upload_link                     -               send_request
end_upload_link                     -               send_request    none
inventory                           see_identity    -
quarantine                          see_work        -
settle_held_file                    -               release_quarantine none
held_file                           release_quarantine -            none
facts                               see_work        -
confirm_facts                       -               decide_facts
settle_changed_fact                 -               decide_facts
add_fact                            decide_facts    decide_facts
fact                                see_work        decide_facts    none
merge_fact                          -               decide_facts    none
split_fact                          -               decide_facts    none
fact_place                          see_work        -               none
fact_page                           see_work        -               none

# terms
terms                               staff           -
term                                staff           editor          none
settled_terms                       staff           -
settled_terms_tsv                   staff           -
settled_terms_tmx                   staff           -
approve_term                        -               approver        none
withdraw_term                       -               editor          none

# consultation
departments                         office -
verify_department                   office office
consultation                        see_work        -
complete_consultation               -               see_work        # the gate says who
directory                           invite          -
draft_invitation                    -               invite          none
invitation                          see_work        -               none
write_invitation                    -               invite          none
send_invitation                     -               invite          none
remind_department                   -               invite          none
invitation_accept                   -               invite          none
invitation_decline                  -               invite          none
invitation_withdraw                 -               invite          none
submit                              invite          invite          none
ask_material                        -               invite          none
mask_papers                         -               invite          none
submission_delivered                -               invite          none
submission_refused                  -               invite          none
submission_lost                     -               invite          none
submission_proof                    see_work        -               none
material_supplied                   -               invite          none
material_withdrawn                  -               invite          none
material_link                       -               invite          none
asked_materials                     answer_request  -
asked_material                      answer_request  answer_request  none
link_material                       -               link
received_opinion                    see_opinion     -               none
receive_opinion                     -               receive_opinion none
mark_opinion                        -               receive_opinion none
sign_original                       -               receive_opinion none
opinion_back                        -               receive_opinion none
opinion_refuse                      -               receive_opinion none
opinion_again                       -               receive_opinion none
opinion_supersede                   -               receive_opinion none
opinion_original                    see_opinion     -               none none
invited                             answer_invitation -             none
invited_accept                      -               answer_invitation none
invited_decline                     -               answer_invitation none
invited_material                    -               ask_for_material none
opinion                             write_opinion   write_opinion   none
sign_opinion                        write_opinion   write_opinion   none
printed_opinion                     write_opinion   -               none
opinion_dossier                     write_opinion   -               none
opinion_dossier_picture             write_opinion   -               none none
opinion_dossier_pdf                 write_opinion   -               none
opinion_dossier_word                write_opinion   -               none

# assessment
assessment                          see_work        -
decide_fit                          -               decide_fit
record_fit_call                     -               decide_fit
fit_information                     -               see_work
return_to_intake                    -               decide_fit
raise_emergency                     -               raise_emergency
stop_for_emergency                  -               clear_emergency
settle_flag                         -               clear_emergency none
fit_letter                          read_report     -               none
fit_letter_pdf                      read_report     -               none

# imaging
imaging                             see_work        -
imaging_compare                     see_work        -
imaging_thumbnail                   see_work        -               none
imaging_instance_picture            see_work        -               none
masking                             edit_dossier    -
masking_search                      -               edit_dossier
masking_item                        edit_dossier    edit_dossier    none
masking_picture                     edit_dossier    -               none
accept_masking                      -               edit_dossier    none
reopen_masking                      -               edit_dossier    none

# preparation
preparation                         see_work        -
questions                           see_work        write_question
question                            see_work        write_question  none
word_question                       -               edit_dossier    none
withdraw_question                   -               write_question  none
raise_question                      -               write_question  none
findings                            see_work        -
override_finding                    -               write_question
differences                         see_work        -
resolve_difference                  -               sign_translation
withdraw_resolution                 -               sign_translation none
check_languages                     -               see_work
withdraw_override                   -               write_question  none
record_answer                       -               write_question
withdraw_answer                     -               write_question  none
accept_absence                      -               write_question
withdraw_acceptance                 -               write_question  none
link_answer                         -               link
letters                             see_work        -
draft_letter                        -               send_request    none
letter                              see_work        -               none
letter_consent                      -               send_request    none
send_letter                         -               send_request    none
follow_letter                       -               send_request    none none
letter_paper                        see_work        -               none none
asked_letters                       answer_request  -
asked_letter                        answer_request  answer_request  none
asked_paper                         answer_request  -               none none
dossier                             see_work        -
dossier_page                        see_work        -               none
dossier_picture                     see_work        -               none none
dossier_paper                       see_work        -               none none
statements                          edit_dossier    -
statement                           edit_dossier    edit_dossier    none
withdraw_edit                       -               edit_dossier    none
sign_dossier                        sign_off        sign_off
withdraw_sign_off                   -               sign_off        none
packages                            see_work        seal
package_consent                     -               seal            none
package_passphrase                  -               seal            none
package                             seal            -               none
masking_report                      see_work        -               none
masking_report_json                 see_work        -               none
discard_package                     -               seal            none

# interpretation
interpretation                      see_work        -
translation                         see_work        translate       none
points                              see_work        -               none
point_new                           translate       translate       none
point                               translate       translate       none none
point_remove                        -               translate       none none
sign_interpretation                 -               sign_translation none
unsign_interpretation               -               sign_translation none
release_reports                     -               see_work        none    # the gate says who
correct_reports                     -               see_work        none    # the gate says who
report_preview                      see_work        -               none
reports                             read_report     -
handover_new                        -               hand_over
handover_renew                      -               hand_over       none
handover_revoke                     -               hand_over       none
handover_confirm                    -               hand_over       none
report_read                         -               read_report     none
report                              read_report     -               none
report_pdf                          read_report     -               none
handed_report                       link            -
open_report                         -               link
handed_report_read                  -               link
handed_report_page                  link            -               none
handed_report_pdf                   link            -               none
report_link                         link            -

# decision
decision                            record_decision record_decision
decision_ask                        -               close
decision_give_up                    -               close
outcome_counts                      office          -
course                              end_case        -
course_end                          -               end_case
course_back                         -               turn_case
course_reopen                       -               turn_case
close_case                          -               close
outcome                             record_outcome  record_outcome  none
outcome_ask                         -               close           none
outcome_give_up                     -               close           none
outcome_known                       see_opinion     -

# programs (tests/api holds their scopes)
api_tokens                          signed-in       signed-in
revoke_api_token                    -               signed-in       none
api:api-root                        public          -               none
api:openapi-json                    public          public
api:list_cases                      token:any       -
api:get_case                        token:see_status -
api:list_documents                  token:see_identity token:upload
api:send_document                   token:see_identity token:upload  # of one address with the above
api:get_document                    token:see_identity -            none
api:list_facts                      token:see_work  -
api:list_findings                   token:see_work  -

# DICOMweb: originals, by session or by token; sending by token alone
dicomweb_studies                    see_identity    token:upload
dicomweb_all_series                 see_identity    -
dicomweb_all_instances              see_identity    -
dicomweb_study                      see_identity    token:upload    none
dicomweb_study_metadata             see_identity    -               none
dicomweb_study_rendered             see_identity    -               none
dicomweb_study_thumbnail            see_identity    -               none
dicomweb_series_list                see_identity    -               none
dicomweb_study_instances            see_identity    -               none
dicomweb_series                     see_identity    -               none none
dicomweb_series_metadata            see_identity    -               none none
dicomweb_series_rendered            see_identity    -               none none
dicomweb_series_thumbnail           see_identity    -               none none
dicomweb_instances                  see_identity    -               none none
dicomweb_instance                   see_identity    -               none none none
dicomweb_metadata                   see_identity    -               none none none
dicomweb_rendered                   see_identity    -               none none none
dicomweb_thumbnail                  see_identity    -               none none none
dicomweb_bulkdata                   see_identity    -               none none none none
dicomweb_frames                     see_identity    -               none none none none
dicomweb_frame_rendered             see_identity    -               none none none none
""")

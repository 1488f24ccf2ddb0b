"""The enquiry, the checklist, and the intake of a case."""

from django.urls import path

from huizhen.journey.intake import enquiry_views, record_urls, views

_CASE = "cases/<uuid:case_id>/intake/"

urlpatterns = [
    path("enquiry/", enquiry_views.enquiry, name="enquiry"),
    path("enquiry/sent/", enquiry_views.enquiry_sent, name="enquiry_sent"),
    path("enquiry/new/", enquiry_views.new_enquiry, name="new_enquiry"),
    path("checklist/<slug:specialty>/", enquiry_views.checklist_page, name="checklist"),
    path("checklist/<slug:specialty>.pdf", enquiry_views.checklist_pdf, name="checklist_pdf"),
    path(_CASE, views.intake, name="intake"),
    path(f"{_CASE}jobs", views.jobs_fragment, name="intake_jobs"),
    path(f"{_CASE}jobs/<uuid:job_id>/cancel", views.job_cancel, name="job_cancel"),
    path(f"{_CASE}jobs/<uuid:job_id>/retry", views.job_retry, name="job_retry"),
    path(f"{_CASE}accept", views.accept, name="accept_enquiry"),
    path(f"{_CASE}decline", views.decline, name="decline_enquiry"),
    path(f"{_CASE}invite", views.invite_again, name="invite_writer"),
    path(f"{_CASE}identity", views.confirm_identity, name="confirm_identity"),
    path(f"{_CASE}complete", views.complete, name="complete_intake"),
    path(f"{_CASE}links", views.new_link, name="new_upload_link"),
    path(f"{_CASE}links/<uuid:link_id>/end", views.end_link, name="end_upload_link"),
    *record_urls.urlpatterns,
]

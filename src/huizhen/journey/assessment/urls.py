"""Assessment of a case."""

from django.urls import path

from huizhen.journey.assessment import views

_CASE = "cases/<uuid:case_id>/assessment/"

urlpatterns = [
    path(_CASE, views.assessment, name="assessment"),
    path(f"{_CASE}fit", views.decide, name="decide_fit"),
    path(f"{_CASE}call", views.call, name="record_fit_call"),
    path(f"{_CASE}information", views.information, name="fit_information"),
    path(f"{_CASE}return", views.back_to_intake, name="return_to_intake"),
    path(f"{_CASE}emergency", views.raise_emergency, name="raise_emergency"),
    path(f"{_CASE}stop", views.stop, name="stop_for_emergency"),
    path(f"{_CASE}flags/<uuid:task_id>/", views.settle, name="settle_flag"),
    path(f"{_CASE}letter/", views.letter, name="fit_letter"),
    path(f"{_CASE}letter/letter.pdf", views.letter_pdf, name="fit_letter_pdf"),
]

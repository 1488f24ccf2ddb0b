"""Decision, outcomes and closing below a case."""

from django.urls import path

from huizhen.journey.decision import course_views, views

_CASE = "cases/<uuid:case_id>/decision/"
_OUTCOME = f"{_CASE}outcomes/<uuid:outcome_id>/"

urlpatterns = [
    path(_CASE, views.decision, name="decision"),
    path(f"{_CASE}ask", views.ask_home_side, name="decision_ask"),
    path(f"{_CASE}give-up", views.give_up_asking, name="decision_give_up"),
    path(f"{_CASE}close", views.close, name="close_case"),
    path(_OUTCOME, views.outcome, name="outcome"),
    path(f"{_OUTCOME}ask", views.ask_home_side, name="outcome_ask"),
    path(f"{_OUTCOME}give-up", views.give_up_asking, name="outcome_give_up"),
    path("cases/<uuid:case_id>/course/", course_views.course, name="course"),
    path("cases/<uuid:case_id>/course/end", course_views.end, name="course_end"),
    path("cases/<uuid:case_id>/course/back", course_views.back, name="course_back"),
    path("cases/<uuid:case_id>/course/reopen", course_views.reopen, name="course_reopen"),
    path("outcomes/", views.counts, name="outcome_counts"),
    path("cases/<uuid:case_id>/outcome-known/", views.known, name="outcome_known"),
]

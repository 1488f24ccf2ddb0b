"""The work list, the case, and who takes part in it."""

from django.urls import path

from huizhen.ground.cases import people_views, views

urlpatterns = [
    path("", views.home, name="home"),
    path("cases/<uuid:case_id>/", views.case, name="case"),
    path("cases/<uuid:case_id>/people/", people_views.people, name="people"),
    path(
        "cases/<uuid:case_id>/people/add/<uuid:membership_id>",
        people_views.add_colleague,
        name="add_colleague",
    ),
    path(
        "cases/<uuid:case_id>/people/<uuid:participant_id>/end",
        people_views.end_part,
        name="end_part",
    ),
    path("cases/<uuid:case_id>/staff-mode", people_views.staff_mode, name="staff_mode"),
]

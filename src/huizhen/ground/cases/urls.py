"""The work list and the case."""

from django.urls import path

from huizhen.ground.cases import views

urlpatterns = [
    path("", views.home, name="home"),
    path("cases/<uuid:case_id>/", views.case, name="case"),
]

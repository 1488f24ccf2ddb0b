"""The trail."""

from django.urls import path

from huizhen.ground.audit import views

urlpatterns = [path("cases/<uuid:case_id>/trail/", views.trail, name="trail")]

"""The differences of a case."""

from django.urls import path

from huizhen.ground.language import views

_HERE = "cases/<uuid:case_id>/languages/"

urlpatterns = [
    path(_HERE, views.differences, name="differences"),
    path(f"{_HERE}resolve", views.resolve, name="resolve_difference"),
    path(
        f"{_HERE}resolutions/<uuid:resolution_id>/withdraw",
        views.withdraw,
        name="withdraw_resolution",
    ),
    path(f"{_HERE}check", views.check, name="check_languages"),
]

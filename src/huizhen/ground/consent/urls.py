"""Consents of a case."""

from django.urls import path

from huizhen.ground.consent import views

urlpatterns = [
    path("cases/<uuid:case_id>/consents/", views.consents, name="consents"),
    path("cases/<uuid:case_id>/consents/main", views.sign, name="sign_main_consent"),
    path("cases/<uuid:case_id>/consents/<uuid:wanted_id>", views.sign, name="sign_consent"),
    path(
        "cases/<uuid:case_id>/consents/<uuid:consent_id>/withdraw",
        views.withdraw,
        name="withdraw_consent",
    ),
]

"""The app's name for Django."""

from django.apps import AppConfig


class TermsConfig(AppConfig):
    name = "huizhen.ground.terms"
    label = "terms"
    default_auto_field = "django.db.models.BigAutoField"

"""The app's name for Django."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "huizhen.journey.intake"
    label = "intake"
    default_auto_field = "django.db.models.BigAutoField"

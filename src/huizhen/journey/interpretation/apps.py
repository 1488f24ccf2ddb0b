"""The app's name for Django."""

from django.apps import AppConfig


class InterpretationConfig(AppConfig):
    name = "huizhen.journey.interpretation"
    label = "interpretation"
    default_auto_field = "django.db.models.BigAutoField"

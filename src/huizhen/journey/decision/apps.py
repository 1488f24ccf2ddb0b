"""The app's name for Django."""

from django.apps import AppConfig


class DecisionConfig(AppConfig):
    name = "huizhen.journey.decision"
    label = "decision"
    default_auto_field = "django.db.models.BigAutoField"

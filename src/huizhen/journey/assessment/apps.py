"""The app's name for Django."""

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "huizhen.journey.assessment"
    label = "assessment"
    default_auto_field = "django.db.models.BigAutoField"

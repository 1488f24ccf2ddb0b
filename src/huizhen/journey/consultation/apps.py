"""The app's name for Django."""

from django.apps import AppConfig


class ConsultationConfig(AppConfig):
    name = "huizhen.journey.consultation"
    label = "consultation"
    default_auto_field = "django.db.models.BigAutoField"

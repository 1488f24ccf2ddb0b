"""The app's name for Django."""

from django.apps import AppConfig


class PreparationConfig(AppConfig):
    name = "huizhen.journey.preparation"
    label = "preparation"
    default_auto_field = "django.db.models.BigAutoField"

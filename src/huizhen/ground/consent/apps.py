"""The app's name for Django."""

from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "huizhen.ground.consent"
    label = "consent"
    default_auto_field = "django.db.models.BigAutoField"

"""The app's name for Django."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "huizhen.ground.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"

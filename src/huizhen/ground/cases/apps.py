"""The app's name for Django."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "huizhen.ground.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

"""The app's name for Django."""

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "huizhen.ground.notify"
    label = "notify"
    default_auto_field = "django.db.models.BigAutoField"

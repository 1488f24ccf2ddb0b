"""The app's name for Django."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "huizhen.ground.events"
    label = "events"
    default_auto_field = "django.db.models.BigAutoField"

"""The app's name for Django."""

from django.apps import AppConfig


class ImagingConfig(AppConfig):
    name = "huizhen.ground.imaging"
    label = "imaging"
    default_auto_field = "django.db.models.BigAutoField"

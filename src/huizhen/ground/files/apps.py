"""The app's name for Django."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "huizhen.ground.files"
    label = "files"
    default_auto_field = "django.db.models.BigAutoField"

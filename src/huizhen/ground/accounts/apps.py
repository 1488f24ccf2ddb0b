"""The app's name for Django."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "huizhen.ground.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

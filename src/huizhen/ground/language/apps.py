"""The app's name for Django."""

from django.apps import AppConfig


class LanguageConfig(AppConfig):
    name = "huizhen.ground.language"
    label = "language"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the ledger what this app's job does."""
        from huizhen.ground.jobs.ledger import register
        from huizhen.ground.language import runs

        register(runs.CHECK, runs.check_languages)

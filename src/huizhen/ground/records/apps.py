"""The app's name for Django."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "huizhen.ground.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the ledger what this app's jobs do."""
        from huizhen.ground.jobs.ledger import register
        from huizhen.ground.records.jobs import PREPARE, prepare_case

        register(PREPARE, prepare_case)

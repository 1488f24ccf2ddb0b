"""The app's name for Django, and its work."""

from django.apps import AppConfig


class PreparationConfig(AppConfig):
    name = "huizhen.journey.preparation"
    label = "preparation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the ledger what this stage's jobs do."""
        from huizhen.ground.jobs.ledger import register
        from huizhen.journey.preparation import jobs

        register(jobs.SET_LETTER, jobs.set_letter)
        register(jobs.SEAL, jobs.seal_package)

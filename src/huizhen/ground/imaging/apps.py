"""The app's name for Django."""

from django.apps import AppConfig


class ImagingConfig(AppConfig):
    name = "huizhen.ground.imaging"
    label = "imaging"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the ledger what this app's jobs do."""
        from huizhen.ground.imaging import masking_jobs
        from huizhen.ground.imaging.actions import register_jobs
        from huizhen.ground.jobs.ledger import register

        register_jobs()
        register(masking_jobs.FIND, masking_jobs.find_masking_candidates)

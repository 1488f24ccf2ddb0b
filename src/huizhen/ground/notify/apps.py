"""The app's name for Django."""

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "huizhen.ground.notify"
    label = "notify"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the ledger what this app's jobs do."""
        from huizhen.ground.jobs.ledger import register
        from huizhen.ground.notify.actions import MAIL, mail_notice

        register(MAIL, mail_notice)

"""The app's name for Django."""

from django.apps import AppConfig


class InterpretationConfig(AppConfig):
    name = "huizhen.journey.interpretation"
    label = "interpretation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the ledger what this app's jobs do, and the frame what it announces."""
        from huizhen.ground.cases.pages import announce_with
        from huizhen.ground.jobs.ledger import register
        from huizhen.ground.language.queries import leave_with
        from huizhen.journey.interpretation.announcements import announcements
        from huizhen.journey.interpretation.jobs import set_reports
        from huizhen.journey.interpretation.leaving import leaving
        from huizhen.journey.interpretation.report_actions import SET

        register(SET, set_reports)
        announce_with(announcements)
        leave_with(leaving)

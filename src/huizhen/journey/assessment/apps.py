"""The app's name for Django."""

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "huizhen.journey.assessment"
    label = "assessment"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the ledger what this app's jobs do, and the frame what it announces."""
        from huizhen.ground.cases.pages import announce_with
        from huizhen.ground.jobs.ledger import register
        from huizhen.journey.assessment.jobs import (
            FIT_LETTER,
            SCREEN,
            screen_case,
            set_fit_letter,
        )
        from huizhen.journey.assessment.queries import announcements

        register(SCREEN, screen_case)
        register(FIT_LETTER, set_fit_letter)
        announce_with(announcements)

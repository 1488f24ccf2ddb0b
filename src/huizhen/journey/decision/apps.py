"""The app's name for Django."""

from django.apps import AppConfig


class DecisionConfig(AppConfig):
    name = "huizhen.journey.decision"
    label = "decision"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the frame of a case what this app announces."""
        from huizhen.ground.cases.pages import announce_with
        from huizhen.journey.decision.announcements import announcements

        announce_with(announcements)

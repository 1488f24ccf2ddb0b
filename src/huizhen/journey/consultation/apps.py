"""The app's name for Django."""

from django.apps import AppConfig


class ConsultationConfig(AppConfig):
    name = "huizhen.journey.consultation"
    label = "consultation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the frame what this stage announces, and the pages of links what is asked."""
        from huizhen.ground.cases.pages import announce_with
        from huizhen.ground.files.asked import show_asked
        from huizhen.journey.consultation.announcements import announcements
        from huizhen.journey.consultation.asked_views import KIND, TEMPLATE, asked_by_link

        announce_with(announcements)
        show_asked(KIND, TEMPLATE, asked_by_link)

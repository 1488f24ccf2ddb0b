"""The app's name for Django, and its work."""

from django.apps import AppConfig


class PreparationConfig(AppConfig):
    name = "huizhen.journey.preparation"
    label = "preparation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the ledger what this stage's jobs do, and the pages of links what letters ask."""
        from huizhen.ground.files.asked import show_asked
        from huizhen.ground.jobs.ledger import register
        from huizhen.ground.language.queries import leave_with
        from huizhen.ground.language.runs import check_texts_of
        from huizhen.journey.preparation import jobs, languages, masked_view, signed_papers
        from huizhen.journey.preparation.queries import DOSSIER_TEXT
        from huizhen.journey.preparation.views.by_link import KIND, TEMPLATE, asked_by_link

        register(jobs.SET_LETTER, jobs.set_letter)
        register(jobs.SEAL, jobs.seal_package)
        register(signed_papers.SET_SIGNED, signed_papers.set_signed)
        register(masked_view.MASK, masked_view.mask_papers)
        show_asked(KIND, TEMPLATE, asked_by_link)
        check_texts_of(DOSSIER_TEXT, languages.dossier_pairs)
        leave_with(languages.leaving)

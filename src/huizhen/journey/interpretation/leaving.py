"""What leaves from the interpretation: the reports of each opinion."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from huizhen.ground.cases.models import Case
from huizhen.ground.language.queries import Leaving, checked_now
from huizhen.journey.interpretation.queries import opinion_pairs, opinions_of, translation_of


def leaving(case: Case) -> Iterator[Leaving]:
    """The reports of each signed opinion that are begun and not released yet."""
    for opinion_id, opinion in opinions_of(case):
        row = translation_of(case, opinion_id)
        if row is None or row.state == "released":
            continue
        title = _("Reports of the opinion of %(doctor)s") % {"doctor": opinion.signature.doctor}
        found = checked_now(case, opinion_pairs(case, opinion_id, opinion))
        address = reverse("interpretation", args=[case.pk])
        yield Leaving(f"opinion:{opinion_id}", title, found, address=address)

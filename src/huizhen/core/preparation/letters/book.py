"""The letters' content pack: where a thing is kept, which letter asks for it, and its words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Final, Literal

from huizhen.core.content import Pack
from huizhen.core.errors import ContentError
from huizhen.core.preparation.frames import Frames
from huizhen.core.records.value import Value

ENGLISH: Final = "en"
_WORDS: Final = re.compile(r"^([a-z]{2})\.json$")
Route = Literal["send", "consider"]
"""Send what exists; consider a new examination."""

KEEPERS: Final = (
    "physician", "records", "radiology", "nuclear", "pathology", "haematology", "laboratory",
    "endoscopy", "cardiology", "lungfunction", "neurophysiology", "ophthalmology", "audiology",
    "radiotherapy", "pharmacy", "patient", "coordinator",
)  # fmt: skip
"""Who keeps a thing, in the order of a letter's sections."""


class ItemPlan(Value):
    """How one requirement is asked for."""

    keeper: str
    """Department that usually keeps it: a key of the frames' `keeper`."""
    export: str = ""
    """How it is to be sent: a key of the frames' `export`."""
    why: str = ""
    missing: Route = "send"
    """The letter that names it when the records hold none."""
    outdated: Route = "send"
    protocols: tuple[str, ...] = ()
    """Techniques to describe where a new examination is considered."""


class Letterbook:
    """The pack `letters` with its frames by language."""

    def __init__(self, pack: Pack) -> None:
        self.stamp = pack.stamp
        self._pack = pack
        self._frames: dict[str, Frames] = {}

    def frames(self, language: str) -> Frames:
        """Fixed words of one language; ContentError when the pack has not that language."""
        if language not in self._frames:
            self._frames[language] = Frames(self._pack, f"{language}.json")
        return self._frames[language]

    def languages(self, wanted: Sequence[str]) -> tuple[str, ...]:
        """English first, then those of the wanted ones that the pack has words in, each once."""
        known = {found[1] for file in self._pack.files if (found := _WORDS.match(file))}
        return tuple(dict.fromkeys((ENGLISH, *(one for one in wanted if one in known))))

    @cached_property
    def plans(self) -> dict[str, ItemPlan]:
        """How each requirement is asked for, by its id; ContentError names a malformed one."""
        plans: dict[str, ItemPlan] = {}
        for key, data in self._pack.parsed("items.json").items():
            try:
                plan = ItemPlan.model_validate(data)
            except ValueError as error:
                raise _malformed(key) from error
            if plan.keeper not in KEEPERS:
                raise _malformed(key)
            plans[key] = plan
        return plans

    def plan(self, requirement: str) -> ItemPlan:
        """The plan of a requirement; one that the pack does not know is asked of the physician."""
        return self.plans.get(requirement, ItemPlan(keeper="physician"))


def _malformed(key: str) -> ContentError:
    return ContentError(
        "content_malformed",
        f"The entry {key} of letters/items.json is wrong.",
        f"It needs keeper (one of {', '.join(KEEPERS)}), and send or consider for missing "
        "and outdated.",
    )

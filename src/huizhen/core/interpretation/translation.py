"""A released translation: every part of the opinion beside its original, with two sign-offs."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from huizhen.core.consultation.opinion import Opinion, opinion_hash
from huizhen.core.errors import WrongCall
from huizhen.core.interpretation.points import opinion_parts
from huizhen.core.records.value import Value


class TranslatedPart(Value):
    """One part of the opinion (named as in `points.OpinionQuote.part`) in two languages."""

    part: str
    original: str
    text: str


class ReleasedTranslation(Value):
    """What two named people have signed: the medical editor and the reviewing clinician."""

    language: str
    parts: tuple[TranslatedPart, ...]
    opinion_hash: str
    editor: str
    clinician: str
    released_on: datetime.date

    def text(self, part: str) -> str:
        """The translation of a part; '' when it has none."""
        return next((one.text for one in self.parts if one.part == part), "")

    def original(self, part: str) -> str:
        """The original words of a part."""
        return next((one.original for one in self.parts if one.part == part), "")


def released(
    opinion: Opinion,
    language: str,
    parts: Sequence[TranslatedPart],
    editor: str,
    clinician: str,
    released_on: datetime.date,
) -> ReleasedTranslation:
    """A whole translation of that opinion; WrongCall says what keeps it from being released."""
    if not editor.strip() or not clinician.strip() or editor.strip() == clinician.strip():
        raise WrongCall(
            "translation_needs_two",
            "A translation is released by two named people: editor and clinician.",
            "Let the second person read and sign it.",
        )
    given = {one.part: one for one in parts}
    for part, text in opinion_parts(opinion):
        if not text.strip():
            continue
        if part not in given or not given[part].text.strip():
            raise WrongCall(
                "translation_incomplete",
                f"The part {part} of the opinion has no translation.",
                "Translate it; an empty part cannot be released.",
            )
        if given[part].original != text:
            raise WrongCall(
                "translation_stale",
                f"The part {part} was translated from other words than the opinion has.",
                "Compare it with the signed opinion and save it again.",
            )
    return ReleasedTranslation(
        language=language,
        parts=tuple(parts),
        opinion_hash=opinion_hash(opinion),
        editor=editor.strip(),
        clinician=clinician.strip(),
        released_on=released_on,
    )

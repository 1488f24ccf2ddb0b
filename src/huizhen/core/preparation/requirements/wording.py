"""Sentences of findings, from the templates of the common pack."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from huizhen.core.errors import ContentError
from huizhen.core.preparation.requirements.definition import Text


@dataclass(frozen=True)
class Said:
    """A template said of one part, not yet put into words."""

    name: str
    item: Text
    given: tuple[tuple[str, Text | str | int], ...]


class Wording:
    """Templates by name; a name that the pack lacks is an error of the pack."""

    def __init__(self, templates: Mapping[str, Text]) -> None:
        self._templates = templates

    def say(self, name: str, **given: Text | str | int) -> Text:
        """The sentence in both languages with what is given put in."""
        template = self._templates.get(name)
        if template is None:
            raise ContentError(
                "content_malformed",
                f"The common requirements have no wording {name!r}.",
                "Add it to `wording`; compare with the product's own pack.",
            )
        return Text(
            en=template.en.format(**{key: _in(value, "en") for key, value in given.items()}),
            zh=template.zh.format(**{key: _in(value, "zh") for key, value in given.items()}),
        )

    def of(self, name: str, item: Text, **given: Text | str | int) -> Said:
        """The sentence about a part; the same said of several parts becomes one sentence."""
        return Said(name, item, tuple(sorted(given.items())))

    def joined(self, sentences: Iterable[Text | Said]) -> Text:
        """Sentences one after another, each once; what is said of several parts is said once."""
        grouped: dict[object, list[Text | Said]] = {}
        for sentence in sentences:
            key = (sentence.name, sentence.given) if isinstance(sentence, Said) else sentence
            grouped.setdefault(key, []).append(sentence)
        return joined(self._one(same) for same in grouped.values())

    def _one(self, same: list[Text | Said]) -> Text:
        first = same[0]
        if isinstance(first, Text):
            return first
        items = listed(said.item for said in same if isinstance(said, Said))
        return self.say(first.name, item=items, **dict(first.given))


def _in(value: Text | str | int, language: str) -> str:
    return str(getattr(value, language)) if isinstance(value, Text) else str(value)


def listed(names: Iterable[Text]) -> Text:
    """Names one after another, each once."""
    once = list(dict.fromkeys(names))
    return Text(en=", ".join(name.en for name in once), zh="、".join(name.zh for name in once))


def joined(sentences: Iterable[Text]) -> Text:
    """Sentences one after another, each once."""
    once = list(dict.fromkeys(sentences))
    return Text(en=" ".join(s.en for s in once), zh="".join(s.zh for s in once))

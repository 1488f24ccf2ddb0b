"""The words of states, events, holds, gates and waiting, in English and Simplified Chinese."""

from __future__ import annotations

from typing import Any

from huizhen.core.content import Pack
from huizhen.core.errors import ContentError
from huizhen.core.records.value import Value
from huizhen.core.states.holds import HOLDS, HoldName


def is_chinese(language: str) -> bool:
    """Whether a reader of this language code is shown the Chinese text."""
    return language.casefold().startswith("zh")


class Words(Value):
    """One text in the two languages of the desk."""

    en: str
    zh: str

    def text(self, language: str) -> str:
        """The Chinese text for a Chinese reader, the English one for everybody else."""
        return self.zh if is_chinese(language) else self.en


class StateWords:
    """Looks up the words of the `states` pack; raises ContentError for what it does not name."""

    def __init__(self, pack: Pack) -> None:
        self.stamp = pack.stamp
        self._tables = pack.parsed("tables.json")
        self._holds = pack.parsed("holds.json")
        self._gates = pack.parsed("gates.json")
        self._waiting = pack.parsed("waiting.json")

    def table(self, table: str) -> Words:
        """What the table is about."""
        return self._words(self._tables, table, "title")

    def state(self, table: str, state: str) -> Words:
        """A state as a person reads it."""
        return self._words(self._tables, table, "states", state)

    def event(self, table: str, event: str) -> Words:
        """What happened, as a line of the case's history."""
        return self._words(self._tables, table, "events", event)

    def hold(self, name: HoldName) -> Words:
        """The hold's name on the page of the case."""
        return self._words(self._holds, name, "name")

    def hold_end(self, name: HoldName) -> Words:
        """How the hold ends: what its owner does."""
        return self._words(self._holds, name, "ends")

    def hold_event(self, event: str) -> Words:
        """What began or ended a hold, as a line of the case's history."""
        return self._words(self._holds, "events", event)

    def action(self, action: str) -> Words:
        """A guarded action as the label of its button."""
        return self._words(self._gates, "actions", action)

    def unmet(self, code: str) -> Words:
        """What stands in the way."""
        if name := _hold_of(code):
            return self.hold(name)
        return self._words(self._gates, "unmet", code, "message")

    def remedy(self, code: str) -> Words:
        """What to do about it."""
        if name := _hold_of(code):
            return self.hold_end(name)
        return self._words(self._gates, "unmet", code, "remedy")

    def role(self, role: str) -> Words:
        """A role of the journey."""
        return self._words(self._waiting, "roles", role)

    def waited_for(self, what: str) -> Words:
        """What somebody is waited for to do."""
        return self._words(self._waiting, "what", what)

    def deadline(self, kind: str) -> Words:
        """The kind of a deadline."""
        return self._words(self._waiting, "deadlines", kind)

    def deadline_minutes(self, kind: str) -> int | None:
        """The minutes that the clinical content sets for a deadline, None where it sets none."""
        limit = self._waiting["deadline_minutes"].get(kind)
        return limit["minutes"] if limit else None

    def usual_days(self, stage: str) -> tuple[int, int] | None:
        """The usual days of a stage from the pack, None where no figure has a source."""
        days = self._waiting["usual_days"].get(stage)
        return (days["from"], days["to"]) if days else None

    def outcome_days(self) -> tuple[int, ...]:
        """After how many days from the decision the outcome is asked for."""
        return tuple(self._waiting["outcome_days"]["days"])

    def _words(self, data: Any, *path: str) -> Words:
        found = data
        for key in path:
            found = found.get(key) if isinstance(found, dict) else None
        if not isinstance(found, dict):
            raise ContentError(
                "content_missing",
                f"The pack {self.stamp.id} has no words for {'.'.join(path)}.",
                "Add them to the site's copy, or remove it to use the product's.",
            )
        return Words.model_validate(found)


def _hold_of(code: str) -> HoldName | None:
    return next((name for name in HOLDS if code == f"held_{name}"), None)

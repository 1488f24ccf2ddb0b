"""How kinds, planes and phases of series are called, from the content pack `imaging`."""

from __future__ import annotations

from huizhen.core.content import Pack
from huizhen.core.errors import ContentError
from huizhen.core.records.value import Value


class Name(Value):
    """A name in both languages of the desk."""

    en: str
    zh: str


class ImagingNames(Value):
    """Names by group (kinds, planes, phases) and code."""

    groups: dict[str, dict[str, Name]]

    def said(self, group: str, code: str, language: str) -> str:
        """The name of a code; the code itself where it has none."""
        name = self.groups[group].get(code)
        if name is None:
            return code
        return name.zh if language.startswith("zh") else name.en


def imaging_names(pack: Pack) -> ImagingNames:
    """The names of a loaded pack `imaging`; ContentError when a row is malformed."""
    try:
        rows = pack.parsed("names.json")
        groups = {group: rows[group] for group in ("kinds", "planes")}
        phases = pack.parsed("phases.json")["phases"]
        groups["phases"] = {
            code: {"en": row["en"], "zh": row["zh"]} for code, row in phases.items()
        }
        return ImagingNames(groups=groups)
    except (KeyError, TypeError, ValueError) as error:
        raise ContentError(
            "content_malformed",
            f"{pack.stamp.id}/names.json or phases.json has a row without its two names.",
            "Each row has en and zh; compare the file with the product's own.",
        ) from error

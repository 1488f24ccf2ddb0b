"""What a one-time link asks for: stages tell what stands on its page beside the upload."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from huizhen.ground.cases.models import Case
from huizhen.ground.files.models import UploadLink

Show = Callable[[Case, UploadLink, str], Mapping[str, Any] | None]
"""Case, link and the id of what it asks for -> what the template shows; None for nothing."""
_PARTS: dict[str, tuple[str, Show]] = {}


def show_asked(kind: str, template: str, show: Show) -> None:
    """Let a stage show what links about this kind of request ask; called when the desk starts."""
    _PARTS[kind] = (template, show)


def asked_of(case: Case, link: UploadLink) -> dict[str, Any] | None:
    """What the page of a link shows beside the upload: `template` and its words."""
    kind, _, key = link.about.partition(":")
    if kind not in _PARTS:
        return None
    template, show = _PARTS[kind]
    told = show(case, link, key)
    return None if told is None else {"template": template, **told}

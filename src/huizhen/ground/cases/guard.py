"""Managers that keep a case's rows behind the door."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models


class UnguardedAccess(RuntimeError):
    """Somebody reached for a case's rows without `access.py`."""


class GuardedManager(models.Manager[Any]):
    """Raises: rows of a case come through `ground.cases.access` alone."""

    def get_queryset(self) -> NoReturn:
        """Never rows."""
        raise UnguardedAccess(
            f"{self.model.__name__}: use access_case, accessible_cases or case_rows"
        )


class OfCase(models.Model):
    """A row that hangs on a case: reached by `case_rows`, never from the case."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")

    objects = GuardedManager()
    behind_door = models.Manager()

    class Meta:
        abstract = True
        base_manager_name = "behind_door"

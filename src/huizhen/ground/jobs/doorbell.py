"""A bell for the worker: who has something for it rings, and it looks at once.

The bell saves time and nothing else: what is to be done stands in the database, and a worker that
hears no bell (on another machine, or started by hand) looks by itself twice a second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import transaction

_BELLS: list[Callable[[], object]] = []


@contextmanager
def bell(ring_it: Callable[[], object]) -> Iterator[None]:
    """While this is open, `ring` calls it in this process; it must not fail nor wait."""
    _BELLS.append(ring_it)
    try:
        yield
    finally:
        _BELLS.remove(ring_it)


def ring() -> None:
    """Something can be done now."""
    for ring_it in tuple(_BELLS):
        ring_it()


def ring_after_commit() -> None:
    """The same once what is written in this transaction can be seen."""
    if _BELLS:
        transaction.on_commit(ring)

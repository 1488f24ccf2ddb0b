"""Many rows of one table at once: a statement that is prepared once, without an object a row.

Django's bulk_create makes model instances, looks through their relations and writes one statement
with thousands of parameters; with hundreds of files a second that was a third of what taking them
in cost beside hashing and sealing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import AutoField, Field, Model
from django.db.models.constants import OnConflict
from django.utils import timezone

Prepare = Callable[[Any], Any]


def insert_rows(
    model: type[Model],
    names: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    skips_known: bool = False,
    **same: object,
) -> None:
    """Insert rows: the columns of `names` one by one (`case_id`, not `case`), those of `same` alike
    in all, the others as the model has them by default. `skips_known` leaves rows out that a
    uniqueness forbids."""
    own = {field.attname: field for field in model._meta.local_concrete_fields}
    if unknown := {*names, *same} - own.keys():
        raise TypeError(f"{model.__name__} has no {sorted(unknown)}")
    made = [field for name, field in own.items() if name not in names and name not in same]
    made = [field for field in made if not isinstance(field, AutoField)]
    alike = [_prepared(own[name])(value) for name, value in same.items()]
    alike += [_default(field)() for field in made if not field.primary_key]
    keys = [field for field in made if field.primary_key]
    columns = [own[name] for name in names] + [own[name] for name in same]
    columns += [field for field in made if not field.primary_key] + keys
    prepared = [_prepared(own[name]) for name in names]
    new_keys = [_default(field) for field in keys]
    values = [
        [
            *(prepare(value) for prepare, value in zip(prepared, row, strict=True)),
            *alike,
            *(new_key() for new_key in new_keys),
        ]
        for row in rows
    ]
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(_statement(model, columns, skips_known=skips_known), values)


def _prepared(field: Field[Any, Any]) -> Prepare:
    """How a value becomes what the database is given."""
    # the connection itself: what stands for it is looked through at each value
    return partial(field.get_db_prep_save, connection=connections[DEFAULT_DB_ALIAS])


def _default(field: Field[Any, Any]) -> Callable[[], Any]:
    """What the column has where nothing is said."""
    prepare = _prepared(field)
    if getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False):
        return lambda: prepare(timezone.now())
    return lambda: prepare(field.get_default())


def _statement(model: type[Model], fields: Sequence[Field[Any, Any]], *, skips_known: bool) -> str:
    quote, operations = connection.ops.quote_name, connection.ops
    conflict = OnConflict.IGNORE if skips_known else None
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    begin = operations.insert_statement(on_conflict=conflict)
    end = operations.on_conflict_suffix_sql(list(fields), conflict, [], [])
    table = quote(model._meta.db_table)
    return f"{begin} {table} ({columns}) VALUES ({places}) {end}".strip()

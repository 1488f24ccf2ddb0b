"""Copies a filled home's rows from SQLite to a PostgreSQL database of its own, once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

_COPY = """
import os, sqlite3, sys
from pathlib import Path
home = Path(sys.argv[1])
from huizhen.web.desk_tools import DeskTools
DeskTools().set_up(home)
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection

source = sqlite3.connect(home / "db.sqlite3")
source.text_factory = lambda data: data.decode()

def told(value):
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    return value if value is None else str(value)

own = ("django_session", "django_content_type", "auth_permission")
models = [
    model for model in apps.get_models(include_auto_created=True)
    if model._meta.db_table not in own and not model._meta.proxy
]
with connection.cursor() as cursor:
    cursor.execute("SET session_replication_role = replica")
    tables = ", ".join(f'"{model._meta.db_table}"' for model in models)
    cursor.execute(f"TRUNCATE {tables} CASCADE")
    for model in models:
        table = model._meta.db_table
        columns = [field.column for field in model._meta.concrete_fields]
        names = ", ".join(f'"{name}"' for name in columns)
        with cursor.cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
            for row in source.execute(f'SELECT {names} FROM "{table}"'):
                copy.write_row([told(value) for value in row])
    for statement in connection.ops.sequence_reset_sql(no_style(), models):
        cursor.execute(statement)
    cursor.execute("SET session_replication_role = DEFAULT")
    cursor.execute("ANALYZE")
"""


def copied_address(home: Path, name: str) -> str:
    """Address of the home's copy on the server that HUIZHEN_DATABASE names; made where absent."""
    import psycopg

    server = os.environ["HUIZHEN_DATABASE"]
    database = f"desk_{name}"
    address = urlunsplit(urlsplit(server)._replace(path=f"/{database}"))
    with psycopg.connect(server, autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
        if found.fetchone():
            return address
        connection.execute(f'CREATE DATABASE "{database}"')
    environment = {**os.environ, "HUIZHEN_DATABASE": address, "HUIZHEN_HOME": str(home)}
    command = [sys.executable, "-c", _COPY, str(home)]
    try:
        subprocess.run(command, check=True, env=environment)
    except BaseException:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{database}"')
        raise
    return address

"""Databases are made by migrations; what they make is what the models say."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.test import override_settings


@override_settings(MIGRATION_MODULES={})
def test_no_migration_is_missing() -> None:
    told = MigrationLoader(None)
    assert told.graph.leaf_nodes("accounts")
    changes: dict[str, list[Any]] = MigrationAutodetector(
        told.project_state(), ProjectState.from_apps(apps)
    ).changes(told.graph)
    assert {app: [str(one.operations) for one in ones] for app, ones in changes.items()} == {}

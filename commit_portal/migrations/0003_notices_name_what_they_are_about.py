"""Stored notices and mails name their thread, meeting, review and activity: until now these were read from their link."""

import re
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

PLAN = r"^/\d{4}/(?:[a-z]{2}|regional)"
PARTS = {
    "thread": re.compile(PLAN + r"/comments/([0-9a-f-]{36})/"),
    "number": re.compile(PLAN + r"/(\d{3,4})/"),
    "meeting": re.compile(r"^/meetings/([a-z0-9-]+)/"),
    "stage": re.compile(r"^/\d{4}/reviews/([a-z-]+)/"),
}
ADDED = ("thread", "meeting")


def named(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts with what their link names."""
    found = {}
    for name, pattern in PARTS.items():
        part = pattern.match(facts.get("link", ""))
        if part and name not in facts:
            found[name] = part[1].replace("-", "") if name == "thread" else part[1]
    if "number" in found:
        found["number"] = int(found["number"])
    return {**facts, **found}


def unnamed(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name not in ADDED}


def change(apps: Apps, changed: Any) -> None:
    for model, column in (("Notice", "facts"), ("Mail", "params")):
        rows = apps.get_model("commit_portal", model).objects
        for pk, facts in rows.exclude(**{column: {}}).values_list("pk", column).iterator():
            after = changed(facts)
            if after != facts:
                rows.filter(pk=pk).update(**{column: after})


def name_them(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    change(apps, named)


def unname_them(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    change(apps, unnamed)


class Migration(migrations.Migration):
    dependencies = (("commit_portal", "0002_history_is_only_added_to"),)
    operations = (migrations.RunPython(name_them, unname_them),)

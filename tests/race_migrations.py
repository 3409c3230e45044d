"""A portal with rows whose tables go back to before search, and forward; test_migrations.py starts it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

from commit_portal.folded import FoldedField
from reporting.meetings.actions import MeetingDraft, add_meeting
from tests import cast
from tests.race_processes import run_verb
from workplans.models import TaskforceMember

# The last steps before each app had what search compares.
BEFORE = (
    ("workplans", "0012_threads_of_comments"),
    ("reporting", "0006_calendars_have_addresses"),
    ("commit_portal", "0005_events_are_told_and_mailed"),
)
# The steps that data folders of before do not know.
LATER = {name: "0019" if name == "workplans" else "0009" for name, _step in BEFORE}


def prepare() -> None:
    """Rows of every model that search reads."""
    world = cast.make_world()
    officer = world.seats["kh_officer"]
    cast.complete_line(world.workplan("kh"), by=officer, title="Étude à Phnom Penh", needs=("Two TRAINERS",))
    plan = cast.approved(world.workplan("kh"), lead=world.seats["kh_lead"], desk=world.seats["kh_desk"])
    type(plan).objects.filter(pk=plan.pk).update(needs="Rooms")
    TaskforceMember.objects.create(
        taskforce=plan.taskforce, name="Sok Dara", post="Head", starts_on=date(2011, 1, 1)
    )
    draft = MeetingDraft(parts=(("som", None),), planned_from=date(2011, 6, 1))
    add_meeting(draft, by=world.seats["regional_office"], now=cast.NOW)


def from_before_search() -> list[str]:
    """Go back to before search and forward again: which rows are not folded then."""
    MigrationExecutor(connection).migrate(list(BEFORE))
    call_command("migrate", "--no-input", verbosity=0)
    return _not_folded()


def from_a_folder_of_before() -> list[str]:
    """Run the steps that a data folder does not know, whose rows an older step folded."""
    recorder = MigrationRecorder(connection)
    for app, step in recorder.applied_migrations():
        if app in LATER and step.startswith(LATER[app]):
            recorder.record_unapplied(app, step)
    call_command("migrate", "--no-input", verbosity=0)
    return _not_folded()


def _not_folded() -> list[str]:
    """The rows whose folded text is not that of their columns, and the models without a row that could be wrong."""
    found = []
    for model, column in _folded_columns():
        rows = list(model._default_manager.all())
        wrong = [str(row.pk) for row in rows if getattr(row, column.name) != column.folded(row)]
        found += [f"{model._meta.label} {key}" for key in wrong]
        if not any(getattr(row, column.name).strip() for row in rows):
            found.append(f"{model._meta.label} has nothing folded")
    return found


def _folded_columns() -> Iterator[tuple[type[Model], FoldedField]]:
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            if isinstance(column, FoldedField):
                yield model, column


def main() -> None:
    run_verb({verb.__name__: verb for verb in (prepare, from_before_search, from_a_folder_of_before)})


if __name__ == "__main__":
    main()

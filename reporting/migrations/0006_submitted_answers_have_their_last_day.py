"""Answers that were submitted before get the day of their first submission, and the last day that their review has today."""

from zoneinfo import ZoneInfo

from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The first submission is the oldest of all rounds. Answers that were given back have theirs in the history alone."""
    events = apps.get_model("commit_portal", "Event").objects.filter(
        content_type__app_label="reporting", content_type__model="countryreview", verb="submit_answers"
    )
    submitted = dict(events.order_by("-at").values_list("object_id", "at"))
    sheets = apps.get_model("reporting", "CountryReview").objects.select_related(
        "review", "taskforce__country"
    )
    first = {}
    for sheet in sheets.order_by("round"):
        at = submitted.get(sheet.pk, sheet.submitted_at)
        if at is not None:
            country = sheet.taskforce.country
            zone = ZoneInfo((country and country.time_zone) or settings.TIME_ZONE)
            first.setdefault((sheet.review_id, sheet.taskforce_id), at.astimezone(zone).date())
        sheet.answered_on = first.get((sheet.review_id, sheet.taskforce_id))
        sheet.due_on = sheet.review.answers_due_on if sheet.answered_on else None
        sheet.save(update_fields=["answered_on", "due_on"])


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0005_answers_keep_their_last_day"),
        ("commit_portal", "0006_translation"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

"""What became of a recommendation so far becomes its answers: one for each event, the last one with the stored words."""

from collections.abc import Mapping
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

NOT_FOLLOWED, NO_REASON = "not_followed", "No reason is on record."


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The day and the person come from the events. Words without an event have the day of this migration."""
    events = apps.get_model("commit_portal", "Event").objects.filter(
        content_type__app_label="reporting", content_type__model="meeting", verb="follow_up"
    )
    answers = apps.get_model("reporting", "RecommendationAnswer").objects
    asked = apps.get_model("reporting", "RecommendationAddressee").objects
    for addressee in asked.select_related("recommendation", "taskforce__country"):
        of_meeting = events.filter(object_id=addressee.recommendation.meeting_id).order_by("at", "pk")
        said = [
            (event.facts["code"].removeprefix("recommendation.is_"), event.at, event.by_id)
            for event in of_meeting
            if _is_about(event.facts["params"], addressee)
        ]
        if (said[-1][0] if said else "open") != addressee.status or (addressee.follow_up and not said):
            said.append((addressee.status, timezone.now(), None))
        for place, (status, at, by) in enumerate(said, start=1):
            words = addressee.follow_up if place == len(said) else ""
            words = words or (NO_REASON if status == NOT_FOLLOWED else "")
            answers.create(addressee=addressee, status=status, words=words, at=at, by_id=by)


def _is_about(params: Mapping[str, Any], addressee: Any) -> bool:
    """Whether an event names this addressee: a country by its name, the region by a message."""
    country, named = addressee.taskforce.country, params["taskforce"]
    is_named = named == country.name if country else isinstance(named, Mapping)
    return is_named and params["number"].rpartition(".")[2] == str(addressee.recommendation.number)


def put_back(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The latest answer is the one that is kept; the events still say what was before."""
    answers = apps.get_model("reporting", "RecommendationAnswer").objects
    for answer in answers.order_by("at", "pk"):
        answer.addressee.status, answer.addressee.follow_up = answer.status, answer.words
        answer.addressee.save()
    answers.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0013_answers_to_recommendations"),
        ("commit_portal", "0006_translation"),
    ]

    operations = [migrations.RunPython(fill, put_back)]

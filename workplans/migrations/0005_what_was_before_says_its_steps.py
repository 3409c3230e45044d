"""Give the support, needs and openings of before the consultation what its columns and constraints ask for."""

from __future__ import annotations

from typing import Any

from django.db import migrations

ZONES = {
    "KH": "Asia/Phnom_Penh",
    "CN": "Asia/Shanghai",
    "LA": "Asia/Vientiane",
    "MM": "Asia/Yangon",
    "TH": "Asia/Bangkok",
    "VN": "Asia/Ho_Chi_Minh",
}
STEPS = {
    "asked": ("asked",),
    "offered": ("offered",),
    "accepted": ("offered", "answered"),
    "declined": ("offered", "answered"),
    "withdrawn": ("offered", "ended"),
}
OPEN = ("asked", "offered")
NOT_KNOWN = "-"


def bring_over(apps: Any, schema_editor: Any) -> None:
    """Say of each row of before who took its steps and when, as far as it is known."""
    for code, zone in ZONES.items():
        apps.get_model("workplans", "Country").objects.filter(code=code).update(time_zone=zone)
    _openings(apps)
    _support(apps)
    _needs(apps)


def _openings(apps: Any) -> None:
    """Who opened a draft: the person of the event of that moment, else who opened the year."""
    event = apps.get_model("commit_portal", "Event")
    told = event.objects.filter(verb__in=("open", "open_year"), by__isnull=False).order_by("pk")
    opened = {(verb, key, at): by for verb, key, at, by in told.values_list("verb", "object_id", "at", "by")}
    years = {key: by for (verb, key, _at), by in opened.items() if verb == "open_year"}
    somebody = apps.get_model("commit_portal", "User").objects.order_by("pk").first()
    openings = apps.get_model("workplans", "Opening").objects.filter(opened_by__isnull=True)
    for opening in openings.select_related("workplan"):
        by = opened.get(("open", opening.workplan_id, opening.opened_at))
        opening.opened_by_id = by or years.get(opening.workplan.cycle_id) or somebody.pk
        opening.save()


def _support(apps: Any) -> None:
    """The steps of each contribution. Of several that wait for an answer the newest stays, the others end (CO-3)."""
    waiting: set[tuple[int, int, str]] = set()
    readers = set(
        apps.get_model("workplans", "Opening")
        .objects.filter(ended_at__isnull=True, partner__isnull=False)
        .values_list("workplan", "partner")
    )
    supports = apps.get_model("workplans", "Contribution").objects.select_related("activity")
    for support in supports.order_by("-pk"):
        if support.amount is None:
            support.kind, support.what = "in_kind", support.what or NOT_KNOWN
        elif support.kind == "in_kind":
            support.amount, support.what = None, support.what or NOT_KNOWN
        at, by = support.made_at, support.made_by_id
        steps = STEPS[support.status]
        alike = support.activity_id, support.partner_id, support.kind
        if support.status in OPEN and alike in waiting:
            support.status, steps = "withdrawn", (*steps, "ended")
        elif support.status in OPEN:
            waiting.add(alike)
        # An asking is shown where its partner reads the draft (CO-1).
        if steps != ("asked",) or (support.activity.workplan_id, support.partner_id) in readers:
            support.shown_at = at
        for step in steps:
            setattr(support, f"{step}_at", at)
            setattr(support, f"{step}_by_id", by)
        if support.status == "withdrawn":
            support.ended_because = "taken_back"
        if support.status == "declined":
            support.word = NOT_KNOWN
        support.save()


def _needs(apps: Any) -> None:
    """What the Secretariat met stays met. A need that stands twice at its line stays once."""
    seen: set[tuple[int, str]] = set()
    for need in (
        apps.get_model("workplans", "TechnicalNeed").objects.select_related("activity").order_by("pk")
    ):
        if (need.activity_id, need.what) in seen:
            need.delete()
            continue
        seen.add((need.activity_id, need.what))
        if need.met_by == "secretariat":
            need.secretariat_at = need.activity.changed_at
            need.secretariat_by_id = need.activity.changed_by_id
            need.save()


class Migration(migrations.Migration):
    dependencies = [
        ("workplans", "0004_partners_are_asked_and_answer"),
        ("commit_portal", "0003_history_is_only_added_to"),
    ]

    operations = [migrations.RunPython(bring_over, migrations.RunPython.noop)]

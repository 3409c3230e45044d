"""Loading the meetings of COMMIT from a TOML file."""

from datetime import date, datetime
from itertools import takewhile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from commit_portal.statuses import EventAudience
from commit_portal.workflow import LOAD, MACHINE, record_event
from reporting.models import Meeting, MeetingPart
from spa.actions.reference import Loaded, make_if_missing, read_toml
from workplans.models import Country

REFERENCE = Path(__file__).resolve().parent.parent / "reference"
# The demonstration begins after this day. It adds this meeting itself when it was planned, and ends before all later ones.
BEFORE_DEMO, AFTER_DEMO = date(2010, 11, 14), "som-9"
# What nobody knows of a meeting before it.
HELD = {"host", "venue", "theme", "actual_from", "actual_until"}


@transaction.atomic
def load_meetings(*, now: datetime, folder: Path = REFERENCE) -> Loaded:
    """Load the SOMs, IMMs and regional taskforce meetings with their planned and actual dates and hosts.

    An unknown date stays empty. A meeting that is there already is never overwritten: its dates and
    minutes are the regional office's; what differs is said in `Loaded.kept`. The demonstration gets what was known when it
    begins, and learns the rest in its own steps.
    """
    loaded = Loaded()
    countries = {country.code: country for country in Country.objects.all()}
    entries = read_toml(folder / "meetings.toml")["meetings"]
    # The file has them in their order; some have no day.
    if settings.DEMO:
        entries = map(_as_planned, takewhile(lambda entry: entry["slug"] != AFTER_DEMO, entries))
    for entry in entries:
        made_before = loaded.made
        meeting = make_if_missing(Meeting, {"slug": entry["slug"]}, _values(entry, countries), loaded)
        for part in entry["parts"]:
            make_if_missing(
                MeetingPart,
                {"meeting": meeting, "kind": part["kind"], "number": part.get("number")},
                {"begins_on": part.get("from"), "ends_on": part.get("until")},
                loaded,
            )
        if loaded.made > made_before:
            record_event(LOAD, meeting, by=MACHINE, now=now, audience=EventAudience.READERS)
    return loaded


def _as_planned(entry: dict[str, Any]) -> dict[str, Any]:
    """What was planned of a meeting before the demonstration begins: all of it, where it was held by then."""
    if entry.get("actual_from", BEFORE_DEMO) <= BEFORE_DEMO:
        return entry
    parts = [{name: part[name] for name in ("kind", "number") if name in part} for part in entry["parts"]]
    return {name: value for name, value in entry.items() if name not in HELD} | {"parts": parts}


def _values(entry: dict[str, Any], countries: dict[str, Country]) -> dict[str, Any]:
    days = ("planned_from", "planned_until", "actual_from", "actual_until")
    hosts = {name: countries.get(entry.get(name, "")) for name in ("planned_host", "host")}
    words = {name: entry.get(name, "") for name in ("venue", "theme", "agenda", "note")}
    words["source"] = entry["source"].strip()
    return hosts | {name: entry.get(name) for name in days} | words

"""Load countries, their taskforces and bodies, and the partners, from TOML files."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import QuerySet

from commit_portal.statuses import EventAudience
from commit_portal.workflow import LOAD, MACHINE, record_event
from spa.actions.reference import Loaded, load_translations, make_if_missing, read_toml
from workplans.models import Country, CountryName, Partner, Taskforce
from workplans.models.names import Named

# What the file says of a country, beside its code.
COLUMNS = ("name", "own_name", "own_language", "time_zone")
REFERENCE = Path(__file__).resolve().parent.parent / "reference"


@transaction.atomic
def load_countries_and_bodies(*, now: datetime, folder: Path = REFERENCE) -> Loaded:
    """Load the six countries in protocol order, the taskforces with the regional one, and the partners.

    Rows that are there already are never overwritten; what differs is said in `Loaded.kept`.
    """
    loaded = _load_countries(folder / "countries.toml")
    loaded += _load_taskforces(folder / "taskforces.toml", now=now)
    for position, entry in enumerate(read_toml(folder / "partners.toml")["partners"], start=1):
        _make_if_unnamed(Partner.objects.all(), {**entry, "position": position}, loaded)
    return loaded


def _load_countries(path: Path) -> Loaded:
    loaded = Loaded()
    for position, entry in enumerate(read_toml(path)["countries"], start=1):
        country = make_if_missing(
            Country,
            {"code": entry["code"]},
            {name: entry[name] for name in COLUMNS} | {"position": position},
            loaded,
        )
        loaded += load_translations(country, entry)
        for other in entry.get("other_names", []):
            make_if_missing(
                CountryName, {"country": country, "name": other["name"]}, {"source": other["source"]}, loaded
            )
    return loaded


def _load_taskforces(path: Path, *, now: datetime) -> Loaded:
    loaded = Loaded()
    for position, entry in enumerate(read_toml(path)["taskforces"], start=1):
        made_before = loaded.made
        code = entry.get("country")
        taskforce = make_if_missing(
            Taskforce,
            {"slug": entry["slug"]},
            {
                "country": Country.objects.get(code=code) if code else None,
                "lead_body": entry["lead_body"],
                "position": position,
                "source": entry["source"].strip(),
            },
            loaded,
        )
        for place, ministry in enumerate(entry["ministries"], start=1):
            values = {**ministry, "taskforce": taskforce, "position": place}
            _make_if_unnamed(taskforce.ministries.all(), values, loaded)
        if loaded.made > made_before:
            record_event(LOAD, taskforce, by=MACHINE, now=now, audience=EventAudience.READERS)
    return loaded


def _make_if_unnamed[RowT: Named](rows: QuerySet[RowT], values: Mapping[str, object], loaded: Loaded) -> None:
    """Make a row where none of these has or had its name: the office may have renamed it since."""
    known = next((row.pk for row in rows if values["name"] in row.all_names), None)
    make_if_missing(rows.model, {"pk": known}, values, loaded)

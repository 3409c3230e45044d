"""`manage.py load_reference`: the reference data, real and with its sources, into the database."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from reporting.meetings.reference import load_meetings
from spa.actions.reference import load_plans
from workplans.people.reference import load_countries_and_bodies


class Command(BaseCommand):
    help = "Load plans of action, countries, taskforces, partners and meetings from the reference files."

    def handle(self, *args: Any, **options: Any) -> None:
        """All or nothing. A second run writes nothing, and says so."""
        now = timezone.now()
        with transaction.atomic():
            parts = {
                "Plans of action": load_plans(now=now),
                "Countries, taskforces and partners": load_countries_and_bodies(now=now),
                "Meetings": load_meetings(now=now),
            }
        for name, loaded in parts.items():
            self.stdout.write(
                f"{name}: {loaded.made} made, {loaded.changed} changed, {loaded.unchanged} unchanged."
            )
            for sentence in loaded.kept:
                self.stdout.write(f"  {sentence}")
        if not any(loaded.written for loaded in parts.values()):
            self.stdout.write("Nothing was written: the reference data is there already.")

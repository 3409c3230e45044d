"""`manage.py load_reference`: the reference data, real and with its sources, into the database."""

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from reporting.meetings.reference_data import load_meetings
from spa.actions.reference import load_plans
from workplans.people.reference_data import load_countries_and_bodies


class Command(BaseCommand):
    help = "Load plans of action, countries, taskforces, partners and meetings from the reference files."

    def handle(self, *args: object, **options: object) -> None:
        """All or nothing. A second run writes nothing, and says so."""
        now = timezone.now()
        with transaction.atomic():
            parts = {
                gettext("Plans of action"): load_plans(now=now),
                gettext("Countries, taskforces and partners"): load_countries_and_bodies(now=now),
                gettext("Meetings"): load_meetings(now=now),
            }
        for name, loaded in parts.items():
            counts = {"made": loaded.made, "changed": loaded.changed, "unchanged": loaded.unchanged}
            said = gettext("%(name)s: %(made)s made, %(changed)s changed, %(unchanged)s unchanged.")
            self.stdout.write(said % {"name": name, **counts})
            for sentence in loaded.kept:
                self.stdout.write(f"  {sentence}")
        if not any(loaded.written for loaded in parts.values()):
            self.stdout.write(gettext("The portal already has the reference data. Nothing was written."))

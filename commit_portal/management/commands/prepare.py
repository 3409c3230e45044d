"""`manage.py prepare`: what one machine's portal needs before it starts, in one process."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Prepare the database, the static files, the reference data and, in demo mode, the demonstration."

    def handle(self, **options: Any) -> None:
        """Do what is not done yet; it runs at each start."""
        call_command("migrate", interactive=False)
        call_command("collectstatic", interactive=False)
        if settings.DEMO and not apps.get_model("workplans", "AnnualCycle").objects.exists():
            call_command("demo")
        # After the demonstration, which loads the same data for its own beginning and not for today.
        call_command("load_reference")

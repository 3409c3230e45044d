"""Seat the first person of the regional office; everybody else is invited by them."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from commit_portal.decisions import Refused
from workplans.actions.people import seat_first_person


class Command(BaseCommand):
    help = (
        "Seats the first person of the regional office of a new portal. Ask for the password by 'Forgot it?'."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            seat = seat_first_person(options["email"], options["name"], now=timezone.now())
        except Refused as refused:
            raise CommandError(refused.reason) from refused
        self.stdout.write(
            f"{seat.user.name} is seated as {seat.words}. "
            "Ask for a link that sets the password on the portal's sign-in page."
        )

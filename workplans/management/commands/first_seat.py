"""Seat the first person of the regional office; everybody else is invited by them."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commit_portal import clock
from commit_portal.refusals import Refused, RuleBroken, SomebodyWasFaster
from workplans.people.actions import seat_first_person


class Command(BaseCommand):
    help = (
        "Seats the first person of the regional office of a new portal. "
        "They set their password by a link: 'Forgot it?' on the sign-in page sends it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            seat = seat_first_person(options["email"], options["name"], now=clock.now())
        except (Refused, RuleBroken, SomebodyWasFaster) as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(
            f"{seat.user.name} is seated as {seat.words}. "
            "Ask for a link that sets the password on the portal's sign-in page."
        )

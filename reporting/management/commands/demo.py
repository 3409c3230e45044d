"""`manage.py demo --stage drafting`: the demonstration data, made once in an empty portal in demo mode."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext

from commit_portal import clock
from commit_portal.accounts.demo_password import keep_password, kept_password
from commit_portal.models import Notice
from commit_portal.refusals import Refused
from reporting.demo.people import Stage
from reporting.demo.years import ask_for_editions_of_2009, ask_for_report, make_demonstration
from reporting.notices.dispatch import tell_all

# What happened before these days is read already.
NEW = timedelta(days=14)


class Command(BaseCommand):
    help = "Make the demonstration: the people, 2009, 2011 at the asked stage, and at the last stage 2012."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--stage",
            choices=[stage.value for stage in Stage],
            default=Stage.DRAFTING.value,
            help="how far 2011 has come (default: drafting)",
        )

    def handle(self, *args: object, **options: Any) -> None:
        """All or nothing. Prints the logins; the password is DEMO_PASSWORD, the kept one, or made up."""
        stage = Stage(options["stage"])
        password = settings.DEMO_PASSWORD or kept_password(settings.VAR)
        try:
            cast = make_demonstration(stage, password=password)
        except Refused as refused:
            raise CommandError(str(refused.reason)) from refused
        keep_password(settings.VAR, password)
        ask_for_editions_of_2009(cast)
        if stage.reached(Stage.REPORT):
            ask_for_report(cast, now=clock.now())
        # The made-up people are told on the page only: nobody reads hundreds of mails.
        tell_all(now=timezone.now(), mailed=False)
        Notice.objects.filter(at__lt=clock.now() - NEW).update(seen_at=timezone.now())
        self.stdout.write(
            gettext("The demonstration is made: 2009, and 2011 at the stage %(stage)s.")
            % {"stage": stage.value}
        )
        self.stdout.write(gettext("Logins, all with the password %(password)s") % {"password": password})
        for address in cast.addresses:
            self.stdout.write(f"  {address}")

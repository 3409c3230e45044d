"""The private addresses of calendars."""

from django.db import models

from workplans.models import Seat


class CalendarFeed(models.Model):
    """The calendar of a seat, behind an address of 128 bits. Only its hash is kept, so the address is shown once."""

    seat = models.OneToOneField(Seat, on_delete=models.PROTECT, related_name="calendar")
    key_hash = models.CharField("SHA-256 of the key in the address", max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.seat)

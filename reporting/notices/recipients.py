"""The seats of `Who`, among those that are held today. One query for all of them, then a few for what an event names."""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date

from commit_portal.statuses import NoticeKind
from commit_portal.workflow.events import Tell, Who
from reporting.meetings.queries import delegations_of
from reporting.models import CountryReview, RecommendationAddressee
from reporting.notices.routing import Subject
from workplans.consultation.queries import unmet_in_drafts
from workplans.models import Contribution, MinistryAnswer, Participation, Seat, Taskforce
from workplans.models.activities import not_withdrawn
from workplans.plan.visibility import audience_of
from workplans.statuses import ContributionStatus, Role


class HeldSeats:
    """The seats that are held on a day, of people whose account is open."""

    def __init__(self, on: date) -> None:
        held = Seat.objects.held_on(on).filter(user__is_active=True)
        self._held = list(held.select_related("user", "taskforce__country", "partner").order_by("pk"))

    def told(self, tell: Tell, subject: Subject) -> Iterator[tuple[Seat, NoticeKind]]:
        """The seats that are told of an event, each once with the kind of notice that it is to it."""
        for kind, who in ((tell.kind, tell.who), (NoticeKind.OTHERS, tell.informs)):
            found = {seat.pk: seat for one in who for seat in _FINDERS[one](self, subject)}
            yield from ((seat, kind) for seat in found.values())

    def with_role(self, *roles: str) -> list[Seat]:
        return [seat for seat in self._held if seat.role in roles]

    def in_taskforces(self, keys: Iterable[int | None], *roles: str) -> list[Seat]:
        """Seats of taskforces in a role. The regional office stands for the officers and leads of the region."""
        wanted = set(keys)
        return [seat for seat in self.with_role(*roles) if seat.taskforce_id in wanted]

    def of_place(self, subject: Subject, role: str) -> list[Seat]:
        if subject.taskforce is None:
            return []
        if subject.taskforce.is_regional:
            return self.with_role(Role.REGIONAL_OFFICE) if role in (Role.OFFICER, Role.LEAD) else []
        return self.in_taskforces([subject.taskforce.pk], role)

    def of_partner(self, subject: Subject) -> list[Seat]:
        return [seat for seat in self.with_role(Role.PARTNER) if seat.partner_id == subject.partner]

    def in_thread(self, subject: Subject, people: Collection[int | None]) -> list[Seat]:
        """The seats of these people that read the thread of a comment."""
        readers = subject.readers
        return [seat for seat in self._held if seat.pk in readers and seat.user_id in people]


def _asked_partner(seats: HeldSeats, subject: Subject) -> list[Seat]:
    shown = Contribution.objects.filter(
        activity__workplan=subject.row,
        activity__number=subject.number or 0,
        partner=subject.partner,
        status=ContributionStatus.ASKED,
        shown_at__isnull=False,
    )
    return seats.of_partner(subject) if shown.exists() else []


def _audience(seats: HeldSeats, subject: Subject) -> list[Seat]:
    own = subject.taskforce.pk if subject.taskforce else 0
    readers = (seat for seat in seats.with_role(*Role.values) if audience_of(seat) == subject.audience)
    return [seat for seat in readers if seat.taskforce_id != own]


def _asked_countries(seats: HeldSeats, subject: Subject) -> list[Seat]:
    if subject.taskforce is None or not subject.taskforce.is_regional:
        return []
    asked = Participation.objects.filter(
        activity__workplan=subject.row, activity__number=subject.number or 0, confirmed_at__isnull=True
    )
    return seats.in_taskforces(asked.values_list("taskforce", flat=True), Role.LEAD)


def _addressees(seats: HeldSeats, subject: Subject) -> list[Seat]:
    asked = RecommendationAddressee.objects.filter(
        recommendation__meeting=subject.row, recommendation__number=subject.number or 0
    ).select_related("taskforce")
    taskforces = [one.taskforce for one in asked]
    region = any(taskforce.is_regional for taskforce in taskforces)
    leads = seats.in_taskforces([taskforce.pk for taskforce in taskforces], Role.LEAD)
    return [*leads, *(seats.with_role(Role.REGIONAL_OFFICE) if region else ())]


def _taking_part(seats: HeldSeats, subject: Subject) -> list[Seat]:
    found = delegations_of(subject.row)
    part = [one.of.pk for one in found if isinstance(one.of, Taskforce) and not one.absent_from]
    return seats.in_taskforces(part, Role.LEAD, Role.DESK)


def _in_review(*roles: str) -> Callable[[HeldSeats, Subject], list[Seat]]:
    def found(seats: HeldSeats, subject: Subject) -> list[Seat]:
        asked = CountryReview.objects.filter(review=subject.row).values_list("taskforce", flat=True)
        return seats.in_taskforces(asked, *roles)

    return found


def _desk_with_needs(seats: HeldSeats, subject: Subject) -> list[Seat]:
    unmet = unmet_in_drafts().filter(not_withdrawn("activity__"), activity__workplan=subject.row)
    return seats.of_place(subject, Role.DESK) if unmet.exists() else []


def _asked_ministries(seats: HeldSeats, subject: Subject) -> list[Seat]:
    asked = MinistryAnswer.objects.filter(workplan=subject.row, asked_at=subject.at)
    ministries = set(asked.values_list("ministry", flat=True))
    return [seat for seat in seats.of_place(subject, Role.MEMBER) if seat.ministry_id in ministries]


def _addressed(seats: HeldSeats, subject: Subject) -> list[Seat]:
    named = seats.of_place(subject, Role.LEAD) + seats.with_role(Role.DESK, Role.PARTNER)
    return [seat for seat in named if seat.pk in subject.readers and seat.user_id != subject.called]


_FINDERS: dict[Who, Callable[[HeldSeats, Subject], list[Seat]]] = {
    Who.OFFICERS: lambda seats, subject: seats.of_place(subject, Role.OFFICER),
    Who.LEADS: lambda seats, subject: seats.of_place(subject, Role.LEAD),
    Who.MEMBERS: lambda seats, subject: seats.of_place(subject, Role.MEMBER),
    Who.DESK: lambda seats, subject: seats.of_place(subject, Role.DESK),
    Who.REGIONAL_OFFICE: lambda seats, _subject: seats.with_role(Role.REGIONAL_OFFICE),
    Who.READING_DESK: lambda seats, subject: (
        seats.of_place(subject, Role.DESK) if subject.partner is None else []
    ),
    Who.PARTNER: lambda seats, subject: seats.of_partner(subject),
    Who.ASKED_PARTNER: _asked_partner,
    Who.AUDIENCE: _audience,
    Who.ASKED_COUNTRIES: _asked_countries,
    Who.ADDRESSEES: _addressees,
    Who.EVERY_LEAD: lambda seats, _subject: seats.with_role(Role.LEAD),
    Who.TAKING_PART: _taking_part,
    Who.ANSWERING: _in_review(Role.OFFICER, Role.LEAD),
    Who.FOLLOWING: _in_review(Role.MEMBER, Role.DESK),
    Who.DESK_WITH_NEEDS: _desk_with_needs,
    Who.ASKED_MINISTRIES: _asked_ministries,
    Who.CALLED: lambda seats, subject: seats.in_thread(subject, {subject.called}),
    Who.WRITERS: lambda seats, subject: seats.in_thread(subject, subject.writers - {subject.called}),
    Who.ADDRESSED: _addressed,
}

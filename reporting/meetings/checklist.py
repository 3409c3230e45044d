"""What is to be done for a meeting, before it and after it, from the facts of its page (the picture of a meeting)."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from commit_portal.forms.base import Values
from commit_portal.i18n import say
from reporting.meetings.queries import Delegation, place_planned
from reporting.models import Meeting
from reporting.statuses import PaperKind, ReviewStatus
from workplans.models import Taskforce

# What is not written down a year after a meeting is not asked for any more.
ASKED_FOR = timedelta(days=366)


def checklist_of(meeting: Meeting, delegations: Sequence[Delegation], on: date) -> Values:
    """The points of a meeting on a day, open ones first: whether each is done, what to do, and where. Empty for none."""
    last = meeting.ends_on()
    # Of one in the public record whose days were not found, nothing is asked.
    if meeting.is_called_off or (last < on - ASKED_FOR if last else meeting.source):
        return {}
    pages = ("meeting_edit", "paper_add", "meeting_recommend")
    change, papers, recommend = (reverse(page, args=[meeting.slug]) for page in pages)
    filed = {paper.what for paper in meeting.papers.all()}
    countries = [one for one in delegations if isinstance(one.of, Taskforce) and not one.of.is_regional]
    named = [bool(one.people) for one in countries if not one.absent_from]
    unknown = [(person, one) for one in delegations for person in one.people if not person.email]
    came = [one.took_part is not None for one in delegations if one.people]
    said = _("Name the delegates (countries done: %(count)s of %(all)s)")
    delegates = all(named), say(said, count=sum(named), all=len(named)), "#delegations"
    # Whoever has an address gets an invitation by itself.
    said, form = _("Enter the e-mail addresses of the delegates"), "#delegations"
    if unknown:
        person, whose = unknown[0]
        form = reverse("delegates", args=[meeting.slug, whose.of.slug])
        member = whose.members.get(str(person))
        asked = _("Enter the e-mail address of %(name)s. Delegates without an address: %(count)s")
        if member and member.email:
            # The list of members has the address since.
            asked = _(
                "Save the delegates again, to invite %(name)s. Delegates without an invitation: %(count)s"
            )
        elif member:
            row = next(one for one in whose.book if (str(one), one.post, one.email) == member[:3])
            form = f"{reverse('book_change', args=['member', row.pk])}?meeting={meeting.slug}"
        said = say(asked, name=person.name, count=len(unknown))
    is_over = meeting.is_held(on) or bool(last and last < on)
    points: list[tuple[object, str, str]] = [
        (meeting.begins_on(), _("Set the dates"), change),
        (meeting.host or meeting.planned_host, _("Choose the host"), change),
        (meeting.venue, _("Give the city"), change),
        delegates,
        (meeting.begins_on() and any(named) and not unknown, said, form),
        (meeting.agenda or PaperKind.AGENDA in filed, _("Add the agenda"), f"{papers}?what=agenda"),
    ]
    if is_over:
        points = [
            (meeting.actual_from, _("Enter the days on which the meeting was held"), change),
            (place_planned(meeting), _("Enter the host and the city"), change),
            delegates,
            (came and all(came), _("Enter who took part"), "#delegations"),
            (meeting.minutes or PaperKind.MINUTES in filed, _("Add the minutes"), f"{papers}?what=minutes"),
            (meeting.decisions, _("Enter the decisions"), change),
            (meeting.recommendations.exists(), _("Enter the recommendations"), recommend),
        ]
        for one in meeting.reviews.all():
            review = reverse("review", args=[one.cycle.year, one.stage])
            said = _("Close the review: %(review)s") % {"review": one}
            points.append((one.status == ReviewStatus.CLOSED, said, review))
    points.sort(key=lambda point: bool(point[0]))
    return {"is_over": is_over, "points": points, "count_open": sum(not point[0] for point in points)}

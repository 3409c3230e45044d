"""The readers of a plan: open the draft to the desk, release the approved version, end access."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from commit_portal import clock
from commit_portal.addresses import address
from commit_portal.i18n.formatting import day
from commit_portal.i18n.messages import Sentence, Words, say
from commit_portal.refusals import Permit, Refused
from commit_portal.workflow.action_attempts import Link
from commit_portal.workflow.views import ButtonView, StepView, Values
from workplans.consultation.actions.openings import end_opening, open_draft
from workplans.consultation.opening_labels import open_since
from workplans.consultation.permissions import may_read_consultation
from workplans.models import Opening, Release, Seat, Taskforce, Workplan, WorkplanVersion
from workplans.plan.permissions import may_open_draft, may_release_workplan, may_see_rounds
from workplans.plan.plan_types import kind_of
from workplans.plan.queries import approved_version, readers_now, releases_now
from workplans.presentation.loaders import workplan_or_404
from workplans.presentation.step_links import address_parts, path_to
from workplans.presentation.views import PlanPage
from workplans.releasing import reader_labels
from workplans.releasing.actions import end_release, release_workplan
from workplans.request_context.request import SeatMixin, number_sent
from workplans.statuses import Audience


class ReadersMixin(SeatMixin):
    """For the page of a plan's readers and for its steps."""

    request: HttpRequest
    kwargs: Values

    def get_plan(self) -> Workplan:
        """Load the workplan for who may know its readers."""
        return _of_reader(
            self.actor, workplan_or_404(self.request, self.kwargs["year"], self.kwargs["place"])
        )

    def get_success_url(self) -> str:
        """The page of the readers."""
        return reverse("workplan_readers", args=[self.kwargs["year"], self.kwargs["place"]])


class Readers(ReadersMixin, PlanPage):
    """Show the readers of the draft and of the approved version, with a button for each step."""

    template_name = "workplans/releasing/workplan_readers.html"

    def get_plan(self) -> Workplan:
        return _of_reader(self.actor, self.front.workplan)

    def get_context_data(self, **kwargs: object) -> Values:
        plan, seat, at = self.plan, self.actor, address_parts(self.plan)
        openings, releases = readers_now(plan, now=clock.now()), releases_now(workplan=plan.pk)
        kind = kind_of(plan.taskforce)
        may_open, may_release = may_open_draft(seat, plan), may_release_workplan(seat, plan)
        context = {
            "may_open": bool(may_open),
            "open_reason": may_open.reason,
            "may_release": bool(may_release),
            "release_reason": may_release.reason,
            "desk_is_open": not kind.is_opened or any(opening.partner_id is None for opening in openings),
            "consultation_url": may_read_consultation(seat, plan) and address("consultation", *at),
            "openings": [
                {
                    "end_url": "" if opening.partner_id else address("desk_end", *at, opening.pk),
                    "who": reader_labels.reader_of(opening),
                    "since": open_since(opening),
                }
                for opening in openings
            ],
            "readers": [_reader(plan, audience, releases) for audience in kind.released_to],
            "kind": kind,
            "draft_readers": kind.draft_readers(plan.taskforce),
            "of_record": plan.of_record.number if plan.of_record else None,
        }
        return super().get_context_data(**context | kwargs)


def _of_reader(seat: Seat, plan: Workplan) -> Workplan:
    """The workplan for who may know its readers. Raises `Refused`."""
    if not may_see_rounds(seat, plan):
        raise Refused(_("Only the taskforce and its desk can see who reads a workplan. Ask one of them."))
    return plan


def _reader(plan: Workplan, audience: Audience, releases: list[Release]) -> Values:
    """The version that an audience reads, and the newer one that can be released to it."""
    at, current = address_parts(plan), reader_labels.read_by(audience, releases)
    row: Values = {"who": audience.label, "reads": _("Not released"), "offer": ""}
    if plan.of_record:
        row["offer"] = say(reader_labels.RELEASE_TO[audience], number=plan.of_record.number)
        row["release_url"] = address("workplan_release", *at, audience.value)
    if current is not None:
        row |= {
            "reads": reader_labels.version_since(current),
            "end_url": address("release_end", *at, current.pk),
        }
        if current.version_id == plan.of_record_id:
            row["offer"] = ""
        elif plan.of_record:
            numbers = {"number": plan.of_record.number, "old": current.version.number}
            row["offer"] = say(reader_labels.RELEASE_INSTEAD[audience], **numbers)
    return row


class OpenToDesk(ReadersMixin, ButtonView[Workplan]):
    """Open the draft to the desk."""

    success_message = _("The desk can now read the draft.")

    def get_object(self) -> Workplan:
        return self.get_plan()

    def get_permit(self) -> Permit:
        return may_open_draft(self.actor, self.object)

    def act(self, form: None) -> Opening:
        return open_draft(self.object, None, by=self.actor, now=clock.now())


class ReadersStep[ObjectT](ReadersMixin, StepView[ObjectT]):
    """A step from the page of a plan's readers, with a page of its own. `get_object` sets the plan."""

    plan: Workplan

    def get_path(self) -> Sequence[Link]:
        return [*path_to(self.plan), (_("Who can read the workplan"), self.get_success_url())]

    def get_context_data(self, **kwargs: object) -> Values:
        return super().get_context_data(plan=self.plan, cancel_url=self.get_success_url(), **kwargs)


class EndAccess[ObjectT: Opening | Release](ReadersStep[ObjectT]):
    """End what somebody reads, after a question that says what that does."""

    template_name = "workplans/releasing/workplan_readers_stop.html"

    def get_stop(self) -> Refused | None:
        return Refused(_("This access has already ended.")) if self.object.ended_at else None

    def get_closed_heading(self) -> Words:
        return _("Already ended")


class EndDeskAccess(EndAccess[Opening]):
    """End the desk's access to the draft."""

    success_message = _("The desk can no longer read the draft.")

    def get_object(self) -> Opening:
        self.plan = self.get_plan()
        to_desk = Opening.objects.filter(workplan=self.plan, partner__isnull=True)
        opening = get_object_or_404(to_desk, pk=self.kwargs["pk"])
        opening.workplan = self.plan
        return opening

    def get_permit(self) -> Permit:
        return may_open_draft(self.actor, self.plan)

    def act(self, form: None) -> None:
        end_opening(self.object, by=self.actor, now=clock.now())

    def get_context_data(self, **kwargs: object) -> Values:
        heading = say(_("End access to the draft: %(who)s"), who=reader_labels.reader_of(self.object))
        does = _(
            "The desk can no longer read the draft or write comments. After you submit the workplan, the "
            "desk can read the workplan again. You can open the draft again at any time."
        )
        return super().get_context_data(**{"heading": heading, "does": does} | kwargs)


class EndRelease(EndAccess[Release]):
    """End the access of an audience to a version."""

    def get_object(self) -> Release:
        self.plan = self.get_plan()
        releases = Release.objects.filter(version__workplan=self.plan).select_related("version__workplan")
        return get_object_or_404(releases, pk=self.kwargs["pk"])

    def get_permit(self) -> Permit:
        return may_release_workplan(self.actor, self.plan)

    def act(self, form: None) -> None:
        end_release(self.object, by=self.actor, now=clock.now())

    def get_words(self) -> Words:
        return reader_labels.ENDED_RELEASE[Audience(self.object.audience)]

    def get_context_data(self, **kwargs: object) -> Values:
        heading = reader_labels.END_RELEASE[Audience(self.object.audience)]
        does = _(
            "These readers see “Not released” immediately. New annual reports for them do not include this "
            "workplan. Released reports do not change. You can release the workplan again at any time."
        )
        return super().get_context_data(**{"heading": heading, "does": does} | kwargs)


class ReleaseVersion(ReadersStep[Workplan]):
    """Release the approved version to an audience, after a page that says who will read what.

    Releases the version that the page showed; where another one is approved since, shows that one.
    """

    template_name = "workplans/releasing/workplan_release.html"
    audience: Audience

    def get_object(self) -> Workplan:
        """Get the plan. 404 for an audience that it cannot be released to."""
        self.plan = self.get_plan()
        asked = self.kwargs["audience"]
        found = [audience for audience in kind_of(self.plan.taskforce).released_to if audience == asked]
        if not found:
            raise Http404
        self.audience = found[0]
        return self.plan

    def get_permit(self) -> Permit:
        return may_release_workplan(self.actor, self.object)

    def get_stop(self) -> Refused | None:
        current = reader_labels.read_by(self.audience, releases_now(workplan=self.object.pk))
        if current is None or current.version_id != self.object.of_record_id:
            return None
        return Refused(say(reader_labels.READ_NOW[self.audience], number=current.version.number))

    def get_closed_heading(self) -> Words:
        return _("Already released")

    def act(self, form: None) -> Release:
        seen = number_sent(self.request, "version")
        return release_workplan(self.object, self.audience, seen=seen, by=self.actor, now=clock.now())

    def get_words(self) -> Words:
        return say(reader_labels.RELEASED_TO[self.audience], number=self.made.version.number)

    def get_context_data(self, **kwargs: object) -> Values:
        """What the audience reads now, and what it reads after the release."""
        version, releases = approved_version(self.object), releases_now(workplan=self.object.pk)
        read = {Audience(each.audience): each.version.number for each in reversed(releases)}
        funding: Sentence = _("US$%(amount)s")
        if version.ceiling is not None:
            funding = _("US$%(amount)s of the ceiling of %(ceiling)s")
        context = {
            "heading": say(reader_labels.RELEASE_TO[self.audience], number=version.number),
            "version": version.number,
            "since": day(version.made_at),
            "who": _who(self.plan, self.audience),
            "already": [say(reader_labels.READ_NOW[each], number=number) for each, number in read.items()],
            "current": reader_labels.read_by(self.audience, releases),
            "is_for_partners": self.audience == Audience.PARTNERS,
            "lines": _lines_in_words(version),
            "money": say(funding, amount=version.committed, ceiling=version.ceiling),
            "elsewhere": reader_labels.ELSEWHERE[self.audience],
        }
        return super().get_context_data(**context | kwargs)


def _who(plan: Workplan, audience: Audience) -> Words:
    """The people of an audience, in words."""
    if audience == Audience.PARTNERS:
        return _("Every partner in the portal: UN agencies, NGOs and donors.")
    if audience == Audience.OBSERVERS:
        return _("All people with the role of an observer.")
    others = Taskforce.objects.national().exclude(pk=plan.taskforce_id).select_related("country")
    names = tuple(taskforce.name for taskforce in others.order_by("position"))
    return say(_("The officers, leads and members of these taskforces: %(names)s."), names=names)


def _lines_in_words(version: WorkplanVersion) -> list[str]:
    """Count the activities of a version, and those that it marks as withdrawn."""
    count = version.lines.not_withdrawn().count()
    withdrawn = version.lines.count() - count
    said = [say(ngettext("%(count)s activity.", "%(count)s activities.", count), count=count)]
    if withdrawn:
        more = ngettext(
            "%(count)s withdrawn activity is marked as withdrawn.",
            "%(count)s withdrawn activities are marked as withdrawn.",
            withdrawn,
        )
        said.append(say(more, count=withdrawn))
    return said

"""The readers of a plan: open the draft to the desk, release the approved version, end access."""

from collections.abc import Mapping, Sequence

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commit_portal import clock
from commit_portal.addresses import address, found_or_404
from commit_portal.i18n import Param, and_list, say_by
from commit_portal.refusals import Permit, Refused, require
from commit_portal.workflow import ButtonView, Link, StepView, Values
from workplans.consultation.actions.openings import end_opening, open_draft
from workplans.consultation.page import clock_of
from workplans.consultation.permissions import may_read_consultation
from workplans.models import Opening, Release, Taskforce, Workplan
from workplans.plan.permissions import may_open_draft, may_read_readers, may_release_workplan
from workplans.plan.plan_types import kind_of
from workplans.plan.queries import approved_version, readers_now, releases_now
from workplans.presentation.loaders import workplan_or_404
from workplans.presentation.step_links import address_parts, path_to
from workplans.presentation.views import PlanPage
from workplans.releasing.actions import end_release, release_workplan
from workplans.request_context.request import SeatMixin, number_sent
from workplans.statuses import Audience

# What a release to an audience, or its end, does.
SAID = "workplans/releasing/release_said.html"


class ReadersMixin(SeatMixin):
    """For the steps from the page of a plan's readers."""

    request: HttpRequest
    kwargs: Values

    def get_plan(self) -> Workplan:
        """Load the workplan for who may know its readers."""
        plan = workplan_or_404(self.request, self.kwargs["year"], self.kwargs["place"])
        require(may_read_readers(self.actor, plan))
        return plan

    def get_success_url(self) -> str:
        """The page of the readers."""
        return reverse("workplan_readers", args=[self.kwargs["year"], self.kwargs["place"]])


class Readers(PlanPage):
    """Show the readers of the draft and of the approved version, with a button for each step."""

    permission = staticmethod(may_read_readers)
    template_name = "workplans/releasing/workplan_readers.html"

    def get_context_data(self, **kwargs: object) -> Values:
        plan, seat, at = self.plan, self.actor, address_parts(self.plan)
        openings, releases = readers_now(plan, now=clock.now()), releases_now(workplan=plan.pk)
        kind = kind_of(plan.taskforce)
        return super().get_context_data(**kwargs) | {
            "may_open": may_open_draft(seat, plan),
            "may_release": may_release_workplan(seat, plan),
            "desk_is_open": not kind.is_opened or any(opening.partner_id is None for opening in openings),
            "consultation_url": may_read_consultation(seat, plan) and address("consultation", *at),
            "openings": openings,
            "clock": clock_of(plan.taskforce),
            "readers": [_reader(plan, audience, releases) for audience in kind.released_to],
            "kind": kind,
            "draft_readers": kind.draft_readers(plan.taskforce),
        }


def _reader(plan: Workplan, audience: Audience, releases: list[Release]) -> Values:
    """What an audience reads, and whether it can be given another version, the approved one."""
    current = _read_by(audience, releases)
    is_offered = plan.of_record is not None and (current is None or current.version_id != plan.of_record_id)
    return {"audience": audience, "current": current, "is_offered": is_offered}


def _read_by(audience: Audience, releases: list[Release]) -> Release | None:
    """The release that an audience reads now: the newest version of `releases_now`."""
    return next((release for release in releases if release.audience == audience), None)


class OpenToDesk(ReadersMixin, ButtonView[Workplan]):
    """Open the draft to the desk."""

    permission = staticmethod(may_open_draft)
    success_message = _("The desk can now read the draft.")

    def get_object(self) -> Workplan:
        return self.get_plan()

    def act(self, form: None) -> Opening:
        return open_draft(self.object, None, by=self.actor, now=clock.now())


class ReadersStep[ObjectT](ReadersMixin, StepView[ObjectT]):
    """A step from the page of a plan's readers, with a page of its own. `get_object` sets the plan."""

    plan: Workplan

    def get_path(self) -> Sequence[Link]:
        return [*path_to(self.plan), (_("Who can read the workplan"), self.get_success_url())]


class EndAccess[ObjectT: Opening | Release](ReadersStep[ObjectT]):
    """End what somebody reads, after a question that says what that does."""

    template_name = "workplans/releasing/workplan_readers_stop.html"
    closed_heading = _("Already ended")

    def get_stop(self) -> Refused | None:
        return Refused(_("This access has already ended.")) if self.object.ended_at else None


class EndDeskAccess(EndAccess[Opening]):
    """End the desk's access to the draft."""

    heading = _("End access to the draft: country desk of %(country)s")
    success_message = _("The desk can no longer read the draft.")
    action = staticmethod(end_opening)

    def get_object(self) -> Opening:
        self.plan = self.get_plan()
        to_desk = Opening.objects.filter(workplan=self.plan, partner__isnull=True)
        opening = get_object_or_404(to_desk, pk=self.kwargs["pk"])
        opening.workplan = self.plan
        return opening

    def get_permit(self) -> Permit:
        return may_open_draft(self.actor, self.plan)

    def get_facts(self) -> Mapping[str, Param]:
        return {"country": self.plan.taskforce.name}


class EndRelease(EndAccess[Release]):
    """End the access of an audience to a version."""

    action, success_template = staticmethod(end_release), f"{SAID}#ended"

    def get_object(self) -> Release:
        self.plan = self.get_plan()
        releases = Release.objects.filter(version__workplan=self.plan).select_related("version__workplan")
        return get_object_or_404(releases, pk=self.kwargs["pk"])

    def get_permit(self) -> Permit:
        return may_release_workplan(self.actor, self.plan)

    def get_facts(self) -> Mapping[str, Param]:
        return {"audience": self.object.audience}

    def get_context_data(self, **kwargs: object) -> Values:
        return super().get_context_data(heading=say_by(f"{SAID}#end", **self.get_facts()), **kwargs)


class ReleaseVersion(ReadersStep[Workplan]):
    """Release the approved version to an audience, after a page that says who will read what.

    Releases the version that the page showed; where another one is approved since, shows that one.
    """

    permission = staticmethod(may_release_workplan)
    template_name, closed_heading = "workplans/releasing/workplan_release.html", _("Already released")
    success_template = f"{SAID}#released"
    audience: Audience

    def get_object(self) -> Workplan:
        """Get the plan. 404 for an audience that it cannot be released to."""
        self.plan = self.get_plan()
        asked = self.kwargs["audience"]
        found = [audience for audience in kind_of(self.plan.taskforce).released_to if audience == asked]
        self.audience = found_or_404(found)[0]
        return self.plan

    def get_stop(self) -> Refused | None:
        current = _read_by(self.audience, releases_now(workplan=self.object.pk))
        if current is None or current.version_id != self.object.of_record_id:
            return None
        return Refused(say_by(f"{SAID}#read_now", audience=self.audience, number=current.version.number))

    def act(self, form: None) -> Release:
        seen = number_sent(self.request, "version")
        return release_workplan(self.object, self.audience, seen=seen, by=self.actor, now=clock.now())

    def get_facts(self) -> Mapping[str, Param]:
        return {"audience": self.audience, "number": self.made.version.number if self.made else None}

    def get_context_data(self, **kwargs: object) -> Values:
        """What the audience reads now, and what it reads after the release."""
        version, releases = approved_version(self.object), releases_now(workplan=self.object.pk)
        others = Taskforce.objects.national().exclude(pk=self.plan.taskforce_id).select_related("country")
        count = version.lines.not_withdrawn().count()
        return super().get_context_data(**kwargs) | {
            "heading": say_by(f"{SAID}#release", audience=self.audience, number=version.number),
            "version": version,
            "taskforces": and_list(taskforce.name for taskforce in others.order_by("position")),
            "already": {each.audience: each.version.number for each in reversed(releases)},
            "current": _read_by(self.audience, releases),
            "lines": count,
            "withdrawn": version.lines.count() - count,
        }

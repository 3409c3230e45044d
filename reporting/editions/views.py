"""The annual report: its editions, asking for one, reading it, downloading it."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any, cast

from django import forms
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.generic import View
from django_htmx.http import HttpResponseClientRefresh

from commit_portal import clock
from commit_portal.forms.base import needed_at_times
from commit_portal.http.rate_limits import counted_export
from commit_portal.i18n.messages import Param, Sentence, Words, say
from commit_portal.refusals import Permit, require
from commit_portal.workflow.action_attempts import Link
from commit_portal.workflow.lifecycle import violations_of
from commit_portal.workflow.views import ButtonView, ReadView, StepView, Values
from reporting.dataset.totals import REGION, evidence_in
from reporting.editions.actions import ask_for_edition, release_edition, try_again
from reporting.editions.lifecycle import RELEASE, TRY_AGAIN
from reporting.editions.permissions import may_ask_edition, may_download_edition
from reporting.editions.queries import history_of_editions
from reporting.editions.rows import READERS, line_of, name_of
from reporting.models import AnnualReport
from reporting.queue.rows import download, file_of
from reporting.report.context import print_context
from reporting.report.data_package import write_package
from reporting.report.numbering import Imprint
from reporting.report_text.values import AUDIENCE_WORDS, part_of
from reporting.report_text.values import said as note_words
from reporting.shared.years import reads_as
from reporting.statuses import ReportStatus
from workplans.models import AnnualCycle, Seat
from workplans.request_context.request import PortalRequest, SeatMixin
from workplans.statuses import Audience

RELEASED: dict[str, Sentence] = {
    Audience.TASKFORCES: _(
        "Edition %(edition)s is released. The taskforces can read and download the edition now."
    ),
    Audience.PARTNERS: _("Edition %(edition)s is released. Partners can read and download the edition now."),
    Audience.OBSERVERS: _(
        "Edition %(edition)s is released. Observers can read and download the edition now."
    ),
}
RELEASE_HEADINGS: dict[str, Sentence] = {
    Audience.TASKFORCES: _("Release edition %(edition)s to the taskforces"),
    Audience.PARTNERS: _("Release edition %(edition)s to partners"),
    Audience.OBSERVERS: _("Release edition %(edition)s to observers"),
}


class EditionForm(forms.Form):
    """For whom an edition is, and why another one."""

    audience = forms.ChoiceField(
        label=_("Who will read it?"),
        choices=list(READERS.items()),
        initial=Audience.SECRETARIAT,
        widget=forms.RadioSelect,
        help_text=_(
            "The edition shows only what these readers may see. If a country released nothing to these "
            "readers, the edition shows “Not released” for this country."
        ),
    )
    why = needed_at_times(
        forms.CharField(
            label=_("Why do these readers need another edition?"),
            required=False,
            max_length=1000,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_(
                "Give a reason if there is already an edition for these readers. Readers of the old edition "
                "can see the reason."
            ),
        )
    )


class EditionList(SeatMixin, ReadView):
    """The editions that the reader may see, newest first, and Table 1 of the newest finished one."""

    section = "report"
    template_name = "reporting/editions/report_list.html"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show the page, or to htmx the list alone while an edition is being made."""
        context = self.get_context_data(**kwargs)
        if cast(PortalRequest, request).htmx:
            if request.GET.get("making") != str(context["making"]):
                # One has ended: what the page says above and below the list has changed with it.
                return HttpResponseClientRefresh()
            self.template_name = f"{self.template_name}#editions"
        return self.render_to_response(context)

    def get_context_data(self, **kwargs: object) -> Values:
        seat, year, now = self.actor, self.kwargs["year"], clock.now()
        cycle = get_object_or_404(AnnualCycle.objects.select_related("plan"), year=year)
        found = list(
            AnnualReport.objects.visible_to(seat)
            .filter(cycle=cycle)
            .light()
            .with_overtaking()
            .select_related("cycle", "asked_by", "replaced_by")
            .order_by("-asked_at", "-pk")
        )
        context: Values = {
            "cycle": cycle,
            "editions": [line_of(one, seat, now=now) for one in found],
            "making": sum(one.is_on_its_way for one in found),
            "may_ask": may_ask_edition(seat),
            "ask_url": reverse("report_ask", args=[year]),
            "here": self.request.path,
        }
        if not cast(PortalRequest, self.request).htmx:
            names = {line["report"].pk: line["title"] for line in context["editions"]}
            context["history"] = history_of_editions(names, seat)
            finished = (one for one in found if one.is_finished and one.status != ReportStatus.REPLACED)
            if newest := next(finished, None):
                context |= {"newest": newest, "counts": _print_context(newest)["counts"]}
        return super().get_context_data(**context | kwargs)


class AnnualReportStep[ObjectT](SeatMixin, StepView[ObjectT]):
    """A step that leads back to the editions of the year."""

    section = "report"
    template_name = "step_form.html"

    def get_path(self) -> Sequence[Link]:
        year = self.kwargs["year"]
        return [(str(year), reverse("year", args=[year])), (_("Annual report"), self.get_success_url())]

    def get_success_url(self) -> str:
        return reverse("report", args=[self.kwargs["year"]])


class AskForEdition(AnnualReportStep[AnnualCycle]):
    """Ask for an edition: for whom, and why another one."""

    form_class = EditionForm
    heading, button = _("Make an edition of the annual report %(year)s"), _("Make the edition")
    lead = _(
        "The report shows the figures at the time when you press the button. The PDF and the Excel "
        "file are usually ready in less than a minute."
    )

    def get_object(self) -> AnnualCycle:
        return get_object_or_404(AnnualCycle, year=self.kwargs["year"])

    def get_permit(self) -> Permit:
        return may_ask_edition(self.actor)

    def get_facts(self) -> Mapping[str, Param]:
        return {"year": str(self.kwargs["year"])}

    def act(self, form: EditionForm) -> AnnualReport:
        audience, why = Audience(form.cleaned_data["audience"]), form.cleaned_data["why"]
        return ask_for_edition(self.object, audience, by=self.actor, now=clock.now(), why=why)

    def get_words(self) -> Words:
        said = _("The portal will make edition %(edition)s for %(readers)s. You can leave this page.")
        if self.made.is_finished:
            said = _("Edition %(edition)s for %(readers)s is up to date. No new edition was made.")
        return say(said, edition=str(self.made.edition), readers=str(AUDIENCE_WORDS[self.made.audience]))


class EditionDetail(SeatMixin, ReadView):
    """Read an edition on the screen: the same frozen figures as its PDF and its workbook (AR-1)."""

    section = "report"
    template_name = "reporting/editions/report_detail.html"

    def get_context_data(self, **kwargs: object) -> Values:
        seat = self.actor
        found = _readable_or_404(seat, **self.kwargs)
        shown, codes = evidence_in(found.frozen()), {one.code for one in found.frozen().countries}
        # The code of an answer begins or ends with that of its column.
        places = [code.lower() if (code := name.split()[-1][:2]) in codes else REGION for name in shown]
        context = {
            "evidence": shown
            and reads_as(seat)[0] == found.audience
            and zip(places, shown.items(), strict=True),
            "line": line_of(found, seat, now=clock.now()),
            "cycle": found.cycle,
            "list_url": reverse("report", args=[found.cycle.year]),
            "history": history_of_editions({found.pk: ""}, seat),
            **_print_context(found),
        }
        return super().get_context_data(**context | kwargs)


@method_decorator((never_cache, counted_export), name="get")
class EditionFile(SeatMixin, View):
    """The file, after asking once more who is reading. Never shown inside the portal's own pages."""

    section = "report"
    http_method_names = ["get"]

    def get(self, request: HttpRequest, *, kind: str, **address: Any) -> FileResponse:
        """Send the PDF, the workbook, or the frozen figures as a data package, which is stored nowhere."""
        found = _readable_or_404(self.actor, **address)
        if kind != "zip":
            return file_of(found, kind, name=name_of(found))
        with override(found.language):
            package = write_package(found.frozen(), _imprint(found))
        return download(BytesIO(package), kind, name=name_of(found))


class EditionStep(AnnualReportStep[AnnualReport]):
    """A step with an edition."""

    def get_object(self) -> AnnualReport:
        return _edition_or_404(self.actor, **self.kwargs)

    def get_facts(self) -> Mapping[str, Param]:
        return {"edition": str(self.object.edition)}


class ReleaseEdition(EditionStep):
    """The second look: what will be read, by whom, and then the release."""

    template_name, transition = "reporting/editions/report_release.html", RELEASE
    lead = _(
        "Check the edition before others read it. You cannot cancel a release. To correct a mistake, make a new edition."
    )

    def act(self, form: None) -> None:
        release_edition(self.object, by=self.actor, now=clock.now())

    def get_words(self) -> Words:
        return say(RELEASED[self.object.audience], **self.get_facts())

    def get_context_data(self, **kwargs: object) -> Values:
        found, facts = self.object, self.get_facts()
        released = AnnualReport.objects.light().filter(
            cycle=found.cycle, audience=found.audience, language=found.language, status=ReportStatus.RELEASED
        )
        dataset = found.frozen()
        context = {
            "line": line_of(found, self.actor, now=clock.now()),
            "heading": say(RELEASE_HEADINGS[found.audience], **facts),
            "button": say(_("Release edition %(edition)s"), **facts),
            "readers": READERS[found.audience],
            "before": released.first(),
            "covered": part_of(dataset.activities_covered, len(dataset.countries)),
            "notes": [note_words(note) for note in dataset.notes],
            "evidence": evidence_in(dataset).items(),
            "broken": self.attempt.broken or violations_of(found, RELEASE),
        }
        return super().get_context_data(**context | kwargs)


class TryAgain(EditionStep, ButtonView[AnnualReport]):
    """Put a failed edition into the queue once more."""

    transition = TRY_AGAIN
    success_message = _("Edition %(edition)s is being made again.")

    def act(self, form: None) -> None:
        try_again(self.object, by=self.actor, now=clock.now())


def _edition_or_404(seat: Seat, *, year: int, audience: str, edition: int) -> AnnualReport:
    """What the reader may not see is not there."""
    return get_object_or_404(
        AnnualReport.objects.visible_to(seat)
        .with_overtaking()
        .select_related("cycle__plan", "asked_by", "replaced_by"),
        cycle__year=year,
        audience=audience,
        edition=edition,
    )


def _readable_or_404(seat: Seat, **address: Any) -> AnnualReport:
    """The edition of the address. Raises `Refused` where it has no files yet."""
    found = _edition_or_404(seat, **address)
    require(may_download_edition(seat, found))
    return found


def _imprint(found: AnnualReport) -> Imprint:
    return Imprint(found.edition, found.digest, found.as_of)


def _print_context(found: AnnualReport) -> Values:
    return print_context(found.frozen(), _imprint(found))

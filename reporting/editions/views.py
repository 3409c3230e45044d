"""The annual report: its editions, asking for one, reading it, downloading it."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from itertools import zip_longest
from typing import Any, cast

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _, override, pgettext_lazy
from django_htmx.http import HttpResponseClientRefresh

from commit_portal import clock, workflow
from commit_portal.forms.base import Values
from commit_portal.http.rate_limits import FileView
from commit_portal.i18n import Param, Words, from_plain, say
from commit_portal.models import Event
from commit_portal.refusals import refusal, require
from reporting.dataset.totals import evidence_in
from reporting.editions.actions import ask_for_draft, ask_for_edition, release_edition, try_again, write_words
from reporting.editions.forms import READERS, EditionForm, WordsForm
from reporting.editions.lifecycle import RELEASE, TRY_AGAIN
from reporting.editions.permissions import may_ask_edition, may_download_edition
from reporting.editions.queries import dataset_with_words, draft_for, history_of_editions, printed_now
from reporting.editions.rules import ar_4, overtaken
from reporting.models import AnnualReport, ReportDraft
from reporting.models.jobs import DRAFT, AnnualReportQuerySet
from reporting.queue.files import download, file_of, words_of
from reporting.report.context import Printed, print_context
from reporting.report.data_package import write_package
from reporting.report.numbering import Imprint
from reporting.report_text.editions import edition_name, edition_title, edition_words
from reporting.report_text.figures import figures_of
from reporting.report_text.values import AUDIENCE_WORDS, day, moment, part_of, said as note_words
from reporting.report_text.years import read_words
from reporting.shared.years import HISTORY_LENGTH, reads_as
from reporting.statuses import ReportStatus
from workplans.models import AnnualCycle, Seat
from workplans.presentation.timeline import trail
from workplans.request_context.request import SeatMixin
from workplans.statuses import Audience


class EditionList(SeatMixin, workflow.ReadView):
    """The editions that the reader may see, newest first, and Table 1 of the newest finished one."""

    section = "report"
    template_name = "reporting/editions/report_list.html"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show the page, or to htmx the list alone while an edition is being made."""
        context = self.get_context_data(**kwargs)
        if self.is_script:
            if request.GET.get("making") != str(context["making"]):
                # One has ended: what the page says above and below the list has changed with it.
                return HttpResponseClientRefresh()
            self.template_name = f"{self.template_name}#editions"
        return self.render_to_response(context)

    def get_context_data(self, **kwargs: object) -> Values:
        seat, year = self.actor, self.kwargs["year"]
        cycle = get_object_or_404(AnnualCycle.objects.select_related("plan"), year=year)
        found = list(_editions_for(seat).filter(cycle=cycle).light().order_by("-asked_at", "-pk"))
        context: Values = {
            "cycle": cycle,
            "editions": [line_of(one, seat) for one in found],
            "making": sum(one.is_on_its_way for one in found),
            "may_ask": may_ask_edition(seat),
            "audiences": READERS.items(),
        }
        if not self.is_script:
            names = {line["report"].pk: line["title"] for line in context["editions"]}
            context["history"] = history_of_editions(names, seat)
            finished = (one for one in found if one.is_finished and not one.is_draft)
            if newest := next((one for one in finished if one.status != ReportStatus.REPLACED), None):
                context |= {"newest_title": names[newest.pk], "counts": _print_context(newest)["counts"]}
        return super().get_context_data(**context | kwargs)


class AnnualReportStep[ObjectT](SeatMixin, workflow.StepView[ObjectT]):
    """A step that leads back to the editions of the year."""

    section, permission = "report", staticmethod(may_ask_edition)
    template_name = "step_form.html"

    def get_path(self) -> Sequence[workflow.Link]:
        year = self.kwargs["year"]
        return [
            (str(year), reverse("year", args=[year])),
            (_("Annual report"), reverse("report", args=[year])),
        ]


class AskForEdition(AnnualReportStep[AnnualCycle]):
    """Ask for an edition: for whom, and why another one."""

    form_class, action = EditionForm, staticmethod(ask_for_edition)
    heading, button = _("Make an edition of the annual report %(year)s"), _("Make the edition")
    lead = _(
        "The report shows the figures at the time when you press the button. The PDF and the Excel "
        "file are usually ready in less than a minute."
    )

    def get_object(self) -> AnnualCycle:
        return get_object_or_404(AnnualCycle, year=self.kwargs["year"])

    def get_initial(self) -> Values:
        """Who writes for an edition has chosen its readers, and may have given the reason."""
        readers = self.request.GET.get("audience", "")
        if readers not in Audience.values:
            return {}
        return {"audience": readers, "why": draft_for(self.object, readers).texts.get("why", "")}

    def get_facts(self) -> Mapping[str, Param]:
        return {"year": str(self.kwargs["year"])}

    def get_words(self) -> Words:
        said = _("The portal will make edition %(edition)s for %(readers)s. You can leave this page.")
        if self.made.is_finished:
            said = _("Edition %(edition)s for %(readers)s is up to date. No new edition was made.")
        return say(said, edition=str(self.made.edition), readers=str(AUDIENCE_WORDS[self.made.audience]))


class WriteWords(AnnualReportStep[ReportDraft]):
    """Write for the next edition of these readers, or make a draft PDF of it with what was written."""

    template_name, form_class, compares = "reporting/editions/words_form.html", WordsForm, True
    success_template = "reporting/editions/words_said.html"
    heading, button = _("Annual report %(year)s: text for %(readers)s"), pgettext_lazy("action", "Save")
    lead = _("Your text goes into the next edition for these readers. Nobody else can read it before that.")

    def get_object(self) -> ReportDraft:
        return _words_or_404(**self.kwargs)

    def get_facts(self) -> Mapping[str, Param]:
        return {"year": str(self.kwargs["year"]), "readers": AUDIENCE_WORDS[self.object.audience]}

    def get_initial(self) -> Values:
        return {**self.object.texts, "row_version": self.object.row_version}

    def get_form_kwargs(self) -> Values:
        now, saved = clock.now(), self.object.texts
        dataset = dataset_with_words(self.object, now=now, to_freeze=False)
        self.printed = printed_now(dataset, now=now)
        figures = list(figures_of(dataset, self.printed))
        return super().get_form_kwargs() | {"dataset": dataset, "figures": figures, "saved": saved}

    def get_last_event(self) -> Event | None:
        return workflow.events_about(self.object).first()

    def act(self, form: WordsForm) -> AnnualReport | None:
        now = clock.now()
        write_words(self.object, form.texts, seen=self.seen, by=self.actor, now=now)
        if "draft" not in self.request.POST:
            return None
        draft, why = self.object, form.cleaned_data["why"]
        return ask_for_draft(draft.cycle, draft.audience, why, by=self.actor, now=now)

    def get_success_url(self) -> str:
        return super().get_success_url() if self.made else self.request.path

    def get_context_data(self, **kwargs: object) -> Values:
        draft, form = self.object, cast("WordsForm", self.attempt.form)
        drafts = AnnualReport.objects.light().filter(edition=DRAFT, status=ReportStatus.READY)
        context = {
            "changed": [(broken, form[broken.field]) for broken in ar_4(draft.texts, form.figures)],
            "history": trail(workflow.events_about(draft)[:HISTORY_LENGTH]),
            "foreword": self.printed.get("foreword"),
            "drafted": drafts.filter(cycle=draft.cycle, audience=draft.audience).first(),
        }
        return super().get_context_data(**context | kwargs)


class WordsPreview(SeatMixin, workflow.ReadView):
    """Read one chapter of the next edition, with the text that is saved for it and the figures of now."""

    section = "report"
    template_name = "reporting/editions/words_preview.html"

    def get_context_data(self, **kwargs: object) -> Values:
        require(may_ask_edition(self.actor))
        address, now = dict(self.kwargs), clock.now()
        anchor = address.pop("anchor")
        draft = _words_or_404(**address)
        printed = printed_now(dataset_with_words(draft, now=now, to_freeze=False), now=now)
        context = {
            "readers": AUDIENCE_WORDS[draft.audience],
            "words_url": reverse("report_words", args=[draft.cycle.year, draft.audience]),
            **printed,
            **_one_chapter(printed["chapters"], anchor),
        }
        return super().get_context_data(cycle=draft.cycle, **context | kwargs)


class EditionDetail(SeatMixin, workflow.ReadView):
    """Read an edition on the screen, a chapter a page: the same frozen figures as its PDF and its workbook (AR-1)."""

    section = "report"
    template_name = "reporting/editions/report_detail.html"

    def get_context_data(self, **kwargs: object) -> Values:
        seat, address = self.actor, dict(self.kwargs)
        anchor = address.pop("anchor", "")
        found = _readable_or_404(seat, **address)
        printed = _print_context(found)
        name = _("Annual report %(year)s, edition %(edition)s")
        if found.is_draft:
            name = _("Annual report %(year)s, draft")
        context = {
            "name": say(name, year=str(found.cycle.year), edition=str(found.edition)),
            "line": line_of(found, seat),
            "cycle": found.cycle,
            "history": () if anchor else history_of_editions({found.pk: ""}, seat),
            "opens": reads_as(seat)[0] == found.audience,
            **printed,
            **(_one_chapter(printed["chapters"], anchor) if anchor else {}),
        }
        return super().get_context_data(**context | kwargs)


class EditionFile(SeatMixin, FileView):
    """The file, after asking once more who is reading. Never shown inside the portal's own pages."""

    section = "report"

    def get(self, request: HttpRequest, *, kind: str, **address: Any) -> FileResponse:
        """Send the PDF, the workbook, or the frozen figures as a data package, which is stored nowhere."""
        found = _readable_or_404(self.actor, **address)
        name = edition_name(found.cycle.year, found.edition, found.audience)
        if kind != "zip":
            return file_of(found, kind, name=name)
        with override(found.language):
            package = write_package(found.frozen(), _imprint(found))
        return download(BytesIO(package), f"{name}.{kind}")


class EditionStep(AnnualReportStep[AnnualReport]):
    """A step with an edition."""

    def get_object(self) -> AnnualReport:
        return _edition_or_404(self.actor, **self.kwargs)

    def get_facts(self) -> Mapping[str, Param]:
        return {"edition": str(self.object.edition), "readers": AUDIENCE_WORDS[self.object.audience]}


class ReleaseEdition(EditionStep):
    """The second look: what will be read, by whom, and then the release."""

    template_name, transition, is_heavy = "reporting/editions/report_release.html", RELEASE, True
    action = staticmethod(release_edition)
    lead = _(
        "Check the edition before others read it. You cannot cancel a release. To correct a mistake, make a new edition."
    )
    success_message = _("Edition %(edition)s is released: %(readers)s can read and download the edition now.")

    def get_context_data(self, **kwargs: object) -> Values:
        found, facts = self.object, self.get_facts()
        released = AnnualReport.objects.light().for_readers_of(found).filter(status=ReportStatus.RELEASED)
        dataset = found.frozen()
        context = {
            "line": line_of(found, self.actor),
            "heading": say(_("Release edition %(edition)s to %(readers)s"), **facts),
            "button": say(_("Release edition %(edition)s"), **facts),
            "readers": READERS[found.audience],
            "before": released.first(),
            "covered": part_of(dataset.activities_covered, len(dataset.countries)),
            "notes": [note_words(note) for note in dataset.notes],
            "earlier": [read_words(year) for year in dataset.earlier],
            "evidence": evidence_in(dataset).items(),
            "broken": self.attempt.broken or workflow.violations_of(found, RELEASE),
        }
        return super().get_context_data(**context | kwargs)


class TryAgain(EditionStep, workflow.ButtonView[AnnualReport]):
    """Put a failed edition into the queue once more."""

    transition, action = TRY_AGAIN, staticmethod(try_again)
    success_message = _("Edition %(edition)s is being made again.")


def _editions_for(seat: Seat) -> AnnualReportQuerySet:
    """The editions that a seat may see, with what has overtaken each."""
    found = AnnualReport.objects.visible_to(seat).with_overtaking()
    return found.select_related("cycle__plan", "asked_by", "replaced_by")


def _edition_or_404(seat: Seat, *, year: int, audience: str, edition: int) -> AnnualReport:
    """What the reader may not see is not there."""
    return get_object_or_404(_editions_for(seat), cycle__year=year, audience=audience, edition=edition)


def _words_or_404(*, year: int, audience: str) -> ReportDraft:
    if audience not in Audience.values:
        raise Http404
    return draft_for(get_object_or_404(AnnualCycle.objects.select_related("plan"), year=year), audience)


def _readable_or_404(seat: Seat, **address: Any) -> AnnualReport:
    """The edition of the address. Raises `Refused` where it has no files yet."""
    found = _edition_or_404(seat, **address)
    require(may_download_edition(seat, found))
    return found


def _one_chapter(chapters: Sequence[Printed], anchor: str) -> Values:
    """The chapter with this anchor, its templates on the screen, and the heading of the one that follows."""
    for one, following in zip_longest(chapters, chapters[1:]):
        if one.chapter["heading"].anchor == anchor:
            after = following and following.chapter["heading"]
            template = f"reporting/editions/chapters/{one.template}.html"
            return {"chapter": one.chapter, "template": template, "following": after}
    raise Http404


def _imprint(found: AnnualReport) -> Imprint:
    return Imprint(found.edition, found.digest, found.as_of)


def _print_context(found: AnnualReport) -> Values:
    return print_context(found.frozen(), _imprint(found))


def line_of(found: AnnualReport, seat: Seat) -> Values:
    """Format one edition for the list and its own page; it must come from `with_overtaking`."""
    try_again = workflow.may_walk(found, TRY_AGAIN, by=seat)
    # The rule of the action as well (AR-2): the list knows already what has overtaken what.
    if try_again and found.overtaken_by:
        try_again = refusal(overtaken(found.overtaken_by))
    return {
        "report": found,
        "title": edition_title(found.edition, found.audience),
        "url": reverse("report_edition", args=[found.cycle.year, found.audience, found.edition]),
        # Where there are several.
        "language": dict(settings.LANGUAGES).get(found.language, "") if len(settings.LANGUAGES) > 1 else "",
        **words_of(found),
        "shows": edition_words(found.edition, found.audience, found.as_of),
        "changes": [str(from_plain(change)) for change in found.what_changed],
        "audience": AUDIENCE_WORDS[found.audience],
        "released": moment(found.released_at) if found.released_at else "",
        "replaced": day(found.replaced_at) if found.replaced_at else "",
        "release": workflow.may_walk(found, RELEASE, by=seat),
        "try_again": try_again,
    }

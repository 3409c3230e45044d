"""The evidence of one answer: the list, adding, the question about personal data, the file, removing; papers of meetings."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.db.transaction import non_atomic_requests
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from commit_portal import clock
from commit_portal.http.rate_limits import FileView
from commit_portal.http.resubmission import too_busy
from commit_portal.i18n import Sentence, say
from commit_portal.refusals import Permit, RuleBroken, Violation, require
from commit_portal.workflow import Link, ReadView, StepView, Values
from reporting.answers.answer_rows import path_to_sheet, sheet_url
from reporting.answers.area_page import evidence_words
from reporting.answers.permissions import may_answer, may_read_answers
from reporting.answers.sheet_data import AskedRow
from reporting.answers.views import SheetMixin
from reporting.dataset.build import build_dataset
from reporting.dataset.totals import REGION, evidence_in
from reporting.dataset_queries.rows import report_rows
from reporting.evidence import actions, permissions
from reporting.evidence.forms import EvidenceForm, PaperForm, PersonalDataForm, RemoveForm, TitleForm
from reporting.evidence.upload_checks import checked
from reporting.meetings.permissions import may_read_papers
from reporting.meetings.views import MeetingStep
from reporting.models import Evidence, Meeting, MeetingPaper
from reporting.queue.files import download
from reporting.report_text.values import size
from reporting.shared.years import reads_as
from workplans.models import Workplan
from workplans.plan.permissions import may_release_workplan
from workplans.releasing.views import ReadersStep
from workplans.request_context.request import SeatMixin
from workplans.statuses import Audience

logger = logging.getLogger(__name__)

# Bytes of a request: a file that is too large comes as far as the sentence that names it.
BODY_LIMIT = 16 * 1024 * 1024
READERS = dict(Audience.choices) | {Audience.SECRETARIAT: gettext_lazy("Other desks of the Secretariat")}
_WHAT: dict[str, Sentence] = {
    "birth": gettext_lazy("a date of birth beside a name"),
    "passport": gettext_lazy("looks like a passport number"),
    "case": gettext_lazy("looks like the number of a case"),
    "phone": gettext_lazy("looks like a telephone number"),
    "email": gettext_lazy("an e-mail address"),
}
_PLACES: dict[str, Sentence] = {
    "row": gettext_lazy("Sheet “%(part)s”, row %(number)s"),
    "page": gettext_lazy("Page %(number)s"),
    "slide": gettext_lazy("Slide %(number)s"),
    "paragraph": gettext_lazy("Paragraph %(number)s"),
    "comment": gettext_lazy("Comment %(number)s"),
    "box": gettext_lazy("Text box %(number)s"),
}


class EvidenceMixin(SheetMixin):
    """The answer of the address, and the file or link. 404 for who may not know the sheet."""

    # Whether the page is about files that wait for an answer about personal data, or about all others.
    is_about_waiting = False

    @cached_property
    def evidence(self) -> Evidence:
        """The file or link of the address, if this seat reads it there; reopened answers have a row of their own for a file."""
        rows = permissions.evidence_of(self.about, self.actor).filter(awaits_answer=self.is_about_waiting)
        named = Evidence.objects.filter(pk=self.kwargs["pk"])
        earlier = named.exclude(sheet=self.about.sheet).exclude(path="")
        found = get_object_or_404(rows, Q(pk__in=named) | Q(path__in=earlier.values("path")))
        found.sheet = self.about.sheet
        return found

    @property
    def list_url(self) -> str:
        """The page with the list."""
        return sheet_url(self.about.sheet, "evidence", self.about.slug)

    def get_path(self) -> Sequence[Link]:
        return [
            *path_to_sheet(self.about.sheet),
            (say(_("Evidence for %(code)s"), code=self.about.slug), self.list_url),
        ]

    def get_permit(self) -> Permit:
        """Whether this seat answers here."""
        return may_answer(self.actor, self.about.sheet, self.about.name)

    @cached_property
    def earlier(self) -> Values | None:
        """How much evidence the closed mid-year answer has, and its address; None where there is none to read."""
        before, slug = self.about.data.before, self.about.slug
        kinds = before.evidence[False].get(slug) if before.sheet.pk else None
        if not kinds or not may_read_answers(self.actor, before.sheet):
            return None
        return {"words": evidence_words(kinds), "url": sheet_url(before.sheet, "evidence", slug)}

    def list_context(self, form: Form | None) -> Values:
        """What the list shows, with the form of who may add."""
        answer, seat = self.about, self.actor
        reads, adds = may_read_answers(seat, answer.sheet), self.get_permit()
        rows = list(permissions.evidence_of(answer, seat))
        return {
            "about": answer,
            "path": path_to_sheet(answer.sheet),
            "waiting": [(row, _places_counted(row)) for row in rows if row.awaits_answer],
            "rows": [(row, size(row.size), _places_counted(row)) for row in rows if not row.awaits_answer],
            "readers": READERS.items(),
            "may_choose": answer.data.plan and may_release_workplan(seat, answer.data.plan),
            "may_remove": permissions.may_remove_evidence(seat, answer.sheet, answer.name),
            "hidden": reads.reason,
            "why_not": "" if adds or not reads else adds.reason,
            "form": form if adds else None,
            "count": len(rows),
            "left": actions.MOST - len(rows),
            "most": actions.MOST,
        }


class EvidenceList(EvidenceMixin, ReadView):
    """The files and links of an answer."""

    template_name = "reporting/evidence/evidence.html"

    def get_context_data(self, **kwargs: object) -> Values:
        return super().get_context_data(**self.list_context(EvidenceForm()) | kwargs)


@method_decorator(non_atomic_requests, name="dispatch")
class AddEvidence(EvidenceMixin, StepView[AskedRow]):
    """Add a file or a link. A file is checked outside of a transaction, so that nobody waits for that."""

    template_name, form_class = "reporting/evidence/evidence.html", EvidenceForm
    success_template, body_limit = "reporting/evidence/file_said.html", BODY_LIMIT

    def get_object(self) -> AskedRow:
        return self.about

    def act(self, form: EvidenceForm) -> Evidence:
        values = form.cleaned_data
        told: Values = {"title": values["title"], "by": self.actor, "now": clock.now()}
        if not values["file"]:
            return actions.add_link(self.about, values["url"], **told)
        with checked_to_store(values["file"], self.at["year"]) as file:
            return actions.add_file(self.about, *file, **told)

    def get_success_url(self) -> str:
        question = sheet_url(self.about.sheet, "evidence_question", self.about.slug, self.made.pk)
        return question if self.made.awaits_answer else self.list_url

    def get_context_data(self, **kwargs: object) -> Values:
        return super().get_context_data(**self.list_context(self.attempt.form) | kwargs)


class EvidenceStep(EvidenceMixin, StepView[Evidence]):
    """A step with one file or link."""

    def get_object(self) -> Evidence:
        return self.evidence

    def get_facts(self) -> dict[str, str]:
        return {"title": self.evidence.title}


class AnswerAboutFile(EvidenceStep):
    """Say what looks personal in a file that is not shown yet."""

    template_name, form_class = "reporting/evidence/question.html", PersonalDataForm
    button, action = gettext_lazy("Answer and go on"), staticmethod(actions.answer_about_file)
    success_template, is_about_waiting = "reporting/evidence/file_said.html", True

    def get_permit(self) -> Permit:
        return permissions.may_answer_about_file(self.actor, self.about.sheet)

    def get_context_data(self, **kwargs: object) -> Values:
        told = {"name": self.object.name, "places": _places_counted(self.object)}
        heading = _("“%(name)s” is not shown yet: %(places)s") % told
        places = [
            (say(_PLACES[one["kind"]], part=one["part"], number=one["number"]), _WHAT[one["what"]], one)
            for one in self.object.found
        ]
        return super().get_context_data(heading=heading, places=places, **kwargs)


class RenameEvidence(EvidenceStep):
    """Give another title."""

    template_name, form_class = "step_form.html", TitleForm
    heading, button = gettext_lazy("Change the title: %(title)s"), gettext_lazy("Save")
    lead = gettext_lazy("Other readers lose it when these answers close, until the lead ticks the new title.")
    success_message, action = gettext_lazy("Saved."), staticmethod(actions.rename_evidence)

    def get_initial(self) -> Values:
        return {"title": self.object.title}


class RemoveEvidence(EvidenceStep):
    """Stop showing a file or link, with a reason."""

    template_name, form_class = "step_form.html", RemoveForm
    heading, button = gettext_lazy("Remove: %(title)s"), gettext_lazy("Remove")
    lead = gettext_lazy("Nobody can open it then. The history keeps who removed it, when, and your reason.")
    lead_of_shared = gettext_lazy(
        "An earlier round of these answers shows this file too, and goes on showing it. If the file identifies a "
        "victim, ask the regional office: it can remove the file from every round."
    )
    success_message, action = gettext_lazy("Removed."), staticmethod(actions.remove_evidence)

    def get_permit(self) -> Permit:
        return permissions.may_remove_evidence(self.actor, self.about.sheet, self.about.name)

    def get_context_data(self, **kwargs: object) -> Values:
        others = Evidence.objects.kept().filter(path=self.object.path).exclude(pk=self.object.pk)
        stays = self.object.path and not self.actor.is_regional_office and others.exists()
        return super().get_context_data(**({"lead": self.lead_of_shared} if stays else {}) | kwargs)


class EvidenceFile(EvidenceMixin, FileView):
    """The file itself, never to be shown in a page."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Stream the file. 404 for who may not read it, for a link, and where the store has lost it; 503 where that is away."""
        require(may_read_answers(self.actor, self.about.sheet))
        return served(request, self.evidence)


class ShownFile(SeatMixin, FileView):
    """A file by its SHA-256, for the readers whose figures of today name it at that answer: it is ticked for them (AR-3)."""

    def get(self, request: HttpRequest, *, year: int, place: str, digest: str) -> HttpResponseBase:
        """Stream the file. 404 for all other readers."""
        plans = Workplan.objects.select_related("cycle__plan", "taskforce__country")
        plan = get_object_or_404(plans, cycle__year=year, taskforce__slug=place)
        audience, own = reads_as(self.actor)
        rows = permissions.closed_evidence(plan).filter(sha256=digest)
        ticked = [row for row in rows if audience in row.shown_to or plan.taskforce_id == own]
        if not ticked:
            raise Http404
        dataset = build_dataset(report_rows(plan.cycle, audience, on=clock.today(), own=own, compare=False))
        column = plan.taskforce.country.code if plan.taskforce.country else REGION
        for row in ticked:
            answer = f"{row.code} {column}" if row.target else row.code
            if digest in {one.digest for one in evidence_in(dataset).get(answer, ())}:
                return served(request, row)
        raise Http404


class EvidenceReaders(ReadersStep[Workplan]):
    """Tick who else reads the titles and files of the closed answers."""

    template_name, mark = "reporting/evidence/evidence_readers.html", "seen"
    permission = staticmethod(may_release_workplan)
    heading, success_message = gettext_lazy("Who can read the evidence"), gettext_lazy("Saved.")

    def get_object(self) -> Workplan:
        self.plan = self.get_plan()
        return self.plan

    def act(self, form: None) -> None:
        ticked = self.request.POST.getlist("shown")
        actions.show_evidence(self.plan, ticked, seen=self.seen, by=self.actor, now=clock.now())

    def get_context_data(self, **kwargs: object) -> Values:
        rows = permissions.evidence_to_tick(self.plan)
        ticks = [[(READERS[one], f"{row.pk}-{one}", one in row.shown_to) for one in READERS] for row in rows]
        context = {"rows": list(zip(rows, ticks, strict=True)), "seen": permissions.ticks_of(rows)}
        return super().get_context_data(**context, heading=self.heading, readers=READERS.values(), **kwargs)


@method_decorator(non_atomic_requests, name="dispatch")
class AddPaper(MeetingStep[Meeting]):
    """Add a paper. Its file is checked outside of a transaction, so that nobody waits for that."""

    template_name, form_class = "reporting/evidence/paper_form.html", PaperForm
    heading, button = gettext_lazy("Add a paper to %(meeting)s"), gettext_lazy("Upload")
    lead = gettext_lazy("Only the taskforces and the Secretariat can open the paper.")
    success_message, body_limit = gettext_lazy("The paper of %(meeting)s is stored."), BODY_LIMIT

    def get_initial(self) -> Values:
        return {"what": self.request.GET.get("what")}

    def act(self, form: PaperForm) -> MeetingPaper:
        values, day = form.cleaned_data, self.object.begins_on() or clock.today()
        with checked_to_store(values["file"], day.year) as file:
            told: Values = {"what": values["what"], "by": self.actor, "now": clock.now()}
            return actions.add_paper(self.object, *file, **told)


class RemovePaper(MeetingStep[MeetingPaper]):
    """Delete a paper, with a reason."""

    form_class, button = RemoveForm, gettext_lazy("Remove")
    heading, success_message = gettext_lazy("Remove: %(paper)s"), gettext_lazy("Removed.")
    lead = gettext_lazy("Nobody can open it then. The history keeps who removed it, when, and your reason.")
    action = staticmethod(actions.remove_paper)

    @property
    def meeting(self) -> Meeting:
        return self.object.meeting

    def get_object(self) -> MeetingPaper:
        return _paper_or_404(self.kwargs["slug"], self.kwargs["pk"])

    def get_facts(self) -> dict[str, str]:
        return {"paper": str(self.object)}


class PaperFile(SeatMixin, FileView):
    """The file of a paper, for the taskforces and the Secretariat, never to be shown in a page."""

    def get(self, request: HttpRequest, *, slug: str, pk: int) -> HttpResponseBase:
        """Stream the file. Raises `Refused` for partners and observers; 404 where there is none."""
        require(may_read_papers(self.actor))
        return served(request, _paper_or_404(slug, pk))


@contextmanager
def checked_to_store(upload: UploadedFile, year: int) -> Iterator[tuple[Path, Values]]:
    """A file that passed the checks, to be stored inside. Raises `RuleBroken` for one that does not fit, or a full store."""
    try:
        with checked(upload, year=year) as file:
            yield file
    except OSError:
        logger.exception("A file of evidence could not be stored.")
        full = _("The server could not store the file. Nothing was stored. Try again later.")
        raise RuleBroken(Violation(actions.ADD, full, field="file")) from None


def served(request: HttpRequest, found: Evidence | MeetingPaper) -> HttpResponseBase:
    """The file as a response that no page shows and nobody keeps on the way. 404 for a link and where the store has lost it."""
    if not found.path:
        raise Http404
    try:
        file = actions.store().open(found.path)
    except FileNotFoundError as gone:
        raise Http404(_("The portal cannot find the file.")) from gone
    except OSError:
        logger.exception("A file of evidence could not be read.")
        return too_busy(request)
    response = download(file, found.name, "application/octet-stream")
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _paper_or_404(slug: str, pk: int) -> MeetingPaper:
    return get_object_or_404(MeetingPaper.objects.select_related("meeting"), meeting__slug=slug, pk=pk)


def _places_counted(row: Evidence) -> str:
    """ "3 places look like personal data"; the ones that are not named one by one are counted too."""
    count = sum(1 + found["more"] for found in row.found)
    said = ngettext(
        "%(count)s place looks like personal data", "%(count)s places look like personal data", count
    )
    return said % {"count": count}

"""The lists of the book for everybody; for the regional office a row with its history, and the steps with it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from functools import partial
from typing import cast

from django.db.models import Prefetch, Q, QuerySet
from django.forms import Form, ModelChoiceField
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _, ngettext

from commit_portal import clock
from commit_portal.addresses import address
from commit_portal.forms.base import needed_at_times
from commit_portal.http.rate_limits import CountedSheetPage
from commit_portal.i18n import Param, Words, say
from commit_portal.models import Event, KeptRows
from commit_portal.refusals import require
from commit_portal.sheets.engine import Preview
from commit_portal.workflow import Link, ReadView, StepView, Values, events_about
from workplans.book import actions
from workplans.book.forms import ChangeForm, NameForm, RenameForm, adding_form, form_of
from workplans.book.lists import (
    BOOK,
    PARTNERS,
    BookList,
    BookTable,
    Row,
    list_of,
    roles_after,
    subject_of,
)
from workplans.book.permissions import may_keep_book
from workplans.book.sheet import BookSheet
from workplans.models import BookImport, Ministry, Partner, SigningBody, Taskforce, TaskforceMember
from workplans.models.names import read_names_of, still_runs
from workplans.people.seat_groups import members_visible_to
from workplans.presentation.timeline import trail
from workplans.request_context.request import YEAR_KEY, SeatMixin, all_years

HISTORY_LENGTH = 50


class TaskforceList(SeatMixin, ReadView):
    """The taskforces with their bodies, and with the members that the reader may see. Who keeps them sees the ended ones.

    With a year in the query they have the names of that year (ADR 34).
    """

    section, template_name = "people", "workplans/book/taskforces.html"

    def get_context_data(self, **kwargs: object) -> Values:
        keeps = bool(may_keep_book(self.actor))
        years = [*reversed(all_years())]
        year = next((one for one in years if str(one.year) == self.request.GET.get(YEAR_KEY)), None)
        read_names_of(year.year if year else None)
        shown = Q() if keeps else still_runs()
        members = TaskforceMember.objects.all() if keeps else members_visible_to(self.actor, on=clock.today())
        taskforces: Iterable[Row] = Taskforce.objects.select_related("country").prefetch_related(
            Prefetch("members", members.select_related("ministry", "partner"), "shown_members"),
            Prefetch("ministries", Ministry.objects.filter(shown)),
            Prefetch("signing_bodies", SigningBody.objects.filter(shown)),
        )
        for one in taskforces:
            one.member_count = sum(member.is_member_on(clock.today()) for member in one.shown_members)
        context = {"years": years, "shown": year, "lists": [one for one in BOOK.values() if one != PARTNERS]}
        return super().get_context_data(taskforces=taskforces, may_keep=keeps, **context, **kwargs)


class PartnerList(SeatMixin, ReadView):
    """Every partner, kind by kind. Who keeps them sees the ended ones."""

    section, template_name = "people", "workplans/book/partners.html"

    def get_context_data(self, **kwargs: object) -> Values:
        keeps = bool(may_keep_book(self.actor))
        shown = Q() if keeps else still_runs()
        partners = Partner.objects.filter(shown).order_by("kind", "name")
        return super().get_context_data(seat=self.actor, partners=partners, may_keep=keeps, **kwargs)


class BookMixin(SeatMixin):
    """A page of one of the lists. Who does not keep the book is not told what is in it."""

    section = "people"
    kwargs: Mapping[str, object]

    @property
    def listed(self) -> BookList:
        """The list of the address."""
        require(may_keep_book(self.actor))
        if self.kwargs["kind"] not in BOOK:
            raise Http404
        return BOOK[str(self.kwargs["kind"])]

    def get_row(self) -> Row:
        """The row of the address."""
        return get_object_or_404(self.listed.rows(), pk=self.kwargs["pk"])

    def get_list(self) -> Link:
        """The page that shows the list."""
        if self.listed is PARTNERS:
            return _("Partners"), reverse("partners")
        return _("Taskforces"), reverse("taskforces")


class BookRow(BookMixin, ReadView):
    """One row: its names with their days, its last day, who changed it."""

    template_name = "workplans/book/book_row.html"

    def get_context_data(self, **kwargs: object) -> Values:
        row, listed = self.get_row(), self.listed
        context = {"listed": listed, "row": row, "back": self.get_list()}
        context["roles"] = roles_after(row, clock.today())
        return super().get_context_data(history=trail(changes_of(row)[:HISTORY_LENGTH]), **context | kwargs)


class BookSheetPage(BookMixin, CountedSheetPage):
    """A list as a workbook out and back."""

    template_name = "workplans/book/book_import.html"
    url_name, sheet_class, kept_class = "book_import", BookSheet, BookImport
    file_name = "list.xlsx"
    table: BookTable

    def open(self) -> None:
        self.may = self.may_read = self.keeps = may_keep_book(self.actor)
        self.table, self.title = self.listed.table(), self.listed.title
        self.back_url, self.download_url = self.get_list()[1], self.url("download")

    def kept_at(self) -> Values:
        return {"listed": self.listed.code}

    def write(self, waiting: KeptRows, preview: Preview) -> Words:
        rows, seen = [(number, steps) for number, _row, steps in preview.to_write], self.table.row_version
        count = actions.import_book(
            cast(BookImport, waiting), rows, seen=seen, by=self.actor, now=clock.now()
        )
        return say(ngettext("%(count)s row is saved.", "%(count)s rows are saved.", count), count=count)


class BookStep[ObjectT](BookMixin, StepView[ObjectT]):
    """A step with a list or a row of it."""

    right = staticmethod(may_keep_book)
    is_heavy, template_name = True, "step_form.html"

    def get_success_url(self) -> str:
        """The page of the row, or of the meeting that led here for an address."""
        meeting = slugify(self.request.GET.get("meeting", ""))
        return address("meeting", meeting) if meeting else row_url(self.made)

    def get_form_kwargs(self) -> Values:
        return super().get_form_kwargs() | {"instance": copy(self.object)}

    def get_form(self, form_class: object = None) -> Form:
        """The form, with the partners, and the ministries of the one taskforce, that have not ended or stand there."""
        row, form = cast(Row, self.object), self.get_form_class()(**self.get_form_kwargs())
        ministry, partner = form.fields.get("ministry"), form.fields.get("partner")
        if isinstance(ministry, ModelChoiceField):
            may = still_runs() | Q(pk=row.ministry_id)
            ministry.queryset = row.taskforce.ministries.filter(may)
        if isinstance(partner, ModelChoiceField):
            partner.queryset = Partner.objects.filter(still_runs() | Q(pk=row.partner_id))
        return form

    def get_context_data(self, **kwargs: object) -> Values:
        """Without the question about a name where nobody asks it."""
        form = self.attempt.form
        if isinstance(form, NameForm) and not (form.errors.get("sure") or form["sure"].value()):
            del form.fields["sure"]
        return super().get_context_data(**kwargs)


class AddRow(BookStep[Row]):
    """Add a row to a list, to that of a taskforce where each has its own."""

    button = _("Add to the list")
    success_message = _("%(name)s is on the list now.")

    def get_object(self) -> Row:
        listed, make = self.listed, cast(Callable[..., Row], self.listed.model)
        if not listed.adding:
            raise Http404
        if not listed.has("taskforce"):
            return make()
        return make(taskforce=get_object_or_404(Taskforce, slug=self.request.GET.get("place")))

    def get_form_class(self) -> type[NameForm]:
        return adding_form(self.listed)

    def get_initial(self) -> Values:
        return {"before": Taskforce.objects.filter(country=None).first()}

    def get_path(self) -> Sequence[Link]:
        return [self.get_list()]

    def act(self, form: NameForm) -> Row:
        values = dict(form.cleaned_data)
        how = {"reason": values.pop("reason"), "sure": values.pop("sure", False)}
        if self.listed.has("taskforce"):
            values["taskforce"] = self.object.taskforce
        return actions.add_to_book(self.listed, values, **how, by=self.actor, now=clock.now())

    def get_facts(self) -> Mapping[str, Param]:
        return {"name": self.made.name_today} if self.made else {}

    def get_context_data(self, **kwargs: object) -> Values:
        lead = subject_of(self.object) if self.listed.has("taskforce") else ""
        return super().get_context_data(heading=self.listed.adding, lead=lead, **kwargs)


class RowStep(BookStep[Row]):
    """A step with a row. It leads back to its page."""

    def get_object(self) -> Row:
        return self.get_row()

    def get_path(self) -> Sequence[Link]:
        return [self.get_list(), (str(self.object), row_url(self.object))]

    def get_facts(self) -> Mapping[str, Param]:
        return {"name": str(self.object)}


class RenameRow(RowStep):
    """Give a row another name from a day on."""

    heading, button = _("Give a new name to %(name)s"), _("Save the new name")
    success_message = _("The new name is saved.")
    action = staticmethod(partial(actions.with_namesakes, actions.rename))

    def get_form_class(self) -> type[NameForm]:
        return form_of(self.listed, self.listed.model.words, RenameForm)

    def get_form(self, form_class: object = None) -> Form:
        """Its first words are not optional: a lead body may be unknown, but not its new name."""
        form = super().get_form(form_class)
        needed_at_times(form.fields[self.object.words[0]])
        return form

    def get_initial(self) -> Values:
        return {"begins": self.object.coming_on(clock.today()) or clock.today()}

    def get_context_data(self, **kwargs: object) -> Values:
        said = _(
            "The first day of the newest name has not come yet. If you save another one, it replaces that name and its day."
        )
        taskforce = subject_of(self.object)
        lead = taskforce if isinstance(taskforce, Taskforce) else ""
        return super().get_context_data(lead=said if self.object.coming_on(clock.today()) else lead, **kwargs)

    def get_facts(self) -> Mapping[str, Param]:
        return {"name": self.object.name_today or str(self.object)}


class ChangeRow(RowStep):
    """Correct a slip in a row, say its last day, or that it goes on."""

    mark, compares = "seen", True
    action = staticmethod(partial(actions.with_namesakes, actions.change_in_book))
    heading, button = _("Change %(name)s"), _("Save the changes")
    success_message = _("Your changes are saved.")

    lead = _(
        "Correct mistakes here. A correction is shown in every year. For a new name, use “Enter a new name and its first day”. "
        "After the last day nobody can choose this entry, but earlier texts still show it. A last day does not end the roles "
        "of people: end the roles under “People”."
    )

    def get_form_class(self) -> type[ChangeForm]:
        return form_of(self.listed, self.listed.correctable, ChangeForm)

    def get_initial(self) -> Values:
        shown = {column: getattr(self.object, column) for column in (*self.listed.correctable, "begins")}
        return {**shown, "seen": self.listed.mark_of(self.object)}

    def get_last_event(self) -> Event | None:
        return changes_of(self.object).first()


def changes_of(row: Row) -> QuerySet[Event]:
    """Who changed a row, when and why, the newest change first."""
    label = list_of(row).event_label(row)
    return events_about(subject_of(row)).filter(label=label).select_related("by")


def row_url(row: Row) -> str:
    """The address of the page of a row."""
    return address("book_row", list_of(row).code, row.pk)

"""Meetings: when and where, planned and actual, what they recommend, and what became of that."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import zip_longest
from typing import Any, cast

from django.conf import settings
from django.db.models import F, QuerySet
from django.forms import Form
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from commit_portal import clock
from commit_portal.addresses import found_or_404
from commit_portal.http.filters import FilteredPage
from commit_portal.http.rate_limits import over_quota
from commit_portal.i18n import Param, Words, comma_list, planned_words, read_number, say
from commit_portal.models import Event
from commit_portal.refusals import Permit, Refused, allowed_if, obey, refusal, require
from commit_portal.workflow import Link, ReadView, StepView, Values, events_about
from reporting.meetings import actions, forms, permissions, queries, rules
from reporting.meetings.checklist import checklist_of
from reporting.meetings.lists import DECISIONS, MEETINGS, PARTICIPANTS, TOOK_PART, row_of
from reporting.meetings.recommendation_board import (
    BoardRow,
    by_meeting,
    due_words,
    figures_of,
    figures_words,
    list_of,
    load_board,
)
from reporting.models import Meeting, RecommendationAddressee
from reporting.shared.years import HISTORY_LENGTH, audiences_for, years
from reporting.statuses import Attendance
from spa.models import Target
from spa.queries import PlanTexts, texts_in_force
from workplans.models import Seat, Taskforce
from workplans.models.names import read_names_of
from workplans.presentation.timeline import trail
from workplans.request_context.request import SeatMixin, say_made_up, seat_of
from workplans.years.step_labels import weekend_words, with_remarks


class MeetingList(SeatMixin, FilteredPage[Values]):
    """Every meeting with its dates and hosts, which are public."""

    section = "meetings"
    template_name = "reporting/meetings/meeting_list.html"
    board, files, file_name, title = MEETINGS, "meetings_file", "meetings", gettext_lazy("Meetings")

    def get_rows(self) -> list[Values]:
        """Every meeting, for whoever holds a seat. Its file has the decisions for who reads the minutes."""
        seat, on = seat_of(self.request), clock.today()
        if permissions.may_read_recommendations(seat):
            self.board = replace(MEETINGS, columns=(*MEETINGS.columns, DECISIONS))
        return [row_of(one, on) for one in queries.meetings_from_the_next(on)]

    def get_context_data(self, **kwargs: object) -> Values:
        # Made-up meetings are marked in their own rows; the others have their true dates.
        say_made_up(self.request, False)
        keeps, inside = permissions.may_keep_meetings, permissions.may_read_recommendations
        return super().get_context_data(keeps=keeps(self.actor), inside=inside(self.actor), **kwargs)


class MeetingDetail(SeatMixin, ReadView):
    """A meeting. What was said and recommended there is for the taskforces and the Secretariat."""

    section = "meetings"
    template_name = "reporting/meetings/meeting_detail.html"

    def get_context_data(self, **kwargs: object) -> Values:
        seat, found, on = self.actor, _meeting_or_404(self.kwargs["slug"]), clock.today()
        inside = bool(permissions.may_read_recommendations(seat))
        rows = load_board(seat, clock.reading_time(), found) if inside else ()
        # The dates of a true meeting are true in a demonstration too; who comes, and what it recommends, is made up.
        say_made_up(self.request, found.is_demo)
        is_ahead = found.is_ahead(on)
        opens_list = inside and found == queries.next_som(on)
        begins_with = load_board(seat, clock.reading_time()) if opens_list else ()
        keeps = bool(permissions.may_keep_meetings(seat))
        delegations = queries.delegations_of(found)
        people = list(_delegations(delegations, seat))
        context = {
            "meeting": found,
            # Sources say when it met: before that day nobody can know.
            "sources": [] if is_ahead else [_source(line) for line in found.source.splitlines()],
            "row": row_of(found, on),
            "inside": inside,
            "recommendations": _one_by_one(rows),
            "only_dates_true": settings.DEMO and not found.is_demo,
            "unfinished": _one_by_one([row for row in begins_with if row.is_for_som]),
            "delegations": people,
            "is_entered": any(one.took_part is not None for one in delegations),
            "total": {what: sum(one[what] or 0 for one in people) for what in ("count", "came", "unknown")},
            "guide": rules.RV_2,
            "keeps": keeps,
            "checklist": checklist_of(found, delegations, on) if keeps else {},
            "no_recommending": rules.meeting_can_recommend(found, on),
            "is_ahead": is_ahead,
            "given_up": list(_given_up(found, seat)),
            "history": history_of_meeting(found, seat),
        }
        return super().get_context_data(**context | kwargs)


def _delegations(delegations: Iterable[queries.Delegation], seat: Seat) -> Iterator[Values]:
    """The delegations as a seat may read them. A partner without names has no row of its own."""
    on = clock.today()
    for one in delegations:
        closed = rules.delegation_is_closed(one, on, for_office=seat.is_regional_office)
        may_name = permissions.may_name_delegates(seat, one) and not closed
        told = one.people if rules.invites(one.meeting, on) else ()
        yield {
            "name": str(one),
            "has_row": one.people or isinstance(one.of, Taskforce),
            "count": len(one.announced),
            "came": None if one.took_part is None else len(one.took_part),
            "unknown": sum(not person.attendance for person in one.people),
            "people": one.people if permissions.may_read_delegates(seat, one) else (),
            "remark": rules.rv_2(one),
            "invited": [person.name for person in told if person.email],
            "not_invited": [person.name for person in told if not person.email],
            "absent_from": one.absent_from,
            "url": reverse("delegates", args=[one.meeting.slug, one.of.slug]) if may_name else "",
        }


def _one_by_one(rows: Sequence[BoardRow]) -> list[Values]:
    return [one for group in by_meeting(rows) for one in group["recommendations"]]


class RecommendationBoard(SeatMixin, FilteredPage[BoardRow]):
    """What meetings recommended and what became of it, for the taskforces and the Secretariat."""

    section = "meetings"
    template_name = "reporting/meetings/recommendation_board.html"
    files, file_name, title = "recommendations_file", "recommendations", gettext_lazy("Recommendations")

    def get_rows(self) -> Sequence[BoardRow]:
        """What meetings recommended, as one taskforce after the other answered it."""
        require(permissions.may_read_recommendations(self.actor))
        rows = load_board(self.actor, clock.reading_time())
        self.board = list_of(rows)
        return rows

    def get_context_data(self, **kwargs: object) -> Values:
        # The marks of what is made up stand at each meeting: the dates of most are true.
        say_made_up(self.request, False)
        som, figures = queries.next_som(clock.today()), figures_of(self.listed.rows)
        return super().get_context_data(
            meetings=by_meeting(self.listed.rows),
            figures=figures,
            counted=figures_words(figures),
            som=som,
            demo=settings.DEMO,
            **kwargs,
        )


class MeetingStep[ObjectT](SeatMixin, StepView[ObjectT]):
    """A step that leads back to the meeting."""

    right = staticmethod(permissions.may_keep_meetings)
    section = "meetings"
    template_name, mark = "step_form.html", "seen"
    lead = gettext_lazy("Leave a field empty if you do not know it yet.")
    button = pgettext_lazy("action", "Save")
    success_message = gettext_lazy("Saved.")

    @property
    def meeting(self) -> Meeting | None:
        """The meeting that the step is about, or that it made; None while there is none yet."""
        found: object = self.object or self.made
        return found if isinstance(found, Meeting) else None

    def get_object(self) -> Any:
        """The meeting of the address."""
        return _meeting_or_404(self.kwargs["slug"])

    def get_path(self) -> Sequence[Link]:
        path: list[Link] = [(_("Meetings"), reverse("meetings"))]
        here = self.meeting
        return [*path, (str(here), reverse("meeting", args=[here.slug]))] if here else path

    def get_facts(self) -> Mapping[str, Param]:
        return {"meeting": str(self.meeting)}

    def get_words(self) -> Words:
        """The sentence after the step, with a remark on changed planned days that are on a weekend."""
        form = cast(Form, self.attempt.form)
        planned = {"planned_from", "planned_until"}
        days = [form.cleaned_data[one] for one in form.changed_data if one in planned]
        return with_remarks(super().get_words(), weekend_words(days))


class AddMeeting(MeetingStep[None]):
    """Add a meeting, planned or held."""

    form_class, heading = forms.MeetingForm, gettext_lazy("Add a meeting")
    success_message = gettext_lazy("Saved. The list has %(meeting)s now.")

    def get_object(self) -> None:
        return None

    def get_form(self, form_class: type[Form] | None = None) -> forms.MeetingForm:
        """The form without what is said of a change alone, with what comes next by number, rotation and the three-year rule."""
        form: forms.MeetingForm = super().get_form(form_class)
        del form.fields["is_called_off"], form.fields["why"]
        host, imm_year = queries.next_host_of_som(clock.today()), queries.next_imm_year()
        if number := queries.next_som_number():
            said = _("Suggestion: the next SOM is SOM %(number)s.")
            form.fields["som_number"].help_text = say(said, number=str(number))
        if host:
            said = _("Suggestion: by rotation, the next host of a SOM is %(country)s.")
            form.fields["planned_host"].help_text = say(said, country=str(host))
        if imm_year:
            said = _(
                "Suggestion: every third year, an IMM is held with the SOM. The next IMM is due in %(year)s."
            )
            form.fields["imm_number"].help_text = say(said, year=str(imm_year))
        return form

    def act(self, form: forms.MeetingForm) -> Meeting:
        return actions.add_meeting(**form.facts, is_demo=settings.DEMO, by=self.actor, now=clock.now())


class ChangeMeeting(MeetingStep[Meeting]):
    """Change a meeting. A stale form keeps what was typed and shows what is saved."""

    form_class, compares, heading = forms.MeetingForm, True, gettext_lazy("Change %(meeting)s")

    def get_initial(self) -> Values:
        return forms.initial_of(self.object, clock.today())

    def get_context_data(self, **kwargs: object) -> Values:
        say_made_up(self.request, self.object.is_demo)
        return super().get_context_data(**kwargs)

    def get_last_event(self) -> Event | None:
        return events_about(self.object).filter(verb__in=actions.CHANGES).first()

    def act(self, form: forms.MeetingForm) -> Meeting:
        typed = form.facts | {"why": form.cleaned_data["why"], "seen": self.seen}
        return actions.change_meeting(self.object, **typed, by=self.actor, now=clock.now())


class NameDelegates(MeetingStep[queries.Delegation]):
    """Name those who come for a country, the Secretariat or a partner: the whole list at once."""

    permission = staticmethod(permissions.may_name_delegates)
    form_class, compares = forms.DelegationForm, True
    heading = gettext_lazy("Delegates to %(meeting)s: %(place)s")
    lead = gettext_lazy(
        "The taskforces and the Secretariat can read names and posts. Only people who can change this delegation can read "
        "its e-mail addresses. When you save, each new delegate with an address gets an invitation by e-mail. Delegates whom "
        "you remove get an e-mail too. Before the meeting has dates, nothing is sent. Do not write telephone numbers."
    )
    success_message = gettext_lazy("The delegation is saved: %(place)s. Invited by e-mail now: %(invited)s.")

    def get_object(self) -> queries.Delegation:
        found = queries.delegations_of(_meeting_or_404(self.kwargs["slug"]))
        return found_or_404(next((one for one in found if one.of.slug == self.kwargs["place"]), None))

    @property
    def meeting(self) -> Meeting:
        return self.object.meeting

    def keeps(self) -> Permit:
        return permissions.may_name_delegates(self.actor, self.object)

    def get_stop(self) -> Refused | None:
        for_office = self.actor.is_regional_office
        closed = rules.delegation_is_closed(self.object, clock.today(), for_office=for_office)
        return Refused(closed.message) if closed else None

    def get_facts(self) -> Mapping[str, Param]:
        return {**super().get_facts(), "place": str(self.object)}

    def get_words(self) -> Words:
        if not rules.is_to_come(self.meeting.ends_on(), on=clock.today()):
            return say(_("The delegation is saved: %(place)s."), **self.get_facts())
        form = cast(forms.DelegationForm, self.attempt.form)
        invited = comma_list(one.name for one in form.people if one.email in self.made) or _("nobody")
        said = self.success_message if form.people else _("%(place)s has no delegates now.")
        return " ".join((say(said, **self.get_facts(), invited=invited), *form.remarks()))

    def get_initial(self) -> Values:
        return forms.initial_of_delegation(self.object)

    def get_form_kwargs(self) -> Values:
        return super().get_form_kwargs() | {"delegation": self.object}

    def get_last_event(self) -> Event | None:
        found = events_about(self.meeting).filter(verb=actions.NAME_DELEGATES, label=self.object.of.slug)
        return found.first()

    def act(self, form: forms.DelegationForm) -> set[str]:
        obey(over_quota(self.request, "delegates"))
        typed = {"seen": self.seen, "by": self.actor, "now": clock.now()}
        return actions.name_delegates(self.object, form.people, **typed)

    def get_context_data(self, **kwargs: object) -> Values:
        if rules.invites(self.meeting, clock.today()):
            kwargs["button"] = _("Save and invite by e-mail")
        elif self.meeting.ends_on():
            kwargs["lead"] = _(
                "To correct a name, change the name in its row. If you tick who took part, people in new rows get the note "
                "“not announced”: they came, but nobody named them before the meeting."
            )
        return super().get_context_data(**kwargs)


class ParticipantList(SeatMixin, FilteredPage[Values]):
    """Everybody who comes to a meeting, to print, for the taskforces and the Secretariat."""

    section = "meetings"
    template_name = "reporting/meetings/participant_list.html"
    board, files, title = PARTICIPANTS, "people_list", gettext_lazy("Participants")
    meeting: Meeting

    def get_rows(self) -> list[Values]:
        """The people in the order of the book. Raises `Refused` for who may not read all of them."""
        meeting = self.meeting = _meeting_or_404(self.kwargs["slug"])
        self.file_name, self.about = f"participants-{meeting.slug}", {_("Meeting"): str(meeting)}
        require(permissions.may_read_recommendations(self.actor))
        delegations = queries.delegations_of(meeting)
        self.is_entered = any(one.took_part is not None for one in delegations)
        if self.is_entered:
            self.board = replace(PARTICIPANTS, columns=(*PARTICIPANTS.columns, TOOK_PART))
        said = {"": _("Not known")} | dict(Attendance.choices)
        return [
            {"delegation": str(one), **person._asdict(), "took_part": str(said[person.attendance])}
            for one in delegations
            for person in one.people
        ]

    def get_context_data(self, **kwargs: object) -> Values:
        say_made_up(self.request, settings.DEMO or self.meeting.is_demo)
        row = row_of(self.meeting, clock.today())
        return super().get_context_data(meeting=self.meeting, row=row, is_entered=self.is_entered, **kwargs)


class AddRecommendation(MeetingStep[Meeting]):
    """Write down what a meeting recommends, and to whom."""

    form_class, heading = forms.RecommendationForm, gettext_lazy("Recommendation of %(meeting)s")
    action = staticmethod(actions.recommend)
    success_message = gettext_lazy(
        "Saved. Everybody who must answer finds the recommendation on the home page."
    )

    def get_permit(self) -> Permit:
        # Where the day was moved meanwhile, the action says so, and the form keeps what was typed.
        too_early = self.request.method != "POST" and rules.meeting_can_recommend(self.object, clock.today())
        may = permissions.may_keep_meetings(self.actor)
        return refusal(too_early.message) if may and too_early else may

    def get_initial(self) -> Values:
        return {"about": f"target-{self.request.GET.get('target', '')}"}

    def get_form_kwargs(self) -> Values:
        # The plan of action that the meeting's years stand on, else the newest with a year.
        cycles = queries.cycles_of_meeting(self.object).select_related("plan").order_by("-year")
        cycle = cycles.first() or years().first()
        texts = texts_in_force(cycle.plan, clock.today(), cycle.plan_revision) if cycle else PlanTexts()
        return super().get_form_kwargs() | {"cycle": cycle, "texts": texts}


class PutOnAgenda(MeetingStep[Meeting | None]):
    """Add targets to the agenda of the next Senior Officials Meeting, a line for each answer.

    The address has a `target` and the `place` that answered it, once for each answer.
    """

    form_class, heading = forms.AgendaForm, gettext_lazy("Add to the agenda of %(meeting)s: %(code)s")
    success_message = gettext_lazy("Saved. The agenda of %(meeting)s has target %(code)s now.")

    def get_object(self) -> Meeting | None:
        require(permissions.may_keep_meetings(self.actor))
        asked = [read_number(one) for one in self.request.GET.getlist("target")]
        targets = Target.objects.in_revision(1, F("plan__revision")).select_related("area__plan", "plan")
        found = targets.in_bulk(asked)
        if not asked or found.keys() < set(asked):
            raise Http404
        self.targets = [found[one] for one in dict.fromkeys(asked)]
        places = {one.slug: f", {one.name}" for one in Taskforce.objects.select_related("country")}
        answers = zip_longest(asked, self.request.GET.getlist("place")[: len(asked)])
        self.codes = [f"{found[target].code}{places.get(place, '')}" for target, place in answers]
        return queries.next_som(clock.today())

    def get_permit(self) -> Permit:
        return allowed_if(self.object, _("No SOM is planned. First add the next SOM."))

    def get_facts(self) -> Mapping[str, Param]:
        return {**super().get_facts(), "code": "; ".join(self.codes)}

    def act(self, form: forms.AgendaForm) -> Meeting:
        meeting = _meeting_or_404(self.object.slug if self.object else "")
        said, text = _("Target %(code)s: %(text)s"), form.cleaned_data["text"]
        lines = [said % {"code": code, "text": text} for code in self.codes]
        new = [line for line in lines if line not in meeting.agenda.splitlines()]
        if not new:
            return meeting
        agenda = "\n".join(filter(None, (meeting.agenda, *new)))
        parts, seen = actions.parts_of(meeting), actions.mark_of_meeting(meeting)
        return actions.change_meeting(
            meeting, parts, agenda=agenda, seen=seen, by=self.actor, now=clock.now()
        )

    def get_context_data(self, **kwargs: object) -> Values:
        texts = [texts_in_force(one.plan, clock.today(), one.plan.revision).name(one) for one in self.targets]
        lead = f"{'; '.join(texts)} · {_('All taskforces can read your text immediately.')}"
        return super().get_context_data(lead=lead, **kwargs)


class AnswerRecommendation(MeetingStep[RecommendationAddressee]):
    """Write what became of a recommendation at one taskforce, in its own words."""

    permission = staticmethod(permissions.may_follow_up)
    form_class, compares = forms.FollowUpForm, True
    action = staticmethod(actions.follow_up)
    heading = gettext_lazy("Recommendation %(number)s of %(meeting)s: %(taskforce)s")

    def get_object(self) -> RecommendationAddressee:
        require(permissions.may_read_recommendations(self.actor))
        return get_object_or_404(queries.addressee_of(**self.kwargs))

    @property
    def meeting(self) -> Meeting:
        return self.object.recommendation.meeting

    def get_success_url(self) -> str:
        return f"{reverse('recommendations')}?meeting={self.meeting.slug}"

    def get_facts(self) -> Mapping[str, Param]:
        asked = self.object
        number = queries.number_of(asked.recommendation)
        return {**super().get_facts(), "number": number, "taskforce": asked.taskforce.name}

    def get_initial(self) -> Values:
        asked = self.object
        return {"status": asked.status, "words": asked.words, "seen": actions.mark_of(asked)}

    def get_context_data(self, **kwargs: object) -> Values:
        asked = self.object.recommendation
        return super().get_context_data(lead=f"{asked.text} · {due_words(asked)}", **kwargs)


def history_of_meeting(meeting: Meeting, seat: Seat) -> tuple[Values, ...]:
    """Dates and hosts are public; what was decided or recommended, and became of it, is not."""
    events, is_ahead = _events_for(seat, meeting)[:HISTORY_LENGTH], meeting.is_ahead(clock.today())
    decided = ("" if is_ahead else str(event.message.param("decisions") or "") for event in events)
    return tuple(row | {"saved": text.splitlines()} for row, text in zip(trail(events), decided, strict=True))


def _events_for(seat: Seat, meeting: Meeting) -> QuerySet[Event]:
    audiences = audiences_for(seat, inside=bool(permissions.may_read_recommendations(seat)))
    return events_about(meeting).filter(audience__in=audiences)


def _given_up(meeting: Meeting, seat: Seat) -> Iterator[Values]:
    """Days and places that a meeting had before, the first ones first, with who gave them up, when, and why."""
    events = _events_for(seat, meeting).filter(verb__in=actions.MOVES).reverse()
    for event, told in zip(events, trail(events), strict=True):
        before, after = (event.message.param(name) for name in ("before", "after"))
        if not isinstance(before, tuple) or not isinstance(after, tuple):
            continue
        days = [one for one in before if isinstance(one, date)]
        places = [one for one in before if isinstance(one, str)]
        days, places = days if {*days} - {*after} else [], places if {*places} - {*after} else []
        if days or places:
            yield told | {"was": comma_list([*([planned_words(days[0], days[-1])] if days else []), *places])}


def _meeting_or_404(slug: str) -> Meeting:
    """The meeting of an address. From then on the page has the names of its year (ADR 34)."""
    found = get_object_or_404(queries.meetings(), slug=slug)
    read_names_of(found.year)
    return found


def _source(line: str) -> dict[str, str]:
    """A document by its name, with its address where it has one: "UN-ACT, June 2015: http://un-act.org/2015/06/"."""
    words, colon, address = line.partition(": http")
    return {"words": words, "url": f"http{address}" if colon else ""}

"""Reads of search: plans, bodies, meetings, recommendations and editions that have all the words, which are folded.

Activities, answers and names are in modules of their own (`activity_search`, `answer_search`, `name_search`). Each read
starts at those of its noun, so that search finds nothing that its reader cannot open. The number of queries is fixed: what
would be a query for each kind of row is one UNION.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import get_language, gettext

from commit_portal.db.compiled_queries import prepared
from commit_portal.db.related_rows import attach
from commit_portal.forms.base import Values
from commit_portal.i18n import fold
from reporting.meetings.permissions import may_read_recommendations
from reporting.meetings.queries import place_planned
from reporting.models import AnnualReport, Meeting, MeetingPart, Recommendation
from reporting.statuses import FINISHED_REPORTS
from workplans.book.lists import BOOK, MINISTRIES, SIGNING_BODIES, TASKFORCES, Row, subject_of
from workplans.book.permissions import may_keep_book
from workplans.funding.permissions import may_keep_grants
from workplans.funding.queries import grants_visible_to
from workplans.models import AnnualCycle, Country, Grant, Seat, Taskforce, Workplan
from workplans.models.names import name_then, names_of, still_runs
from workplans.plan import visibility
from workplans.plan.plan_types import kind_of


class PlanKnown(NamedTuple):
    """A workplan. `is_read` where the seat reads something of it; of the others nothing is shown.

    `approved` is the key of the approved version that the seat reads. Its needs in words, and folded as `said`, are for
    those alone who read the draft.
    """

    key: int
    year: int
    position: int
    place: str
    country: str | None
    country_key: int | None
    own_name: str
    needs_read: str
    said: str
    is_read: bool
    reads_draft: bool
    approved: int | None

    @property
    def name(self) -> str:
        """The heading of its page."""
        return _name_of_plan(self.year, self.country_key, self.country, get_language())


def plans_known(seat: Seat) -> list[PlanKnown]:
    """Every workplan, the newest year first: one query.

    Who reads the draft finds it by its needs in words as well. The regional office knows of every plan.
    """
    return [
        PlanKnown(**row, is_read=seat.is_regional_office or row["reads_draft"] or row["approved"] is not None)
        for row in map(_with_names_then, _plans(seat))
    ]


def _with_names_then(row: Values) -> Values:
    """The country by its name in the year of the plan, which its newest name finds as well."""
    newest, earlier = row["country"], row.pop("earlier")
    if not earlier:
        return row
    with names_of(row["year"]):
        return row | {"country": name_then(newest, earlier), "said": f"{row['said']} {fold(newest)}"}


@visibility.prepared_for_reader()
def _plans(reader: visibility.Reader) -> models.QuerySet[Any]:
    newest = visibility.approved_versions_to_read(reader).values("pk")
    plans = Workplan.objects.annotate(
        reads_draft=models.ExpressionWrapper(
            models.Q(pk__in=visibility.drafts_visible_to(reader).values("pk")), models.BooleanField()
        ),
        approved=models.Max("versions", filter=models.Q(versions__in=newest)),
    )
    return plans.order_by("-cycle__year", "taskforce__position").values(
        "reads_draft",
        "approved",
        key=models.F("pk"),
        year=models.F("cycle__year"),
        position=models.F("taskforce__position"),
        place=models.F("taskforce__slug"),
        country=models.F("taskforce__country__name"),
        country_key=models.F("taskforce__country"),
        earlier=models.F("taskforce__country__earlier"),
        own_name=Coalesce("taskforce__country__own_name", models.Value("")),
        needs_read=_if_read("needs"),
        said=_if_read("folded"),
    )


def plans_found(
    words: Collection[str], plans: Iterable[PlanKnown], other_names: Mapping[int, str]
) -> Iterator[PlanKnown]:
    """Those that are read and have all the words. `other_names` are the folded ones of countries, by their keys."""
    for plan in plans:
        names = f"{_folded_text(plan.name)} {_folded_text(plan.own_name)}"
        said = f"{names} {other_names.get(plan.country_key or 0, '')} {plan.said}"
        if plan.is_read and all(word in said for word in words):
            yield plan


def _if_read(column: str) -> models.Case:
    return models.Case(
        models.When(reads_draft=True, then=models.F(column)),
        default=models.Value(""),
        output_field=models.TextField(),
    )


@lru_cache(maxsize=2048)
def _name_of_plan(year: int, country_key: int | None, country: str | None, _language: str | None) -> str:
    """The heading of a plan's page in one language: few plans are named again and again."""
    taskforce = Taskforce(country=Country(pk=country_key, name=country) if country else None)
    return kind_of(taskforce).title(Workplan(cycle=AnnualCycle(year=year), taskforce=taskforce))


# A meeting with its parts; and folded, what everybody reads of it: names, place, theme.
type MeetingKnown = tuple[Meeting, str]


def meetings_known() -> list[MeetingKnown]:
    """Every meeting with its parts: one query."""
    found = []
    for _key, rows in groupby(_parts_of_meetings(), key=attrgetter("meeting_id")):
        parts = list(rows)
        meeting = parts[0].meeting
        attach([meeting], "parts", parts, by="meeting")
        names = (str(meeting), *(part.get_kind_display() for part in parts), place_planned(meeting))
        found.append((meeting, f"{meeting.folded} {_folded_text(' '.join(names))}"))
    return found


@prepared()
def _parts_of_meetings() -> models.QuerySet[MeetingPart]:
    return MeetingPart.objects.select_related("meeting__host", "meeting__planned_host").order_by(
        "meeting_id", "-kind"
    )


def meetings_found(words: Collection[str], meetings: Iterable[MeetingKnown]) -> list[Meeting]:
    """Those with all the words; the latest first."""
    found = [meeting for meeting, said in meetings if all(word in said for word in words)]
    return sorted(found, key=lambda meeting: (meeting.begins_on() or date.max, meeting.pk), reverse=True)


def recommendations_found(
    seat: Seat, words: Collection[str], meetings: Iterable[MeetingKnown]
) -> list[Recommendation]:
    """Recommendations with all the words, for those who may read them: one query. `meetings` are all of them."""
    if not may_read_recommendations(seat):
        return []
    by_key = {meeting.pk: meeting for meeting, _said in meetings}
    return [
        Recommendation(meeting=by_key[row["meeting"]], number=row["number"], text=row["text"])
        for row in _recommendations()
        if row["meeting"] in by_key and all(word in _folded_text(row["text"]) for word in words)
    ]


@prepared()
def _recommendations() -> models.QuerySet[Any]:
    return Recommendation.objects.order_by("-meeting", "number").values("meeting", "number", "text")


def grants_found(seat: Seat, words: Collection[str]) -> list[Grant]:
    """Grants with all the words in their title or their donor's name, for who keeps grants: one query."""
    grants = grants_visible_to(seat) if may_keep_grants(seat) else ()
    said = ((one, fold(f"{one.partner.name} {one.called}")) for one in grants)
    return [one for one, folded in said if all(word in folded for word in words)]


def bodies_found(seat: Seat, words: Collection[str], *, on: date) -> list[Row]:
    """Lead bodies, ministries and bodies that sign, by each of their names and by the country: one query.

    Those that have ended by a day are for who keeps the book alone, as on the page of the taskforces.
    """
    bodies = map(_body, _bodies_known(bool(may_keep_book(seat)), on=on))
    said = ((one, _folded_text(" ".join((*one.all_names, subject_of(one).name)))) for one in bodies)
    return [one for one, folded in said if all(word in folded for word in words)]


def _body(row: Values) -> Row:
    """A row of one of the lists, not saved, with its taskforce."""
    listed = BOOK[row["listed"]]
    country = Country(name=row["place"], earlier=row["place_before"]) if row["place"] else None
    own = {"id": row["key"], listed.model.words[0]: row["called"], "earlier": row["before"]}
    place = {"slug": row["in_address"], "country": country}
    return listed.unsaved({**own, **place, "taskforce": Taskforce(**place)})


@prepared(on=models.DateField())
def _bodies_known(keeps: bool, *, on: date) -> models.QuerySet[Any]:
    shown = models.Q() if keeps else still_runs(on)
    first, *others = (
        one.model._default_manager.filter(models.Q() if one is TASKFORCES else shown)
        .exclude(**{one.model.words[0]: ""})
        .order_by()
        .values(
            called=models.F(one.model.words[0]),
            listed=models.Value(one.code),
            key=models.F("pk"),
            before=models.F("earlier"),
            in_address=models.F(f"{of}slug"),
            place=models.F(f"{of}country__name"),
            place_before=models.F(f"{of}country__earlier"),
            nth=models.F(f"{of}position"),
        )
        for one, of in ((TASKFORCES, ""), (MINISTRIES, "taskforce__"), (SIGNING_BODIES, "taskforce__"))
    )
    return first.union(*others, all=True).order_by("nth", "listed", "key")


def editions_found(seat: Seat, words: Collection[str]) -> list[tuple[str, int, str, int, str]]:
    """Finished editions that the seat may see and that have all the words, the newest first: one query.

    Of each the heading of its page, its year, audience and number, and why it was asked for.
    """
    said = gettext("Annual report %(year)s, edition %(edition)s")
    named = [(said % {"year": row[0], "edition": row[2]}, *row) for row in _editions(seat.role)]
    return [row for row in named if all(word in _folded_text(f"{row[0]} {row[-1]}") for word in words)]


@prepared()
def _editions(role: str) -> models.QuerySet[AnnualReport, tuple[int, str, int, str]]:
    seen = AnnualReport.objects.visible_to(visibility.Reader(role, None, None, None))
    finished = seen.editions().filter(status__in=FINISHED_REPORTS)
    in_order = finished.order_by("-cycle__year", "audience", "-edition")
    return in_order.values_list("cycle__year", "audience", "edition", "why")


# Names of plans and meetings, texts of recommendations and editions are folded at each search, and are few.
_folded_text = lru_cache(maxsize=2048)(fold)

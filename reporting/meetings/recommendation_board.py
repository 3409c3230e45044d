"""The board of recommendations: what meetings asked, of whom, and what became of it at each review."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import chain, groupby

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy, pgettext

from commit_portal.forms.base import Values
from commit_portal.http.filters import Column, Filter, FilterChoice, ListOf
from commit_portal.i18n import comma_list, day, language_of, ngettext_lazy, say
from reporting.meetings import queries
from reporting.meetings.days_shown import held_words
from reporting.meetings.permissions import may_follow_up
from reporting.meetings.queries import number_of
from reporting.models import Meeting, Recommendation, RecommendationAddressee
from reporting.report_text.values import FOLLOW_UP_WORDS, OVERDUE, follow_up_state, review_name, said
from reporting.statuses import FINISHED, FollowUpStatus
from workplans.models import Seat
from workplans.presentation.history_links import Advice, register_adviser

NOT_DONE, MOST_ROUNDS = "not_done", 3
# Only what is overdue asks for action.
LOOKS = {FollowUpStatus.OPEN: "asked", OVERDUE: "late"}


@dataclass(frozen=True)
class BoardRound:
    """A column: what was known when the review closed that was held at a meeting; without a closing, what is known now."""

    name: str
    meeting: int | None = None
    until: datetime | None = None

    def follows(self, meeting: Meeting, written: datetime | None) -> bool:
        """Whether anything could have become of what a meeting recommended, `written` down at that moment."""
        if self.until is None or self.meeting == meeting.pk or (written and written > self.until):
            return self.until is None
        first = meeting.begins_on() or (written and timezone.localdate(written))
        return first is not None and first < timezone.localdate(self.until)


@dataclass(frozen=True)
class BoardRow:
    """A recommendation at one addressee. `steps`: what was known at each round (`_steps`).

    `area` is that of the recommendation or of its target, as a filter offers it. The next SOM begins with it where it
    `is_for_som`: it is not finished, or it was not followed and no SOM was held since.
    """

    recommendation: Recommendation
    addressee: RecommendationAddressee
    name: str
    about: str
    area: FilterChoice | None
    state: str
    steps: tuple[Values, ...]
    url: str
    is_for_som: bool

    @property
    def words(self) -> str:
        return self.addressee.words

    @property
    def language(self) -> str:
        return language_of(self.words)

    @property
    def state_choices(self) -> Iterator[FilterChoice]:
        if self.is_for_som:
            yield FilterChoice(NOT_DONE, gettext("Not done"), -1)
        place = list(FOLLOW_UP_WORDS).index(self.state)
        yield FilterChoice(self.state, str(FOLLOW_UP_WORDS[self.state]), place)

    def step_words(self, place: int) -> str:
        """ "Done, reported on 8 Jul 2011": what was known at a round, in one cell; empty before the recommendation was made."""
        step = self.steps[place]
        return comma_list(filter(None, (step["word"], step["second"]))) if step["follows"] else ""


def load_board(seat: Seat, now: datetime, meeting: Meeting | None = None) -> tuple[BoardRow, ...]:
    """The newest meeting first, in it what is not done; or one meeting alone.

    8 queries, and one for each plan of action that a recommendation speaks of.
    """
    found = queries.recommendations()
    recommendations = list(found if meeting is None else found.filter(meeting=meeting))
    rounds, written = _rounds(), queries.written_at()
    areas = {one.pk: one.area or (one.target.area if one.target else None) for one in recommendations}
    texts = queries.texts_about(areas.values(), timezone.localdate(now))
    som = queries.last_som(now)
    rows = []
    for one in recommendations:
        area = areas[one.pk]
        for addressee in one.addressees.all():
            taskforce, state = addressee.taskforce, state_of(addressee, now)
            url = reverse("recommendation_follow_up", args=[one.meeting.slug, one.number, taskforce.slug])
            row = BoardRow(
                recommendation=one,
                addressee=addressee,
                name=gettext("The Secretariat") if taskforce.is_regional else taskforce.name,
                about=said(queries.about_of(one, texts)),
                area=FilterChoice(f"{area.plan.code}-{area.code}", texts.name(area), area.pk)
                if area
                else None,
                state=state,
                steps=tuple(_steps(addressee, state, rounds, written.get((one.meeting_id, one.number)))),
                url=url if may_follow_up(seat, addressee) else "",
                is_for_som=state not in FINISHED
                or (state == FollowUpStatus.NOT_FOLLOWED and addressee.latest(som) != addressee.latest()),
            )
            rows.append(row)
    unfinished = {row.recommendation.pk for row in rows if row.is_for_som}
    of_meetings = groupby(rows, key=lambda row: row.recommendation.meeting_id)
    in_order = (
        sorted(found, key=lambda row: row.recommendation.pk not in unfinished) for _key, found in of_meetings
    )
    return tuple(chain(*in_order))


def list_of(rows: Sequence[BoardRow]) -> ListOf[BoardRow]:
    """What the address filters, and the columns of the file: those of the screen, with one for each round."""
    steps = rows[0].steps if rows else ()
    rounds = [
        Column[BoardRow](step["label"], partial(BoardRow.step_words, place=place), 30)
        for place, step in enumerate(steps)
    ]
    return ListOf(filters=FILTERS, columns=(*COLUMNS, *rounds, FOLLOW_UP))


def by_meeting(rows: Sequence[BoardRow]) -> Iterator[Values]:
    """The rows by meeting and recommendation, in their order."""
    for meeting, group in groupby(rows, key=lambda row: row.recommendation.meeting):
        of_meeting = list(group)
        days = held_words(meeting) if meeting.actual_from else ""
        yield {
            "meeting": meeting,
            "where": " · ".join(filter(None, (queries.place_of(meeting), days))),
            "counts": figures_words(figures_of(of_meeting)),
            "recommendations": [
                {
                    "number": number_of(one),
                    "text": one.text,
                    "about": asked[0].about,
                    "due": due_words(one),
                    "rounds": [step["label"] for step in asked[0].steps if step["follows"]],
                    "rows": asked,
                }
                for one, found in groupby(of_meeting, key=lambda row: row.recommendation)
                for asked in [list(found)]
            ],
        }


def advice_for(taskforce: int) -> list[Advice]:
    """What a taskforce has not finished of its recommendations, for who drafts an activity."""
    found = []
    for addressee in queries.unfinished_of(taskforce):
        one = addressee.recommendation
        said = gettext("Recommendation %(number)s of %(meeting)s: %(status)s")
        address = [one.meeting.slug, one.number, addressee.taskforce.slug]
        advice = {
            "head": said
            % {"number": number_of(one), "meeting": one.meeting, "status": addressee.status.label},
            "text": one.text,
            "url": reverse("recommendation_follow_up", args=address),
            "link": pgettext("action", "Follow up"),
        }
        found.append((one.area_id, one.target_id, advice))
    return found


def figures_of(rows: Sequence[BoardRow]) -> Values:
    """Recommendations, follow-ups that are requested, and each state."""
    states = Counter(row.state for row in rows)
    return {"recommendations": len({row.recommendation.pk for row in rows}), "answers": len(rows), **states}


def figures_words(figures: Values) -> str:
    """As in "4 recommendations, 12 follow-ups requested, 6 done"."""
    made, asked, done = figures["recommendations"], figures["answers"], figures.get("done", 0)
    recommended = ngettext_lazy("%(count)s recommendation", "%(count)s recommendations")
    requested = ngettext_lazy("%(count)s follow-up requested", "%(count)s follow-ups requested")
    finished = gettext("%(count)s done")
    return comma_list((say(recommended, count=made), say(requested, count=asked), say(finished, count=done)))


def state_of(addressee: RecommendationAddressee, now: datetime) -> str:
    """Its status; overdue from the day after the last one, by the day in its country, until it is finished."""
    today = now.astimezone(addressee.taskforce.zone).date()
    return follow_up_state(addressee.status, addressee.recommendation.due_on, on=today)


def due_words(one: Recommendation) -> str:
    return gettext("Due on %(day)s") % {"day": day(one.due_on)} if one.due_on else gettext("No due date")


def _rounds() -> list[BoardRound]:
    """Reviews that were opened, in the order of their closing; then today, where none is open."""
    rounds = [
        BoardRound(review_name(review.stage, review.cycle.year), review.meeting_id, review.closed_at)
        for review in queries.reviews_opened()
    ]
    if not rounds or rounds[-1].until is not None:
        rounds.append(BoardRound(pgettext("round", "Now")))
    return rounds


def _steps(
    addressee: RecommendationAddressee, state: str, rounds: Sequence[BoardRound], written: datetime | None
) -> Iterator[Values]:
    """What was known at each of the last rounds, with the day where it was said since the one before."""
    one, before = addressee.recommendation, None
    for of in rounds:
        answer = addressee.latest(of.until)
        status = answer.status if answer else FollowUpStatus.OPEN
        said_on = ""
        if answer and answer != before:
            said_on = gettext("since %(day)s") % {"day": day(timezone.localdate(answer.at))}
        before = answer
        if of is rounds[-1] and state == OVERDUE and one.due_on:
            status = state
            said_on = gettext("since %(day)s") % {"day": day(one.due_on + timedelta(days=1))}
        if of in rounds[-MOST_ROUNDS:]:
            yield {
                "label": of.name,
                "follows": of.follows(one.meeting, written),
                "status": LOOKS.get(status, status),
                "word": FOLLOW_UP_WORDS[status],
                "second": said_on,
            }


FILTERS = (
    Filter[BoardRow](
        "meeting",
        gettext_lazy("Meeting"),
        lambda row: [FilterChoice(row.recommendation.meeting.slug, str(row.recommendation.meeting))],
    ),
    Filter[BoardRow](
        "to",
        gettext_lazy("Addressed to"),
        lambda row: [FilterChoice(row.addressee.taskforce.slug, row.name, row.addressee.taskforce.position)],
    ),
    Filter[BoardRow]("area", gettext_lazy("Area"), lambda row: [row.area] if row.area else []),
    Filter[BoardRow]("state", gettext_lazy("Status"), lambda row: row.state_choices),
)
COLUMNS = (
    Column[BoardRow](gettext_lazy("Meeting"), lambda row: str(row.recommendation.meeting), 20),
    Column[BoardRow](gettext_lazy("No."), lambda row: number_of(row.recommendation), 8),
    Column[BoardRow](gettext_lazy("Recommendation"), lambda row: row.recommendation.text, 60),
    Column[BoardRow](gettext_lazy("Subject"), lambda row: row.about, 34),
    Column[BoardRow](gettext_lazy("Due on"), lambda row: row.recommendation.due_on),
    Column[BoardRow](gettext_lazy("Addressed to"), lambda row: row.name, 20),
)
FOLLOW_UP = Column[BoardRow](gettext_lazy("Follow-up"), lambda row: row.words, 60)

register_adviser(advice_for)

"""Reads of comments: the threads of one place, who reads them, and whom they concern."""

from collections import Counter
from datetime import date, datetime
from typing import Any

from django.db.models import BigIntegerField, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from commit_portal.db.compiled_queries import prepared
from commit_portal.db.related_rows import all_placed
from workplans import statuses
from workplans.activity_codes import padded
from workplans.comments.targets import CommentTarget
from workplans.models import Comment, Partner, Seat, Workplan
from workplans.models.seats import role_kept
from workplans.plan.plan_types import kind_of
from workplans.plan.visibility import Reader, comments_visible_to, open_talk, prepared_for_reader, reads_now

# The audiences in which nobody of another side writes.
ONE_SIDE = (statuses.TalkAudience.TASKFORCE, statuses.TalkAudience.SECRETARIAT)
SIDES: dict[str, str] = {
    **dict.fromkeys(statuses.TASKFORCE_ROLES, statuses.Audience.TASKFORCES),
    **dict.fromkeys(statuses.SECRETARIAT_ROLES, statuses.Audience.SECRETARIAT),
}


def audiences_of(seat: Seat, plan: Workplan) -> tuple[statuses.TalkAudience, ...]:
    """The audiences of comments on a plan that the seat belongs to, the narrowest first."""
    table = statuses.REGIONAL_TALK if kind_of(plan.taskforce).names_countries else statuses.NATIONAL_TALK
    own = (
        seat.sits_in(plan.taskforce_id)
        or seat.is_desk_of(plan.taskforce_id)
        or seat.role in (statuses.Role.REGIONAL_OFFICE, statuses.Role.PARTNER)
    )
    return table.get(seat.role, ()) if own else ()


def comments_at(seat: Seat, place: CommentTarget) -> list[Comment]:
    """The comments of a place that the seat reads, in the order in which they were written: one query."""
    return _comments(seat, **place.here)


@prepared_for_reader(
    workplan=BigIntegerField(), activity=BigIntegerField(), target=BigIntegerField(), stage=CharField()
)
def _comments(reader: Reader, **here: int | str | None) -> QuerySet[Comment]:
    return _with_people(comments_visible_to(reader).filter(**here))


@prepared_for_reader(workplan=BigIntegerField(), user=BigIntegerField())
def open_on_lines(reader: Reader, *, workplan: int, user: int) -> QuerySet[Any]:
    """The first comments of the open threads on the lines of a plan that the reader reads: one query.

    Each has the `number` of its line, and `calls` where it calls the `user`.
    """
    threads = open_talk(reader).filter(workplan=workplan, stage="", activity__isnull=False)
    return threads.annotate(number=F("activity__number"), calls=calls(user)).order_by("at", "pk")


def comments_of(thread: Comment) -> list[Comment]:
    """A thread, from the first comment to the last."""
    return list(_with_people(Comment.objects.filter(Q(pk=thread.pk) | Q(parent=thread.pk))))


def words_of(thread: int | OuterRef) -> QuerySet[Comment]:
    """The comments of a thread, by the key of its first one, that nobody took back."""
    return Comment.objects.filter(Q(pk=thread) | Q(parent=thread), taken_back_at__isnull=True)


def _with_people(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    return comments.select_related("by", "told", "settled_by", "partner", "decision").order_by("at", "pk")


def open_threads(seat: Seat, plan: Workplan) -> list[Any]:
    """The open threads of a plan that the seat reads, on the plan, its lines and its answers: one query.

    Those with the oldest last word come first. Each has the seat, the person and the time of that word; words that were
    taken back are none.
    """
    last = words_of(OuterRef("pk")).order_by("-at", "-pk")
    threads = (
        open_talk(seat)
        .filter(workplan=plan)
        .select_related("activity", "target", "partner", "decision")
        .annotate(
            last_seat=Subquery(last.values("seat")[:1]),
            last_by=Subquery(last.values("by")[:1]),
            last_at=Coalesce(Subquery(last.values("at")[:1]), "at"),
        )
    )
    return all_placed(threads.order_by("last_at", "pk"), "workplan", plan)


def waits_for(seat: Seat, thread: Any) -> bool:
    """Whether the last word in an open thread is not of the seat's side: taskforce, Secretariat or partner.

    Where one side talks with itself, it waits for everybody but who wrote last. An answered return waits for nobody.
    """
    back = thread.decision
    if back is not None and thread.last_at == thread.at and (back.answer or back.done_at):
        return False
    if thread.last_by is None or thread.last_by == seat.user_id:
        return False
    return thread.audience in ONE_SIDE or _side(role_kept(thread.last_seat)) != _side(seat.role)


def _side(role: str) -> str:
    return SIDES.get(role, role)


def open_threads_by_answer(seat: Seat, plan: Workplan, stage: str) -> Counter[str]:
    """How many open threads the seat reads on each answer of a review, by `Place.slug`: one query."""
    threads = open_talk(seat).filter(workplan=plan, stage=stage)
    found = threads.values_list("activity__number", "target__code")
    return Counter(code or padded(number) for number, code in found)


class ReadersAt:
    """Who may read comments at a place now: the seats that are held, by audience. One query, and few for who reads it.

    The taskforce reads its own. Everybody else has to read the place itself.
    """

    def __init__(self, place: CommentTarget, *, now: datetime, today: date) -> None:
        self._place, self._now = place, now
        self._regional = kind_of(place.plan.taskforce).names_countries
        outside = Q(role__in=(statuses.Role.REGIONAL_OFFICE, statuses.Role.PARTNER))
        held = Seat.objects.held_on(today).filter(
            Q(taskforce=place.plan.taskforce_id) | outside, user__is_active=True
        )
        self._seats = list(
            held.select_related("user", "taskforce__country", "partner").order_by("role", "user__name", "pk")
        )
        self._gates: dict[tuple[str, int | None], bool] = {}

    def of(self, audience: str, partner: Partner | None = None) -> list[Seat]:
        """The seats that read comments to an audience."""
        table = statuses.REGIONAL_TALK if self._regional else statuses.NATIONAL_TALK
        key = partner.pk if partner else None
        return [
            seat
            for seat in self._seats
            if audience in table.get(seat.role, ())
            and (seat.role != statuses.Role.PARTNER or seat.partner_id == key)
            and self._reads(seat)
        ]

    def partners(self) -> list[Partner]:
        """Partners that the taskforce can write to: an opening or support lets them read it, and they have people.

        A partner that reads only what was released to all partners starts a thread itself.
        """
        place = self._place
        if place.stage or place.is_absent:
            return []
        opened = Q(openings__in=place.plan.openings.open_at(self._now))
        supports = Q(contributions__activity=place.activity) if place.activity else Q(pk__in=())
        wrote = Q(pk__in=Comment.objects.filter(**place.here, partner__isnull=False).values("partner"))
        found = Partner.objects.filter(opened | supports | wrote).distinct().order_by("position")
        seats = {seat.partner_id: seat for seat in self._seats if seat.role == statuses.Role.PARTNER}
        return [partner for partner in found if partner.pk in seats and self._reads(seats[partner.pk])]

    def _reads(self, seat: Seat) -> bool:
        place = self._place
        if seat.sits_in(place.plan.taskforce_id) or (self._regional and seat.is_regional_office):
            return True
        key = (seat.role, seat.partner_id)
        if key not in self._gates:
            reader = Reader(seat.role, seat.taskforce_id, seat.partner_id, self._now)
            self._gates[key] = reads_now(reader, place.plan, place.activity, place.stage)
        return self._gates[key]


def calls(user: int) -> Exists:
    """Whether an open thread calls a person who has not written in it since."""
    thread = Coalesce(OuterRef("parent"), OuterRef("pk"))
    written = Comment.objects.filter(parent=thread, by=user, pk__gt=OuterRef("pk"))
    words = Comment.objects.filter(Q(pk=OuterRef("pk")) | Q(parent=OuterRef("pk")), told=user)
    return Exists(words.filter(~Exists(written)))


def threads_to_answer(reader: Seat | Reader, user: int) -> QuerySet[Comment]:
    """The open threads that the seat reads and that call the person, of plans that are not closed."""
    threads = open_talk(reader).filter(calls(user))
    return threads.exclude(workplan__status=statuses.WorkplanStatus.CLOSED).order_by("at", "pk")


def told_lead_at(seat: Seat, plan: Workplan) -> datetime | None:
    """When the person of a seat last called the lead in an open thread on the whole plan, since its last decisions."""
    return next(iter(_told_lead(workplan=plan.pk, taskforce=plan.taskforce_id, by=seat.user_id)), None)


@prepared(workplan=BigIntegerField(), taskforce=BigIntegerField(), by=BigIntegerField())
def _told_lead(workplan: int, taskforce: int, by: int) -> QuerySet[Comment, datetime]:
    lead = Q(told__seats__role=statuses.Role.LEAD, told__seats__taskforce=taskforce, taken_back_at=None)
    told = Comment.objects.filter(lead, workplan=workplan, activity=None, stage="", by=by)
    since = told.filter(settled_at=None, parent__settled_at=None).exclude(workplan__decided_at__gt=F("at"))
    return since.order_by("-at").values_list("at", flat=True)[:1]


def writers_of(thread: Comment) -> set[int]:
    """The keys of the people who wrote in a thread and did not take all of it back."""
    return set(words_of(thread.thread_id).values_list("by", flat=True))

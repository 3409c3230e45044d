"""The comparison as a pure function: rows in, one frozen dataset out (STYLE, rule 9).

No ORM, no clock, no request. `reporting.dataset_queries.rows.report_rows` reads the rows and leaves out what the audience
may not see; what is missing there is "Not released" here, never zero. Money is US dollars.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import takewhile

from reporting.dataset import money, rows, values
from reporting.dataset.activities import ActivityFacts, AnswersSaidAt, Chapter, RegionalWorkplan, TypeCounts
from reporting.dataset.schema import Dataset, YearTargets
from reporting.dataset.targets import AreaFacts, Cell, EarlierTargets, EvidenceFacts, TargetFacts


class _Book:
    """The rows, looked up by key."""

    def __init__(self, read: rows.Rows) -> None:
        self.rows = read
        self.nations = [plan for plan in read.plans if plan.country is not None]
        self.columns = tuple(plan.country for plan in read.plans if plan.country is not None)
        self.region = next((plan for plan in read.plans if plan.country is None), None)
        progress: dict[tuple[int, int], list[rows.ProgressRow]] = defaultdict(list)
        for row in read.progress:
            progress[row.taskforce, row.activity].append(row)
        self.answers = {(row.taskforce, row.target): row for row in read.answers}
        self.progress = {key: rows.latest_answer(found) for key, found in progress.items()}
        late = (taskforce for (taskforce, _activity), found in self.progress.items() if found.late)
        self.late = {*(row.taskforce for row in read.answers if row.late), *late}
        self.lines: dict[int, list[rows.LineRow]] = defaultdict(list)
        self.served = Counter(read.served)
        for line in read.lines:
            self.lines[line.version].append(line)
            for target in line.targets:
                self.served[line.version, target] += 1
        targets = [target for area in read.areas for target in area.targets]
        self.areas = {area.key: area.code for area in read.areas}
        self.types = {kind.key: kind.code for kind in read.types}
        self.targets = {target.key: target.code for target in targets}
        self.countries = {plan.taskforce: plan.country.code for plan in read.plans if plan.country}
        self.evidence = defaultdict(tuple[EvidenceFacts, ...], read.evidence)
        # How many targets continue an earlier one, by its key.
        self.continued = Counter(one.key for target in targets for one in target.continues)
        self.keys = {f"{one.plan}:{one.code}": one.key for one in rows.lineage(read.areas)}


def build_dataset(read: rows.Rows) -> Dataset:
    """The dataset of one audience and year, as `reporting.dataset.schema` says how it is filled."""
    book = _Book(read)
    nations, region = book.nations, book.region
    activities = {
        plan.taskforce: tuple(_activity(book, plan, line) for line in book.lines.get(plan.version or 0, ()))
        for plan in read.plans
    }
    shared = activities[region.taskforce] if region else ()
    return Dataset(
        facts=read.facts,
        countries=book.columns,
        steps=read.steps,
        areas=tuple(_area(book, area) for area in read.areas),
        types=tuple(_type_counts(book, kind) for kind in read.types),
        money=replace(_money(book, activities), budget=read.budget),
        chapters=tuple(_chapter(book, plan, activities[plan.taskforce], shared) for plan in nations),
        regional=RegionalWorkplan(
            released=bool(region and region.version),
            activities=shared,
            version=region.version_number if region else None,
        ),
        meetings=read.meetings,
        recommendations=read.recommendations,
        followed_up=read.followed_up,
        notes=_notes(book),
    )


def build_targets(read: rows.Rows, code: str | None = None) -> YearTargets:
    """The answers of a year and nothing else: of the area with this code, of the first where there is none, or of all."""
    book = _Book(read)
    shown = [area for area in read.areas if code in (None, area.code)] or read.areas[:1]
    return YearTargets(read.facts, book.columns, tuple(_area(book, area) for area in shown))


def _area(book: _Book, area: rows.AreaRow) -> AreaFacts:
    return AreaFacts(
        code=area.code,
        title=area.title,
        objective=area.objective,
        targets=tuple(_target(book, target) for target in area.targets),
    )


def _target(book: _Book, row: rows.TargetRow) -> TargetFacts:
    region, steps = book.region, _steps(book, row)
    bare = TargetFacts(
        code=row.code,
        text=row.text,
        scope=values.TargetScope(row.scope),
        cells=(),
        printed_number=row.printed_number,
        due_on=row.due_on,
        continues=steps[0].codes,
        origin=steps[0].origin,
        further=tuple(steps[1:]),
    )
    same = [row.key, *(book.keys[code] for code in bare.same)]
    return replace(
        bare,
        cells=tuple(
            Cell(values.CellStatus.NOT_ASKED)
            if row.scope == values.TargetScope.REGIONAL
            else _cell(book, plan, row, bare, same)
            for plan in book.nations
        ),
        regional=_cell(book, region, row, bare, same)
        if region and row.scope != values.TargetScope.NATIONAL
        else None,
    )


def _steps(book: _Book, row: rows.TargetRow) -> list[EarlierTargets]:
    """How a target lies to the earlier ones, step by step, from how many continue what.

    Two steps make the same obligation where both do. A link that does not say so says nothing further back either.
    """
    past, found = row.continues, list[EarlierTargets]()
    origins = {_origin(past, lambda one: book.continued[one.key] > 1)}
    while past:
        origin = next(
            one
            for one in (values.Origin.LINKED, values.Origin.MERGED, values.Origin.PART, values.Origin.SAME)
            if one in origins
        )
        found.append(EarlierTargets(tuple(f"{one.plan}:{one.code}" for one in past), origin))
        origins |= {_origin(one.further, lambda further: further.is_split) for one in past if one.further}
        past = tuple(dict.fromkeys(further for one in past for further in one.further))
    return found or [EarlierTargets((), values.Origin.NEW if book.continued else None)]


def _origin(
    continues: Sequence[rows.ContinuedRow], is_split: Callable[[rows.ContinuedRow], bool]
) -> values.Origin:
    """How a target lies to those one step back."""
    if len(continues) > 1:
        return values.Origin.MERGED
    if any(map(is_split, continues)):
        return values.Origin.PART
    return values.Origin.SAME if all(one.is_same for one in continues) else values.Origin.LINKED


def _cell(
    book: _Book, plan: rows.PlanRow, target: rows.TargetRow, facts: TargetFacts, same: Sequence[int]
) -> Cell:
    """The cell of a place. `same` are the keys of the target and of the earlier ones that are the same."""
    read = book.rows
    if plan.version is None and read.statuses_need_release:
        return Cell(values.CellStatus.NOT_RELEASED)
    key = (plan.taskforce, target.key)
    answer, until = book.answers.get(key), read.asked_until.get(plan.taskforce)
    if answer is None and until and target.added_at and target.added_at > until:
        return Cell(values.CellStatus.NOT_ASKED)
    is_loaded = read.loaded is not None
    unknown = values.CellStatus.NOT_LOADED if is_loaded else values.CellStatus.NOT_REPORTED
    status = values.CellStatus((answer and answer.status) or unknown)
    told = answer if plan.version is not None or is_loaded else None
    previous = read.facts.previous_year or 0
    places = [(plan.taskforce, one) for one in same]

    def state(year: int) -> str:
        """The state of the target, or of an earlier one that is the same."""
        return next(filter(None, map(read.before.get(year, {}).get, places)), "")

    before = state(previous)
    run = list(takewhile(lambda year: state(year) == status, read.before))

    def earlier(code: str) -> values.CellStatus | None:
        """The state of an earlier target in the year before."""
        found = read.before.get(previous, {}).get((plan.taskforce, book.keys[code]))
        return values.CellStatus(found) if found else None

    return Cell(
        status=status,
        since_year=run[-1] if run else None,
        was=values.CellStatus(before) if before and before != status else None,
        activities=None if plan.version is None else book.served[plan.version, target.key],
        said_at=answer.said_at if answer else None,
        late=answer is not None and answer.late,
        achieved_on=told.achieved_on if told else None,
        narrative=told.narrative if told else "",
        said_on=answer.said_on if answer else None,
        withdrawn=answer is not None and not answer.status,
        evidence=book.evidence[plan.taskforce, None, target.key] if told and told.status else (),
        continued=facts.earlier_note(earlier) if facts.continues and not before else None,
        source=answer.source if answer else "",
    )


def _type_counts(book: _Book, kind: rows.TypeRow) -> TypeCounts:
    """A row of Table 1; None where the country has not released its lines, and where no document gives the number."""

    def count(plan: rows.PlanRow) -> int | None:
        if book.rows.loaded is not None:
            return book.rows.loaded.counts.get((plan.taskforce, kind.key))
        if plan.version is None:
            return None
        return sum(line.type == kind.key for line in book.lines.get(plan.version, ()))

    return TypeCounts(kind.code, kind.title, kind.title, tuple(map(count, book.nations)))


def _activity(book: _Book, plan: rows.PlanRow, line: rows.LineRow) -> ActivityFacts:
    said = book.progress.get((plan.taskforce, line.activity))
    support = _support(line.gifts, said)
    activity = ActivityFacts(
        code=line.code,
        title=line.title,
        area_code=book.areas.get(line.area, ""),
        type_code=book.types.get(line.type, "") if line.type is not None else "",
        texts=line.texts,
        targets=tuple(book.targets[key] for key in line.targets if key in book.targets),
        planned=values.Span(line.starts_on, line.ends_on),
        secretariat_cost=line.cost,
        secured=line.secured,
        accepted=None if book.rows.without_partner_money else money.accepted_in(support),
        partners=line.partners,
        shared_with=tuple(book.countries[key] for key in line.countries if key in book.countries),
        withdrawn=line.withdrawn,
        support=support,
    )
    if said is None:
        return activity
    evidence = book.evidence[plan.taskforce, line.activity, None] if said.value("status") else ()
    return replace(_with_progress(activity, said), evidence=evidence)


def _with_progress(activity: ActivityFacts, said: rows.LatestAnswer) -> ActivityFacts:
    def at(name: str) -> values.SaidAt | None:
        return said.fields[name].said_at if name in said.fields else None

    return replace(
        activity,
        actual=values.Span(said.value("actual_starts_on"), said.value("actual_ends_on")),
        spent_secretariat=said.value("spent_secretariat"),
        spent_partners=money.sum_of_known(one.spent for one in activity.support),
        result=values.Result(said.value("status") or values.Result.NOT_REPORTED),
        narrative=said.value("narrative") or "",
        ended_spending=said.ended,
        answer_withdrawn=said.withdrawn,
        said_on=said.fields["status"].said_on if "status" in said.fields else None,
        said_at=AnswersSaidAt(
            result=at("status"),
            actual=values.earliest((at("actual_starts_on"), at("actual_ends_on"))),
            spent_secretariat=at("spent_secretariat"),
            spent_partners=values.earliest(row.said_at for _one, row in said.spent.values()),
            narrative=at("narrative"),
        ),
    )


def _support(
    gifts: tuple[rows.GiftRow, ...], said: rows.LatestAnswer | None
) -> tuple[money.SupportFacts, ...]:
    """Each partner of a line: those who give in the order of their gifts, then the others who spent, by name."""
    spent = said.spent if said else {}
    delivered = said.delivered if said else {}
    names: dict[int | None, str] = {gift.partner: gift.name for gift in gifts}
    others = {key: one.name for key, (one, _row) in (*spent.items(), *delivered.items())}
    names |= dict(sorted(others.items() - names.items(), key=lambda one: (one[0] is None, one[1])))
    return tuple(
        money.SupportFacts(
            partner=name,
            accepted=money.sum_of_known(gift.amount for gift in gifts if gift.partner == key),
            spent=spent[key][0].amount if key in spent else None,
            in_kind=tuple(gift.what for gift in gifts if gift.partner == key and gift.amount is None),
            delivered=delivered[key][0].delivered if key in delivered else "",
        )
        for key, name in names.items()
    )


def _money(book: _Book, activities: dict[int, tuple[ActivityFacts, ...]]) -> money.Money:
    region, released = book.region, [plan for plan in book.nations if plan.version is not None]
    if (loaded := book.rows.loaded) is not None:
        by_country = tuple(loaded.money.get(plan.taskforce) for plan in book.nations)
        return money.Money(by_country, loaded.money.get(region.taskforce) if region else None)
    by_area = []
    for area in book.rows.areas:
        lines = [
            line for plan in released for line in activities[plan.taskforce] if line.area_code == area.code
        ]
        by_area.append(
            money.AreaMoney(area.code, len(lines), len(released), money.sum_of(line.money for line in lines))
        )
    ceilings = tuple(plan.ceiling if plan.version is None else None for plan in book.nations)
    return money.Money(
        by_country=tuple(_plan_money(plan, activities[plan.taskforce]) for plan in book.nations),
        regional=_plan_money(region, activities[region.taskforce]) if region else None,
        by_area=tuple(by_area),
        unapproved_ceilings=ceilings if any(ceilings) else (),
    )


def _plan_money(plan: rows.PlanRow, lines: tuple[ActivityFacts, ...]) -> money.MoneyRow | None:
    if plan.version is None:
        return None
    return replace(money.sum_of(line.money for line in lines), ceiling=plan.ceiling)


def _chapter(
    book: _Book, plan: rows.PlanRow, lines: tuple[ActivityFacts, ...], shared: tuple[ActivityFacts, ...]
) -> Chapter:
    code = plan.country.code if plan.country else ""
    late = plan.taskforce in book.late
    if plan.version is None:
        return Chapter(code, released=False, late=late and not book.rows.statuses_need_release)
    return Chapter(
        country_code=code,
        released=True,
        activities=lines,
        shared=tuple(line.code for line in shared if code in line.shared_with),
        lead_body=plan.lead_body,
        needs=plan.needs,
        agreed_on=plan.agreed_on,
        agreed_by=plan.agreed_by,
        version=plan.version_number,
        late=late,
    )


def _notes(book: _Book) -> tuple[values.Note, ...]:
    """Whose plans are missing, and what totals cover, by a code that names the audience; which years come from documents."""
    loaded = book.rows.facts.loaded
    hidden = tuple(plan.country.name for plan in book.nations if plan.version is None and plan.country)
    if book.rows.loaded is not None or not hidden:
        return loaded
    everyone, audience = len(book.nations), book.rows.facts.audience
    if len(hidden) == everyone:
        return (values.note(f"no_totals.{audience}", count=everyone, countries=hidden), *loaded)
    counted = {"count": len(hidden), "read": everyone - len(hidden), "everyone": everyone}
    return (values.note(f"missing.{audience}", **counted, countries=hidden), *loaded)

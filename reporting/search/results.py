"""What was found, kind by kind, as the page shows it, with the words marked. Texts of plans of action are looked for here."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from itertools import chain, islice
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, gettext_lazy

from commit_portal.db.compiled_queries import prepared
from commit_portal.forms.base import Values
from commit_portal.i18n import Words, comma_list, fold, language_of, letter_start, span, spans
from reporting.meetings.days_shown import held_words, schedule_of
from reporting.meetings.queries import number_of
from reporting.models import Meeting, Recommendation
from reporting.report_text.editions import for_audience
from reporting.search import queries
from reporting.search.activity_search import LineFound, lines_found
from reporting.search.answer_search import answers_found
from reporting.search.name_search import COUNTRY, MEMBER, PARTNER, SEAT, Named, names_found
from reporting.statuses import ReviewStage
from spa.models import ActionPlan, MenuActivity, Target
from spa.queries import plan_outline
from workplans.activity_codes import short_code
from workplans.book.lists import MINISTRIES, Row, list_of, subject_of
from workplans.book.permissions import may_keep_book
from workplans.fields import BY_NAME
from workplans.models import Country, Grant, Partner, Seat, Taskforce
from workplans.statuses import PartnerKind

# Results of a kind on the page.
MOST = 20
# Characters of an excerpt, and how many of them stand before the first word that was found.
EXCERPT, BEFORE = 180, 60
CUT = "…"


@dataclass(frozen=True)
class PlanTextFound:
    """A plan of action, or a text of it that is in force: an area, a target or an activity area.

    `area` is the code of the area, none for the plan itself; `more` is the objective of an area.
    """

    plan: ActionPlan
    area: str
    code: str
    text: str
    more: str = ""


def plan_texts_found(words: Collection[str], *, on: date) -> list[PlanTextFound]:
    """The texts with all the words, those of the newest plan first, as they read on a day: one query.

    Everybody with a role in the portal may read all of them.
    """
    return [
        text
        for plan in _plans_of_action()
        for text, folded in texts_of(plan, plan.row_version, on, get_language())
        if all(word in folded for word in words)
    ]


@prepared()
def _plans_of_action() -> QuerySet[ActionPlan]:
    return ActionPlan.objects.order_by("-number")


@lru_cache(maxsize=64)
def texts_of(
    plan: ActionPlan, row_version: int, on: date, language: str | None
) -> tuple[tuple[PlanTextFound, str], ...]:
    """Each text of a plan, and folded. A change of a text raises the row version: what was read once holds for it."""
    texts = [PlanTextFound(plan, "", plan.code, str(plan))]
    for area in plan_outline(plan, on, plan.revision):
        called = f"{plan.part_word} {area.code}"
        texts.append(PlanTextFound(plan, area.code, called, area.shown, area.objective))
        lines: list[Target | MenuActivity] = [*area.targets.all(), *area.menu.all()]
        texts += [PlanTextFound(plan, area.code, line.code, line.shown) for line in lines]
    return tuple((text, fold(f"{text.code}\n{text.text}\n{text.more}")) for text in texts)


def sections(seat: Seat, words: Sequence[str], *, on: date) -> list[Values]:
    """Every kind with results: what the seat may read and has all the words. Ten queries, and one for who keeps grants.

    What has exactly this code comes first, and its kind too. `is_cut` where there are more than are shown.
    """
    names = names_found(seat, words, on=on)
    partners = [row for row in names if row.what == PARTNER]
    people = [row for row in names if row.what in (SEAT, MEMBER)]
    countries: dict[int, str] = {}
    for row in names:
        if row.what == COUNTRY:
            countries[row.key] = f"{countries.get(row.key, '')} {fold(row.called)}"
    plans, meetings = queries.plans_known(seat), queries.meetings_known()
    lines = lines_found(seat, words, names, plans, most=MOST + 1)
    texts = _exact_first(plan_texts_found(words, on=on), words)
    lines = _exact_first(lines, words)
    # A person with several seats is one result: with the first.
    once = {(row.what, row.key): row for row in reversed(people)}
    recommendations = queries.recommendations_found(seat, words, meetings)
    every_kind: list[tuple[Words, Any, Iterable[Any]]] = [
        (gettext_lazy("Activities"), partial(_line, partners), lines),
        (gettext_lazy("Workplans"), _plan, queries.plans_found(words, plans, countries)),
        (gettext_lazy("Plans of action"), _plan_text, texts),
        (gettext_lazy("Answers"), partial(_answer, plans), answers_found(seat, words, most=MOST + 1)),
        (gettext_lazy("Editions"), _edition, queries.editions_found(seat, words)),
        (gettext_lazy("Recommendations"), _recommendation, recommendations),
        (gettext_lazy("Partners"), _partner, [row for row in partners if row.has(words)]),
        (
            MINISTRIES.title,
            partial(_body, bool(may_keep_book(seat))),
            queries.bodies_found(seat, words, on=on),
        ),
        (gettext_lazy("Grants"), _grant, queries.grants_found(seat, words)),
        (gettext_lazy("People"), _person, reversed(once.values())),
        (gettext_lazy("Meetings"), partial(_meeting, on), queries.meetings_found(words, meetings)),
    ]
    if texts and _is_exact(texts[0].code, words) and not (lines and _is_exact(lines[0].code, words)):
        every_kind.insert(0, every_kind.pop(2))
    return [
        {"heading": heading, "results": results[:MOST], "is_cut": len(results) > MOST}
        for heading, result_of, rows in every_kind
        # One more than is shown tells that there are more.
        if (results := [result_of(row, words) for row in islice(rows, MOST + 1)])
    ]


def _is_exact(code: str, words: Sequence[str]) -> bool:
    return bool(code) and fold(code) == " ".join(words)


def _exact_first[Row: (LineFound, PlanTextFound)](rows: Iterable[Row], words: Sequence[str]) -> list[Row]:
    """The rows in their order, but those with exactly this code before the others."""
    return sorted(rows, key=lambda row: not _is_exact(row.code, words))


def _excerpt(label: Words, whole: str, words: Collection[str]) -> list[Values]:
    """Where else in a result the words are: the name of a text, and a piece of it; nothing where none is in it."""
    text = excerpt(whole, words)
    return [{"label": label, "text": text, "language": language_of(text)}] if text else []


def _line(partners: Sequence[Named], line: LineFound, words: Collection[str]) -> Values:
    about = line.plan.name
    texts = [*line.texts.items(), *(("needs", need) for need in line.needed.splitlines())]
    excerpts = [_excerpt(BY_NAME[name].label, whole, words) for name, whole in texts]
    return {
        "url": reverse("activity", args=[line.plan.year, line.plan.place, line.nth]),
        "title": marked(f"{line.code} {line.title}", words),
        "about": gettext("%(plan)s. Withdrawn.") % {"plan": about} if line.is_withdrawn else about,
        "language": language_of(line.title),
        "excerpts": [*chain(*excerpts), *_through_partners(line, words, partners)],
    }


def _through_partners(line: LineFound, words: Collection[str], partners: Sequence[Named]) -> Iterator[Values]:
    """The partners with a word that is not in the line or its needs: one of them supports it, is asked or offers."""
    said = f"{line.said}\n{fold(line.needed)}"
    for word in words:
        if word not in said:
            called = " / ".join(row.called for row in partners if word in row.said)
            text = marked(called, [word])
            yield {"label": gettext_lazy("Partner"), "text": text, "language": language_of(called)}


def _plan(plan: queries.PlanKnown, words: Collection[str]) -> Values:
    return {
        "url": reverse("workplan", args=[plan.year, plan.place]),
        "title": marked(plan.name, words),
        "about": plan.own_name,
        "excerpts": _excerpt(gettext_lazy("Opportunities, gaps and needs"), plan.needs_read, words),
    }


def _plan_text(text: PlanTextFound, words: Collection[str]) -> Values:
    page = reverse("spa:plan_detail", args=[text.plan.code])
    return {
        "url": f"{page}#area-{text.area}" if text.area else page,
        "title": marked(f"{text.code} {text.text}", words),
        "about": str(text.plan) if text.area else "",
        "excerpts": _excerpt(gettext_lazy("Objective"), text.more, words),
    }


def _answer(plans: Iterable[queries.PlanKnown], found: Values, words: Collection[str]) -> Values:
    year, stage = found["year"], found["stage"]
    # By the name of the country in that year: what has an answer has a workplan.
    country = next(one.country for one in plans if (one.year, one.place) == (year, found["place"]))
    place = Taskforce(country=Country(name=country) if country else None).name
    said = gettext("Answer for %(code)s: %(place)s, %(review)s %(year)s")
    title = {"code": found["code"], "place": place, "review": ReviewStage(stage).label, "year": year}
    if found["on_page"]:
        page = reverse("comparison_cell", args=[year, found["on_page"], found["place"]]) + f"?stage={stage}"
    else:
        page = reverse("activity", args=[year, found["place"], short_code(found["code"])])
    excerpts = _excerpt(gettext_lazy("Explanation"), found["text"], words)
    return {"url": page, "title": said % title, "excerpts": excerpts}


def _edition(found: tuple[str, int, str, int, str], words: Collection[str]) -> Values:
    name, year, audience, edition, why = found
    return {
        "url": reverse("report_edition", args=[year, audience, edition]),
        "title": marked(name, words),
        "about": for_audience(audience),
        "excerpts": _excerpt(gettext_lazy("Reason"), why, words),
    }


def _recommendation(found: Recommendation, words: Collection[str]) -> Values:
    said = gettext("Recommendation %(number)s: %(meeting)s")
    return {
        "url": reverse("meeting", args=[found.meeting.slug]),
        "title": said % {"number": number_of(found), "meeting": found.meeting},
        "excerpts": _excerpt(gettext_lazy("Text"), found.text, words),
    }


def _partner(row: Named, words: Collection[str]) -> Values:
    name = f"{row.called} ({row.detail})" if row.detail else row.called
    about = PartnerKind(row.acts_as).label
    return {"url": reverse("partners"), "title": marked(name, words), "about": about}


def _body(keeps: bool, row: Row, words: Collection[str]) -> Values:
    """A lead body, a ministry or a body that signs, by its name of today. Who keeps the book is led to its own page."""
    listed, taskforce = list_of(row), subject_of(row)
    today = row.called_then(row.words[0])
    others = " / ".join(name for name in row.all_names if name != today)
    return {
        "url": reverse("book_row", args=[listed.code, row.pk])
        if keeps
        else f"{reverse('taskforces')}#{taskforce.slug}",
        "title": marked(today, words),
        "about": f"{listed.title} · {taskforce.name}",
        "excerpts": _excerpt(gettext_lazy("Other names"), others, words),
    }


def _grant(found: Grant, words: Collection[str]) -> Values:
    url = reverse("grant", args=[found.plan.code, found.pk])
    return {"url": url, "title": marked(found.called, words), "about": str(found.plan)}


def _person(row: Named, words: Collection[str]) -> Values:
    """A person with what they are: a seat with its e-mail address, or a member of a taskforce with a post."""
    country = Country(name=row.country) if row.country else None
    if row.what == MEMBER:
        url = reverse("taskforces")
        about = comma_list(filter(None, (row.detail, row.whom, Taskforce(country=country).name)))
    else:
        seat = Seat(
            role=row.acts_as,
            taskforce=Taskforce(country=country) if country else None,
            partner=Partner(name=row.whom) if row.whom else None,
        )
        url = reverse("person", args=[row.key])
        about = " · ".join((seat.role_label, seat.place_label, row.detail))
    title = marked(row.called, words)
    return {"url": url, "title": title, "about": about, "language": language_of(row.called)}


def _meeting(on: date, meeting: Meeting, words: Collection[str]) -> Values:
    schedule = schedule_of(meeting, on)
    when, where = span(*schedule.planned), schedule.planned_place
    if meeting.is_held(on):
        when, where = held_words(meeting), schedule.place
    return {
        "url": reverse("meeting", args=[meeting.slug]),
        "title": marked(str(meeting), words),
        "about": comma_list(filter(None, (when, where))),
        "excerpts": _excerpt(gettext_lazy("Theme"), meeting.theme, words),
    }


def marked(text: str, words: Collection[str]) -> SafeString:
    """The whole text as HTML with the words marked; all else is escaped. Words are folded."""
    parts: list[str] = []
    at = 0
    for first, last in spans(text, words):
        parts += [escape(text[at:first]), "<mark>", escape(text[first:last]), "</mark>"]
        at = last
    return SafeString("".join((*parts, escape(text[at:]))))


def excerpt(text: str, words: Collection[str]) -> SafeString:
    """A piece of the text around the first word that was found; nothing where no word was found."""
    plain = " ".join(text.split())
    found = spans(plain, words)
    if not found:
        return SafeString("")
    first = _begin(plain, found[0][0])
    last = _end(plain, max(first + EXCERPT, found[0][1]))
    piece = marked(plain[first:last], words)
    return SafeString(f"{CUT if first else ''}{piece}{CUT if last < len(plain) else ''}")


def _begin(text: str, found_at: int) -> int:
    """Some way before the word, where a word begins: scripts without spaces are cut between two letters."""
    at = found_at - BEFORE
    if at <= 0:
        return 0
    space = text.find(" ", at, found_at)
    return space + 1 if space >= 0 else letter_start(text, at)


def _end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", at - BEFORE, at + 1)
    return space if space >= 0 else letter_start(text, at)

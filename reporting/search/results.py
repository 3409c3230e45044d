"""What was found, kind by kind, as the page shows it, with the words marked."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import islice

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, ngettext

from commit_portal.i18n.formatting import language_of, span
from commit_portal.i18n.messages import Words
from commit_portal.i18n.search_normalization import fold
from reporting.meetings.days import held_words
from reporting.meetings.queries import number_of, place_of
from reporting.models import Meeting, Recommendation
from reporting.report_text.coverage import FOR_AUDIENCE
from reporting.search import queries
from reporting.search.activity_search import LineFound, lines_found
from reporting.search.answer_search import AnswerFound, answers_found
from reporting.search.name_search import COUNTRY, MEMBER, PARTNER, SEAT, Named, names_found
from reporting.search.text_search import PlanTextFound, excerpt, marked, plan_texts_found
from reporting.statuses import ReviewStage
from workplans.activity_codes import short_code
from workplans.fields import BY_NAME
from workplans.models import Country, Partner, Seat, Taskforce
from workplans.statuses import PartnerKind

# Results of a kind on the page.
MOST = 20


@dataclass(frozen=True)
class Excerpt:
    """Where else in a result the words are: the name of the text, and a piece of it."""

    label: Words
    text: str
    language: str


@dataclass(frozen=True)
class SearchResult:
    url: str
    title: SafeString
    about: str
    language: str = ""
    excerpts: Sequence[Excerpt] = ()


@dataclass(frozen=True)
class Section:
    """The results of one kind; `is_cut` where there are more than are shown."""

    heading: Words
    results: Sequence[SearchResult]
    is_cut: bool

    @property
    def count(self) -> str:
        number = len(self.results)
        if self.is_cut:
            return gettext("The first %(count)s") % {"count": number}
        return ngettext("%(count)s result", "%(count)s results", number) % {"count": number}


def sections(seat: Seat, words: Sequence[str], *, on: date) -> list[Section]:
    """Every kind with results: what the seat may read and has all the words. Nine queries.

    What has exactly this code comes first, and its kind too.
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
    once = {(row.what, row.key): row for row in reversed(list(people))}
    people_once = list(reversed(once.values()))
    every_kind = [
        (gettext_lazy("Activities"), _results(partial(_line, partners), lines, words)),
        (gettext_lazy("Workplans"), _results(_plan, queries.plans_found(words, plans, countries), words)),
        (gettext_lazy("Plans of action"), _results(_plan_text, texts, words)),
        (gettext_lazy("Answers"), _results(_answer, answers_found(seat, words, most=MOST + 1), words)),
        (gettext_lazy("Editions"), _results(_edition, queries.editions_found(seat, words), words)),
        (
            gettext_lazy("Recommendations"),
            _results(_recommendation, queries.recommendations_found(seat, words, meetings), words),
        ),
        (gettext_lazy("Partners"), _results(_partner, [row for row in partners if row.has(words)], words)),
        (gettext_lazy("People"), _results(_person, people_once, words)),
        (
            gettext_lazy("Meetings"),
            _results(partial(_meeting, on), queries.meetings_found(words, meetings), words),
        ),
    ]
    if texts and _is_exact(texts[0].code, words) and not (lines and _is_exact(lines[0].code, words)):
        every_kind.insert(0, every_kind.pop(2))
    return [
        Section(heading, results[:MOST], is_cut=len(results) > MOST)
        for heading, results in every_kind
        if results
    ]


def _is_exact(code: str, words: Sequence[str]) -> bool:
    return bool(code) and fold(code) == " ".join(words)


def _exact_first[Row: (LineFound, PlanTextFound)](rows: Iterable[Row], words: Sequence[str]) -> list[Row]:
    """The rows in their order, but those with exactly this code before the others."""
    return sorted(rows, key=lambda row: not _is_exact(row.code, words))


def _results[Row](
    result_of: Callable[[Row, Collection[str]], SearchResult], rows: Iterable[Row], words: Collection[str]
) -> list[SearchResult]:
    """The first results, and one more where there are more."""
    return [result_of(row, words) for row in islice(rows, MOST + 1)]


def _line(partners: Sequence[Named], line: LineFound, words: Collection[str]) -> SearchResult:
    about = line.plan.name
    return SearchResult(
        url=reverse("activity", args=[line.plan.year, line.plan.place, line.nth]),
        title=marked(f"{line.code} {line.title}", words),
        about=gettext("%(plan)s. Withdrawn.") % {"plan": about} if line.is_withdrawn else about,
        language=language_of(line.title),
        excerpts=[*_excerpts(line, words), *_through_partners(line, words, partners)],
    )


def _excerpts(line: LineFound, words: Collection[str]) -> Iterator[Excerpt]:
    texts = [*line.texts.items()]
    texts += [("needs", need) for need in line.needed.splitlines()]
    for name, whole in texts:
        text = excerpt(whole, words)
        if text:
            yield Excerpt(BY_NAME[name].label, text, language_of(text))


def _through_partners(
    line: LineFound, words: Collection[str], partners: Sequence[Named]
) -> Iterator[Excerpt]:
    """The partners with a word that is not in the line or its needs: one of them supports it, is asked or offers."""
    said = f"{line.said}\n{fold(line.needed)}"
    for word in words:
        if word not in said:
            called = " / ".join(row.called for row in partners if word in row.said)
            yield Excerpt(gettext_lazy("Partner"), marked(called, [word]), language_of(called))


def _plan(plan: queries.PlanKnown, words: Collection[str]) -> SearchResult:
    needs = excerpt(plan.needs_read, words)
    label = gettext_lazy("Opportunities, gaps and needs")
    return SearchResult(
        url=reverse("workplan", args=[plan.year, plan.place]),
        title=marked(plan.name, words),
        about=plan.own_name,
        excerpts=[Excerpt(label, needs, language_of(needs))] if needs else [],
    )


def _plan_text(text: PlanTextFound, words: Collection[str]) -> SearchResult:
    page = reverse("spa:plan_detail", args=[text.plan.code])
    more = excerpt(text.more, words)
    return SearchResult(
        url=f"{page}#area-{text.area}" if text.area else page,
        title=marked(f"{text.code} {text.text}", words),
        about=str(text.plan) if text.area else "",
        excerpts=[Excerpt(gettext_lazy("Objective"), more, "")] if more else [],
    )


def _answer(found: AnswerFound, words: Collection[str]) -> SearchResult:
    place = Taskforce(country=Country(name=found.country) if found.country else None).name
    said = gettext("Answer for %(code)s: %(place)s, %(review)s %(year)s")
    title = {"code": found.code, "place": place, "review": ReviewStage(found.stage).label, "year": found.year}
    if found.on_page:
        page = reverse("comparison_cell", args=[found.year, found.on_page, found.place])
        page += f"?stage={found.stage}"
    else:
        page = reverse("activity", args=[found.year, found.place, short_code(found.code)])
    text = excerpt(found.text, words)
    return SearchResult(
        url=page,
        title=SafeString(escape(said % title)),
        about="",
        excerpts=[Excerpt(gettext_lazy("Explanation"), text, language_of(found.text))],
    )


def _edition(found: tuple[str, int, str, int, str], words: Collection[str]) -> SearchResult:
    name, year, audience, edition, why = found
    reason = excerpt(why, words)
    return SearchResult(
        url=reverse("report_edition", args=[year, audience, edition]),
        title=marked(name, words),
        about=str(FOR_AUDIENCE[audience]),
        excerpts=[Excerpt(gettext_lazy("Reason"), reason, language_of(why))] if reason else [],
    )


def _recommendation(found: Recommendation, words: Collection[str]) -> SearchResult:
    said = gettext("Recommendation %(number)s: %(meeting)s")
    return SearchResult(
        url=reverse("meeting", args=[found.meeting.slug]),
        title=SafeString(escape(said % {"number": number_of(found), "meeting": str(found.meeting)})),
        about="",
        excerpts=[Excerpt(gettext_lazy("Text"), excerpt(found.text, words), language_of(found.text))],
    )


def _partner(row: Named, words: Collection[str]) -> SearchResult:
    name = f"{row.called} ({row.detail})" if row.detail else row.called
    return SearchResult(reverse("partners"), marked(name, words), str(PartnerKind(row.acts_as).label))


def _person(row: Named, words: Collection[str]) -> SearchResult:
    """A person with what they are: a seat with its e-mail address, or a member of a taskforce with a post."""
    country = Country(name=row.country) if row.country else None
    if row.what == MEMBER:
        place = Taskforce(country=country).name
        about = ", ".join(filter(None, (row.detail, row.whom, place)))
        return SearchResult(reverse("taskforces"), marked(row.called, words), about, language_of(row.called))
    seat = Seat(
        role=row.acts_as,
        taskforce=Taskforce(country=country) if country else None,
        partner=Partner(name=row.whom) if row.whom else None,
    )
    about = " · ".join((seat.role_label, seat.place_label, row.detail))
    return SearchResult(
        reverse("person", args=[row.key]), marked(row.called, words), about, language_of(row.called)
    )


def _meeting(on: date, meeting: Meeting, words: Collection[str]) -> SearchResult:
    when = held_words(meeting) if meeting.is_held(on) else span(*meeting.days_planned(on))
    theme = excerpt(meeting.theme, words)
    return SearchResult(
        url=reverse("meeting", args=[meeting.slug]),
        title=marked(str(meeting), words),
        about=", ".join(filter(None, (when, place_of(meeting)))),
        excerpts=[Excerpt(gettext_lazy("Theme"), theme, "")] if theme else [],
    )

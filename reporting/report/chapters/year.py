"""The printed chapters of the year as a whole: the words of the regional office, the summary, the steps and the meetings."""

from datetime import date

from django.utils.translation import gettext

from commit_portal.i18n import long_month, ngettext_lazy, say
from reporting.dataset import HIGHLIGHTS, CellStatus, Dataset
from reporting.dataset.schema import ChangesSince
from reporting.dataset.totals import answers_given, asked_of_countries, tally_of
from reporting.report import charts
from reporting.report.cells import area_line, bold, breakable, recommendation_row, written
from reporting.report.numbering import Contents
from reporting.report_text import values
from reporting.report_text.coverage import met_in, not_held, of_countries, step_planned_otherwise
from reporting.report_text.findings import findings, lead_of_summary
from reporting.report_text.money import spending_label


def foreword(dataset: Dataset, contents: Contents) -> dict[str, object]:
    """The foreword and the highlights; `report.context` adds the table of each once all tables have their numbers."""
    contents.front(gettext("Foreword"), "foreword")
    texts = dataset.texts
    return {
        "text": written(texts.get("foreword", "")),
        "highlights": [
            {"text": bold(breakable(text)), "key": texts.get(f"figure_{number}", "").partition("=")[0]}
            for number in HIGHLIGHTS
            if (text := texts.get(f"highlight_{number}"))
        ],
    }


def changes_since(since: ChangesSince, contents: Contents) -> dict[str, object]:
    """What changed since the edition that the same readers had before, and why."""
    title = gettext("What changed since edition %(edition)s") % {"edition": since.edition}
    contents.front(title, "changes")
    return {
        "why": breakable(since.why),
        "changes": [breakable(values.said(change)) for change in since.changes],
    }


def summary(dataset: Dataset, contents: Contents) -> dict[str, object]:
    """The year in key figures and findings, and the areas of the plan of action."""
    numbers = contents.chapter(gettext("Summary"), "summary")
    targets = dataset.targets
    tally = tally_of(targets)
    everyone = sum(bool(target.covered) and target.achieved == target.covered for target in targets)
    money = [row for row in dataset.money.by_country if row]
    figures = []
    if dataset.activities_covered:
        label = gettext("Activities in the national workplans")
        if part := of_countries(dataset, dataset.activities_covered):
            label = gettext("Activities in the national workplans of %(part)s") % {"part": part}
        figures.append((f"{dataset.activity_total:,}", label))
    if answers_given(dataset):
        asked = asked_of_countries(targets)
        answers = ngettext_lazy(
            "Country answers with the status “achieved” (each country answers %(count)s target)",
            "Country answers with the status “achieved” (each country answers %(count)s targets)",
        ) % {"count": asked}
        by_all = gettext("Targets achieved by all countries that released their answers")
        figures.append((values.part_of(tally[CellStatus.ACHIEVED], sum(tally.values())), answers))
        figures.append((str(everyone), by_all))
    if money:
        figures.append(spending_label(money))
    known = bool(figures)
    return {
        "short": not known,
        "figures": figures,
        "lead": lead_of_summary(dataset, tally),
        "findings": [breakable(finding) for finding in findings(dataset)],
        "caption": numbers.table_of(
            known,
            gettext("Figures for each area of the plan of action"),
            of_countries(dataset, dataset.money.covered),
        ),
        "areas": [area_line(dataset, area) for area in dataset.areas] if known else [],
    }


def the_year(dataset: Dataset, contents: Contents, *, on: date) -> dict[str, object]:
    """The nine steps of the year, planned and actual (chart and table), and which run late on a day."""
    numbers = contents.chapter(gettext("The year, planned and actual"), "year")
    steps, span = values.steps_and_whether_over(dataset), dataset.facts.implementation
    late = [(values.days_late(step.planned, step.actual) or 0) > 0 for step, _over in steps]
    running = [
        values.days_running_late(step.planned, step.actual, on=on, over=over) > 0 for step, over in steps
    ]
    ended = ngettext_lazy(
        "%(count)s step ended later than planned.", "%(count)s steps ended later than planned."
    )
    still = ngettext_lazy(
        "%(count)s step still runs after its planned end.",
        "%(count)s steps still run after their planned end.",
    )
    chart = charts.steps_chart(
        dataset.steps,
        values.paragraph(
            gettext("Planned and actual dates of the steps of the year."),
            say(ended, count=sum(late)) if any(late) else gettext("No step ended later than planned."),
            say(still, count=sum(running)) if any(running) else "",
            gettext("The table that follows has the dates."),
        ),
    )
    return {
        "runs": [long_month(when) for when in (span.starts, span.ends) if when],
        "met": met_in(dataset),
        "not_held": not_held(dataset),
        "chart": chart,
        "chart_caption": numbers.chart(
            gettext("The steps of the year: planned (outline) and actual (filled)")
        ),
        "caption": numbers.table(gettext("The steps of the year, planned and actual")),
        "steps": [
            {
                "number": step.number,
                "name": breakable(values.step_name(step.number)),
                "planned": values.days(step.planned)
                or values.no_dates(over=over or step.actual.ends is not None),
                "actual": values.days(step.actual) or values.no_dates(over=over),
                "basis": values.basis_words(step.basis),
                "difference": values.difference(step.planned, step.actual, on=on, over=over),
                "late": any(lateness),
            }
            for (step, over), *lateness in zip(steps, late, running, strict=True)
        ],
    }


def meeting_chapter(dataset: Dataset, contents: Contents, *, on: date) -> dict[str, object]:
    """The recommendations of the year, the follow-up of earlier ones, and the meetings."""
    numbers = contents.chapter(gettext("Recommendations and meetings"), "meeting")
    step = step_planned_otherwise(dataset)
    made, followed = dataset.recommendations, dataset.followed_up
    of, before = (values.said(rows[0].meeting) if rows else "" for rows in (made, followed))
    return {
        "short": not (made or followed or dataset.meetings),
        "met": met_in(dataset),
        "not_held": not_held(dataset),
        "before": before,
        "step": step and {"number": step.number, "days": values.days(step.planned)},
        "meetings_caption": numbers.table_of(
            dataset.meetings, gettext("Meetings of the year, planned and held")
        ),
        "meetings": [
            {
                "name": breakable(values.said(meeting.name)),
                "planned": values.days(meeting.planned) or values.no_dates(over=bool(meeting.actual)),
                "planned_place": breakable(meeting.planned_place),
                "actual": values.days(meeting.actual)
                or (gettext("called off") if meeting.called_off else gettext("not held yet")),
                "actual_place": breakable(meeting.actual_place),
            }
            for meeting in dataset.meetings
        ],
        "caption": numbers.table_of(made, gettext("Recommendations of %(meeting)s") % {"meeting": of}),
        "made": [recommendation_row(one, on=on) for one in made],
        "followed_caption": numbers.table_of(
            followed, gettext("Recommendations of %(meeting)s, followed up") % {"meeting": before}
        ),
        "followed": [recommendation_row(one, on=on) for one in followed],
    }

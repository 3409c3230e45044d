"""A dataset as the printed report shows it: every value formatted once, in Python.

Pure: the same dataset, imprint and language give the same page. Templates under print/ place these values.
"""

from typing import Any

from django.utils.translation import get_language

from reporting.dataset.schema import Dataset
from reporting.dataset.totals import som_of
from reporting.report.chapters.order import COUNTRY, chapters_in_order
from reporting.report.numbering import Contents, Imprint
from reporting.report_text import values
from reporting.report_text.coverage import for_audience
from reporting.report_text.figures import figures_of
from reporting.report_text.year import page_words, report_title


def print_context(dataset: Dataset, imprint: Imprint) -> dict[str, object]:
    """Everything that print/report.html places; the pages on the screen take single chapters by name."""
    contents = Contents()
    chapters = list(chapters_in_order(dataset, imprint, contents))
    named: dict[str, Any] = {one.template: one.chapter for one in chapters if one.template != COUNTRY}
    if "foreword" in named:
        tables = {figure.key: figure.table for figure in figures_of(dataset, named)}
        for one in named["foreword"]["highlights"]:
            one["table"] = tables.get(one["key"], "")
    facts, plan, som = dataset.facts, dataset.facts.plan, som_of(dataset)
    met = som if som and som.actual else None
    return {
        "language": get_language(),
        "year": facts.year,
        "title": report_title(facts.year),
        "plan_title": plan.title,
        "plan_years": (plan.starts_on.year, plan.last_day.year),
        "governments": dataset.countries if len(dataset.countries) <= 12 else (),
        "government_count": len(dataset.countries),
        "edition": imprint.edition,
        "page_words": page_words(),
        "short_digest": imprint.short_digest,
        "as_of": values.day(imprint.as_of),
        "audience": values.AUDIENCE_WORDS[facts.audience],
        "for_audience": for_audience(facts.audience),
        "met": met
        and {"name": values.said(met.name), "place": met.actual_place, "days": values.days(met.actual)},
        "demonstration": facts.demonstration,
        **named,
        "countries": [one.chapter for one in chapters if one.template == COUNTRY],
        "chapters": chapters,
        "contents": contents.groups,
    }

"""The charts of the printed report, each an SVG as wide as the text (168 mm).

Each has a zero base and one scale, and its values are written out. `alternative` says what it shows, the finding and
which table has the values: it becomes the alternative text in the tagged PDF. Planned, approved and accepted are
outlines. Actual and spent are filled. So a chart can be read in grey.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain, groupby
from math import ceil
from operator import attrgetter

from django.utils.translation import gettext

from reporting.dataset import ActivityFacts, Dataset, Span
from reporting.dataset.schema import StepFacts
from reporting.dataset.totals import month_after
from reporting.report.colours import FIRST, SECOND, SECURED, Colours, Paint
from reporting.report.drawing import BAR, CHARACTER, LABELS, ROW, WIDTH, Chart, round_step
from reporting.report_text.coverage import not_there
from reporting.report_text.values import days_late, dollars, lateness, month_name, step_name

DAY = timedelta(days=1)
# Characters of a title that stand beside its bar.
TITLE = 34
# An outline of what has no figure, and the height of a row of a legend.
DASHED, LEGEND_ROW = "0.8 0.6", 3.6
# The activities of a country that are planned in each month, and those that really ran.
type MonthlyCounts = tuple[str, Sequence[int] | None, Sequence[int] | None]


def steps_chart(steps: Sequence[StepFacts], alternative: str) -> Chart | None:
    """The steps of the year: planned above (outline), actual below (filled). None where no date is known."""
    known = _days_of(span for step in steps for span in (step.planned, step.actual))
    if not known:
        return None
    first = min(known).replace(day=1)
    last = month_after(max(known))
    left, top, row = 44.0, 9.0, 7.6
    scale = (WIDTH - left) / (last - first).days
    bottom = top + row * len(steps)
    drawing = Chart()
    _month_heads(drawing, first, last, left, top, bottom)
    for position, step in enumerate(steps):
        y = top + row * position
        drawing.label(0, y + 4.5, str(step.number), fill=Paint.BRAND, weight="700")
        drawing.label(5, y + 4.5, step_name(step.number))
        drawing.across(y + row)
        start = end = left
        bars = (
            (step.planned, drawing.outline, 0.9, Paint.RULE_STRONG),
            (step.actual, drawing.box, 3.9, Paint.BRAND),
        )
        for span, draw, below, colour in bars:
            if span.starts and span.ends:
                x = left + (span.starts - first).days * scale
                width = max(1.2, ((span.ends - span.starts).days + 1) * scale)
                draw(x, y + below, width, 2.6, colour)
                end = x + width
                start = x if span is step.actual else end
        if (late := days_late(step.planned, step.actual) or 0) > 0:
            words = lateness(late)
            room = end + 1.4 + len(words) * CHARACTER <= WIDTH
            x, anchor = (end + 1.4, "start") if room else (start - 1.4, "end")
            drawing.small(x, y + 6, words, anchor, fill=Paint.ACCENT_INK)
    return drawing.done(alternative, bottom + 0.5)


def types_chart(dataset: Dataset, share: slice, alternative: str) -> Chart:
    """Activities by type: one panel for each country of a share, one scale for all of them."""
    countries, types = dataset.countries[share], dataset.types
    most = max((count for kind in types for count in kind.by_country if count), default=1)
    panel = (WIDTH - LABELS) / max(len(countries), 6)
    scale = (panel - 7.5) / most
    top = 6.0
    bottom = top + ROW * len(types)
    drawing = Chart()
    for at, country in enumerate(countries):
        x = LABELS + panel * at
        drawing.label(x, 3.4, country.name, fill=Paint.BRAND, weight="700")
        drawing.upright(x, top - 1, bottom, Paint.RULE_STRONG)
        if all(kind.by_country[share][at] is None for kind in types):
            drawing.small(x + 1, top + 3.2, not_there(dataset.facts.audience))
    for number, kind in enumerate(types):
        y = top + ROW * number
        drawing.label(0, y + 3.3, kind.short)
        drawing.across(y + ROW - 0.5)
        for at, value in enumerate(kind.by_country[share]):
            x = LABELS + panel * at
            if value is not None:
                drawing.box(x, y + 0.9, value * scale, BAR - 0.2, Paint.BRAND)
                drawing.small(x + value * scale + 0.9, y + 3.2, str(value))
    return drawing.done(alternative, bottom + 0.5)


def timeline_chart(
    lines: Sequence[tuple[str, str, ActivityFacts, int]],
    events: Sequence[tuple[str, date]],
    until: date,
    alternative: str,
) -> Chart | None:
    """Activities by country and code: planned (outline), actual (filled), and the days late (a line).

    One that has not ended runs until a day. None where no date of theirs is known.
    """
    days = _days_of(span for _place, _code, line, _late in lines for span in (line.planned, line.actual))
    if not days:
        return None
    left, top = 62.0, 9.0
    first, last = min(days).replace(day=1), month_after(max(*days, until))
    scale = (WIDTH - left) / (last - first).days
    drawing, y = Chart(), top

    def x_of(when: date) -> float:
        return left + (when - first).days * scale

    for place, group in groupby(lines, lambda line: line[0]):
        drawing.label(0, y + 3.6, place, weight="700")
        drawing.across(y + ROW)
        for _place, code, line, late in group:
            y += ROW
            title = line.title if len(line.title) <= TITLE else f"{line.title[:TITLE]}…"
            drawing.small(2, y + 3.4, f"{code} {title}", fill=Paint.INK)
            planned, actual = line.planned, line.actual
            if planned.starts and planned.ends:
                start, end = x_of(planned.starts), x_of(planned.ends + DAY)
                edge = Paint.RULE_STRONG if actual else Paint.RULE
                drawing.outline(start, y + 0.8, end - start, BAR + 0.6, edge)
            if actual.starts and (ended := actual.ends or max(until, actual.starts)):
                start, end = x_of(actual.starts), x_of(ended + DAY)
                drawing.box(start, y + 1.4, end - start, BAR - 0.6, Paint.BRAND)
            if planned.ends and late > 0:
                drawing.box(x_of(planned.ends + DAY), y + 1.7, late * scale, 1.2, Paint.ACCENT)
        y += ROW
    _month_heads(drawing, first, last, left, top, y)
    for at, (name, when) in enumerate(event for event in events if first <= event[1] < last):
        drawing.upright(x_of(when), top, y + 1, Paint.ACCENT, "1 0.7")
        drawing.small(x_of(when), y + 4 + 3.4 * at, name, "end", fill=Paint.INK)
    return drawing.done(alternative, y + 5 + 3.4 * len(events))


def guide_chart(dataset: Dataset, share: slice, alternative: str) -> Chart:
    """Activities of a share of the countries against the guide, a band; "above" and "below the guide" in words."""
    low, high = dataset.facts.guide_min, dataset.facts.guide_max
    countries, totals = dataset.countries[share], dataset.activity_totals
    top_value = max([high, *filter(None, totals)]) * 1.05
    scale = (WIDTH - LABELS) / top_value
    top = 6.0
    bottom = top + ROW * len(countries)
    drawing = Chart()
    drawing.box(LABELS + low * scale, top - 0.6, (high - low) * scale, bottom - top + 0.6, Paint.SUNK)
    for edge in (low, high):
        drawing.upright(LABELS + edge * scale, top - 0.6, bottom, Paint.RULE_STRONG, "1 0.7")
    band = gettext("recommended: %(low)s to %(high)s") % {"low": low, "high": high}
    drawing.small(LABELS + (low + high) / 2 * scale, 3.6, band, "middle")
    drawing.upright(LABELS, top - 0.6, bottom, Paint.RULE_STRONG)
    for position, (country, total) in enumerate(zip(countries, totals[share], strict=True)):
        y = top + ROW * position
        drawing.label(0, y + 3.3, country.name)
        if total is None:
            drawing.small(LABELS + 1, y + 3.2, not_there(dataset.facts.audience))
            continue
        end = LABELS + total * scale
        drawing.box(LABELS, y + 0.8, total * scale, BAR + 0.4, Paint.BRAND)
        words = gettext("(above the recommended number)") if total > high else ""
        words = gettext("(below the recommended number)") if total < low else words
        inside = total * scale > 8 + len(words) * CHARACTER
        colour, anchor, outwards = (Paint.ON_BRAND, "end", -1) if inside else (Paint.INK, "start", 1)
        at, number = end + 1.2 * outwards, str(total)
        drawing.label(at, y + 3.4, number, fill=colour, size="2.5", anchor=anchor, weight="700")
        if words:
            drawing.small(at + (len(number) * 1.7 + 1.4) * outwards, y + 3.4, words, anchor, fill=colour)
    for value in range(0, int(top_value) + 1, round_step(top_value)):
        drawing.small(LABELS + value * scale, bottom + 3.4, str(value), "middle")
    return drawing.done(alternative, bottom + 4.4)


def progress_chart(
    years: Sequence[tuple[str, Sequence[int]]], words: Sequence[str], alternative: str
) -> Chart:
    """All answers of each year, one bar a year, by these statuses: from the filled one to the one that is not known."""
    top, row, left = 9.0, 7.4, 14.0
    most = max(sum(counts) for _year, counts in years)
    scale = (WIDTH - left) / max(1, most)
    last = ((Paint.RAISED, Paint.RULE_STRONG, Paint.INK), (Paint.SUNK, Paint.RULE, Paint.MUTED))
    looks = (FIRST, SECOND, *last)
    drawing = Chart()
    for at, (word, (fill, edge, _ink)) in enumerate(zip(words, looks, strict=True)):
        x = left + at * (WIDTH - left) / len(words)
        drawing.box(x, 1.5, 4, 2.4, fill, edge)
        drawing.label(x + 5.2, 3.6, word)
    for position, (year, counts) in enumerate(years):
        x, y = left, top + row * position
        drawing.label(0, y + 3.8, year, fill=Paint.BRAND, weight="700")
        for count, (fill, edge, ink) in zip(counts, looks, strict=True):
            drawing.box(x, y, count * scale, 5.4, fill, edge)
            if count * scale > len(str(count)) * CHARACTER + 1:
                drawing.label(x + count * scale / 2, y + 3.8, str(count), fill=ink, anchor="middle")
            x += count * scale
    return drawing.done(alternative, top + row * len(years))


def money_chart(
    dataset: Dataset, share: slice, alternative: str, states: Mapping[str, str] | None = None
) -> Chart:
    """Approved, secured where that is read, and spent of a share of the countries; the first bar has the ceiling's tick.

    A workplan that is not approved has an empty bar up to its ceiling, where that is read, and its word of `states`.
    """
    countries, rows = dataset.countries[share], dataset.money.by_country
    columns = attrgetter("ceiling", "approved", "accepted", "spent_secretariat", "spent_within")
    amounts = chain(dataset.money.unapproved_ceilings, *(columns(row) for row in rows if row))
    most = max(filter(None, amounts), default=Decimal(1))
    ceilings = dataset.money.unapproved_ceilings[share] or (None,) * len(countries)
    between = 0.0 if dataset.money.everything.secured is None else BAR + 0.6
    top, row = 13.0 + between + LEGEND_ROW * any(ceilings), 9.4 + between
    scale = (WIDTH - LABELS - 10) / float(most)
    bottom = top + row * len(countries)
    drawing = Chart()
    partners = any(money and money.accepted is not None for money in rows[share])
    _money_legend(drawing, partners=partners, secured=bool(between), empty=any(ceilings))
    for value in range(0, int(most) + 1, round_step(float(most))):
        x = LABELS + value * scale
        drawing.upright(x, top - 2, bottom, Paint.RULE_STRONG if value == 0 else Paint.RULE)
        drawing.small(x, bottom + 3, f"{value:,}", "middle")
    for position, (country, money, ceiling) in enumerate(zip(countries, rows[share], ceilings, strict=True)):
        y = top + row * position
        drawing.label(0, y + 4.2, country.name)
        if money is None:
            if ceiling:
                drawing.box(LABELS, y + 1, float(ceiling) * scale, 5, Paint.RAISED, Paint.RULE_STRONG, DASHED)
            words = (states or {}).get(country.name) or not_there(dataset.facts.audience)
            drawing.small(LABELS + 1.2, y + 4.4, words)
            continue
        _money_bar(drawing, y, money.approved, money.spent_secretariat, scale, FIRST)
        if between:
            _money_bar(drawing, y + between, money.approved, money.secured or Decimal(0), scale, SECURED)
        if money.accepted:
            # What partners spent outside is not drawn: beside nothing accepted, a bar would say the contrary.
            _money_bar(drawing, y + between + BAR + 0.6, money.accepted, money.spent_within, scale, SECOND)
        if money.ceiling is not None:
            x = LABELS + float(money.ceiling) * scale
            drawing.tick(x, y - 0.6, y + BAR + 0.6)
    return drawing.done(alternative, bottom + 4)


def months_chart(
    rows: Sequence[MonthlyCounts], months: Sequence[date], most: int, alternative: str, missing: str
) -> Chart:
    """Activities under way month by month: planned as outlines, actual filled as far as known, one scale."""
    column = (WIDTH - LABELS) / len(months)
    row, top = 12.0, 5.0
    scale = (row - 3.4) / max(1, most)
    drawing = Chart()
    for at, when in enumerate(months):
        drawing.small(LABELS + column * (at + 0.5), 3.2, month_name(when), "middle")
    for position, (name, plan, done) in enumerate(rows):
        base = top + row * (position + 1) - 0.4
        drawing.label(0, base - 0.8, name)
        drawing.across(base, colour=Paint.RULE_STRONG)
        if plan is None:
            drawing.small(LABELS + 1, base - 0.8, missing)
            continue
        for at in range(len(months)):
            x = LABELS + column * at + column * 0.2
            width = column * 0.6
            drawing.outline(x, base - plan[at] * scale, width, plan[at] * scale, Paint.RULE_STRONG)
            if done is not None and at < len(done):
                drawing.box(
                    x + width * 0.2, base - done[at] * scale, width * 0.6, done[at] * scale, Paint.BRAND
                )
    return drawing.done(alternative, top + row * len(rows) + 0.4)


def _days_of(spans: Iterable[Span]) -> list[date]:
    return [day for span in spans for day in (span.starts, span.ends) if day]


def _money_bar(
    drawing: Chart, y: float, promised: Decimal, spent: Decimal | None, scale: float, colours: Colours
) -> None:
    fill, edge, ink = colours
    drawing.outline(LABELS, y, float(promised) * scale, BAR, edge)
    length = float(spent or 0) * scale
    drawing.box(LABELS, y, length, BAR, fill)
    words = gettext("%(amount)s secured") if colours is SECURED else "%(amount)s"
    words = gettext("spending not reported") if spent is None else words % {"amount": dollars(spent)}
    room = len(words) * CHARACTER + 2
    inside, left = length > room, float(promised) * scale - length
    # Where the filled bar is too short for its figure, it follows right behind it: at the end it would be the outline's.
    x = 1.2 if inside else length + 1 if left > room else length + max(left, 0) + 1
    drawing.label(LABELS + x, y + 2.3, words, fill=ink if inside else Paint.MUTED, size="2.2")


def _money_legend(drawing: Chart, *, partners: bool, secured: bool, empty: bool) -> None:
    """Two entries a row, so that a longer language fits."""
    entries = {FIRST: (gettext("Secretariat funding, spent"), gettext("Secretariat funding, approved"))}
    if secured:
        entries[SECURED] = (gettext("Secured by grants"), gettext("Not yet secured"))
    if partners:
        entries[SECOND] = (gettext("Accepted support that was spent"), gettext("Accepted from partners"))
    for at, ((fill, edge, _ink), both) in enumerate(entries.items()):
        for x, inside, words in zip((LABELS, LABELS + 50.0), (fill, Paint.RAISED), both, strict=True):
            drawing.box(x + 0.1, at * LEGEND_ROW + 1.5, 4, 2.4, inside, edge)
            drawing.small(x + 5.2, at * LEGEND_ROW + 3.6, words, fill=Paint.INK)
    if empty:
        y = len(entries) * LEGEND_ROW
        drawing.box(LABELS + 0.1, y + 1.5, 4, 2.4, Paint.RAISED, Paint.RULE_STRONG, DASHED)
        drawing.small(LABELS + 5.2, y + 3.6, gettext("Not approved yet (ceiling)"), fill=Paint.INK)
    drawing.tick(WIDTH - 13, 1.1, 4.3)
    drawing.small(WIDTH - 11.6, 3.6, gettext("ceiling"), fill=Paint.ACCENT_INK)


def _month_heads(drawing: Chart, first: date, last: date, left: float, top: float, bottom: float) -> None:
    scale = (WIDTH - left) / (last - first).days
    every = max(1, ceil((last - first).days / 30.4 / 20))
    when, position = first, 0
    while when < last:
        x = left + (when - first).days * scale
        new_year = when.month == 1 or when == first
        drawing.upright(
            x, 0.4 if new_year else top - 0.4, bottom, Paint.RULE_STRONG if new_year else Paint.RULE
        )
        if new_year:
            drawing.label(x + 1, 3, str(when.year), fill=Paint.BRAND, weight="700")
        following = month_after(when)
        if position % every == 0:
            middle = x + (following - when).days * scale / 2
            drawing.label(middle, 7, month_name(when), fill=Paint.MUTED, size="2.2", anchor="middle")
        when, position = following, position + 1

"""How two changes of a line merge: the fields that are merged as one."""

from commit_portal.sheets.merge import Breaks, Content, Merged, Unit, merge, nothing_breaks

type LineContent = Content
"""The content of a line by field, as `line_history.values_of` gives it."""

WITH_AREA = Unit(("area", "menu_activity", "targets"), key="area")
WITH_FUNDING = Unit(("funding", "secretariat_cost"), key="funding")
DATES = Unit(("starts_on", "ends_on"))
UNITS = (WITH_AREA, WITH_FUNDING, DATES)


def merge_lines(
    base: LineContent, theirs: LineContent, mine: LineContent, breaks: Breaks = nothing_breaks
) -> Merged:
    """Merge two changes of a line (`merge`): an area with its activity area and targets, funding with its amount, dates."""
    return merge(base, theirs, mine, UNITS, breaks)

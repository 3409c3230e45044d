"""The cells of a row are kept by what they show: whatever is kept, a row shows what it holds, in its reader's language."""

from types import SimpleNamespace

from django.utils.translation import override
from hypothesis import given, settings, strategies as st

from workplans.fields import COLUMNS
from workplans.table import cells
from workplans.table.rows import TableRow

OPTIONS = [SimpleNamespace(types={1: "Training"}), SimpleNamespace(types={1: "Meeting", 2: "Study"})]
CHOICES = [cells.choices_of(options, chosen_alone=alone) for options in OPTIONS for alone in (True, False)]
WORDS = st.sampled_from(("", "1", "counted", "<b>", "សិក្ខាសាលា"))
ROWS = st.builds(
    lambda prefix, choices, **held: TableRow(prefix[1:], prefix, choices, **held),
    st.sampled_from(("r001", "r002", "n0101")),
    st.sampled_from(CHOICES),
    values=st.fixed_dictionaries(dict.fromkeys(COLUMNS, WORDS)),
    faults=st.dictionaries(st.sampled_from(COLUMNS), WORDS),
    missing=st.lists(st.sampled_from(COLUMNS), unique=True).map(tuple),
    called=st.none() | st.tuples(WORDS, WORDS),
    opened=st.sampled_from(({}, {"ticks": ()})),
    is_plain=st.booleans(),
    **dict.fromkeys(("merged", "state", "tone", "note_at", "gifts"), WORDS),
)


@settings(deadline=None)
@given(st.lists(ROWS, max_size=3))
def test_row_shows_what_it_holds_whatever_was_shown_before(rows):
    shown, fresh = [row.element for row in rows], []
    for row in rows:
        cells._written_cells.cache_clear()
        fresh.append(row.element)

    assert shown == fresh


def test_choices_are_kept_by_the_language_of_the_reader():
    with override("en"):
        english = cells.choices_of(OPTIONS[0])
        assert cells.choices_of(OPTIONS[0]) is english
    with override("km"):
        assert cells.choices_of(OPTIONS[0]) is not english

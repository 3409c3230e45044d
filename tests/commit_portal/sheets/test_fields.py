"""Form fields that read what people write, and say a value as an input and as a cell hold it."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django import forms

from commit_portal.i18n import common_messages as common_messages, message
from commit_portal.models import User
from commit_portal.sheets import fields

PAID = fields.WordField(choices=[("yes", "Paid"), ("no", "Not paid")], refused="choice.gone", required=False)
KHMER_SEVEN = "\N{KHMER DIGIT SEVEN}"


@pytest.mark.parametrize(
    ("field", "typed", "value", "shown", "cell"),
    [
        (
            fields.LineField(required=False),
            " A title\r\n of two \n\n lines ",
            "A title of two lines",
            None,
            None,
        ),
        (fields.TextField(required=False), " One\r\ntwo ", "One\ntwo", None, None),
        (fields.ListField(required=False), "Two\n\nOne\nTwo", ("Two", "One"), "Two\nOne", "Two\nOne"),
        (fields.MoneyField(required=False), "US$ 1,200", Decimal(1200), "1,200", Decimal(1200)),
        (fields.DayField(required=False), "2011-02-04", date(2011, 2, 4), "4 Feb 2011", date(2011, 2, 4)),
        (PAID, "paid", "yes", "yes", "Paid"),
        (PAID, "NO", "no", "no", "Not paid"),
    ],
)
def test_what_is_written_is_read_and_said_again(field, typed, value, shown, cell):
    assert field.clean(typed) == field.read(typed) == value
    assert field.prepare_value(value) == (value if shown is None else shown)
    assert field.cell(value) == (value if cell is None else cell)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        (fields.MoneyField(), "1e3"),
        (fields.DayField(), "soon"),
        (PAID, "perhaps"),
        (fields.ListField(), "a\0"),
        (fields.LineField(), "a\0"),
    ],
)
def test_what_cannot_be_read_is_refused(field, typed):
    with pytest.raises(forms.ValidationError):
        field.clean(typed)


ROWS = [SimpleNamespace(pk=number) for number in (9, 7)]


def test_rows_are_read_by_their_keys_in_the_order_in_which_they_are_offered():
    one, several = fields.RowField(model=User, required=False), fields.RowsField(model=User, required=False)
    one.offered = several.offered = fields.by_key(ROWS)

    assert one.clean("7") is ROWS[1]
    assert one.clean("") is None
    assert several.clean(["7", "9", "7"]) == tuple(ROWS)
    assert several.clean(f"{KHMER_SEVEN}, 9.") == tuple(ROWS)
    assert several.clean([]) == ()
    for field, typed in ((one, "8"), (several, ["7", "9" * 40])):
        with pytest.raises(forms.ValidationError, match="not in the list any more"):
            field.clean(typed)


def test_rows_are_said_by_the_names_by_which_they_are_read():
    people = [User(pk=1, name="Sok"), User(pk=2, name="Dara")]
    field = fields.RowsField(model=User)
    named = {person.name.casefold(): person for person in people}
    field.offered = fields.Offered(
        tuple(people), named, lambda row: row.name, lambda _word: message("choice.gone")
    )

    assert field.read("dara; SOK") == tuple(people)
    assert (field.cell(people), field.prepare_value(people)) == ("Sok; Dara", ["Sok", "Dara"])

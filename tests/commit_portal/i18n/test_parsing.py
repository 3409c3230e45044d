"""Numbers and dates as people write them."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given, strategies as st

from commit_portal.i18n import day, long_day, money, parsing


def read_or_sentence(read, typed):
    """What was read, or the sentence of the refusal."""
    try:
        return read(typed)
    except parsing.Unreadable as refused:
        return str(refused)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("", None),
        ("   ", None),
        ("-", None),
        (" – ", None),
        ("US$ -", None),
        ("0", "0"),
        ("1200", "1200"),
        ("1,200", "1200"),
        ("1,234.50", "1234.50"),
        ("1234.5", "1234.5"),
        ("US$ 1 200", "1200"),
        ("US$1,200.05", "1200.05"),
        ("$ 1 200 000", "1200000"),
        ("1200 USD", "1200"),
        ("1\u00a0200", "1200"),
        ("1\u202f200", "1200"),
        ("១២០០", "1200"),
        ("໑,໒໐໐", "1200"),
        ("၁၂၀၀.၅၀", "1200.50"),
        ("๑๒๐๐", "1200"),
        ("１２００", "1200"),
        ("9999999999.99", "9999999999.99"),
        # Two signs, or one twice: the last one alone is the decimal one.
        ("1.200,50", "1200.50"),
        ("1.234.567,8", "1234567.8"),
        ("1 200,50", "1200.50"),
        ("1.200.000", "1200000"),
    ],
)
def test_read_money_reads_what_people_write(typed, amount):
    assert parsing.read_money(typed) == (None if amount is None else Decimal(amount))


@pytest.mark.asvs("B21")
@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("1e3", "” is written in short form"),
        ("1_000", "has an underscore"),
        ("NaN", "is not a number"),
        ("inf", "is not a number"),
        ("-5", "is negative"),
        ("−5", "is negative"),
        ("(500)", "is negative"),
        ("12.345", "two possible meanings"),
        ("1.234", "two possible meanings"),
        ("1,23", "two possible meanings"),
        ("1234,50", "two possible meanings"),
        ("1234.567", "more than two decimals"),
        ("1,234.567", "more than two decimals"),
        ("12,34,567", "is not a number"),
        ("1 20", "is not a number"),
        ("twelve thousand", "is not a number"),
        ("฿1200", "” is in another currency"),
        ("1200 THB", "” is in another currency"),
        ("10000000000", "is too large"),
    ],
)
def test_read_money_refuses_by_name(typed, reason):
    with pytest.raises(parsing.Unreadable, match=reason) as refused:
        parsing.read_money(typed)

    assert str(refused.value).startswith(f"“{typed}”")


@given(st.decimals(min_value=0, max_value=Decimal("9999999999.99"), places=2))
def test_read_money_reads_what_the_portal_writes(amount):
    assert parsing.read_money(money(amount)) == amount


@given(st.integers(min_value=0, max_value=9_999_999_999), st.sampled_from(parsing.ZEROS))
def test_read_money_reads_every_script(amount, zero):
    typed = "".join(chr(ord(zero) + int(figure)) for figure in str(amount))

    assert parsing.read_money(typed) == amount
    assert parsing.western_digits(typed) == str(amount)


@pytest.mark.asvs("B21")
@given(st.text())
def test_read_money_of_anything_is_an_amount_or_a_sentence(typed):
    said = read_or_sentence(parsing.read_money, typed)

    assert said is None or (said.endswith(".") if isinstance(said, str) else said >= 0)


@pytest.mark.parametrize(
    "typed",
    [
        "4 Feb 2011",
        "4 February 2011",
        "04 feb 2011",
        "4 Feb. 2011",
        "4-Feb-2011",
        "Feb 4, 2011",
        "4-Feb-11",
        "Feb 4, 11",
        "Friday, 4 February 2011",
        "Fri, Feb 4, 2011",
        "2011-02-04",
        "2011/2/4",
        "2011.02.04",
        "2011年2月4日",
        "2011-02-04 00:00:00",
        "2011-02-04T00:00:00",
        "04/02/2011",
        "4.2.2011",
        "4-2-2011",
        "40578",
        "40578.75",
        "៤ Feb ២០១១",
        "៤/២/២០១១",
        "๔๐๕๗๘",
    ],
)
def test_read_date_reads_what_people_write(typed):
    assert parsing.read_date(typed) == date(2011, 2, 4)


@pytest.mark.parametrize(
    "typed",
    [
        "7 thg 3 2011",
        "7 Tháng 3 2011",
        "ngày 7 tháng 3 năm 2011",
        "៧ មីនា ២០១១",
        "7 មិនា 2011",
        "7 มี.ค. 2011",
        "๗ มีนาคม ๒๐๑๑",
        "7 ມີນາ 2011",
        "၇ မတ် ၂၀၁၁",
        "7 三月 2011",
        "2011年3月7日",
    ],
)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_read_date_reads_the_months_and_digits_of_the_six_countries(typed, language):
    with override(language):
        assert parsing.read_date(typed) == date(2011, 3, 7)


@pytest.mark.parametrize("language", ["en", "km", "th", "vi", "zh-hans", "lo", "my"])
@pytest.mark.parametrize("month", range(1, 13))
def test_read_date_reads_the_months_that_the_portal_writes_in_another_language(language, month):
    written = date(2011, month, 7)
    with override(language):
        assert (parsing.read_date(day(written)), parsing.read_date(long_day(written))) == (written, written)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", None),
        ("25/12/2011", date(2011, 12, 25)),
        ("-", None),
        (" — ", None),
        ("01/04/2011", date(2011, 4, 1)),
        ("1-Mar-11", date(2011, 3, 1)),
        ("31 Dec 29", date(2029, 12, 31)),
        ("25.12.2011", date(2011, 12, 25)),
        ("5/5/2011", date(2011, 5, 5)),
        ("1 Sept 2011", date(2011, 9, 1)),
    ],
)
def test_read_date_reads_the_day_first_and_a_dash_as_nothing(typed, read):
    assert parsing.read_date(typed) == read


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("12/25/2011", "has the month first"),
        ("1 Mar 54", "2554 is a year of the Buddhist era. Write 2011"),
        ("1-Mar-2554", "Buddhist era"),
        ("2554/3/1", "Buddhist era"),
        ("1/3/11", "four digits"),
        ("1 Mar 30", "four digits"),
        ("32873", "is not a date"),
        ("73051", "is not a date"),
        ("4/2/2011 13:30", "is not a date"),
        ("4 Feb 2554", "2554 is a year of the Buddhist era. Write 2011"),
        ("2554-02-04", "Buddhist era"),
        ("25/12/2554", "Buddhist era"),
        ("4 Feb 1811", "not a year of COMMIT"),
        ("31 Feb 2011", "not in the calendar"),
        ("2011-13-01", "not in the calendar"),
        ("0/5/2011", "not in the calendar"),
        ("5/0/2011", "not in the calendar"),
        ("4 Foo 2011", "” has no month"),
        ("4 ² 2011", "” has no month"),
        ("4 Ma 2011", "” has no month"),
        ("soon", "is not a date"),
        ("2011", "is not a date"),
    ],
)
def test_read_date_refuses_by_name(typed, reason):
    with pytest.raises(parsing.Unreadable, match=reason):
        parsing.read_date(typed)


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2099, 12, 31)))
def test_read_date_reads_what_the_portal_writes(value):
    assert parsing.read_date(day(value)) == value
    assert parsing.read_date(value.isoformat()) == value


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2099, 12, 31)), st.sampled_from(("/", ".", "-")))
def test_read_date_reads_what_excel_writes(value, mark):
    assert parsing.read_date(f"{value.day:02}{mark}{value.month:02}{mark}{value.year}") == value
    assert parsing.read_date(f"{value.year}{mark}{value.month}{mark}{value.day}") == value
    assert parsing.read_date(f"{value:%A, %B} {value.day}, {value.year}") == value
    assert parsing.read_date(str((value - parsing.SERIAL_ZERO).days)) == value


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2029, 12, 31)))
def test_read_date_reads_a_year_of_two_figures_beside_a_month_in_words(value):
    assert parsing.read_date(f"{value.day}-{value:%b-%y}") == value


@given(
    st.dates(min_value=date(1990, 1, 1), max_value=date(2099, 12, 31)), st.sampled_from(("%d/%m/", "%d-%b-"))
)
def test_read_date_catches_every_buddhist_year(value, start):
    said = read_or_sentence(parsing.read_date, value.strftime(start) + str(value.year + 543))

    assert f"Write {value.year} if you mean that year" in said


@pytest.mark.parametrize("dash", parsing.NOTHING)
def test_a_dash_alone_says_nothing(dash):
    assert (parsing.read_date(dash), parsing.read_money(dash)) == (None, None)


@given(
    st.lists(st.text(alphabet=st.characters(exclude_characters="\r\n"))),
    st.sampled_from(("\r\n", "\r", "\n")),
)
def test_one_line_end_whoever_wrote_it(lines, end):
    assert parsing.one_line_end(end.join(lines)) == "\n".join(lines)


@given(st.text())
def test_read_date_of_anything_is_a_day_or_a_sentence(typed):
    said = read_or_sentence(parsing.read_date, typed)

    assert said is None or (said.endswith(".") if isinstance(said, str) else 1990 <= said.year <= 2099)


@pytest.mark.parametrize(
    ("carried", "number"),
    [
        ("7", 7),
        ("007", 7),
        ("9" * 15, 999_999_999_999_999),
        *((broken, -1) for broken in (None, "", "x", "-1", "1.5", " 7", "7\n", "៧", "²", "9" * 16)),
    ],
)
def test_read_number_reads_what_a_page_carried_and_nothing_else(carried, number):
    assert parsing.read_number(carried) == number

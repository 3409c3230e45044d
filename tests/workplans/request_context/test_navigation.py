"""Which item of the navigation a page belongs to: as its view says, whatever its address is called."""

import re

import pytest

CURRENT = re.compile(r'<a href="[^"]*" aria-current="page">(.*?)</a>')


@pytest.mark.parametrize(
    ("address", "item"),
    [
        ("/", "Home"),
        ("/plans/", "Plan of action"),
        ("/years/", "Workplans"),
        ("/2011/", "Workplans"),
        ("/2011/dates/", "Workplans"),
        ("/2011/kh/", "Workplans"),
        ("/2011/kh/comments/", "Workplans"),
        ("/2011/regional/", "Regional"),
        ("/2011/regional/readers/", "Regional"),
        ("/2011/reviews/", "Reviews"),
        ("/2011/reviews/som/regional/", "Reviews"),
        ("/meetings/", "Meetings"),
        ("/2011/comparison/", "Comparison"),
        ("/2011/comparison/1.T1/regional/", "Comparison"),
        ("/2011/report/", "Annual report"),
        ("/people/", "People"),
        ("/people/999/", "People"),
        ("/search/", "Search"),
        ("/seats/", None),
    ],
)
def test_a_page_marks_its_own_item_alone_also_where_it_refuses(kh_plan, secretariat, address, item):
    text = secretariat.get(address).text

    # The list stands once in the head and once in the menu of a phone.
    assert set(CURRENT.findall(text)) == ({item} if item else set())

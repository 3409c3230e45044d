"""Parts of a page that the process keeps by what they show (docs/adr/0006)."""

import pytest
from django.utils.safestring import SafeString

from commit_portal.templatetags.formatting import kept
from tests.words import made_up
from workplans.models import Partner

READERS = "workplans/pages/plan_readers.html"


def readers(*names):
    return {"draft": names, "approved": (), "has_record": False, "is_regional": False}


def test_kept_part_says_what_it_is_given_each_time():
    first, other, again = (kept(READERS, readers=readers(name)) for name in ("Ana", "Bo", "Ana"))

    assert ("Ana" in first, "Bo" in first) == (True, False)
    assert ("Ana" in other, "Bo" in other) == (False, True)
    assert again == first


def test_kept_part_is_said_in_the_language_of_the_reader(language):
    english = kept(READERS, readers=readers("Ana"))
    with made_up.made_up(language):
        other = kept(READERS, readers=readers("Ana"))

    assert "««" in other
    assert "««" not in english
    assert kept(READERS, readers=readers("Ana")) == english


def test_kept_part_escapes_what_another_page_trusts():
    assert "<b>" not in kept(READERS, readers=readers(SafeString("<b>Ana</b>")))


def test_kept_part_takes_no_row_whose_columns_may_change():
    with pytest.raises(TypeError):
        kept(READERS, readers=Partner())

"""The marked sentences are plain, and the checks notice what they should."""

import re

import pytest

from tests.words import plain
from tests.words.catalogue import Marked, NotMarked, in_code, in_template, marked
from tests.words.plain import unplain_code, unplain_sentences


def test_every_marked_sentence_is_plain() -> None:
    assert list(unplain_sentences(marked())) == []


def test_both_forms_of_a_counted_sentence_use_the_same_parameters() -> None:
    """Languages with one form say the plural of one thing too: what only the singular names would be lost."""
    counted = [sentence for sentence in marked() if sentence.plural]
    assert len(counted) > 100
    lost = [
        sentence.sentence
        for sentence in counted
        if parameters(sentence.sentence) != parameters(sentence.plural)
    ]
    assert lost == []


def parameters(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)", text))


def test_no_docstring_or_comment_has_a_listed_phrase() -> None:
    assert list(unplain_code()) == []


def test_the_check_of_words_notices_a_phrase_and_a_long_sentence() -> None:
    """The negative control."""
    long = " ".join(["word"] * 26)
    found = unplain_sentences({Marked("Somebody else was faster."): ["a.py"], Marked(f"{long}."): ["b.py"]})
    assert [(item.where, item.why) for item in found] == [
        ("a.py", "not “Somebody else was faster” but: Someone changed this just now."),
        ("b.py", "26 words; at most 25"),
    ]
    assert list(plain.unplain_sentences({Marked(" ".join(["word"] * 25)): ["c.py"]})) == []


def test_a_mark_is_found_in_code_and_in_templates() -> None:
    code = '_("One")\nngettext("%(count)s area", "%(count)s areas", n)\npgettext_lazy("month", "May")\n'
    assert list(in_code(code, "a.py")) == [
        Marked("One"),
        Marked("%(count)s area", plural="%(count)s areas"),
        Marked("May", context="month"),
    ]
    template = (
        '{% load i18n %}{% translate "It\'s 5 %" %}{% include "a.html" with title=_("Two") %}'
        "{% blocktranslate trimmed count count=n %}\n {{ count }} area of\n {{ plan }}"
        "{% plural %}{{ count }} areas{% endblocktranslate %}"
    )
    assert list(in_template(template, "a.html")) == [
        Marked("It's 5 %%"),
        Marked("Two"),
        Marked("%(count)s area of %(plan)s", plural="%(count)s areas"),
    ]


@pytest.mark.parametrize("code", ['_(f"{name} declined.")', '_("One " + name)', "gettext(sentence)"])
def test_a_mark_around_something_put_together_is_refused(code: str) -> None:
    with pytest.raises(NotMarked, match=r"a\.py:1: mark a whole text"):
        list(in_code(code, "a.py"))

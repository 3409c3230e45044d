"""The marked sentences are plain, and the checks notice what they should."""

import re

import pytest

from tests.words import plain
from tests.words.catalogue import Marked, NotMarked, in_code, in_template, marked
from tests.words.plain import unplain_code, unplain_fragments, unplain_sentences


def test_every_marked_sentence_is_plain():
    assert list(unplain_sentences(marked())) == []


def test_both_forms_of_a_counted_sentence_use_the_same_parameters():
    """Languages with one form say the plural of one thing too: what only the singular names would be lost."""
    counted = [sentence for sentence in marked() if sentence.plural]
    assert len(counted) > 100
    lost = [
        sentence.sentence
        for sentence in counted
        if parameters(sentence.sentence) != parameters(sentence.plural)
    ]
    assert lost == []


def test_fewer_and_fewer_messages_are_pieces_of_a_sentence():
    """They begin with a small letter: a name within a sentence, or what another language cannot join. Lower the figure."""
    pieces = [one.sentence for one in marked() if re.match(r"[a-z]", one.sentence)]
    assert len(pieces) <= 267


def parameters(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)", text))


def test_no_docstring_or_comment_has_a_listed_phrase():
    assert list(unplain_code()) == []


def test_no_fragment_of_the_component_sheet_has_a_listed_phrase(tmp_path):
    assert list(unplain_fragments()) == []
    sheet = tmp_path / "sheet.md"
    sheet.write_text(
        'The state of a line.\n\n    <td data-label="State">Drop</td> {# a line #}\n\n`<p>Three ways out</p>`\n'
    )
    assert [(item.where, item.text) for item in unplain_fragments(sheet)] == [
        ("sheet.md:3", "Drop"),
        ("sheet.md:3", "State"),
        ("sheet.md:5", "Three ways out"),
    ]


def test_the_check_of_words_notices_a_phrase_and_a_long_sentence():
    """The negative control."""
    long = " ".join(["word"] * 26)
    found = unplain_sentences({Marked("Somebody else was faster."): ["a.py"], Marked(f"{long}."): ["b.py"]})
    assert [(item.where, item.why) for item in found] == [
        ("a.py", "not “Somebody else was faster” but: Someone changed this just now."),
        ("b.py", "26 words; at most 25"),
    ]
    assert list(plain.unplain_sentences({Marked(" ".join(["word"] * 25)): ["c.py"]})) == []


# One sentence for each pattern, in their order: what was on the screen before, and in docstrings and comments.
WAS_SAID = (
    "Counted", "The cost never exceeds the country ceiling.", "A title: its number is never given again.",
    "An answer speaks of what has happened.", "If it is approved, it is marked as withdrawn there.",
    "Approve is not possible now: it is draft.", "Somebody else was faster.", "What others owe", "Planned, really ran",
    "Send and look", "Write these changes", "Mend the rows", "End this", "It is only ever added to.",
    "What was saved is as it was.", "Nothing has changed since edition 1.", "See what stands in the plan.",
    "Support that is asked of a partner", "It is the matter of the lead.", "The government bears its cost.",
    "Nobody is told.", "At 10:00 by your own clock", "It stands beside the ceiling.", "Nobody is asked yet.",
    "It stops its kind.", "They know that it exists, and not with how much.",
    "A line has one decision.", "Throw the plan away.", "Pick from the plan’s menu.", "It asks no Secretariat money.",
    "Ask for funding", "Costs in all", "3 are in reserve: no room.", "1 asking without an answer.",
    "A contribution is above zero.", "Technical support that it needs", "Help in kind", "1 thing to correct",
    "The year follows this text.", "Nothing waits for you", "Take it back", "Drop the amendment",
    "Undo the changes", "Some came back with a reason.", "It is in force.", "State", "Language of the mails", "Digest",
    "Say what is missing.", "You approve these at once.", "Someone changed this meanwhile.", "Your words are copied.",
    "The counts rank nobody. Countries are in an order that ranks nobody.", "A no needs a reason.", "Three ways out:",
    "You can submit all the same", "Where support is looked for", "Settled by the lead", "What is submitted is frozen.",
    "You see what became of 22 activities.", "A link is on its way.", "Record what you chose", "Why, in a word",
    "Needs that nobody meets", "US$1,200 more than fits", "Empty the cell.",
    "You have no seat today.", "Turn: the lead", "Read by: the lead", "An offer counts under the ceiling.",
    "Lower or end the support", "Bodies of the taskforce", "A correction is a new edition.",
)  # fmt: skip
RIGHT_IN_ITS_CONTEXT = (
    "Write it on one line.", "The plan of action", "Every year, the countries plan and report.", "Main menu",
    "COMMIT Secretariat", "Come back to this page and continue.", "Undo", "Undo: restore 001",
    "A submission states when the workplan was agreed.", "E-mail address", "Can be read by: the lead",
    # The name of a parameter is no word.
    "%(lines)s of %(plan)s: %(state)s",
)  # fmt: skip


WAS_WRITTEN = (
    "the version of record", "a menu activity", "how that lies to the planned days", "What stands in the form",
    "those of its meeting or of the review stand", "are still those that somebody looked at",
    "nobody stands before a closed door", "to a reader it was no round", "says nothing beside the spending of one",
    "support that is asked of a partner", "the matter of the lead", "nobody is told",
)  # fmt: skip


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    list(zip([*plain.ON_SCREEN, *plain.IN_CODE], [*WAS_SAID, *WAS_WRITTEN], strict=True)),
)
def test_each_word_that_is_never_said_is_noticed(pattern, sentence):
    assert re.search(pattern, sentence)


@pytest.mark.parametrize("sentence", RIGHT_IN_ITS_CONTEXT)
def test_a_word_that_is_right_in_its_context_is_let_through(sentence):
    assert list(unplain_sentences({Marked(sentence): ["a.py"]})) == []


def test_a_mark_is_found_in_code_and_in_templates():
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
def test_a_mark_around_something_put_together_is_refused(code):
    with pytest.raises(NotMarked, match=r"a\.py:1: mark a whole text"):
        list(in_code(code, "a.py"))

"""What changed between two rounds, in words."""

from workplans.plan.differences import DiffPart, changed_fields, unchanged_fields, word_pieces
from workplans.plan.line_content import FieldOfLine


def _said(name, words, **values):
    return FieldOfLine(name, name.capitalize(), words, tuple(values.items()) or ((name, words),))


def _plain(text):
    return (DiffPart(text, changed=False),)


def test_changed_fields_names_only_what_differs():
    title = _said("title", "Workshop")
    old = _said("runs", "1 Sep to 30 Nov 2011", starts_on="2011-09-01", ends_on="2011-11-30")
    new = _said("runs", "1 Sep to 31 Dec 2011", starts_on="2011-09-01", ends_on="2011-12-31")

    changes = changed_fields([title, old], [title, new])

    assert [(change.field, change.label, change.fields) for change in changes] == [
        ("runs", "Runs", ("ends_on",))
    ]
    assert changes[0].old == _plain("1 Sep to 30 Nov 2011")
    assert changes[0].new == (DiffPart("1 Sep to 31 Dec 2011", changed=True),)
    assert unchanged_fields([title, old], [title, new]) == (title,)


def test_values_are_compared_and_never_words():
    corrected = changed_fields([_said("area", "1. Police", area=1)], [_said("area", "1. Policy", area=1)])
    another = changed_fields([_said("area", "1. Policy", area=1)], [_said("area", "1. Policy", area=2)])

    assert [change.field for change in (*corrected, *another)] == ["area"]


def test_long_text_is_compared_word_by_word():
    old = "40 prosecutors and judges trained in one course"
    new = "40 prosecutors and judges trained in two courses of five days"

    (change,) = changed_fields([_said("result", old)], [_said("result", new)])

    assert not change.whole
    assert change.old == (
        DiffPart("40 prosecutors and judges trained in ", False),
        DiffPart("one course", True),
    )
    assert change.new == (
        DiffPart("40 prosecutors and judges trained in ", False),
        DiffPart("two courses of five days", True),
    )


def test_long_text_that_resembles_nothing_is_shown_whole():
    old = "Radio spots in three languages for seasonal workers"
    new = "Guidelines on how shelters register and refer children"

    (change,) = changed_fields([_said("description", old)], [_said("description", new)])

    assert change.whole
    assert change.old == _plain(old)


def test_long_text_with_other_blanks_alone_says_so():
    old = "40 prosecutors and judges trained in two courses of five days"
    (blanks,) = changed_fields([_said("result", old)], [_said("result", old.replace("in ", "in\n\n"))])
    (named,) = changed_fields([_said("leads", old, body=1)], [_said("leads", old, body=2)])

    assert [*map(str, blanks.remarks)] == ["Only spaces or line breaks changed."]
    assert not named.remarks


def test_word_pieces_join_to_the_texts_they_were_made_of():
    old, new = "a b  c\nd e f", "a x c\nd  f g"

    left, right = word_pieces(old, new)

    assert "".join(piece.text for piece in left) == old
    assert "".join(piece.text for piece in right) == new

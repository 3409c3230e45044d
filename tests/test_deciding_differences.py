"""What changed between two rounds, in words."""

from workplans.differences import Piece, changed_fields, unchanged_fields, word_pieces


def _plain(text):
    return (Piece(text, changed=False),)


def test_changed_fields_names_only_what_differs():
    old = {"Title": "Workshop", "Runs": "1 Sep to 30 Nov 2011"}
    new = {"Title": "Workshop", "Runs": "1 Mar to 31 May 2011"}

    changes = changed_fields(old, new)

    assert [change.label for change in changes] == ["Runs"]
    assert changes[0].old == _plain("1 Sep to 30 Nov 2011")
    assert changes[0].new == (Piece("1 Mar to 31 May 2011", changed=True),)
    assert unchanged_fields(old, new) == (("Title", "Workshop"),)


def test_long_text_is_compared_word_by_word():
    old = "40 prosecutors and judges trained in one course"
    new = "40 prosecutors and judges trained in two courses of five days"

    (change,) = changed_fields({"Result": old}, {"Result": new})

    assert not change.whole
    assert change.old == (Piece("40 prosecutors and judges trained in ", False), Piece("one course", True))
    assert change.new == (
        Piece("40 prosecutors and judges trained in ", False),
        Piece("two courses of five days", True),
    )


def test_long_text_that_resembles_nothing_is_shown_whole():
    old = "Radio spots in three languages for seasonal workers"
    new = "Guidelines on how shelters register and refer children"

    (change,) = changed_fields({"Description": old}, {"Description": new})

    assert change.whole
    assert change.old == _plain(old)


def test_word_pieces_join_to_the_texts_they_were_made_of():
    old, new = "a b  c\nd e f", "a x c\nd  f g"

    left, right = word_pieces(old, new)

    assert "".join(piece.text for piece in left) == old
    assert "".join(piece.text for piece in right) == new


def test_field_that_was_not_there_before_reads_none_given():
    (change,) = changed_fields({}, {"Lead body": "Ministry of Justice"})

    assert change.old == _plain("None given")

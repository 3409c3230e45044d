"""What is typed in any of the six scripts finds what was written, and nothing else is made equal."""

import pytest
from hypothesis import example, given, strategies as st

from commit_portal.i18n import fold, spans

SCRIPTS = (
    "\u0000-\u024f\u0300-\u036f\u1e00-\u1eff",
    "ក-៿",
    "ກ-ໟ",
    "က-႟",
    "ก-๛",
    "\u4e00-\u4eff",
    "\uff00-\uffef",
)
texts = st.text() | st.one_of(
    *(st.from_regex(f"[{letters} \u200b\u200c\u200d.,-]*", fullmatch=True) for letters in SCRIPTS)
)


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("KH-2011-003", "kh 2011 003"),
        ("Bộ Công an", "bo cong an"),
        ("Đà Nẵng", "da nang"),
        ("Đa\u0300 Na\u0306\u0303ng", "Đà Nẵng"),
        ("phụ nữ", "phu nu"),
        ("ការ\u200bជួញដូរ\u200bមនុស្ស", "ការជួញដូរមនុស្ស"),
        ("ឆ្នាំ ២០១១", "ឆ្នាំ 2011"),
        ("ປີ ໒໐໑໑", "ປີ 2011"),
        ("น\u0e49\u0e33", "น\u0e4d\u0e49\u0e32"),
        ("น\u0e49\u0e4d\u0e32", "น\u0e4d\u0e49\u0e32"),
        ("ນ\u0ec9\u0eb3", "ນ\u0ecd\u0ec9\u0eb2"),
        ("ปี ๒๕๕๔", "ปี 2554"),
        ("လူကုန်ကူးမှု၊ ၂၀၁၁", "လူကုန်ကူးမှု 2011"),
        ("\u1025\u1037\u103a", "\u1025\u103a\u1037"),
        ("打击拐卖人口（２０１１）", "打击拐卖人口 2011"),
        ("ＣＯＭＭＩＴ", "commit"),
        ("“Women’s” unions", "women s unions"),
        ("MoU\x00 a/b\r\n", "mou a b"),
        ("İstanbul ﬁeld Straße", "istanbul field strasse"),
    ],
)
def test_what_is_typed_folds_to_what_was_written(written, typed):
    assert fold(written) == fold(typed)


@pytest.mark.parametrize(
    ("one", "other"),
    [("ขาว", "ข่าว"), ("ກາ", "ກ່າ"), ("កា", "កាំ"), ("ကာ", "ကား"), ("法律", "法"), ("กำ", "กา"), ("i", "1")],
)
def test_marks_and_letters_that_carry_meaning_stay(one, other):
    assert fold(one) != fold(other)


@given(texts)
@example("\u0e48\u0e4d\u0e48\u0e4d")
@example("A\uff9e")
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(texts)
def test_folded_words_have_nothing_that_a_database_or_a_reader_types_otherwise(text):
    folded = fold(text)
    assert "\x00" not in folded
    assert folded == " ".join(folded.split())
    assert fold(text.upper()) == fold(text.upper().lower())


@given(texts, st.data())
def test_every_word_of_a_text_is_found_and_what_is_marked_folds_to_it(text, data):
    words = fold(text).split()
    if not words:
        assert spans(text, ["a"]) == []
        return
    word = data.draw(st.sampled_from(words))
    found = spans(text, [word])
    assert found
    assert all(word in fold(text[first:last]) for first, last in found)


@given(st.text(st.characters(max_codepoint=127)), st.sampled_from(["o", "a", "1"]))
def test_ascii_folds_as_it_does_beside_another_script(text, word):
    assert f"{fold(text)} ក".strip() == fold(f"{text} ក")
    assert spans(text, [word]) == spans(f"{text} ក", [word])


def test_a_fragment_is_marked_with_all_the_marks_of_its_letters():
    text = "Bộ Công an, bo\u0302\u0323 đội"
    assert [text[first:last] for first, last in spans(text, ["bo"])] == ["Bộ", "bo\u0302\u0323"]
    assert [text[first:last] for first, last in spans(text, ["ong an"[:3], "cong"])] == ["Công"]
    khmer = "ការ\u200bជួញ"
    assert [khmer[first:last] for first, last in spans(khmer, ["រជួ"])] == ["រ\u200bជួ"]

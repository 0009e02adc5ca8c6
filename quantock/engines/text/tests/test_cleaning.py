"""What the edge lets through and what it puts right."""

import unicodedata
from xml.etree import ElementTree

import pytest
from defusedxml import ElementTree as SafeTree
from hypothesis import given
from hypothesis import strategies as st

from quantock.engines.text import clean
from quantock.engines.text.cleaning import MOST_MARKS

ANYTHING = st.text(alphabet=st.characters(exclude_categories=()))
TROUBLE = st.text(
    alphabet=st.sampled_from(
        "aé`\u1fef e\u0301\u0344\u0323\u200d\u200c\u200b\u202e\x85\x92\x0b\n\ud83d\ude00\u2028\U0001f3f4\U000e0067\U000e007f"
    )
)


def longest_run_of_marks(text):
    longest = run = 0
    for character in text:
        run = run + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        longest = max(longest, run)
    return longest


@given(ANYTHING | TROUBLE, st.booleans())
def test_what_is_cleaned_can_be_stored_sent_and_shown(text, one_line):
    cleaned = clean(text, one_line=one_line)
    assert cleaned.encode().decode() == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert cleaned == cleaned.strip()
    assert all(
        character.isprintable() or character in "\n\u200c\u200d\ue000" or ord(character) > 0x7F
        for character in cleaned
    )
    assert not one_line or "\n" not in cleaned
    assert longest_run_of_marks(cleaned) <= MOST_MARKS
    element = ElementTree.Element("text")
    element.text = cleaned
    assert (SafeTree.fromstring(ElementTree.tostring(element)).text or "") == cleaned


@given(ANYTHING | TROUBLE, st.booleans(), st.none() | st.integers(1, 12))
def test_cleaning_twice_changes_nothing(text, one_line, limit):
    once = clean(text, one_line=one_line, limit=limit)
    assert clean(once, one_line=one_line, limit=limit) == once
    assert limit is None or len(once) <= limit


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126)))
def test_plain_text_only_loses_its_outer_spaces(text):
    assert clean(text) == text.strip()


@pytest.mark.parametrize(
    "name",
    [
        "O'Brien",
        "Null",
        "True",
        "1E5",
        "=SUM(A1)",
        "D'Arcy-Jones",
        "Ŵyn ŷ",
        "X",
        "ภาษาไทยที่",
        "हिन्दी",
        "👩‍⚕️",
        "🏴󠁧󠁢󠁷󠁬󠁳󠁿",
        "می‌خواهم",
        "1️⃣",
    ],
)
def test_names_and_living_scripts_stay_as_they_are(name):
    assert clean(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("given_text", "wanted"),
    [
        ("one\r\ntwo\rthree\x0bfour\x0cfive\u2028six", "one\ntwo\nthree\nfour\nfive\nsix"),
        ("\u00a0 Ash\u00a0ward \u3000", "Ash ward"),
        ("a\tb", "a b"),
        ("line one   \nline two", "line one\nline two"),
        ("cafe\u0301", "café"),
        ("nul\x00bell\x07", "nulbell"),
        ("don\x92t \x96 wait", "don’t – wait"),
        ("gone\x81", "gone"),
        ("user\u202etxt.exe", "usertxt.exe"),
        ("zero\u200b\u200bwidth\ufeff\u2060", "zerowidth"),
        ("pay\u200dpal", "paypal"),
        ("non\ufffe\uffff\U0001ffffcharacters", "noncharacters"),
        ("lone \ud83d half", "lone \ufffd half"),
        ("pair \ud83d\ude00", "pair 😀"),
        ("tags\U000e0041\U000e0042", "tags"),
        ("\uf0b7 a Word bullet", "• a Word bullet"),
        ("\u3164", ""),
    ],
)
def test_each_kind_of_trouble(given_text, wanted):
    assert clean(given_text) == wanted


def test_one_line_folds_white_space():
    assert clean("  Falls \r\n on\tAsh  ward ", one_line=True) == "Falls on Ash ward"


def test_a_flood_of_marks_is_bounded():
    assert clean("H" + "\u0336\u0489" * 50_000 + "i") == "H" + "\u0336\u0489" * (MOST_MARKS // 2) + "i"


def test_a_limit_never_leaves_a_loose_end():
    assert clean("falls on a ward", limit=6) == "falls"
    assert clean("👩‍⚕️ nurse", limit=2) == "👩"

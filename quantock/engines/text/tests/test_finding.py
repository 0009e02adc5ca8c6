"""The words by which texts are found, and where they stand."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantock.engines.text.finding import MOST_WORDS, marked, snippet, sought, words_of


def found(words, text):
    """As a database would: every term, by one of its alternatives, whole."""
    here = set(words_of([text]).split())

    def holds(lexeme):
        word, is_beginning = lexeme
        return word in here or (is_beginning and any(each.startswith(word) for each in here))

    wanted = sought(words)
    return bool(wanted) and all(any(all(map(holds, one)) for one in term) for term in wanted.terms)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("falling", "Reducing falls on Ash ward"),
        ("ward ash", "Reducing falls on Ash ward"),
        ("reduc", "Reducing falls"),
        ("erostering", "E-rostering for theatres"),
        ("e-rostering", "eRostering for theatres"),
        ("E-roster", "E-rostering"),
        ("P-0042", "P-0042"),
        ("0042", "P-0042"),
        ("p42", "P-0042"),
        ("a&e", "Waits in A&E"),
        ("ED", "Waits in the emergency department"),
        ("patient", "each patient's own"),
        ("dont", "they don't"),
        ("cafe", "the Café"),
        ("CAFÉ", "the cafe"),
        ("policies", "one policy"),
        ("in the falls", "Falls"),
        ("IT", "New IT for wards"),
        ("東京", "東京 と"),
    ],
)
def test_these_words_find_this_text(words, text):
    assert found(words, text)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("falls theatre", "Falls on Ash ward"),
        ("42", "P-0421"),
        ("re falls", "Reducing falls"),  # only the last word may be a beginning
        ("qi", "quite"),  # too short to be one
        ("the", "the"),
        ("", "Falls"),
        ("--- !!", "Falls"),
    ],
)
def test_these_do_not(words, text):
    assert not found(words, text)


def test_at_most_eight_words_count():
    assert len(sought(" ".join(f"word{number}" for number in range(500))).terms) == MOST_WORDS


@given(st.text(max_size=300))
def test_whatever_is_typed_is_letters_and_digits_to_a_database(text):
    for word, _ in sought(text).lexemes():
        assert word.isalnum()
        assert not set(word) & set(string.punctuation + string.whitespace)
    assert words_of([text]) == " ".join(words_of([text]).split())


@given(st.text(max_size=200), st.text(max_size=40))
def test_the_pieces_joined_are_the_text(text, words):
    assert "".join(piece for piece, _ in marked(text, sought(words))) == text


@given(st.text(alphabet=string.ascii_letters + " -'&", min_size=1, max_size=60))
def test_a_text_is_found_by_its_own_first_words(text):
    if sought(text):
        assert found(text, text)


def test_what_was_sought_is_marked_wherever_it_stands():
    assert marked("Falls on Ash-ward: falling", sought("fall ward")) == [
        ("Falls", True),
        (" on Ash-", False),
        ("ward", True),
        (": ", False),
        ("falling", True),
    ]
    assert [
        piece for piece, is_sought in marked("E-rostering in A&E", sought("erostering a&e")) if is_sought
    ] == [
        "E-rostering",
        "A&E",
    ]


def test_a_snippet_shows_where_most_of_it_stands():
    text = (
        f"A fall early. {'Other things were said. ' * 40}Then falls on the ward at night. {'And more. ' * 40}"
    )
    pieces = snippet(text, sought("falls ward"))
    said = "".join(piece for piece, _ in pieces)
    assert "falls on the ward" in said
    assert said.startswith("…")
    assert said.endswith("…")
    assert len(said) < 230
    assert snippet("Nothing of it", sought("falls")) == []
    assert snippet("A fall", sought("falls")) == [("A ", False), ("fall", True)]


def test_a_snippet_of_one_endless_word_is_cut():
    said = "".join(piece for piece, _ in snippet("x" * 5000 + " fall", sought("fall")))
    assert len(said) < 300

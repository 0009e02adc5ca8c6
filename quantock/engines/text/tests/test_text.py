"""What the edge lets through, what it refuses, and when two names are one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantock.engines.text import (
    Index,
    clean,
    find_nhs_numbers,
    is_nhs_number,
    mask_nhs_numbers,
    ratio,
    squash,
)


def with_check_digit(nine: str) -> str | None:
    left = sum(int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True)) % 11
    return None if left == 1 else nine + str((11 - left) % 11)


@given(st.text(alphabet="0123456789", min_size=9, max_size=9), st.sampled_from(["", " ", "-"]))
def test_every_valid_number_is_found_however_it_is_spaced(nine, between):
    number = with_check_digit(nine)
    if number is None or len(set(number)) == 1:
        return
    text = f"Seen on the ward,\n{number[:3]}{between}{number[3:6]}{between}{number[6:]} came back"
    [found] = find_nhs_numbers(text)
    assert found.line == 2
    assert number not in mask_nhs_numbers(text)


def test_the_data_dictionarys_own_example():
    assert is_nhs_number("9434765919")
    assert not is_nhs_number("9434765918")


@pytest.mark.parametrize("text", ["01823 333444", "19434765919", "2222222222", "£9,434,765.91", ""])
def test_other_numbers_are_let_through(text):
    assert find_nhs_numbers(text) == []


@given(st.text())
def test_cleaned_text_is_safe_to_store_and_export(text):
    cleaned = clean(text)
    cleaned.encode()
    assert not any(ord(letter) < 32 and letter not in "\n\t" for letter in cleaned)
    assert clean(cleaned) == cleaned


def test_cleaning_keeps_names_as_they_are():
    for name in ("O'Brien", "Null", "=SUM", "Ŵyn ŷ", "1E5"):
        assert clean(name) == name
    assert clean("one\r\ntwo\x0bthree", one_line=True) == "one two three"


def test_names_compare_by_letters_and_digits():
    assert squash("HS2 – Phase (One)") == squash("hs2 phase one")
    assert ratio("Falls on ward 77", "Falls on ward 177") == 0.0
    assert ratio("Falls on Ash ward", "Fall on Ash ward") > 0.85


def test_the_most_similar_comes_first():
    index = Index([("a", "Falls on Ash ward at night"), ("b", "Electronic rostering"), ("c", "Night falls")])
    assert [key for key, _ in index.search("falling at night on the ward")][:2] == ["a", "c"]

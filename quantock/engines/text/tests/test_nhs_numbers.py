"""NHS numbers are pointed out wherever they hide, and other numbers are left alone."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quantock.engines.text import find_nhs_numbers, is_nhs_number, mask_nhs_numbers

WORDS = st.text(alphabet=st.characters(exclude_categories=("Nd", "Cs"), exclude_characters=".,+-"))


@st.composite
def nhs_numbers(draw):
    """Nine digits and the tenth that makes the weighted sum of all ten divide by 11."""
    nine = draw(st.text(alphabet="0123456789", min_size=9, max_size=9))
    tenth = [
        last
        for last in "0123456789"
        if sum(int(digit) * weight for digit, weight in zip(nine + last, range(10, 0, -1), strict=True)) % 11
        == 0
    ]
    assume(tenth)
    return nine + tenth[0]


@given(nhs_numbers(), st.sampled_from(["", " ", "-", "\u00a0", "  ", " - ", "–"]), WORDS, WORDS)
def test_every_valid_number_is_found_where_it_stands(number, between, before, after):
    shown = between.join((number[:3], number[3:6], number[6:]))
    [found] = find_nhs_numbers(before + shown + after)
    assert (found.start, found.end) == (len(before), len(before) + len(shown))
    assert found.line == before.count("\n") + 1
    assert found.masked == f"{number[:3]} *** **{number[8:]}"


@given(nhs_numbers(), st.integers(1, 9))
def test_a_changed_digit_fails_the_check(number, step):
    for place in range(10):
        wrong = number[:place] + str((int(number[place]) + step) % 10) + number[place + 1 :]
        assert not is_nhs_number(wrong)
        assert find_nhs_numbers(wrong) == []


@given(nhs_numbers())
def test_two_different_neighbours_swapped_fail_the_check(number):
    for place in range(9):
        swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        assert is_nhs_number(swapped) == (swapped == number)


def test_the_data_dictionarys_example():
    assert is_nhs_number("9434765919")
    assert not is_nhs_number("9434765918")


def test_a_check_digit_of_ten_is_never_valid():
    """6 × 2 leaves a remainder of 1, and 11 less 1 is the check digit 10 that cannot be written."""
    assert not any(is_nhs_number("000000006" + last) for last in "0123456789")


@pytest.mark.parametrize("digit", "0123456789")
def test_ten_equal_digits_satisfy_the_rule_and_so_are_pointed_out(digit):
    assert len(find_nhs_numbers(digit * 10)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "943476591",
        "94347659191",
        "19434765919",
        "phone 01823 333444",
        "phone 0182 333 3444",
        "+44 943 476 5919",
        "0044 943 476 5919",
        "+44 (0)943 476 5919",
        "rate 0.9434765919",
        "943\n476\n5919",
        "943476\n5919",
        "943\n4765919",
        "943 476\n\n5919",
        "943\t476\t5919",
        "9434 765 919",
        "£9,434,765,919",
    ],
)
def test_other_numbers_are_left_alone(text):
    assert find_nhs_numbers(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "9434765919.0",
        "NHS:9434765919",
        "no.9434765919",
        "1 943 476 5919",
        "(943 476 5919)",
        "943 4765919",
        "９４３４７６５９１９",
        "MRN9434765919X",
    ],
)
def test_a_number_is_found_in_the_ways_files_write_it(text):
    assert len(find_nhs_numbers(text)) == 1


@pytest.mark.parametrize(
    "text", ["943 476\n5919", "943\r\n476 5919", "943-476-\n5919", "943 -\n  476 - 5919"]
)
def test_a_number_is_found_where_a_line_ends_within_it(text):
    [found] = find_nhs_numbers(f"Seen on the ward,\n{text} again")
    assert (found.line, found.masked) == (2, "943 *** **19")
    assert mask_nhs_numbers(text) == "943 *** **19"


def test_several_are_found_and_masked_in_place():
    text = "Seen: 943 476 5919\nand 943-476-5919; call 01823 333444."
    assert [found.line for found in find_nhs_numbers(text)] == [1, 2]
    assert mask_nhs_numbers(text) == "Seen: 943 *** **19\nand 943 *** **19; call 01823 333444."
    assert find_nhs_numbers(mask_nhs_numbers(text)) == []


def test_it_answers_only_for_ten_digits():
    assert not is_nhs_number("")
    assert not is_nhs_number("943476591X")
    assert not is_nhs_number("943 476 5919")

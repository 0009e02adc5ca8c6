"""Words: made safe at the edge, searched for what must not be there, compared, and said in plain English."""

from quantock.engines.text.amounts import read_number, read_pounds, read_span
from quantock.engines.text.cleaning import clean
from quantock.engines.text.finding import Sought, marked, snippet, sought
from quantock.engines.text.nhs_numbers import Found, find_nhs_numbers, is_nhs_number, mask_nhs_numbers
from quantock.engines.text.similar import FIELD_SYNONYMS, Index, ratio, squash
from quantock.engines.text.words import (
    diff_words,
    excerpt,
    money,
    money_exact,
    movement,
    number,
    plural,
    say_list,
)

__all__ = [
    "FIELD_SYNONYMS",
    "Found",
    "Index",
    "Sought",
    "clean",
    "diff_words",
    "excerpt",
    "find_nhs_numbers",
    "is_nhs_number",
    "marked",
    "mask_nhs_numbers",
    "money",
    "money_exact",
    "movement",
    "number",
    "plural",
    "ratio",
    "read_number",
    "read_pounds",
    "read_span",
    "say_list",
    "snippet",
    "sought",
    "squash",
]

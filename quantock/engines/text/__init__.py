"""Words: made safe at the edge, searched for what must not be there, and compared."""

from quantock.engines.text.cleaning import clean
from quantock.engines.text.nhs_numbers import Found, find_nhs_numbers, is_nhs_number, mask_nhs_numbers
from quantock.engines.text.similar import Index, ratio, squash

__all__ = [
    "Found",
    "Index",
    "clean",
    "find_nhs_numbers",
    "is_nhs_number",
    "mask_nhs_numbers",
    "ratio",
    "squash",
]

"""One parser a kind of value; each gives an Answer and never throws a text away."""

from .answer import BLANK, Answer, as_text, text_answer
from .dates import DateOrder, date_answer, find_order, read_date, serial_date
from .money import UNITS, Amount, money, number, parse_amount, pence, percentage, uses_decimal_comma

__all__ = [
    "BLANK",
    "UNITS",
    "Amount",
    "Answer",
    "DateOrder",
    "as_text",
    "date_answer",
    "find_order",
    "money",
    "number",
    "parse_amount",
    "pence",
    "percentage",
    "read_date",
    "serial_date",
    "text_answer",
    "uses_decimal_comma",
]

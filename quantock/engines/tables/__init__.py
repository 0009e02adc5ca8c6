"""Reading the registers that organisations really keep, and understanding them as projects.

A library without a database: `open_source` checks a file, `read_table` reads it, `propose` says what each column is,
`understand` gives the records and the account of every row, `match` says which are already known.
"""

from .mapping import FIELDS, MONEY_FIELDS, RATING, ColumnMapping, Mapping
from .matching import (
    SAME_NAME,
    Candidate,
    Known,
    KnownOrganisation,
    Match,
    Matching,
    Organisations,
    id_key,
    match,
    same_organisation,
)
from .propose import propose
from .ratings import BY_KEY as SCALES
from .ratings import Scale, movement, step_of
from .reading import list_tables, plain_grid, read_table
from .refusal import Refused
from .source import Source, open_source
from .table import Place, Row, Sheet, Skipped, Table, TableInfo
from .understand import LocalAnswer, Rating, Record, RefusedRow, Understanding, understand
from .values import UNITS, Answer, as_text, pence

__all__ = [
    "FIELDS",
    "MONEY_FIELDS",
    "RATING",
    "SAME_NAME",
    "SCALES",
    "UNITS",
    "Answer",
    "Candidate",
    "ColumnMapping",
    "Known",
    "KnownOrganisation",
    "LocalAnswer",
    "Mapping",
    "Match",
    "Matching",
    "Organisations",
    "Place",
    "Rating",
    "Record",
    "Refused",
    "RefusedRow",
    "Row",
    "Scale",
    "Sheet",
    "Skipped",
    "Source",
    "Table",
    "TableInfo",
    "Understanding",
    "as_text",
    "id_key",
    "list_tables",
    "match",
    "movement",
    "open_source",
    "pence",
    "plain_grid",
    "propose",
    "read_table",
    "same_organisation",
    "step_of",
    "understand",
]

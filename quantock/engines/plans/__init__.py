"""Plans that people already have, read as they stand: nothing rescheduled, and an account of all that is not kept.

>>> from quantock.engines.plans import read_plan
"""

from quantock.engines.plans.account import say_account
from quantock.engines.plans.files import read_plan
from quantock.engines.plans.mspdi import MOST_BYTES, read_mspdi
from quantock.engines.plans.plan import Link, Plan, Task, circles
from quantock.engines.plans.reading import read_plan_table
from quantock.engines.plans.table import plan_columns, plan_csv, plan_rows, plan_workbook
from quantock.engines.plans.writing import write_mspdi

__all__ = [
    "MOST_BYTES",
    "Link",
    "Plan",
    "Task",
    "circles",
    "plan_columns",
    "plan_csv",
    "plan_rows",
    "plan_workbook",
    "read_mspdi",
    "read_plan",
    "read_plan_table",
    "say_account",
    "write_mspdi",
]

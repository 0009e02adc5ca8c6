"""Plans that people already have, read as they stand: nothing rescheduled, and an account of all that is not kept.

>>> from quantock.engines.plans import read_mspdi
"""

from quantock.engines.plans.mspdi import read_mspdi
from quantock.engines.plans.plan import Link, Plan, Task
from quantock.engines.plans.reading import read_plan_table

__all__ = ["Link", "Plan", "Task", "read_mspdi", "read_plan_table"]

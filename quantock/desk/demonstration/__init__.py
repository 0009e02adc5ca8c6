"""A made-up and believable whole system, to look round in (issue 2, section 6).

What it holds is written in `tables/`, for a practitioner to read and change; the modules here only tell what
follows from it. Deterministic: every date is an offset from a base day, and every choice follows from the words it is
about, so that a row more changes no other project.
"""

from quantock.desk.demonstration.days import base_day
from quantock.desk.demonstration.loading import load

__all__ = ["base_day", "load"]

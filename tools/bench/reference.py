"""The same series through the reference in R, where Rscript and NHSRplotthedots are installed; else nothing is compared.

Asked for in docs/benchmarks.md's own words: one call for all series, grouped, as its users are told to do it.
"""

import shutil
import subprocess
from collections.abc import Sequence

MINUTES = 10
SCRIPT = """
if (!requireNamespace("NHSRplotthedots", quietly = TRUE)) quit(status = 3)
rows <- read.csv(file("stdin"))
rows$day <- as.Date(rows$day)
began <- proc.time()[["elapsed"]]
judged <- NHSRplotthedots::ptd_spc(
  rows, value_field = value, date_field = day, facet_field = series, improvement_direction = "decrease", target = 55
)
cat(proc.time()[["elapsed"]] - began)
"""
NOT_HERE = 3


def seconds_in_r(many: Sequence[Sequence[float | None]], days: Sequence[str]) -> float | None:
    """How long R takes for series of values; None where it, or the package, is not installed. Raises RuntimeError
    with what R said where it fails."""
    found = shutil.which("Rscript")
    if found is None:
        return None
    rows = ["series,day,value"]
    for number, values in enumerate(many):
        rows += [f"{number},{day},{value}" for day, value in zip(days, values, strict=True)]
    done = subprocess.run(  # noqa: S603  our own script, by the path that was found
        [found, "-e", SCRIPT], input="\n".join(rows), capture_output=True, text=True, timeout=MINUTES * 60
    )
    if done.returncode == NOT_HERE:
        return None
    if done.returncode:
        raise RuntimeError(f"R could not judge the series: {done.stderr[-500:]}")
    return float(done.stdout.split()[-1])

"""As `spc_adapter`, its XmR charts judged the way that judges many at once: by numpy, or one by one where it is absent."""

from typing import Any

from quantock.engines.spc import Chart, batch, xmr
from tests.golden import spc_adapter


def xmr_chart(values: Any, *, phases: Any, direction: Any, target: Any, rules: Any) -> Chart:
    series = batch.Series(values, direction, None, phases, rules)
    [(segments, bits)] = batch.at_once([series]) if batch.has_numpy() else batch.judge_many([series])
    return xmr.charted(values, segments, bits, direction=direction, target=target, rules=rules)


def compute(case: spc_adapter.Case, rows: spc_adapter.Given) -> dict[str, Any]:
    return spc_adapter.compute(case, rows, chart=xmr_chart)

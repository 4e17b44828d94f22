"""The exact win rate against the number of samples, as a plot."""

from __future__ import annotations

from fractions import Fraction

from verifier.errors import InputError
from verifier.preferences.names import printable
from verifier.report.finding import Report
from verifier.report.number import decimal
from verifier.report.plot import Plot, Series
from verifier.report.rates import rates_by_policy

MOST_SERIES = 4


def several_rates(report: Report) -> dict[str, dict[int, Fraction]]:
    """Policy → k → its rate, as in `rates_by_policy`, for the policies that have several k."""
    return {label: rates for label, rates in rates_by_policy(report).items() if len(rates) > 1}


def rates_plot(report: Report) -> Plot:
    """The exact win rate against k for every policy with several k, with k/(k+1) and 1/2; at most `MOST_SERIES`.

    Raises:
        InputError: there is no such policy.
    """
    several = several_rates(report)
    if not several:
        raise InputError("no policy was audited for several k, so there is nothing to plot; ask for k=range(1, 11)")
    shown = {label: sorted(rates.items()) for label, rates in list(several.items())[:MOST_SERIES]}
    ks = sorted({Fraction(k) for found in shown.values() for k, _ in found})
    series = [
        Series(printable(label), tuple((Fraction(k), rate) for k, rate in found)) for label, found in shown.items()
    ]
    series.append(Series("k/(k+1), the best that can be guaranteed", tuple((k, k / (k + 1)) for k in ks), "promise"))
    series.append(Series("1/2, what NLHF guarantees", tuple((k, Fraction(1, 2)) for k in ks), "barrier"))
    told = "; ".join(
        f"{label} from {decimal(found[0][1])} to {decimal(found[-1][1])}" for label, found in shown.items()
    )
    return Plot(
        "Exact win rate in the worst case",
        f"For k from {ks[0]} to {ks[-1]}: {printable(told)}.",
        "number of samples k",
        "win rate",
        tuple(series),
        log_x=ks[-1] > 100 * ks[0],
    )

"""The win rate against the number of samples, as plots."""

from __future__ import annotations

from fractions import Fraction

from verifier.errors import InputError
from verifier.preferences.names import printable
from verifier.report.finding import REACHES, Report
from verifier.report.number import decimal
from verifier.report.plots.curves import HALF, Curve, Promised, barred, curves_of, promise_name, promised_of
from verifier.report.plots.plot import Plot, Series

MOST_CURVES = 10
"""More lines in one frame are not told apart."""

_NOTED = {"k/(k+1)": "k/(k+1), the best that can be guaranteed"}


def rates_plots(report: Report) -> list[Plot]:
    """The win rate against k of every policy with several k, with what was promised; `MOST_CURVES` in each plot."""
    several = [each for each in curves_of(report) if len(each.rates) > 1]
    parts = [several[at : at + MOST_CURVES] for at in range(0, len(several), MOST_CURVES)]
    return [_plot(report, part, i, len(parts)) for i, part in enumerate(parts)]


def rates_plot(report: Report) -> Plot:
    """The first of `rates_plots`; it says where it is one of several.

    Raises:
        InputError: there is none.
    """
    plots = rates_plots(report)
    if not plots:
        raise InputError("no policy was audited for several k, so there is nothing to plot; ask for k=range(1, 11)")
    return plots[0]


def _plot(report: Report, curves: list[Curve], part: int, parts: int) -> Plot:
    ks = sorted({k for each in curves for k in each.rates})
    series = [Series(printable(each.name), _points(each.rates), told=each.told) for each in curves]
    promises = promised_of(report)
    series += [Series(_noted(each, promises), _points(each.rates), "promise") for each in promises]
    if barred(report):
        series.append(Series("1/2, what NLHF guarantees", _points(dict.fromkeys(ks, HALF)), "barrier"))
    told = "; ".join(f"{each.told} from {_ends(each.rates)}" for each in curves)
    return Plot(
        _title(report) + (f" ({part + 1} of {parts} plots)" if parts > 1 else ""),
        f"For k from {ks[0]} to {ks[-1]}: {told}.",
        "number of samples k",
        "win rate",
        tuple(series),
        log_x=ks[-1] > 100 * ks[0],
    )


def _title(report: Report) -> str:
    given = not any(each.claim in {"robust", REACHES} for each in report.findings)
    return "Exact win rate against a given opponent" if given else "Exact win rate in the worst case"


def _noted(promised: Promised, others: list[Promised]) -> str:
    name = promise_name(promised, others)
    return printable(_NOTED.get(name, name))


def _points(rates: dict[int, Fraction]) -> tuple[tuple[Fraction, Fraction], ...]:
    return tuple((Fraction(k), rate) for k, rate in rates.items())


def _ends(rates: dict[int, Fraction]) -> str:
    first, *_, last = rates.values()
    return f"{decimal(first)} to {decimal(last)}"

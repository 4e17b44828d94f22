"""Figures for papers, as PDF or SVG: the exact win rate against the number of samples, the same bytes every time.

Needs matplotlib, which the extra ``figures`` installs. The numbers are drawn as floats: nothing is decided here.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from verifier.errors import InputError
from verifier.preferences.names import printable
from verifier.report.finding import Report
from verifier.report.plots.curves import Curve, barred, curves_of, promise_name, promised_of

if TYPE_CHECKING:
    from collections.abc import Iterable

FORMATS = ("pdf", "svg")

_MARKS = "os^Dvph*"
_FONT = "DejaVu Sans"
_WIDE = 20
"""Where the largest number of samples is that many times the least, the axis is logarithmic."""

_METADATA: dict[str, dict[str, None]] = {
    "pdf": {"Creator": None, "Producer": None, "CreationDate": None},
    "svg": {"Creator": None, "Date": None, "Format": None, "Type": None},
}


def check_figure(path: str) -> str:
    """The format of a figure at ``path``: ``pdf`` or ``svg``.

    Raises:
        InputError: it has another suffix, or matplotlib is not installed.
    """
    from importlib.util import find_spec

    suffix = path.rpartition(".")[2].lower()
    if suffix not in FORMATS:
        raise InputError(f"--figure {path}: write a name that ends in .pdf or .svg")
    if find_spec("matplotlib") is None:
        raise InputError("--figure needs matplotlib; install it with pip install 'alignment-verifier[figures]'")
    return suffix


def render_figure(report: Report, suffix: str) -> bytes:
    """The exact win rates of every policy of ``report`` against k, with what was promised, as ``pdf`` or ``svg``.

    Raises:
        InputError: the report has no exact win rate.
    """
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    curves, promises = exact_curves(report), promised_of(report)
    samples = sorted({k for each in curves for k in each.rates})
    with rc_context({"svg.hashsalt": "verifier", "pdf.compression": 6, "font.family": _FONT, "pdf.fonttype": 42}):
        figure = Figure(figsize=(5.2, 3.4), layout="constrained")
        FigureCanvasAgg(figure)
        axes: Any = figure.add_subplot()
        for i, curve in enumerate(curves):
            values = list(map(float, curve.rates.values()))
            axes.plot(list(curve.rates), values, marker=_MARKS[i % len(_MARKS)], markersize=4)
        for promised in promises:
            axes.plot(list(promised.rates), list(map(float, promised.rates.values())), "--", color="0.35")
        half = barred(report)
        if half:
            axes.axhline(0.5, linestyle=":", color="0.35")
        if samples[-1] >= _WIDE * samples[0]:
            axes.set_xscale("log")
        else:
            axes.xaxis.get_major_locator().set_params(integer=True)
        axes.set_xlabel("number of samples k")
        axes.set_ylabel("exact win rate")
        axes.set_title(shown(report.source), fontsize="medium")
        axes.grid(visible=True, alpha=0.3)
        named = [*(each.name for each in curves), *(promise_name(each, promises) for each in promises)]
        texts = _legend(axes, [*map(shown, named), *(["1/2"] if half else [])])
        for text in [axes.title, *texts]:
            text.set_parse_math(False)
        target = io.BytesIO()
        figure.savefig(target, format=suffix, metadata=_METADATA[suffix])
    return target.getvalue()


def _legend(axes: Any, names: list[str]) -> Any:
    """The texts of the legend, which names all lines of ``axes``: matplotlib hides names that begin with ``_``."""
    lines = axes.get_lines()
    texts = axes.legend(lines, [str(i) for i in range(len(lines))], fontsize="small").get_texts()
    for text, name in zip(texts, names, strict=True):
        text.set_text(name)
    return texts


def exact_curves(report: Report) -> list[Curve]:
    """The curves of ``report`` whose rates are all exact.

    Raises:
        InputError: there is none.
    """
    curves = [each for each in curves_of(report) if each.exact]
    if not curves:
        raise InputError("there is no exact win rate to draw; ask for promises with -k")
    return curves


def shown(name: str) -> str:
    """``name`` with what the font has no sign for as a code such as U+4E00."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    font: Any = get_font(findfont(FontProperties(family=_FONT)))
    return "".join(_signs(printable(name), font))


def _signs(name: str, font: Any) -> Iterable[str]:
    for char in name:
        yield char if font.get_char_index(ord(char)) else f"U+{ord(char):04X}"

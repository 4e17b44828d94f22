"""A report that shows itself: in a terminal, a notebook, a paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from verifier.report.finding import Report

if TYPE_CHECKING:
    from verifier.report.plots.plot import Plot


class ShownReport(Report):
    """What `verifier.audit` returns: ``print`` it, let a notebook show it, or read its findings."""

    def plot(self) -> Plot:
        """The exact win rates against k, to be shown in a notebook, or written as SVG by `render_svg`.

        Raises:
            InputError: no policy was audited for several k.
        """
        from verifier.report.plots.rates import rates_plot

        return rates_plot(self)

    def __str__(self) -> str:
        from verifier.report.formats.text import render_text

        return render_text(self)

    def __repr__(self) -> str:
        from verifier.preferences.quotation import called
        from verifier.report.headline import verdict_line

        return f"<Report on {called(self.source)}: {verdict_line(self)}>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: FBT001  # IPython calls it so
        """How IPython shows it in a terminal."""
        printer.text("Report(...)" if cycle else str(self).rstrip("\n"))

    def _repr_html_(self) -> str:
        """How a notebook shows it."""
        from verifier.report.formats.notebook import report_html

        return report_html(self)

    def _repr_latex_(self) -> str:
        """How a notebook that becomes a paper shows it."""
        from verifier.report.formats.notebook import report_latex

        return report_latex(self)

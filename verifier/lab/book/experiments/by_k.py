"""Experiments over the number of samples: each policy's exact win rate beside the promise, certified by an audit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from verifier.audits.effort import Effort
from verifier.audits.families.table import find_all
from verifier.audits.question import Question
from verifier.errors import InputError
from verifier.game.rate import Rate, parse_rate
from verifier.lab.book.expectation import Expectation, compare, read_expectation
from verifier.lab.book.pages.exact_table import ExactTable, render_csv, render_markdown
from verifier.lab.book.pages.line import report_lines
from verifier.lab.book.question import Answer, Setting
from verifier.lab.book.reported import reported
from verifier.lab.book.table import Table
from verifier.preferences.quotation import called
from verifier.preferences.ranges import parse_numbers
from verifier.report.finding import Finding, Report
from verifier.report.formats.table import KEPT
from verifier.report.plots.plot import Plot, Series, render_svg


@dataclass(frozen=True)
class RatesByK:
    """Policies, numbers of samples and a promise; the title and description of the plot; what the audit must find."""

    setting: Setting
    name: str
    title: str
    description: str
    policies: tuple[str, ...]
    k: tuple[int, ...]
    rate: Rate
    expected: Expectation

    def decide(self, effort: Effort) -> Answer:
        """The findings of an ordinary audit, and its rates as a table and a plot."""
        population = self.setting.population
        question = Question(k=self.k, rate=self.rate)
        found = find_all(map(self.setting.beside, self.policies), population, question, effort)
        report, files = reported(self.setting, found, question, replace(effort, formats=KEPT))
        rates = _rates(report)
        unknown = [f"{one} has no exact rate for k = {k}" for one in rates for k in self.k if k not in rates[one]]
        files["table.csv"] = render_csv(self._table(rates, str)).encode()
        files["table.md"] = render_markdown(self._table(rates, called)).encode()
        files["plot.svg"] = render_svg(self._plot(rates)).encode()
        return Answer(report_lines(report), files, (*unknown, *compare(self.expected, report)))

    def _table(self, rates: dict[str, dict[int, Finding]], call: Callable[[str], str]) -> ExactTable:
        columns = ["k", f"promised {self.rate.text}"]
        for one in rates:
            columns += [f"win rate of {call(one)}", f"promise, {call(one)}"]
        rows = []
        for k in self.k:
            row: list[Fraction | int | str | None] = [k, self.rate(k, 1)]
            for found in rates.values():
                row += [found[k].value, found[k].verdict.value] if k in found else [None, None]
            rows.append(tuple(row))
        return ExactTable(self.title, tuple(columns), tuple(rows))

    def _plot(self, rates: dict[str, dict[int, Finding]]) -> Plot:
        series = [
            Series(one, tuple((Fraction(k), found[k].value or Fraction(0)) for k in self.k if k in found))
            for one, found in rates.items()
        ]
        promise = tuple((Fraction(k), self.rate(k, 1)) for k in self.k)
        series.append(Series(f"promised: {self.rate.text}", promise, "promise"))
        labels = ("number of samples k", "win rate in the worst case")
        return Plot(self.title, self.description, *labels, tuple(each for each in series if each.points))


def _rates(report: Report) -> dict[str, dict[int, Finding]]:
    """Policy → k → the promise, where its exact rate is known."""
    rates: dict[str, dict[int, Finding]] = {}
    for finding in report.findings:
        if finding.claim == "robust" and finding.policy is not None and finding.k is not None:
            known = rates.setdefault(finding.policy, {})
            if finding.value is not None:
                known[finding.k] = finding
    return rates


def read(table: Table, setting: Setting) -> RatesByK:
    """The experiment that ``table`` asks for.

    Raises:
        InputError: a key is missing or of another kind, or nothing is expected.
    """
    name, policies = table.text("name"), table.texts("policies")
    if not policies:
        raise InputError(f'{table.where} {name}: no policy is given; write policies = ["rule:nlhf"], or several')
    return RatesByK(
        setting=setting,
        name=name,
        title=table.text("title"),
        description=" ".join(table.text("description").split()),
        policies=policies,
        k=parse_numbers(table.text("k"), "k"),
        rate=parse_rate(table.optional("rate", str, "k/(k+1)")),
        expected=read_expectation(table, name),
    )

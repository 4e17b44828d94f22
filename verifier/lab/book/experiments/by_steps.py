"""Experiments over the steps of self-play: losses against the bound of Proposition 6, or how near the iterates come.

Iterates lie on a dyadic grid and every sum over them is counted in integers, so each number here is exact.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from verifier.audits.drafts import Draft, word
from verifier.audits.effort import Effort
from verifier.audits.families.equilibria import gap_drafts
from verifier.audits.settings import Settings
from verifier.claims.robust import Robust
from verifier.errors import InputError
from verifier.exact.rational import parse_rational, round_down
from verifier.game.payoffs import Payoff
from verifier.lab.book.drafted import settle_lines
from verifier.lab.book.experiments.self_play import RegretBoundsLoss, Stage
from verifier.lab.book.models import line_of, payoff_of, unexpected
from verifier.lab.book.pages.exact_table import Cell, ExactTable, render_csv, render_markdown
from verifier.lab.book.question import Answer, Setting
from verifier.lab.book.table import Table, listed
from verifier.preferences.population import Population
from verifier.report.finding import Finding
from verifier.report.plots.plot import Plot, Series, render_svg
from verifier.rules.self_play.bounds import (
    average_gap,
    average_loss,
    average_policy,
    last_gap,
    last_policy,
    regret,
    sigma_loss,
)
from verifier.rules.self_play.ledger import Ledger
from verifier.rules.self_play.run import Run, self_play
from verifier.rules.self_play.sigma import sigma_lottery

STEPS = "steps T"


@dataclass(frozen=True)
class Experiment:
    """What both have in common.

    Attributes:
        first: the first step that is shown.
        step: how far one step goes, None: as far as the method goes by itself.
        payoff: of the game, strict unless gaps are shown.
        verdicts: what is expected of every line; a single one stands for all.
        final: column → the decimal to which the last row's number rounds down.
    """

    population: Population
    name: str
    title: str
    description: str
    methods: tuple[str, ...]
    k: int
    steps: int
    first: int
    step: Fraction | None
    payoff: Payoff
    verdicts: tuple[str, ...]
    final: tuple[tuple[str, str], ...]

    def run(self, method: str, effort: Effort) -> Run:
        """The whole run, with all its iterates."""
        budget, told = effort.budget, effort.progress
        return self_play(
            self.population, self.k, method, self.steps, self.payoff, step=self.step, budget=budget, progress=told
        )

    def shown(self, run: Run) -> tuple[Ledger, ...]:
        """The checkpoints that are shown."""
        return tuple(each for each in run.checkpoints if each.steps >= self.first)

    def answer(self, drafts: list[Draft], table: ExactTable, plot: Plot, effort: Effort) -> Answer:
        """Certificates, table and plot."""
        settled = settle_lines(drafts, effort)
        files = settled.files | {"table.csv": render_csv(table).encode(), "table.md": render_markdown(table).encode()}
        files["plot.svg"] = render_svg(plot).encode()
        found = tuple(line.verdict for line in settled.lines)
        differences = [*settled.rejected, *unexpected(self.verdicts, found, "line"), *self._final(table)]
        return Answer(settled.lines, files, tuple(differences))

    def _final(self, table: ExactTable) -> Iterator[str]:
        for column, wanted in self.final:
            if column not in table.columns:
                yield f"there is no column {column!r}; there are {', '.join(table.columns)}"
                continue
            found = table.rows[-1][table.columns.index(column)]
            places = len(wanted.partition(".")[2])
            if not isinstance(found, Fraction) or round_down(found, places) != parse_rational(wanted):
                yield f"{column}: expected {wanted} at the end, found {found}"


@dataclass(frozen=True)
class LossesBySteps(Experiment):
    """What a random iterate and the average policy win with, against what the regret promises."""

    def decide(self, effort: Effort) -> Answer:
        """Both rates and the bound at every checkpoint; both promises with certificates."""
        (method,) = self.methods
        run = self.run(method, effort)
        stages = tuple(
            Stage(at.steps, regret(run, at), sigma_loss(run, at), average_loss(run, at)) for at in self.shown(run)
        )
        claim = RegretBoundsLoss(self.k, method, stages)
        drafts: list[Draft] = []
        rows: list[tuple[Cell, ...]] = []
        for at, stage in zip(self.shown(run), stages, strict=True):
            bound = 1 - claim.bound(stage)
            drafts += self._promises(run, at, max(bound, Fraction(0)), effort)
            rows.append((at.steps, stage.regret / at.steps, bound, 1 - stage.random_loss, 1 - stage.average_loss))
        columns = ("steps", "regret per step", "guaranteed", "random iterate", "average policy")
        table = ExactTable(self.title, columns, tuple(rows))
        bounded = claim.decide()
        answer = self.answer(drafts, table, self._plot(table), effort)
        differences = (*answer.differences, *unexpected(("certified",), (word(bounded),), "bound"))
        return replace(answer, lines=(line_of(bounded), *answer.lines), differences=differences)

    def _promises(self, run: Run, at: Ledger, rate: Fraction, effort: Effort) -> Iterator[Draft]:
        """That a random iterate and the average policy keep the guaranteed rate."""
        before = tuple(each for each in run.checkpoints if each.steps <= at.steps)
        iterates = None if run.iterates is None else run.iterates[: at.steps]
        lottery = sigma_lottery(replace(run, checkpoints=before, iterates=iterates), effort.budget)
        for label, policy in (("random-iterate", lottery), ("average", average_policy(run, at))):
            verdict = Robust(self.population, policy, self.k, 1, "model", rate).decide(budget=effort.budget)
            finding = Finding("robust", word(verdict), "", policy=label, k=self.k, l=1, ties="model", rate=rate)
            yield Draft(finding, verdict, f"{label}-after-{at.steps}")

    def _plot(self, table: ExactTable) -> Plot:
        names = (
            (f"guaranteed: 1 - 1/{self.k + 1} - regret/T", 2),
            ("random iterate, k samples of it", 3),
            ("average policy, k samples of it", 4),
        )
        series = [Series(name, _points(table, column)) for name, column in names]
        limit = Fraction(self.k, self.k + 1)
        series.append(Series(f"{limit}: k/(k+1)", tuple((x, limit) for x, _ in series[0].points), "promise"))
        labels = (STEPS, "win rate in the worst case")
        return Plot(self.title, self.description, *labels, tuple(series), log_x=True)


@dataclass(frozen=True)
class GapsBySteps(Experiment):
    """How much a player gains by leaving the last iterate, and the average policy, of several methods."""

    def decide(self, effort: Effort) -> Answer:
        """The gaps at every checkpoint; for the last iterates at powers of ten, and the end, with certificates."""
        drafts: list[Draft] = []
        gaps: dict[str, dict[int, Fraction]] = {}
        settings = Settings(payoff=self.payoff)
        for method in self.methods:
            run = self.run(method, effort)
            for at in self.shown(run):
                gaps.setdefault(f"{method}, last iterate", {})[at.steps] = last_gap(run, at)
                gaps.setdefault(f"{method}, average", {})[at.steps] = average_gap(run, at)
                if at == run.end or at.steps == int("1".ljust(len(str(at.steps)), "0")):
                    label = f"{method}-last-after-{at.steps}"
                    drafts += gap_drafts(self.population, last_policy(run, at), label, self.k, settings)
        every = sorted(next(iter(gaps.values())))
        rows: list[tuple[Cell, ...]] = [(steps, *(found[steps] for found in gaps.values())) for steps in every]
        table = ExactTable(self.title, ("steps", *gaps), tuple(rows))
        # A gap of 0 has no logarithm: the table has it, the plot leaves it out.
        series = [Series(name, tuple(p for p in _points(table, i) if p[1])) for i, name in enumerate(gaps, start=1)]
        kept = tuple(each for each in series if each.points)
        labels = (STEPS, "gain by leaving, at most")
        plot = Plot(self.title, self.description, *labels, kept, log_x=True, log_y=True)
        return self.answer(drafts, table, plot, effort)


def _points(table: ExactTable, column: int) -> tuple[tuple[Fraction, Fraction], ...]:
    """The numbers of ``column`` over those of the first."""
    pairs = ((row[0], row[column]) for row in table.rows)
    return tuple((Fraction(x), y) for x, y in pairs if isinstance(x, int) and isinstance(y, Fraction))


def read(table: Table, setting: Setting) -> LossesBySteps | GapsBySteps:
    """The experiment that ``table`` asks for: ``show`` is ``losses`` (of one method) or ``gaps``.

    Raises:
        InputError: a key is missing or of another kind.
    """
    steps, first = table.take("steps", int), table.optional("first", int, 1)
    show, methods = table.text("show"), listed(table.take("methods", (str, list)))
    if show not in {"losses", "gaps"} or not methods or (show == "losses" and len(methods) != 1):
        raise InputError(
            f"{table.where}: show = {show!r} of {len(methods)} methods; write gaps, or losses of one method"
        )
    if not 1 <= first <= max(steps, 1):
        raise InputError(f"{table.where}: 'first' is {first} of {steps} steps; write a step from 1 to {steps}")
    payoff = payoff_of(table.optional("payoff", str, "strict"), table.where)
    if show == "losses" and payoff == "shared":
        raise InputError(f"{table.where}: 'payoff' is 'shared'; losses are shown of self-play with strict payoffs")
    kind = LossesBySteps if show == "losses" else GapsBySteps
    return kind(
        population=setting.population,
        name=table.text("name"),
        title=table.text("title"),
        description=" ".join(table.text("description").split()),
        methods=methods,
        k=table.take("k", int),
        steps=steps,
        first=first,
        step=table.number("step"),
        payoff=payoff,
        verdicts=table.verdicts("verdicts"),
        final=_final(table),
    )


def _final(table: Table) -> tuple[tuple[str, str], ...]:
    """Column → decimal, each of which is a number.

    Raises:
        InputError: one is not.
    """
    final = table.optional("final", dict, {})
    numbers = Table(final, f"{table.where} final")
    for column in final:
        numbers.number(column)
    return tuple(final.items())

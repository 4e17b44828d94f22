"""Questions of the kind ``[[counterexample]]``: the search again, and the case's population is what it finds."""

from __future__ import annotations

from dataclasses import dataclass, replace

from verifier.audits.effort import Effort
from verifier.errors import InputError
from verifier.game.rate import parse_rate
from verifier.lab.book.pages.line import Line
from verifier.lab.book.question import EXACT_SAMPLES, Answer, Setting
from verifier.lab.book.table import Table
from verifier.lab.counterexample.answer import FOUND, Wanted, find_counterexample
from verifier.lab.counterexample.pages.answer import Counterexample, covered, render_latex
from verifier.lab.counterexample.shape import Shape
from verifier.preferences.ranges import parse_numbers
from verifier.report.finding import Word

NO_CHECK = "no independent check: enumerated here"


@dataclass(frozen=True)
class SearchAgain:
    """A search, and whether it must find the population of the case, or none at all.

    Attributes:
        minimal: whether the search must have been exhaustive.
    """

    setting: Setting
    name: str
    wanted: Wanted
    minimal: bool

    def decide(self, effort: Effort) -> Answer:
        """The population that the search finds, and what it covered; the certificates are an audit's, beside it."""
        found = find_counterexample(self.wanted, replace(effort, folder=None), "")
        settled = Word.CERTIFIED if found.exit_code == FOUND else Word.UNDECIDED
        minimal = Word.CERTIFIED if found.exhaustive else Word.UNDECIDED
        said = f"{found.asked}: {found.reason or 'no population was found'}"
        lines = (
            Line(said, settled, None, "certificates: see the audit"),
            Line(f"{covered(found)} The populations: {found.shape}.", minimal, None, NO_CHECK),
        )
        files = {"counterexample.tex": render_latex(found).encode()}
        return Answer(lines, files, tuple(self._differences(found)))

    def _differences(self, found: Counterexample) -> list[str]:
        wanted = self.setting.people
        differences = [] if found.population == wanted else [f"expected {wanted}, found {found.population}"]
        if self.minimal and not found.exhaustive:
            differences.append("the search was not exhaustive, so the population is not certainly minimal")
        return differences


def read(table: Table, setting: Setting) -> SearchAgain:
    """The search that ``table`` asks for.

    Raises:
        InputError: a key is missing, of another kind, or about another search than the one asked for.
    """
    name = table.text("name")
    if table.has("rule") == table.has("conjecture"):
        raise InputError(f"{table.where} {name}: give either a rule or a conjecture")
    idle = [key for key in ("rate", "k", "l", "some") if table.has("conjecture") and table.has(key)]
    if idle:
        raise InputError(f"{table.where} {name}: {idle[0]!r} belongs to a rule; a conjecture says it itself")
    sizes = parse_numbers(table.optional("responses", str, "2..4"), "responses")
    rate = table.optional("rate", str, None)
    shape = Shape(
        responses=(min(sizes), max(sizes)),
        voters=table.optional("voters", int, 7),
        **{name: table.flag(name) for name in ("strict", "odd", "no_condorcet_winner", "unique")},
    )
    wanted = Wanted(
        shape,
        rule=table.optional("rule", str, None),
        rate=None if rate is None else parse_rate(rate),
        k=table.one_number("k", 1, EXACT_SAMPLES),
        l=table.one_number("l", 1),
        some=table.flag("some"),
        conjecture=table.optional("conjecture", str, None),
        seed=table.optional("seed", int, 0),
        tries=table.optional("tries", int, 2000),
    )
    return SearchAgain(setting, name, wanted, not table.flag("not_minimal"))

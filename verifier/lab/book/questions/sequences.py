"""Questions of the kind ``[[sequence]]``: a formula in R, whether it is the value at some R, and its limit.

Finitely many values say nothing of the next: as many formulas as one likes agree with them. That a formula is the value
is therefore certified for the R that were checked and for no other; of the formula itself, as an expression in R, its
relation to the limit is decided for every R.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from verifier.audits.candidates import Candidate, settled
from verifier.audits.drafts import Settled, settle, word
from verifier.audits.effort import Effort
from verifier.audits.families.best import multi_output_candidate, optimal_candidate
from verifier.audits.promises.decide import value_draft
from verifier.audits.settings import Settings
from verifier.claims.verdict import Verdict
from verifier.errors import InputError
from verifier.exact.expression import Expression, evaluate
from verifier.exact.formula_text import parse_expression
from verifier.exact.rational import told
from verifier.files.trees import read_tree
from verifier.game.masses import masses
from verifier.game.rate import parse_rate
from verifier.game.worst_case import worst_case
from verifier.lab.book.pages.line import Line
from verifier.lab.book.question import Answer, Setting, from_gallery
from verifier.lab.book.questions.statements import NO_CHECK
from verifier.lab.book.table import Table
from verifier.lab.symbolic.statements.relation import COMPARES
from verifier.lab.symbolic.statements.sequence import EveryNumber, Formula, Tends
from verifier.preferences.population import Population
from verifier.preferences.ranges import format_numbers, parse_numbers
from verifier.report.finding import Word


def _uniform(population: Population, _k: int, _l: int, _settings: Settings, effort: Effort) -> Candidate:
    return settled("rule", "uniform", population, effort)


def _plurality(population: Population, _k: int, _l: int, _settings: Settings, effort: Effort) -> Candidate:
    return settled("rule", "plurality", population, effort)


INDEX = "R"
LAST = 999_999_999
"""The greatest R from which a formula can start."""

MARK = "{R}"
"""Stands in the reference to the gallery for the whole number R."""

VALUES: dict[str, tuple[Callable[[Population, int, int, Settings, Effort], Candidate], str]] = {
    "uniform": (_uniform, "the worst-case win rate of the uniform policy's k samples"),
    "plurality": (_plurality, "the worst-case win rate of the random dictator's k samples"),
    "best-product": (optimal_candidate, "the best worst-case win rate of k independent samples"),
    "best-k-output": (multi_output_candidate, "the best worst-case win rate of k responses shown together"),
}
"""Name → (the policy that has the value, what the value is in words)."""


@dataclass(frozen=True)
class Sequence:
    """A formula for a value on a sequence of populations, for several k.

    Attributes:
        population: a reference to the gallery with ``{R}`` in it; ``value`` names what the formula is said to be.
        checked: the numbers R at which the value is certified and compared.
        relation: of the formula to ``limit`` for every R; ``limit`` a rate in k and l.
        expected: ``certified for R = 1..3``, or another verdict as it is told.
    """

    setting: Setting
    name: str
    population: str
    value: str
    formulas: tuple[Formula, ...]
    checked: tuple[int, ...]
    relation: str
    limit: str
    expected: str

    @property
    def reach(self) -> str:
        """The verdict where nothing is refuted or open: it names the R that were checked."""
        least = min(formula.first for formula in self.formulas)
        return certified_for(number for number in self.checked if number >= least)

    def decide(self, effort: Effort) -> Answer:
        """The certified values at the first R; what holds of the formula for every R; its limit."""
        lines: list[Line] = []
        differences: list[str] = []
        with tempfile.TemporaryDirectory(prefix="verifier-") as temporary:
            place = Path(temporary)
            for formula in self.formulas:
                for number in self.checked:
                    if number >= formula.first:
                        effort.progress(f"{self.name}: k = {formula.k}, {formula.index} = {number}")
                        lines += self._checked(formula, number, place, effort)
                lines += self._stated(formula)
            files = dict(read_tree(place))
        words = {line.verdict for line in lines}
        found = next(each for each in (Word.REFUTED, Word.UNDECIDED, Word.CERTIFIED) if each in words)
        told = self.reach if found is Word.CERTIFIED else found.value
        if told != self.expected:
            differences.append(f"expected {self.expected}, found {told}")
        return Answer(tuple(lines), files, tuple(differences))

    def _checked(self, formula: Formula, number: int, place: Path, effort: Effort) -> Iterator[Line]:
        """The value at one R, certified from both sides, and whether it is the formula's."""
        k, l = formula.k, formula.l
        population = from_gallery(self.setting, self.population.replace(MARK, str(number))).population
        candidate = VALUES[self.value][0](population, k, l, Settings(), effort)
        worst = worst_case(masses(population, candidate.policy), k, l, "model", effort.budget)
        drafts = [*candidate.facts, value_draft(population, candidate, k, l, "model", worst, effort)]
        named = [replace(draft, name=f"{formula.index}{number}-{draft.name}") for draft in drafts]
        done = settle(named, place, replace(effort, folder=place))
        yield from (
            Line(each.finding.sentence, each.finding.verdict, each.finding.certificate, each.finding.reason)
            for each in done
        )
        yield self._comparison(formula, number, worst.value, done)

    def _comparison(self, formula: Formula, number: int, value: Fraction, done: list[Settled]) -> Line:
        """Whether the formula gives ``value``, which is exact if nothing better is possible."""
        uppers = [each.finding.upper for each in done if each.finding.claim == "best-rate"]
        bounded = bool(uppers) or self.value in {"uniform", "plurality"}
        proved = bounded and all(each == value for each in uppers)
        proved = proved and all(each.finding.verdict is Word.CERTIFIED for each in done)
        given = formula.at(number)
        where = f"at {formula.index} = {number}, k = {formula.k}, l = {formula.l}"
        shown, certificate = told(given), done[-1].finding.certificate
        if not proved:
            reason = "the value is not certified from both sides"
            return Line(f"{where} the formula gives {shown}", Word.UNDECIDED, note=reason)
        if given == value:
            return Line(f"{where} the formula gives {shown}, the certified value", Word.CERTIFIED, certificate)
        said = f"{where} the formula gives {shown}, but the certified value is {told(value)}"
        return Line(said, Word.REFUTED, certificate)

    def _stated(self, formula: Formula) -> Iterator[Line]:
        """What holds of the formula for every R and in the limit, whether or not it is the value there."""
        limit = parse_rate(self.limit)(formula.k, formula.l)
        yield self._symbolic(formula, EveryNumber(formula, self.relation, limit).decide())
        yield self._symbolic(formula, Tends(formula, limit).decide())

    def _symbolic(self, formula: Formula, verdict: Verdict) -> Line:
        reach = certified_for(number for number in self.checked if number >= formula.first)
        note = f"{NO_CHECK}, of the formula; that it is {VALUES[self.value][1]} is {reach} and for no other R"
        return Line(str(verdict), word(verdict), note=note)


def certified_for(numbers: Iterable[int]) -> str:
    """The verdict on a formula that is the certified value at these R: ``certified for R = 1..3``."""
    return f"{Word.CERTIFIED.value} for {INDEX} = {format_numbers(numbers)}"


def read(table: Table, setting: Setting) -> Sequence:
    """The sequence that ``table`` is about.

    Raises:
        InputError: a key is missing or of another kind, or names something that there is not.
    """
    name, where = table.text("name"), table.where
    population, value, text = table.text("population"), table.text("value"), table.text("formula")
    if MARK not in population:
        raise InputError(
            f"{where} {name}: 'population' is {population!r}; write {MARK} in it, as in rotations(m={MARK})"
        )
    if value not in VALUES:
        raise InputError(f"{where} {name}: 'value' is {value!r}; write one of {', '.join(VALUES)}")
    ks, l = parse_numbers(table.text("k"), "k"), table.one_number("l", 1)
    start = parse_expression(table.optional("from", str, "1"), frozenset({"k", "l"}))
    relation, limit = table.text("relation"), table.text("limit")
    if relation not in COMPARES:
        raise InputError(f"{where} {name}: 'relation' is {relation!r}; write one of {', '.join(COMPARES)}")
    formulas = tuple(Formula.parse(VALUES[value][1], INDEX, text, k, l, _first(start, k, l)) for k in ks)
    checked = parse_numbers(table.text("checked"), "R")
    never = next((formula for formula in formulas if max(checked) < formula.first), None)
    if never is not None:
        known = f"'checked' is {', '.join(map(str, checked))}, but for k = {never.k} R starts from {never.first}"
        raise InputError(f"{where} {name}: {known}; check at least one R of the formula")
    return Sequence(setting, name, population, value, formulas, checked, relation, limit, _expected(table))


def _expected(table: Table) -> str:
    """The verdict under ``expected``; no answer meets a plain ``certified``, which is then told as a difference."""
    text = table.text("expected")
    if text.startswith(f"{Word.CERTIFIED.value} for {INDEX} = "):
        return certified_for(parse_numbers(text.partition(" = ")[2].replace(" ", ""), INDEX))
    if text not in {word.value for word in Word}:
        known = f"'{Word.CERTIFIED.value} for {INDEX} = 1..3' with the R that are checked, refuted or undecided"
        raise InputError(f"{table.where}: expected = {text!r}; write {known}")
    return text


def _first(start: Expression, k: int, l: int) -> int:
    value = evaluate(start, {"k": Fraction(k), "l": Fraction(l)})
    if value.denominator != 1 or not 1 <= value <= LAST:
        raise InputError(f"'from' is {told(value)} at k = {k}, l = {l}; R starts from a whole number from 1 to {LAST}")
    return int(value)

"""Questions of the kind ``[[fixed-point]]``: does projected gradient ascent stay where it is, exactly at equilibria?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from verifier.audits.drafts import Draft, word
from verifier.audits.effort import Effort
from verifier.audits.families.equilibria import gap_drafts
from verifier.audits.settings import Settings
from verifier.claims.verdict import Certified, Verdict
from verifier.errors import InputError
from verifier.exact.rational import format_rational
from verifier.game.payoffs import Payoff, gap
from verifier.lab.book.drafted import settle_lines
from verifier.lab.book.mathematics.fixed_point import FixedPoint
from verifier.lab.book.models import line_of, payoff_of, read_policies, unexpected
from verifier.lab.book.question import Answer, Setting
from verifier.lab.book.table import Table
from verifier.preferences.policy import Policy
from verifier.preferences.population import Population
from verifier.preferences.ranges import parse_numbers


@dataclass(frozen=True)
class Ascents:
    """One step of projected gradient ascent from each policy, for each k and each step.

    Attributes:
        verdicts: what is expected: all k and steps for the first policy, then for the next; a single one for all.
    """

    name: str
    population: Population
    policies: tuple[Policy, ...]
    k: tuple[int, ...]
    steps: tuple[Fraction, ...]
    payoff: Payoff
    verdicts: tuple[str, ...]

    def decide(self, effort: Effort) -> Answer:
        """Whether each step stays, and a certificate that nobody gains by leaving where it does."""
        found: list[Verdict] = []
        drafts: list[Draft] = []
        differences: list[str] = []
        for i, policy in enumerate(self.policies, start=1):
            for k in self.k:
                decided = [FixedPoint(self.population, policy, k, self.payoff, step).decide() for step in self.steps]
                found += decided
                differences += self._against(i, policy, k, decided)
                if isinstance(decided[0], Certified):
                    drafts += gap_drafts(self.population, policy, f"policy-{i}", k, Settings(payoff=self.payoff))
        settled = settle_lines(drafts, effort)
        differences += unexpected(self.verdicts, tuple(map(word, found)), "step")
        return Answer((*map(line_of, found), *settled.lines), settled.files, (*differences, *settled.rejected))

    def _against(self, place: int, policy: Policy, k: int, decided: list[Verdict]) -> Iterator[str]:
        """Where Proposition 5 would be false: a step that stays and is no equilibrium, or the reverse."""
        gained = gap(self.population, policy, k, self.payoff)
        for verdict in decided:
            if isinstance(verdict, Certified) != (gained == 0):
                yield f"policy {place}, k = {k}: {gained} is gained by leaving, yet: {verdict}"


def read(table: Table, setting: Setting) -> Ascents:
    """The question that ``table`` asks.

    Raises:
        InputError: a key is missing or of another kind, no policy is given, or a step is not positive.
    """
    people = setting.population
    policies = read_policies(table, "policies", people.responses)
    if not policies:
        raise InputError(f"{table.where}: 'policies' is empty; give at least one")
    steps = table.numbers("steps") or (Fraction(1),)
    if min(steps) <= 0:
        raise InputError(f"{table.where}: 'steps' holds {format_rational(min(steps))}; a step is above 0")
    return Ascents(
        name=table.text("name"),
        population=people,
        policies=policies,
        k=parse_numbers(table.text("k"), "k"),
        steps=steps,
        payoff=payoff_of(table.optional("payoff", str, "strict"), table.where),
        verdicts=table.verdicts("verdicts"),
    )

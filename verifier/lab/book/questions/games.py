"""Questions of the kind ``[[game]]``: is this policy a symmetric equilibrium, and how often does it win?

Where preferences between sets come from Plackett-Luce users or a judge's table, payoffs are strict. Over a population
ties can be paid by ``half`` or ``weak`` credit, which no audit uses; win rates over populations are what audits decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from verifier.audits.drafts import word
from verifier.audits.effort import Effort
from verifier.claims.verdict import Verdict
from verifier.errors import InputError
from verifier.game.rate import parse_rate
from verifier.lab.book.models import differs, line_of, read_model, read_policy, unexpected
from verifier.lab.book.question import Answer, Setting, exact_samples
from verifier.lab.book.table import Table
from verifier.lab.set_preferences.credited import CreditedEquilibrium
from verifier.lab.set_preferences.preferences import SetPreferences, single_payoffs
from verifier.lab.set_preferences.set_game import SetEquilibrium, SetRobust
from verifier.preferences.policy import Policy
from verifier.preferences.population import Population


@dataclass(frozen=True)
class SetGame:
    """A policy in the games of k+1 players whose payoffs are P[y > π^k], and the rate that it is promised to win with.

    Attributes:
        equilibrium: the verdicts expected, one for each k; ``robust`` and ``values`` likewise for the rates.
    """

    name: str
    preferences: SetPreferences
    policy: Policy
    k: tuple[int, ...]
    equilibrium: tuple[str, ...]
    robust: tuple[str, ...]
    values: tuple[Fraction, ...] | None

    def decide(self, _: Effort) -> Answer:
        """For each k whether it is an equilibrium, and whether it wins with rate k/(k+1)."""
        promise = parse_rate("k/(k+1)")
        rested = [SetEquilibrium(self.preferences, self.policy, k).decide() for k in self.k]
        won = [SetRobust(self.preferences, self.policy, k, promise(k, 1)).decide() for k in self.k]
        values = tuple(1 - max(single_payoffs(self.preferences, self.policy, k)) for k in self.k)
        differences = (
            *unexpected(self.equilibrium, tuple(map(word, rested)), "equilibrium"),
            *unexpected(self.robust, tuple(map(word, won)), "rate"),
            *differs(self.values, values, "win rates"),
        )
        verdicts: list[Verdict] = [each for pair in zip(rested, won, strict=True) for each in pair]
        return Answer(tuple(map(line_of, verdicts)), {}, differences)


@dataclass(frozen=True)
class CreditedGame:
    """A policy in the games of k+1 players over a population in which ties are paid by ``credit``."""

    name: str
    population: Population
    policy: Policy
    k: tuple[int, ...]
    credit: str
    equilibrium: tuple[str, ...]

    def decide(self, _: Effort) -> Answer:
        """For each k whether it is an equilibrium."""
        rested = [CreditedEquilibrium(self.population, self.policy, k, self.credit).decide() for k in self.k]
        differences = unexpected(self.equilibrium, tuple(map(word, rested)), "equilibrium")
        return Answer(tuple(map(line_of, rested)), {}, differences)


def read(table: Table, setting: Setting) -> SetGame | CreditedGame:
    """The question that ``table`` asks.

    Raises:
        InputError: a key is missing or of another kind, or ties are credited where there is no population.
    """
    name, preferences = table.text("name"), read_model(table, setting)
    policy = read_policy(table.take("policy", dict), preferences.responses, f"{table.where} {name}")
    k, credit = exact_samples(table.text("k")), table.optional("credit", str, None)
    equilibrium = table.verdicts("equilibrium")
    if credit is None:
        robust, values = table.verdicts("robust"), table.numbers("values")
        return SetGame(name, preferences, policy, k, equilibrium, robust, values)
    if not isinstance(preferences, Population):
        raise InputError(f"{table.where} {name}: credit for ties is about a [population]; leave out users and prefers")
    return CreditedGame(name, preferences, policy, k, credit, equilibrium)

"""Questions of the kind ``[[property]]``: does Property 1 hold for these preferences between sets?"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from verifier.audits.drafts import word
from verifier.audits.effort import Effort
from verifier.claims.verdict import Verdict
from verifier.errors import InputError
from verifier.lab.book.models import differs, line_of, read_model, read_policies, unexpected
from verifier.lab.book.question import Answer, Setting
from verifier.lab.book.table import Table
from verifier.lab.set_preferences.plackett_luce import PlackettLuce
from verifier.lab.set_preferences.preferences import SetPreferences, single_wins
from verifier.lab.set_preferences.property_one import Antisymmetry, Subadditivity
from verifier.lab.set_preferences.search_versus_single import multi_versus_single_evidence
from verifier.lab.set_preferences.versus_single import MultiVersusSingle, MultiVersusSingleAt, SingleWins, TiesExplain
from verifier.preferences.policy import Policy
from verifier.preferences.population import Population
from verifier.preferences.ranges import parse_numbers

PARTS = ("antisymmetry", "subadditivity", "multi-versus-single")


@dataclass(frozen=True)
class PropertyOne:
    """The three parts of Property 1, each with the verdict expected, and exact values at given policies.

    Attributes:
        size: how large the multisets of the exhaustive checks are.
        k: the numbers of samples.
        expected: part → verdict; for multi-versus-single one for each k, or one for all.
        policies: at which P[π > π^k] is evaluated for each k; ``values`` are what is expected, policy by policy,
            and ``at_policies`` the verdicts.
    """

    name: str
    preferences: SetPreferences
    size: int
    k: tuple[int, ...]
    expected: dict[str, tuple[str, ...]]
    policies: tuple[Policy, ...]
    values: tuple[Fraction, ...] | None
    at_policies: tuple[str, ...]

    def decide(self, effort: Effort) -> Answer:
        """Each part, then each value."""
        parts: dict[str, list[Verdict]] = {
            "antisymmetry": [Antisymmetry(self.preferences, self.size).decide(effort.budget)],
            "subadditivity": [Subadditivity(self.preferences, self.size).decide(effort.budget)],
            "multi-versus-single": [self._every_policy(k, effort) for k in self.k],
        }
        values = tuple(single_wins(self.preferences, each, k) for each in self.policies for k in self.k)
        exact = [self._at(each, k) for each in self.policies for k in self.k]
        differences = [
            difference
            for part, verdicts in parts.items()
            for difference in unexpected(self.expected[part], tuple(map(word, verdicts)), part)
        ]
        differences += unexpected(self.at_policies, tuple(map(word, exact)), "value") if exact else ()
        differences += differs(self.values, values, "P[p > p^k]")
        verdicts = [*(verdict for each in parts.values() for verdict in each), *exact]
        return Answer(tuple(map(line_of, verdicts)), {}, tuple(differences))

    def _every_policy(self, k: int, effort: Effort) -> Verdict:
        return MultiVersusSingle(self.preferences, k).decide(
            multi_versus_single_evidence(self.preferences, k, effort.budget)
        )

    def _at(self, policy: Policy, k: int) -> Verdict:
        """Exactly 1/(k+1) for Plackett-Luce users, with ties explained for weak orders, else the bound 1/(k+1)."""
        known = self.preferences
        if isinstance(known, PlackettLuce):
            return SingleWins(known, policy, k, Fraction(1, k + 1)).decide()
        if isinstance(known, Population) and known.weak_orders:
            return TiesExplain(known, policy, k).decide()
        return MultiVersusSingleAt(known, policy, k).decide()


def read(table: Table, setting: Setting) -> PropertyOne:
    """The question that ``table`` asks.

    Raises:
        InputError: a key is missing or of another kind, or a part has no verdict expected.
    """
    name, preferences = table.text("name"), read_model(table, setting)
    parts = Table(table.take("expected", dict), f"{table.where} {name} expected")
    expected = {part: parts.verdicts(part) for part in PARTS}
    parts.finish()
    policies = read_policies(table, "policies", preferences.responses)
    if table.has("at_policies") and not policies:
        raise InputError(f"{table.where} {name}: 'at_policies' are verdicts at policies; give these under policies")
    return PropertyOne(
        name=name,
        preferences=preferences,
        size=table.take("size", int),
        k=parse_numbers(table.text("k"), "k"),
        expected=expected,
        policies=policies,
        values=table.numbers("values"),
        at_policies=table.verdicts("at_policies", "certified"),
    )

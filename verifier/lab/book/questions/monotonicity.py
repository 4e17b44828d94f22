"""Questions of the kind ``[[monotone]]``: is the game of k+1 players monotone, where it is looked at?

For weak orders the inequality of THEORY 2.6 is evaluated at given pairs of policies and at seeded random ones. Where
responses left out are incomparable, a pair is looked for that refutes it, and certified.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from verifier.audits.effort import Effort
from verifier.audits.families.equilibria import not_monotone_drafts
from verifier.errors import InputError
from verifier.lab.book.drafted import settle_lines
from verifier.lab.book.mathematics.monotone import MonotoneAt
from verifier.lab.book.models import line_of, read_policies, unexpected
from verifier.lab.book.pages.line import Line
from verifier.lab.book.question import Answer, Setting, exact_samples
from verifier.lab.book.table import Table, brief
from verifier.preferences.policy import Policy
from verifier.preferences.population import Population
from verifier.report.finding import Word

MOST_PAIRS = 10_000

_BITS = 16


@dataclass(frozen=True)
class Monotonicity:
    """Pairs of policies, given and random, over one population.

    Attributes:
        policies: every two of them are a pair.
        pairs: how many more pairs are drawn at random, by ``seed``.
        verdicts: what is expected, line by line; a single one stands for all.
    """

    name: str
    population: Population
    k: tuple[int, ...]
    policies: tuple[Policy, ...]
    pairs: int
    seed: int
    verdicts: tuple[str, ...]

    def decide(self, effort: Effort) -> Answer:
        """For each k a line for every given pair, and one for all random ones; or a pair that refutes monotonicity."""
        if not self.population.weak_orders:
            return self._refuted(effort)
        given = [(one, two) for i, one in enumerate(self.policies) for two in self.policies[i + 1 :]]
        drawn = tuple(random_pairs(len(self.population.responses), self.pairs, self.seed))
        tried = [*((pair,) for pair in given), *((drawn,) if drawn else ())]
        lines = tuple(line_of(MonotoneAt(self.population, each, k).decide()) for k in self.k for each in tried)
        return Answer(lines, {}, self._unexpected(lines))

    def _refuted(self, effort: Effort) -> Answer:
        drafts = [draft for k in self.k for draft in not_monotone_drafts(self.population, k)]
        settled = settle_lines(drafts, effort)
        return Answer(settled.lines, settled.files, (*settled.rejected, *self._unexpected(settled.lines)))

    def _unexpected(self, lines: tuple[Line, ...]) -> tuple[str, ...]:
        found: tuple[Word, ...] = tuple(line.verdict for line in lines)
        return unexpected(self.verdicts, found, "line")


def random_pairs(m: int, number: int, seed: int) -> Iterator[tuple[Policy, Policy]]:
    """``number`` pairs of policies over ``m`` responses, the same for the same ``seed`` everywhere; zeros do occur."""
    import numpy as np

    bits = np.random.PCG64(seed)
    made = 0
    while made < number:
        words = (bits.random_raw(2 * m) >> np.uint64(64 - _BITS)).astype(np.int64)
        # About a quarter of the weights are cut off to 0: faces of the simplex are tried too.
        first, second = (np.maximum(words[i : i + m] - (1 << (_BITS - 2)), 0).tolist() for i in (0, m))
        if sum(first) and sum(second):
            made += 1
            yield Policy(tuple(first), sum(first)), Policy(tuple(second), sum(second))


def read(table: Table, setting: Setting) -> Monotonicity:
    """The question that ``table`` asks.

    Raises:
        InputError: a key is missing or of another kind, or there is nothing to look at.
    """
    name, people = table.text("name"), setting.population
    idle = [key for key in ("policies", "random_pairs", "seed") if table.has(key)]
    if idle and not people.weak_orders:
        raise InputError(f"{table.where} {name}: {idle[0]!r} is for weak orders; here a pair is looked for")
    question = Monotonicity(
        name=name,
        population=people,
        k=exact_samples(table.text("k")),
        policies=read_policies(table, "policies", people.responses),
        pairs=table.optional("random_pairs", int, 0),
        seed=table.optional("seed", int, 1),
        verdicts=table.verdicts("verdicts"),
    )
    if people.weak_orders and len(question.policies) < 2 and question.pairs < 1:  # noqa: PLR2004  # a pair
        raise InputError(f"{table.where} {name}: give two policies or random_pairs")
    if question.pairs < 0 or question.seed < 0:
        raise InputError(f"{table.where} {name}: 'random_pairs' and 'seed' are whole numbers from 0 on")
    if question.pairs > MOST_PAIRS:
        raise InputError(f"{table.where} {name}: 'random_pairs' is {brief(question.pairs)}; at most {MOST_PAIRS}")
    return question

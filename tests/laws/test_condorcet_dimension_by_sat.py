"""The fewest voters and responses for Condorcet dimension 3, by a SAT solver that knows nothing of this project.

C. Geist, "Finding preference profiles of Condorcet dimension k via SAT" (2014), asks the same question.
"""

from __future__ import annotations

from itertools import combinations, count, permutations

import pytest

from verifier.preferences.population import Population
from verifier.rules.best_lottery.winning import condorcet_dimension

pysat = pytest.importorskip("pysat.solvers", reason="python-sat is not installed; it is among the extra test")


class Encoding:
    """Strict profiles of n voters over m responses in which every pair is lost to some response for half of them.

    Variables: ``above[v, a, b]``, voter v ranks a above b; ``beaten[v, y, s, t]``, voter v ranks y above s and t;
    ``rival[y, s, t]``, at least half of the voters do.
    """

    def __init__(self, n, m):
        self.voters, self.responses = range(n), range(m)
        fresh = count(1)
        self.above, self.clauses = {}, []
        for v in self.voters:
            for a, b in combinations(self.responses, 2):
                self.above[v, a, b] = next(fresh)
                self.above[v, b, a] = -self.above[v, a, b]
            for a, b, c in permutations(self.responses, 3):
                self.clauses.append([-self.above[v, a, b], -self.above[v, b, c], self.above[v, a, c]])
        for s, t in combinations(self.responses, 2):
            rivals = []
            for y in self.responses:
                if y in {s, t}:
                    continue
                rivals.append(rival := next(fresh))
                beaten = {v: next(fresh) for v in self.voters}
                for v, variable in beaten.items():
                    self.clauses += [[-variable, self.above[v, y, s]], [-variable, self.above[v, y, t]]]
                # At least h of n: of any n - h + 1 voters one.
                for some in combinations(self.voters, n - (n + 1) // 2 + 1):
                    self.clauses.append([-rival, *(beaten[v] for v in some)])
            self.clauses.append(rivals)
        # Any profile can be relabelled so that the first voter ranks 0 > 1 > 2 > ...
        self.clauses += [[self.above[0, a, b]] for a, b in combinations(self.responses, 2)]

    def fixed(self, rows):
        """Unit clauses that say that the voters rank as in ``rows``, best first."""
        return [[self.above[v, a, b]] for v, row in enumerate(rows) for a, b in combinations(row, 2)]

    def solve(self, solver, more=()):
        """The rankings of a profile, best first, or None if there is none."""
        with pysat.Solver(name=solver, bootstrap_with=[*self.clauses, *more]) as running:
            if not running.solve():
                return None
            true = set(running.get_model())
        wins = {
            (v, a): sum(self.above[v, a, b] in true for b in self.responses if b != a)
            for v in self.voters
            for a in self.responses
        }
        return [sorted(self.responses, key=lambda a, v=v: -wins[v, a]) for v in self.voters]


@pytest.mark.parametrize("solver", ["cadical153", "glucose4"])
@pytest.mark.parametrize(("n", "m"), [(1, 6), (2, 6), (3, 6), (4, 6), (5, 6), (6, 3), (6, 4), (6, 5)])
def test_no_smaller_profile_has_condorcet_dimension_3(solver, n, m):
    assert Encoding(n, m).solve(solver) is None


@pytest.mark.parametrize("solver", ["cadical153", "glucose4"])
def test_six_voters_and_six_responses_can_have_condorcet_dimension_3(solver):
    rows = Encoding(6, 6).solve(solver)
    assert [sorted(row) for row in rows] == [list(range(6))] * 6
    people = Population.from_counts("abcdef", [(tuple((y,) for y in row), 1) for row in rows])
    assert condorcet_dimension(people).dimension == 3


def test_the_encoding_accepts_exactly_the_profiles_of_dimension_3_that_it_is_given(seeded):
    encoding, rng = Encoding(6, 6), seeded(5)
    known = encoding.solve("cadical153")
    met = set()
    for _ in range(40):
        rows = [list(row) for row in known]
        for _ in range(rng.randint(0, 3)):
            v, place = rng.randrange(1, 6), rng.randrange(5)
            rows[v][place], rows[v][place + 1] = rows[v][place + 1], rows[v][place]
        people = Population.from_counts("abcdef", [(tuple((y,) for y in row), 1) for row in rows])
        found = encoding.solve("cadical153", encoding.fixed(rows))
        assert (found == rows) == (condorcet_dimension(people).dimension >= 3)
        assert found in (rows, None)
        met.add(found is None)
    assert met == {True, False}

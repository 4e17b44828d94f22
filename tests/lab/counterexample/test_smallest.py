"""Counterexamples, found and then checked by brute force that shares no code with the search."""

from fractions import Fraction
from itertools import combinations, combinations_with_replacement, product

import pytest

from verifier.audits.effort import Effort
from verifier.game.rate import parse_rate
from verifier.lab.counterexample.answer import Wanted, find_counterexample
from verifier.lab.counterexample.failing import breaks_promise
from verifier.lab.counterexample.shape import Shape
from verifier.lab.counterexample.smallest import smallest
from verifier.preferences.population import Population
from verifier.rules.nlhf.face import nlhf_face


def voters_of(population):
    """Every voter as the list of its responses' levels."""
    found = []
    for ranking, weight in zip(*population.read, strict=True):
        where = {y: level for level, group in enumerate(ranking) for y in group}
        found += [[where[y] for y in range(len(where))]] * weight
    return found


def rate_of(voters, policy, k, l=1):
    """The worst-case win rate of k samples, by listing every draw of k samples and every opponent."""
    m = len(voters[0])
    worst = Fraction(0)
    for shown in combinations(range(m), min(l, m)):
        loss = Fraction(0)
        for levels in voters:
            best = min(levels[y] for y in shown)
            for draw in product(range(m), repeat=k):
                if all(best < levels[z] for z in draw):
                    weight = Fraction(1)
                    for z in draw:
                        weight *= policy[z]
                    loss += weight
        worst = max(worst, loss / len(voters))
    return 1 - worst


def margins_of(voters):
    m = len(voters[0])
    return [
        [sum((levels[y] < levels[z]) - (levels[y] > levels[z]) for levels in voters) for z in range(m)]
        for y in range(m)
    ]


def is_nlhf(voters, policy):
    margin = margins_of(voters)
    return all(sum(policy[y] * margin[y][z] for y in range(len(policy))) >= 0 for z in range(len(policy)))


def grid(m, step):
    for parts in product(range(step + 1), repeat=m - 1):
        if sum(parts) <= step:
            yield [Fraction(part, step) for part in parts] + [Fraction(step - sum(parts), step)]


def nlhf_grid(voters):
    """NLHF policies among the points of a fine grid; 60 divides by the weights of small margins' lotteries."""
    return [policy for policy in grid(len(voters[0]), 60) if is_nlhf(voters, policy)]


def vertices(population):
    found = nlhf_face(population).vertices
    assert found
    return [[Fraction(one, each.denominator) for one in each.numerators] for each in found]


def all_profiles(m, n, strict):
    weak = [levels for levels in product(range(m), repeat=m) if set(levels) == set(range(max(levels) + 1))]
    listed = [levels for levels in weak if not strict or len(set(levels)) == m]
    return combinations_with_replacement(listed, n)


def has_winner(voters):
    return any(all(entry > 0 for z, entry in enumerate(row) if z != y) for y, row in enumerate(margins_of(voters)))


def found_by(wanted):
    answer = find_counterexample(wanted, Effort(), "")
    assert answer.exit_code == 0
    return answer


def test_three_voters_are_the_fewest_on_which_every_nlhf_policy_is_below_three_quarters():
    answer = found_by(Wanted(Shape(), rule="nlhf", k=3))
    assert answer.population == Population.from_rankings({"a > b": 2, "b > a": 1})
    assert answer.exhaustive
    assert rate_of(voters_of(answer.population), [1, 0], 3) == Fraction(2, 3)
    for n in (1, 2):
        for voters in all_profiles(2, n, strict=False):
            kept = [policy for policy in nlhf_grid(voters) if rate_of(voters, policy, 3) >= Fraction(3, 4)]
            assert kept, voters


def test_five_voters_are_the_fewest_on_two_responses_below_two_thirds():
    answer = found_by(Wanted(Shape(), rule="nlhf", k=2))
    assert answer.population == Population.from_rankings({"a > b": 3, "b > a": 2})
    assert rate_of(voters_of(answer.population), [1, 0], 2) == Fraction(3, 5)
    for n in range(1, 5):
        for voters in all_profiles(2, n, strict=False):
            assert any(rate_of(voters, policy, 2) >= Fraction(2, 3) for policy in nlhf_grid(voters)), voters


def test_without_a_condorcet_winner_three_voters_with_ties_are_the_fewest():
    answer = found_by(Wanted(Shape(no_condorcet_winner=True), rule="nlhf", k=3))
    voters = voters_of(answer.population)
    assert (len(voters), len(voters[0])) == (3, 3)
    assert answer.exhaustive
    assert not has_winner(voters)
    policies = nlhf_grid(voters) + vertices(answer.population)
    assert policies
    assert all(rate_of(voters, policy, 3) < Fraction(3, 4) for policy in policies)
    for m, most in ((2, 7), (3, 2)):
        for n in range(1, most + 1):
            for smaller in all_profiles(m, n, strict=False):
                if not has_winner(smaller):
                    policies = nlhf_grid(smaller)
                    assert any(rate_of(smaller, policy, 3) >= Fraction(3, 4) for policy in policies), smaller


def test_strict_unique_and_without_a_condorcet_winner_seven_voters_are_the_fewest():
    answer = found_by(Wanted(Shape(no_condorcet_winner=True, strict=True, unique=True), rule="nlhf", k=3))
    voters = voters_of(answer.population)
    assert (len(voters), len(voters[0])) == (7, 3)
    assert answer.exhaustive
    (policy,) = vertices(answer.population)
    assert is_nlhf(voters, policy)
    assert rate_of(voters, policy, 3) < Fraction(3, 4)
    for n in (1, 3, 5):  # an even number of strict voters has even margins: see the next line
        for smaller in all_profiles(3, n, strict=True):
            if not has_winner(smaller):
                margin = margins_of(smaller)
                cycle = [abs(margin[1][2]), abs(margin[2][0]), abs(margin[0][1])]
                assert rate_of(smaller, [Fraction(each, sum(cycle)) for each in cycle], 3) >= Fraction(3, 4)


def test_of_several_nlhf_policies_one_that_fails_is_enough_for_some():
    answer = found_by(Wanted(Shape(), rule="nlhf", k=2, some=True))
    voters = voters_of(answer.population)
    assert len(voters) == 2
    assert any(rate_of(voters, policy, 2) < Fraction(2, 3) for policy in nlhf_grid(voters))
    for smaller in all_profiles(2, 1, strict=False):
        assert all(rate_of(smaller, policy, 2) >= Fraction(2, 3) for policy in nlhf_grid(smaller))


@pytest.mark.parametrize(
    ("rule", "k", "rate", "size"),
    [("borda", 2, "k/(k+1)", (2, 5)), ("uniform", 2, "k/(k+1)", (3, 1)), ("plurality", 3, "k/(k+1)", (4, 3))],
)
def test_simple_rules_fail_where_brute_force_says_so(rule, k, rate, size):
    answer = found_by(Wanted(Shape(), rule=rule, k=k, rate=parse_rate(rate)))
    voters = voters_of(answer.population)
    m, n = len(voters[0]), len(voters)
    assert (m, n) == size

    def policy_of(voters):
        if rule == "uniform":
            return [Fraction(1, m)] * m
        if rule == "borda":
            scores = [sum(row) for row in margins_of(voters)]
            best = [score == max(scores) for score in scores]
            return [Fraction(each, sum(best)) for each in best]
        tops = [[y for y in range(m) if levels[y] == 0] for levels in voters]
        return [sum((Fraction(y in top, len(top)) for top in tops), Fraction(0)) / n for y in range(m)]

    assert rate_of(voters, policy_of(voters), k) < Fraction(k, k + 1)
    assert answer.report is not None
    assert answer.report.rejected == 0


def test_two_shown_responses_are_searched_too():
    answer = found_by(Wanted(Shape(), rule="nlhf", k=2, l=2, some=True, rate=parse_rate("1/2")))
    assert answer.population is not None
    voters = voters_of(answer.population)
    candidates = nlhf_grid(voters)
    assert any(rate_of(voters, policy, 2, 2) < Fraction(1, 2) for policy in candidates)


def test_the_equilibrium_keeps_the_promise_of_theorem_two_on_every_small_population():
    found = smallest(
        Shape(responses=(2, 3), voters=5), breaks_promise("equilibrium", Fraction(2, 3), 2, 1, some=False), Effort()
    )
    assert found.population is None
    assert found.exhaustive


def test_the_equilibrium_breaks_more_than_can_be_guaranteed_and_certificates_say_so():
    answer = found_by(Wanted(Shape(strict=True), rule="equilibrium", k=2, rate=parse_rate("7/8")))
    assert answer.population is not None
    refuted = [each for each in answer.report.findings if each.claim == "robust" and each.verdict.value == "refuted"]
    assert len(refuted) == 1


def test_beyond_the_budget_random_populations_are_tried_and_nothing_is_called_minimal():
    wanted = Wanted(Shape(responses=(4, 4), voters=6, strict=True, no_condorcet_winner=True), rule="nlhf", k=3)
    small = Effort(budget=20_000)
    first, second = (find_counterexample(wanted, small, "") for _ in range(2))
    assert first == second
    assert first.population is not None
    assert not first.exhaustive
    voters = voters_of(first.population)
    assert not has_winner(voters)
    assert all(rate_of(voters, policy, 3) < Fraction(3, 4) for policy in vertices(first.population))


def test_a_search_that_finds_nothing_says_whether_it_was_exhaustive():
    wanted = Wanted(Shape(responses=(2, 3), voters=4), rule="nlhf", k=1)
    answer = find_counterexample(wanted, Effort(), "")
    assert (answer.population, answer.exhaustive, answer.exit_code) == (None, True, 0)
    wanted = Wanted(Shape(responses=(2, 4), voters=6), rule="nlhf", k=1, tries=5)
    answer = find_counterexample(wanted, Effort(budget=10_000), "")
    assert (answer.population, answer.exhaustive, answer.exit_code) == (None, False, 3)

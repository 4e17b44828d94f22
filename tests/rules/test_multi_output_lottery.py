"""The best k-output policy: published numbers, brute force, and brackets where the budget ends."""

import random
from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest

from verifier.errors import InputError
from verifier.exact.tree import lower_bound, upper_bound
from verifier.game.masses import masses
from verifier.game.rate import best_guaranteed, best_guaranteed_product
from verifier.game.set_masses import against_opponents, of_lottery
from verifier.game.worst_case import worst_case
from verifier.preferences.policy import Lottery, Policy
from verifier.preferences.population import Population
from verifier.rules.best_lottery import game as multi_output_game
from verifier.rules.best_lottery import lottery as multi_output
from verifier.rules.best_lottery import sets as multi_output_sets
from verifier.rules.best_lottery.lottery import best_lottery

SIX = ["abcdef", "cfedab", "dafbec", "bcdfea", "edacfb", "febdac"]


def written(*orders):
    return Population.from_rankings([" > ".join(order) for order in orders])


def impartial(seed, voters, m):
    generator = np.random.default_rng(seed)
    names = [f"r{y}" for y in range(m)]
    rows = [(tuple((int(y),) for y in generator.permutation(m)), 1) for _ in range(voters)]
    return Population.from_counts(names, rows)


def blocks(l, size):
    """THEORY 2.9 with cyclic orders: l groups, each ranks its own responses on top, the others tied below."""
    rows = []
    for group in range(l):
        rest = tuple(y for y in range(l * size) if y // size != group)
        for shift in range(size):
            own = tuple((group * size + (shift + i) % size,) for i in range(size))
            rows.append(((*own, rest) if rest else own, 1))
    return Population.from_counts([f"r{y}" for y in range(l * size)], rows)


def worst(population, found):
    return worst_case(masses(population, found.lottery), found.k, found.l).value


def most_against(population, found):
    """The highest win rate of any set of k responses against the opponents' mixture, by looking at all."""
    m = len(population.responses)
    shown = (
        [((y,), w) for y, w in enumerate(found.opponent.numerators) if w]
        if found.l == 1
        else list(zip(found.opponent.sets, found.opponent.weights, strict=True))
    )
    sets = multi_output_sets.all_sets(m, min(found.k, m)).tolist()
    rows = []
    for chosen in sets:
        lottery = Lottery((tuple(chosen),), (1,), 1, found.k)
        seen = masses(population, lottery)
        lost = sum(
            w * int((seen.below[:, list(opponent)].max(axis=1) * seen.weight_array).sum()) for opponent, w in shown
        )
        rows.append(1 - Fraction(lost, population.total * found.opponent.denominator))
    return max(rows)


def generated_only(monkeypatch):
    monkeypatch.setattr(multi_output, "_ENTRIES", 0)


@pytest.mark.parametrize(("k", "rate"), [(1, "87/146"), (2, "53/66"), (3, "11/12")])
def test_six_voters_have_the_published_rates(k, rate):
    found = best_lottery(written(*SIX), k)
    assert found.lower == found.upper == Fraction(rate)
    assert worst(written(*SIX), found) == Fraction(rate)


@pytest.mark.parametrize(
    ("m", "rates"),
    [(2, "3/4 1"), (3, "2/3 8/9 1"), (4, "5/8 5/6 15/16 1"), (5, "3/5 4/5 9/10 24/25 1")],
)
def test_uniform_rankings_have_the_published_rates(m, rates):
    people = written(*map("".join, permutations("abcde"[:m])))
    found = [best_lottery(people, k) for k in range(1, m + 1)]
    assert [each.lower for each in found] == [each.upper for each in found] == list(map(Fraction, rates.split()))


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("l", [1, 2])
def test_lottery_and_mixture_prove_the_same_number(seed, l):
    rng = random.Random(seed)
    rows = {}
    for _ in range(rng.randint(1, 7)):
        order = rng.sample("abcdef", rng.randint(1, 6))
        text = order[0] + "".join(rng.choice([" > ", " = "]) + name for name in order[1:])
        rows[text] = rng.choice([1, 3, 2**70])
    people = Population.from_rankings(rows, "abcdef", rng.choice(["bottom", "incomparable"]))
    for k in (1, 2, 3):
        found = best_lottery(people, k, l)
        assert found.solved
        assert worst(people, found) == found.lower
        assert most_against(people, found) == found.upper


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("l", [1, 2, 3])
def test_generated_columns_and_rows_reach_the_value_of_the_whole_table(seed, l, monkeypatch):
    people = impartial(seed, 9, 7)
    whole = [best_lottery(people, k, l).lower for k in (1, 2, 3)]
    generated_only(monkeypatch)
    found = [best_lottery(people, k, l) for k in (1, 2, 3)]
    assert [each.lower for each in found] == [each.upper for each in found] == whole
    assert [worst(people, each) for each in found] == whole


def test_generated_opponents_are_as_bad_as_all_of_them(monkeypatch):
    people = impartial(5, 15, 13)
    whole = best_lottery(people, 2, 2)
    generated_only(monkeypatch)
    monkeypatch.setattr("verifier.rules.best_lottery.generation._FEW_ROWS", 0)
    found = best_lottery(people, 2, 2)
    assert found.lower == found.upper == whole.lower == worst(people, found)


@pytest.mark.parametrize("budget", [0, 10**6, 3 * 10**7])
def test_a_budget_that_ends_leaves_a_bracket_that_its_trees_prove(budget, monkeypatch):
    people = impartial(1, 60, 20)
    value = best_lottery(people, 3).lower
    generated_only(monkeypatch)
    found = best_lottery(people, 3, 1, budget)
    assert found.lower <= value <= found.upper
    assert worst(people, found) == found.lower
    if found.set_tree is not None:
        opponents = [(y,) for y in range(20)]
        costs = against_opponents(people, opponents, found.opponent.numerators)
        bound = lower_bound(costs, 3, found.set_tree)
        assert 1 - Fraction(bound, people.total * found.opponent.denominator) == found.upper


def test_the_trees_of_many_output_opponents_prove_the_bracket(monkeypatch):
    people = impartial(2, 40, 16)
    generated_only(monkeypatch)
    monkeypatch.setattr("verifier.rules.best_lottery.generation._FEW_ROWS", 0)
    found = best_lottery(people, 3, 3, 0)
    gains = of_lottery(people, found.lottery.sets, found.lottery.weights)
    costs = against_opponents(people, found.opponent.sets, found.opponent.weights)
    high, low = upper_bound(gains, 3, found.opponent_tree), lower_bound(costs, 3, found.set_tree)
    assert found.lower == 1 - Fraction(high, people.total * found.lottery.denominator)
    assert found.upper == min(1, 1 - Fraction(low, people.total * found.opponent.denominator))
    assert found.lower <= worst(people, found) <= best_lottery(people, 3, 3).upper <= found.upper


def test_thirty_responses_and_200_users_are_solved_to_a_thousandth_without_a_table(monkeypatch):
    generated_only(monkeypatch)
    found = best_lottery(impartial(1, 200, 30), 4)
    assert 0 <= found.upper - found.lower <= Fraction(1, 1000)


def test_a_table_of_10626_sets_is_solved_exactly():
    found = best_lottery(impartial(1, 500, 24), 4)
    assert found.solved
    assert worst(impartial(1, 500, 24), found) == found.lower


@pytest.mark.parametrize(("k", "l"), [(1, 2), (2, 2), (3, 2), (4, 2), (2, 3), (3, 3)])
def test_block_populations_hold_every_policy_near_the_bound_for_all(k, l):
    found = best_lottery(blocks(l, 4), k, l)
    assert found.solved
    assert best_guaranteed(k, l) <= found.lower


def test_more_outputs_never_lower_the_rate_and_more_opponents_never_raise_it():
    people = impartial(3, 11, 6)
    rates = [[best_lottery(people, k, l).lower for k in range(1, 7)] for l in range(1, 4)]
    for row in rates:
        assert row == sorted(row)
    for column in zip(*rates, strict=True):
        assert list(column) == sorted(column, reverse=True)
    assert all(
        rate >= best_guaranteed(k, l + 1) >= best_guaranteed_product(k, l + 1)
        for l, row in enumerate(rates)
        for k, rate in enumerate(row, start=1)
    )


@pytest.mark.parametrize("k", [3, 4, 9])
def test_with_k_from_m_on_everything_is_shown(k):
    found = best_lottery(written("abc", "bca"), k, 2)
    assert found.lottery == Lottery(((0, 1, 2),), (1,), 1, k)
    assert found.lower == found.upper == 1


def test_one_response_cannot_be_beaten():
    assert best_lottery(written("a"), 1).lower == 1


def test_splitting_a_ranking_changes_nothing():
    once = Population.from_rankings({"a > b > c": "1/2", "b > c > a": "1/3", "c > a > b": "1/6"})
    twice = Population.from_rankings({"a > b > c": 6, "b > c > a": 4, "c > a > b": 2})
    assert best_lottery(once, 1).lottery == best_lottery(twice, 1).lottery


@pytest.mark.parametrize("k", [1, 2, 3])
def test_relabelled_responses_have_the_same_rate(k):
    renamed = [order.translate(str.maketrans("abcdef", "fcadbe")) for order in SIX]
    assert best_lottery(written(*SIX), k).lower == best_lottery(written(*renamed), k).lower


@pytest.mark.parametrize("k", [1, 2])
def test_the_lottery_does_not_depend_on_which_columns_the_solver_meets_first(k, monkeypatch):
    people = written(*map("".join, permutations("abcd")))
    whole = best_lottery(people, k)
    monkeypatch.setattr(multi_output_game, "_WHOLE", 0)
    assert best_lottery(people, k) == whole


def test_the_opponents_mixture_is_a_policy_for_one_response_and_a_lottery_for_more():
    people = written("abc", "bca", "cab")
    assert best_lottery(people, 1).opponent == Policy((1, 1, 1), 3)
    assert isinstance(best_lottery(people, 1, 2).opponent, Lottery)


@pytest.mark.parametrize(("k", "l"), [(0, 1), (1, 0), (True, 1)])
def test_numbers_below_one_are_refused(k, l):
    with pytest.raises(InputError):
        best_lottery(written("abc"), k, l)


def test_counts_by_words_are_counts_by_hand():
    people = Population.from_rankings({"a > b = c > d": 5, "d > a": 2**65, "c > d > b > a": 3}, "abcd", "incomparable")
    sets = multi_output_sets.all_sets(4, 2)
    losses = multi_output_sets.comparisons(people).losses(sets)
    for chosen, row in zip(sets.tolist(), losses, strict=True):
        seen = masses(people, Lottery((tuple(chosen),), (1,), 1, 2))
        assert [int(each) for each in row] == [int(each) for each in seen.weight_array @ seen.below.astype(object)]

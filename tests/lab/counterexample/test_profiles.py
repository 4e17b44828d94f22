"""Profiles up to relabelling: a second enumeration, which knows no symmetry, finds the same classes."""

from collections import Counter
from itertools import combinations_with_replacement, permutations, product
from math import comb, factorial

import pytest

from verifier.errors import BudgetError
from verifier.lab.counterexample.profiles import orders, profiles


def all_rankings(m, strict):
    """Every ranking as the tuple of its responses' levels, found by trying every tuple of levels."""
    tuples = (levels for levels in product(range(m), repeat=m) if set(levels) == set(range(max(levels) + 1)))
    return [levels for levels in tuples if not strict or len(set(levels)) == m]


def naive_classes(m, strict, n):
    """Canonical form → how many profiles have it, from the list of all profiles."""
    found = Counter()
    for profile in combinations_with_replacement(all_rankings(m, strict), n):
        forms = [
            tuple(sorted(tuple(levels[g[y]] for y in range(m)) for levels in profile)) for g in permutations(range(m))
        ]
        found[min(forms)] += 1
    return found


def canonical(given, chosen):
    levels = []
    for i in chosen:
        where = {y: level for level, group in enumerate(given.rankings[i]) for y in group}
        levels.append(tuple(where[y] for y in range(given.m)))
    return min(
        tuple(sorted(tuple(each[g[y]] for y in range(given.m)) for each in levels))
        for g in permutations(range(given.m))
    )


@pytest.mark.parametrize(
    ("m", "strict", "most"), [(1, True, 7), (2, True, 7), (2, False, 7), (3, True, 7), (3, False, 7), (4, True, 3)]
)
def test_a_second_enumeration_without_symmetry_finds_the_same_classes(m, strict, most):
    given = orders(m, strict=strict)
    for found in profiles(given, most, 10**9):
        naive = naive_classes(m, strict, found.n)
        mine = {canonical(given, chosen): size for chosen, size in zip(found.chosen, found.sizes.tolist(), strict=True)}
        assert len(mine) == len(found.chosen)
        assert mine == naive


def test_the_classes_of_seven_weak_voters_on_three_responses_are_as_many_as_burnside_counts():
    given = orders(3, strict=False)
    last = list(profiles(given, 7, 10**9))[-1]
    assert last.sizes.sum() == comb(13 + 6, 7)
    fixed = 0
    for moved in given.moved.tolist():
        cycles, seen = [], set()
        for start in range(len(moved)):
            length, at = 0, start
            while at not in seen:
                seen.add(at)
                at, length = moved[at], length + 1
            if length:
                cycles.append(length)
        ways = [1] + [0] * 7  # how many multisets of n rankings this permutation fixes: unions of its cycles
        for length in cycles:
            for n in range(length, 8):
                ways[n] += ways[n - length]
        fixed += ways[7]
    assert fixed == len(last.chosen) * factorial(3)


def test_every_ranking_is_moved_as_its_responses_are():
    given = orders(3, strict=False)
    for g, renamed in enumerate(permutations(range(3))):
        for r, ranking in enumerate(given.rankings):
            image = tuple(tuple(sorted(renamed[y] for y in group)) for group in ranking)
            assert given.rankings[given.moved[g][r]] == image


def test_what_is_beyond_the_budget_is_refused_with_its_size():
    with pytest.raises(BudgetError, match="work units"):
        list(profiles(orders(4, strict=False), 6, 10**6))
    with pytest.raises(BudgetError, match="7 responses"):
        orders(7, strict=True)

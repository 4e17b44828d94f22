"""Supports, margins and the Condorcet winner of a population, asked for by the names of responses."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product

import pytest

import verifier.game.margins as relation
from verifier import Population, UnknownResponseError

NAMES = ("tea", "milk", "cola", "water")


def random_rows(seed, size=6):
    """Rankings with ties that leave out responses, and their numbers of users."""
    rng = random.Random(seed)
    rows = []
    for _ in range(rng.randint(1, size)):
        places = {y: rng.randint(0, 2) for y in range(len(NAMES)) if rng.random() < 0.8} or {0: 0}
        classes = [tuple(y for y in sorted(places) if places[y] == place) for place in range(3)]
        rows.append((tuple(group for group in classes if group), rng.choice([1, 2, 7, 2**70])))
    return rows


def place(ranking, y, unranked):
    """The class of ``y`` in ``ranking``, by looking for it; None if it is compared with nothing."""
    found = [i for i, group in enumerate(ranking) if y in group]
    if found:
        return found[0]
    return len(ranking) if unranked == "bottom" else None


def prefers(ranking, x, y, unranked):
    first, second = place(ranking, x, unranked), place(ranking, y, unranked)
    return first is not None and second is not None and first < second


@pytest.mark.parametrize("unranked", ["bottom", "incomparable"])
@pytest.mark.parametrize("seed", range(20))
def test_supports_count_the_users_who_rank_one_response_above_another(seed, unranked):
    rows = random_rows(seed)
    people = Population.from_counts(NAMES, rows, unranked)
    for (x, one), (y, other) in product(enumerate(NAMES), repeat=2):
        counted = sum(count for ranking, count in rows if prefers(ranking, x, y, unranked))
        assert people.support(one, other) == counted
        assert people.margin(one, other) == counted - people.support(other, one)
        assert people.margin(one, other) == relation.margins(people)[x, y]
        assert type(people.support(one, other)) is type(people.margin(one, other)) is int


@pytest.mark.parametrize("seed", range(20))
def test_of_shares_the_support_is_a_share(seed):
    rows = random_rows(seed)
    total = sum(count for _, count in rows)
    counted = Population.from_counts(NAMES, rows)
    shared = Population.from_shares(NAMES, [(ranking, Fraction(count, total)) for ranking, count in rows])
    for x, y in product(NAMES, repeat=2):
        assert shared.support(x, y) == Fraction(counted.support(x, y), total)
        assert isinstance(shared.support(x, y), Fraction)
        assert shared.margin(x, y) == Fraction(counted.margin(x, y), total)
    assert shared.condorcet_winner() == counted.condorcet_winner()


@pytest.mark.parametrize("unranked", ["bottom", "incomparable"])
def test_the_condorcet_winner_is_the_response_with_positive_margins_over_all_others(unranked):
    found = []
    for seed in range(60):
        people = Population.from_counts(NAMES, random_rows(seed), unranked)
        winners = [x for x in NAMES if all(people.margin(x, y) > 0 for y in NAMES if y != x)]
        assert people.condorcet_winner() == (winners[0] if winners else None)
        found.append(people.condorcet_winner())
    assert None in found
    assert set(found) - {None}


def test_how_left_out_responses_are_read_changes_the_margins():
    rows = {"a": 2, "b > a": 1}
    assert Population.from_rankings(rows).margin("a", "b") == 1
    assert Population.from_rankings(rows).condorcet_winner() == "a"
    assert Population.from_rankings(rows, unranked="incomparable").margin("a", "b") == -1
    assert Population.from_rankings(rows, unranked="incomparable").condorcet_winner() == "b"


def test_a_response_alone_is_the_condorcet_winner_and_ties_with_itself():
    alone = Population.from_rankings(["a"])
    assert alone.condorcet_winner() == "a"
    assert alone.support("a", "a") == alone.margin("a", "a") == 0


def test_an_unknown_name_is_answered_with_what_there_is():
    people = Population.from_rankings(["tea > milk"])
    with pytest.raises(UnknownResponseError, match=r"^'mlk' is not a response .*; did you mean 'milk'\?$"):
        people.margin("tea", "mlk")
    with pytest.raises(UnknownResponseError, match=r"^'0' is not a response .* its responses are 'tea', 'milk'$"):
        people.support(0, "milk")

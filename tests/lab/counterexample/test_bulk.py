"""What is computed on many profiles at once is what is computed on each."""

import random
from fractions import Fraction

import pytest

from verifier.game.margins import condorcet_winner, margins
from verifier.game.masses import masses
from verifier.game.worst_case import worst_case
from verifier.lab.counterexample import bulk as many
from verifier.lab.counterexample.profiles import orders, profiles
from verifier.rules import simple
from verifier.rules.nlhf.policy import nlhf

ONE = {
    "nlhf": lambda population: nlhf(population).policy,
    "borda": simple.borda,
    "plurality": simple.plurality,
    "uniform": simple.uniform,
}


@pytest.mark.parametrize(("m", "strict", "n"), [(2, False, 5), (3, False, 4), (3, True, 7), (4, True, 4)])
@pytest.mark.parametrize("rule", sorted(ONE))
def test_policies_and_losses_in_bulk_are_those_of_each_profile(rule, m, strict, n):
    *_, listed = profiles(orders(m, strict=strict), n, 10**9)
    bulk = many.Bulk(listed.orders, listed.chosen)
    policies = many.RULES[rule](bulk)
    for k, l in ((1, 1), (3, 1), (2, 2)):
        losses, denominator = many.worst_losses(bulk, policies, k, l)
        below = many.below((losses, denominator), Fraction(2, 3))
        for place in random.Random(n).sample(range(len(bulk)), min(25, len(bulk))):
            population = bulk.population(place)
            policy = ONE[rule](population)
            assert many.policy_at(policies, place) == policy
            value = worst_case(masses(population, policy), k, min(l, m)).value
            assert 1 - Fraction(int(losses[place]), denominator) == value
            assert below[place] == (value < Fraction(2, 3))


def test_margins_and_condorcet_winners_in_bulk_are_those_of_each_profile():
    *_, listed = profiles(orders(3, strict=False), 4, 10**9)
    bulk = many.Bulk(listed.orders, listed.chosen)
    for place in range(0, len(bulk), 7):
        population = bulk.population(place)
        assert bulk.margins[place].tolist() == margins(population).tolist()
        assert (bulk.winners[place] if bulk.winners[place] >= 0 else None) == condorcet_winner(margins(population))


def test_numbers_beyond_a_machine_word_stay_exact():
    *_, listed = profiles(orders(3, strict=True), 3, 10**9)
    bulk = many.Bulk(listed.orders, listed.chosen)
    policies = many.plurality(bulk)
    losses, denominator = many.worst_losses(bulk, policies, 60)
    assert denominator > 2**63
    for place in range(len(bulk)):
        population = bulk.population(place)
        value = worst_case(masses(population, simple.plurality(population)), 60).value
        assert 1 - Fraction(int(losses[place]), denominator) == value

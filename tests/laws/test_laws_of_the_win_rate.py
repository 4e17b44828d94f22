"""Laws of the loss and the win rate, over random populations: names, shares, k, l and tie conventions (THEORY 1, 2)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import prod

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.game.loss import loss, losses, mixed_loss, set_loss
from verifier.game.margins import margins
from verifier.game.masses import masses
from verifier.game.worst_case import worst_case
from verifier.preferences.policy import Policy
from verifier.preferences.population import Population
from verifier.rules.simple import borda, plurality, uniform

RANDOMS = st.randoms(use_true_random=False)
SAMPLES = st.integers(1, 6)


def all_losses(population, policy, k, ties="model"):
    numerators, bottom = losses(masses(population, policy), k, ties)
    return [Fraction(numerator, bottom) for numerator in numerators]


def conventions(population):
    return ["model", "opponent", "shared"] if population.weak_orders else ["model"]


def average(weights, values):
    return sum(weight * value for weight, value in zip(weights, values, strict=True))


def fractions(policy):
    return [Fraction(numerator, policy.denominator) for numerator in policy.numerators]


# Names and shares ---------------------------------------------------------------------------------------------------


@settings(max_examples=100)
@given(RANDOMS, SAMPLES, st.integers(1, 3))
def test_declaring_the_responses_in_another_order_changes_nothing_but_the_order(random_case, random_draws, rng, k, l):
    case = random_case(rng)
    draws = random_draws(rng, case.names)
    shuffled = list(case.names)
    rng.shuffle(shuffled)
    other, others = replace(case, names=tuple(shuffled)), replace(draws, names=tuple(shuffled))
    for ties in conventions(case.population):
        for name in case.names:
            first = loss(case.population, draws.policy, k, name, ties)
            assert first == loss(other.population, others.policy, k, name, ties)
    first = worst_case(masses(case.population, draws.policy), k, l)
    assert first.loss == worst_case(masses(other.population, others.policy), k, l).loss
    for rule in (borda, plurality, uniform):
        assert rule(case.population).weights(case.names) == rule(other.population).weights(other.names)


@settings(max_examples=100)
@given(RANDOMS, SAMPLES, st.integers(1, 3))
def test_renaming_the_responses_changes_nothing_but_the_names(random_case, random_draws, rng, k, l):
    case = random_case(rng)
    policy = random_draws(rng, case.names).policy
    renamed = replace(case.population, responses=tuple(f"new {name}" for name in case.names))
    for ties in conventions(renamed):
        assert all_losses(renamed, policy, k, ties) == all_losses(case.population, policy, k, ties)
    assert worst_case(masses(renamed, policy), k, l) == worst_case(masses(case.population, policy), k, l)
    assert (margins(renamed) == margins(case.population)).all()
    assert (borda(renamed), plurality(renamed)) == (borda(case.population), plurality(case.population))


@settings(max_examples=100)
@given(RANDOMS, SAMPLES)
def test_splitting_the_users_of_a_ranking_changes_nothing(random_case, random_draws, rng, k):
    case = random_case(rng, counted=True)
    policy = random_draws(rng, case.names).policy
    rows = [(text, 1) for text, weight in case.rows for _ in range(weight)]
    rng.shuffle(rows)
    split = Population.from_rankings([text for text, _ in rows], case.names, case.unranked)
    assert split == case.population
    assert hash(split) == hash(case.population)
    assert all_losses(split, policy, k) == all_losses(case.population, policy, k)


@settings(max_examples=100)
@given(RANDOMS, SAMPLES, st.integers(2, 5))
def test_copying_every_user_changes_no_rate(random_case, random_draws, rng, k, copies):
    case = random_case(rng, counted=True)
    policy = random_draws(rng, case.names).policy
    once, often = case.population, replace(case, rows=case.rows * copies).population
    assert often.total == copies * once.total
    for ties in conventions(once):
        assert all_losses(often, policy, k, ties) == all_losses(once, policy, k, ties)
    for l in (1, 2, 3):
        assert worst_case(masses(often, policy), k, l) == worst_case(masses(once, policy), k, l)
    assert (margins(often) == copies * margins(once)).all()
    assert (borda(often), plurality(often)) == (borda(once), plurality(once))


@settings(max_examples=60)
@given(RANDOMS, SAMPLES)
def test_counts_and_the_shares_that_they_are_of_all_users_lose_alike(random_case, random_draws, rng, k):
    counted = random_case(rng, counted=True)
    shared = replace(counted, counted=False)
    policy = random_draws(rng, counted.names).policy
    for ties in conventions(counted.population):
        assert all_losses(counted.population, policy, k, ties) == all_losses(shared.population, policy, k, ties)


@settings(max_examples=60)
@given(RANDOMS, SAMPLES)
def test_writing_out_the_last_class_of_a_ranking_is_reading_left_out_responses_at_the_bottom(
    random_case, random_draws, rng, k
):
    case = random_case(rng, unranked="bottom")
    policy = random_draws(rng, case.names).policy
    rows = []
    for text, weight in case.rows:
        ranked = {name for name, place in case.places(text).items() if place <= text.count(">")}
        left_out = [name for name in case.names if name not in ranked]
        rows.append((f"{text} > {' = '.join(left_out)}" if left_out else text, weight))
    written = replace(case, rows=tuple(rows)).population
    for ties in ("model", "opponent", "shared"):
        assert all_losses(written, policy, k, ties) == all_losses(case.population, policy, k, ties)
    assert (margins(written) * case.population.total == margins(case.population) * written.total).all()


# Samples, opponents and tie conventions -----------------------------------------------------------------------------


@settings(max_examples=150)
@given(RANDOMS, SAMPLES)
def test_more_samples_never_lower_the_win_rate(random_case, random_draws, rng, k):
    case = random_case(rng)
    policy = random_draws(rng, case.names).policy
    for ties in conventions(case.population):
        fewer, more = all_losses(case.population, policy, k, ties), all_losses(case.population, policy, k + 1, ties)
        assert all(after <= before for before, after in zip(fewer, more, strict=True))
    seen = masses(case.population, policy)
    for l in (1, 2, 3):
        assert worst_case(seen, k + 1, l).value >= worst_case(seen, k, l).value


@settings(max_examples=100)
@given(RANDOMS, SAMPLES)
def test_more_responses_shown_never_raise_the_win_rate(random_case, random_draws, rng, k):
    case = random_case(rng)
    seen = masses(case.population, random_draws(rng, case.names).policy)
    rates = [worst_case(seen, k, l).value for l in range(1, len(case.names) + 2)]
    assert rates == sorted(rates, reverse=True)
    assert rates[-1] == rates[-2]
    shown = rng.sample(range(len(case.names)), rng.randint(1, len(case.names)))
    assert set_loss(seen, k, shown) <= sum(set_loss(seen, k, [y]) for y in shown)
    assert set_loss(seen, k, shown) >= max(set_loss(seen, k, [y]) for y in shown)


@settings(max_examples=100)
@given(RANDOMS, SAMPLES)
def test_shared_ties_lie_between_ties_for_the_model_and_ties_for_the_opponent(random_case, random_draws, rng, k):
    case = random_case(rng, unranked="bottom")
    population, policy = case.population, random_draws(rng, case.names).policy
    rows = [all_losses(population, policy, k, ties) for ties in ("model", "shared", "opponent")]
    assert all(least <= middle <= most for least, middle, most in zip(*rows, strict=True))


@settings(max_examples=100)
@given(RANDOMS)
def test_for_one_sample_half_is_shared_and_lies_halfway(random_case, random_draws, rng):
    case = random_case(rng, unranked="bottom")
    population, policy = case.population, random_draws(rng, case.names).policy
    half = all_losses(population, policy, 1, "half")
    assert half == all_losses(population, policy, 1, "shared")
    ends = zip(all_losses(population, policy, 1, "model"), all_losses(population, policy, 1, "opponent"), strict=True)
    assert half == [(least + most) / 2 for least, most in ends]


@settings(max_examples=60)
@given(RANDOMS, SAMPLES)
def test_without_ties_among_what_is_drawn_all_conventions_agree_on_other_responses(random_case, rng, k):
    case = random_case(rng, m=(2, 6), strict=True, complete=True)
    place = rng.randrange(len(case.names))
    point = Policy.point(place, len(case.names))
    rows = [all_losses(case.population, point, k, ties) for ties in ("model", "shared", "opponent")]
    assert [row.pop(place) for row in rows] == [0, Fraction(1, k + 1), 1]
    assert rows[0] == rows[1] == rows[2]


# Theorems of the theory that need only the loss ---------------------------------------------------------------------


@settings(max_examples=150)
@given(RANDOMS, SAMPLES)
def test_with_shared_ties_every_policy_loses_one_in_k_plus_one_to_itself(random_case, random_draws, rng, k):
    case = random_case(rng, unranked="bottom")
    policy = random_draws(rng, case.names).policy
    assert mixed_loss(masses(case.population, policy), k, policy, "shared") == Fraction(1, k + 1)


@settings(max_examples=100)
@given(RANDOMS, st.integers(1, 3))
def test_one_copy_beats_k_copies_as_often_as_one_draw_is_best_alone(random_case, random_draws, rng, k):
    # P[π > π^k] = (1 - τ)/(k+1), τ: the best indifference class among k+1 draws is hit at least twice (THEORY 2.2).
    case = random_case(rng, m=(1, 4), unranked="bottom")
    draws = random_draws(rng, case.names)
    drawn = [name for name, weight in draws.weights.items() if weight]
    twice = 0
    for text, users in case.rows:
        place = case.places(text)
        for samples in product(drawn, repeat=k + 1):
            places = [place[name] for name in samples]
            if places.count(min(places)) > 1:
                twice += users * prod(draws.weights[name] for name in samples)
    tau = Fraction(twice, case.total * draws.total ** (k + 1))
    wins = mixed_loss(masses(case.population, draws.policy), k, draws.policy)
    assert wins == (1 - tau) / (k + 1)
    assert wins <= Fraction(1, k + 1)


@settings(max_examples=100)
@given(RANDOMS, SAMPLES)
def test_one_copy_never_beats_k_copies_more_often_than_once_in_k_plus_one_even_if_responses_are_incomparable(
    random_case, random_draws, rng, k
):
    case = random_case(rng, unranked="incomparable")
    policy = random_draws(rng, case.names).policy
    assert mixed_loss(masses(case.population, policy), k, policy) <= Fraction(1, k + 1)


@settings(max_examples=100)
@given(RANDOMS, SAMPLES)
def test_the_average_of_two_policies_loses_no_more_than_they_do_on_average(random_case, random_draws, rng, k):
    # L_k(·; T) is convex (THEORY 2.7): this is why the average of all iterates of self-play can be certified.
    case = random_case(rng)
    first, second = (fractions(random_draws(rng, case.names).policy) for _ in range(2))
    weight = Fraction(rng.randint(0, 4), 4)
    mixed = Policy.from_fractions([weight * p + (1 - weight) * q for p, q in zip(first, second, strict=True)])
    shown = rng.sample(range(len(case.names)), rng.randint(1, len(case.names)))
    ends = [set_loss(masses(case.population, Policy.from_fractions(end)), k, shown) for end in (first, second)]
    assert set_loss(masses(case.population, mixed), k, shown) <= weight * ends[0] + (1 - weight) * ends[1]


@settings(max_examples=100)
@given(RANDOMS, SAMPLES)
def test_the_equilibrium_problem_is_monotone(random_case, random_draws, rng, k):
    # <u(π) - u(π'), π' - π> >= Q_π(π - π')/2, with Q_π(d) = Σ_v D(v) Σ_C π(below C)^(k-1) d(C)^2 (THEORY 2.6).
    case = random_case(rng, unranked="bottom")
    here, there = (random_draws(rng, case.names).policy for _ in range(2))
    step = [q - p for p, q in zip(fractions(here), fractions(there), strict=True)]
    quadratic = Fraction(0)
    for text, users in case.rows:
        place, steps = case.places(text), Counter()
        for name, moved in zip(case.names, step, strict=True):
            steps[place[name]] += moved
        for level, moved in steps.items():
            below = average([place[name] > level for name in case.names], fractions(here))
            quadratic += Fraction(users, case.total) * below ** (k - 1) * moved**2
    gaps = {
        ties: average(step, map(Fraction.__sub__, all_losses(case.population, here, k, ties),
                                all_losses(case.population, there, k, ties)))
        for ties in ("model", "shared")
    }  # fmt: skip
    assert gaps["model"] >= quadratic / 2 >= 0
    assert gaps["shared"] >= 0
    if k == 1:
        assert gaps["shared"] == 0


@settings(max_examples=100)
@given(RANDOMS, SAMPLES)
def test_the_limit_of_reward_learning_wins_at_least_one_in_m(random_case, rng, k):
    case = random_case(rng)
    seen = masses(case.population, borda(case.population))
    assert worst_case(seen, k).value >= Fraction(1, len(case.names))


@settings(max_examples=60)
@given(RANDOMS, st.sampled_from([1e-3, 1e-1, 10.0]))
def test_a_reward_fitted_with_a_ridge_orders_responses_by_their_borda_score(random_case, rng, ridge):
    case = random_case(rng)
    shares = margins(case.population) / (2 * case.population.total) + 0.5  # ties and incomparable pairs count half
    m = len(case.names)
    np.fill_diagonal(shares := shares.astype(float), 0)
    reward = np.zeros(m)
    for _ in range(200):
        expected = 1 / (1 + np.exp(reward[np.newaxis] - reward[:, np.newaxis]))
        np.fill_diagonal(expected, 0)
        spread = expected * expected.T
        gradient = (shares - expected).sum(axis=1) - 2 * ridge * reward
        reward += np.linalg.solve(np.diag(spread.sum(axis=1) + 2 * ridge) - spread, gradient)
    assert np.abs(gradient).max() < 1e-9  # concave, and a maximum: there is only one
    scores = margins(case.population).sum(axis=1)
    for y, z in product(range(m), repeat=2):
        if scores[y] == scores[z]:
            assert abs(reward[y] - reward[z]) < 1e-6
        else:
            assert (reward[y] > reward[z]) == (scores[y] > scores[z])

"""Self-play: exact accounts, Propositions 5 and 6, convergence, resuming, sampling, and what must be refused."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from hashlib import sha256
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pace import paced

from verifier.claims.equilibrium import EquilibriaLocated
from verifier.claims.robust import Robust
from verifier.claims.verdict import Certified
from verifier.errors import BudgetError, InputError, UnsupportedError
from verifier.game.loss import losses
from verifier.game.masses import masses
from verifier.game.payoffs import gap, payoffs, quadratic_form
from verifier.game.worst_case import worst_case
from verifier.lab.book.mathematics.maps import is_fixed_point, projection
from verifier.preferences.policy import Policy
from verifier.preferences.population import Population
from verifier.rules.equilibrium.policy import equilibrium
from verifier.rules.nlhf.policy import nlhf
from verifier.rules.self_play.bounds import (
    average_gap,
    average_loss,
    average_policy,
    bound,
    convergence,
    last_gap,
    last_policy,
    regret,
    sigma_loss,
    sigma_losses,
)
from verifier.rules.self_play.game import Game, lipschitz_square
from verifier.rules.self_play.grid import ONE, exponential, policy_on_grid, projected, ticks
from verifier.rules.self_play.ledger import after, bottom, empty
from verifier.rules.self_play.methods import METHODS
from verifier.rules.self_play.run import self_play
from verifier.rules.self_play.sigma import sample, sigma_lottery
from verifier.rules.self_play.text import format_run, parse_run

RANDOMS = st.randoms(use_true_random=False)
CYCLE = Population.from_rankings(["a > b > c", "b > c > a", "c > a > b"])
TWO = Population.from_rankings({"a > b": 3, "b > a": 2})
PAYOFFS = ("strict", "shared")
GAMES = [(method, payoff) for method in METHODS for payoff in PAYOFFS]


def impartial(seed, m, n):
    """A population of ``n`` uniformly random strict rankings of ``m`` responses."""
    rng = Random(seed)
    rows = [(tuple((y,) for y in rng.sample(range(m), m)), 1) for _ in range(n)]
    return Population.from_counts([f"r{y}" for y in range(m)], rows)


def drawn_run(rng, random_case, *, most=12, **options):
    """A short run of any method over a random population."""
    unranked = rng.choice(["bottom", "bottom", "incomparable"])
    population = random_case(rng, m=(1, 5), rankings=(1, 5), unranked=unranked, **options).population
    payoff = rng.choice(PAYOFFS) if population.weak_orders else "strict"
    keep = rng.choice(["all", "checkpoints"])
    return self_play(population, rng.randint(1, 6), rng.choice(list(METHODS)), rng.randint(1, most), payoff, keep=keep)


def replayed(run):
    """The policies that a run of all iterates played."""
    return [Policy(tuple(row), ONE) for row in run.iterates.tolist()]


# The exact account --------------------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(RANDOMS, st.booleans())
def test_the_account_is_the_sum_of_the_exact_payoffs(random_case, rng, huge):
    population = random_case(rng, m=(1, 5), rankings=(1, 5), unranked="bottom", huge=huge).population
    payoff, k = rng.choice(PAYOFFS), rng.randint(1, 7)
    run = self_play(population, k, rng.choice(list(METHODS)), rng.randint(1, 12), payoff)
    values = [payoffs(population, policy, k, payoff) for policy in replayed(run)]
    earned = [
        sum(Fraction(n, policy.denominator) * u for n, u in zip(policy.numerators, value, strict=True))
        for policy, value in zip(replayed(run), values, strict=True)
    ]
    totals = [sum(column) for column in zip(*values, strict=True)]
    assert [Fraction(total, bottom(run.game)) for total in run.end.payoffs] == totals
    assert Fraction(run.end.earned, bottom(run.game) * ONE) == sum(earned)
    assert regret(run) == max(totals) - sum(earned)
    seen = [losses(masses(population, policy), k) for policy in replayed(run)]
    mean = [sum(Fraction(row[y], whole) for row, whole in seen) / run.steps for y in range(run.game.m)]
    assert sigma_losses(run) == tuple(mean)
    weights = [sum(column) for column in zip(*run.iterates.tolist(), strict=True)]
    assert average_policy(run) == Policy(tuple(weights), run.steps * ONE)


@settings(max_examples=30)
@given(RANDOMS)
def test_the_account_is_exact_at_the_ends_of_the_limbs(random_case, rng):
    population = random_case(rng, m=(2, 5), rankings=(1, 5), unranked="bottom").population
    k, payoff, m = rng.choice([1, 2, 30, 200]), rng.choice(PAYOFFS), len(population.responses)
    cut = rng.choice([0, 1, (1 << 26) - 1, 1 << 26, ONE - 1])
    row = [cut, ONE - cut] + [0] * (m - 2)
    rng.shuffle(row)
    game = Game(population, k, payoff)
    ledger = after(empty(m), game, np.array([row]))
    expected = payoffs(population, Policy(tuple(row), ONE), k, payoff)
    assert tuple(Fraction(value, bottom(game)) for value in ledger.payoffs) == expected


def test_more_than_62_responses_are_counted_the_same_way():
    population = impartial(3, 70, 4)
    run = self_play(population, 2, steps=3)
    expected = [sum(column) for column in zip(*(payoffs(population, p, 2) for p in replayed(run)), strict=True)]
    assert [Fraction(total, bottom(run.game)) for total in run.end.payoffs] == expected


@settings(max_examples=40)
@given(RANDOMS)
def test_what_is_kept_changes_no_sum(random_case, rng):
    run = drawn_run(rng, random_case)
    other = self_play(run.population, run.k, run.method, run.steps, run.payoff, keep="all")
    assert other.checkpoints == run.checkpoints
    marks = {1, 2, 5, 10, 20, run.steps}
    assert [at.steps for at in run.checkpoints] == [t for t in range(1, run.steps + 1) if t in marks]
    assert tuple(other.iterates[-1].tolist()) == run.end.last
    assert (other.iterates.sum(axis=1) == ONE).all()
    assert other.iterates.min() >= 0


def test_a_thousand_steps_over_500_users_are_played_and_counted_within_seconds():
    population = impartial(1, 10, 500)
    with paced() as taken:
        run = self_play(population, 3)
    assert taken.seconds < 5
    assert last_gap(run) < Fraction(1, 10**12)


# Propositions 5 and 6 -----------------------------------------------------------------------------------------------


@settings(max_examples=80)
@given(RANDOMS)
def test_sigma_and_the_average_policy_lose_at_most_what_proposition_6_says(random_case, rng):
    run = drawn_run(rng, random_case, most=30)
    for row in convergence(run):
        assert row.average_loss <= row.sigma_loss <= row.bound
        assert min(row.average_gap, row.last_gap) >= 0
    assert convergence(run)[-1].bound == bound(run) == Fraction(1, run.k + 1) + regret(run) / run.steps


@settings(max_examples=40)
@given(RANDOMS)
def test_the_table_says_what_the_definitions_say(random_case, rng):
    run = drawn_run(rng, random_case)
    row = convergence(run)[-1]
    assert row.average_gap == average_gap(run) == gap(run.population, average_policy(run), run.k, run.payoff)
    assert row.last_gap == last_gap(run) == gap(run.population, last_policy(run), run.k, run.payoff)
    assert row.average_loss == average_loss(run)
    assert row.average_loss == worst_case(masses(run.population, average_policy(run)), run.k).loss
    assert row.sigma_loss == sigma_loss(run) == max(sigma_losses(run))


@settings(max_examples=100)
@given(RANDOMS)
def test_a_policy_is_a_fixed_point_exactly_if_it_is_an_equilibrium(random_case, random_draws, rng):
    case = random_case(rng, m=(1, 4), rankings=(1, 3), unranked="bottom")
    policy, k, payoff = random_draws(rng, case.names, largest=1).policy, rng.randint(1, 3), rng.choice(PAYOFFS)
    is_equilibrium = gap(case.population, policy, k, payoff) == 0
    for step in (Fraction(1, 1000), Fraction(1), Fraction(1000)):
        assert is_fixed_point(case.population, policy, k, payoff, step) == is_equilibrium


def test_known_equilibria_are_fixed_points_and_their_neighbours_are_not():
    for population, k, payoff in [(CYCLE, 4, "strict"), (CYCLE, 4, "shared"), (TWO, 1, "strict"), (TWO, 2, "shared")]:
        policy = equilibrium(population, k, payoff).policy
        assert is_fixed_point(population, policy, k, payoff)
        weights = [Fraction(n, policy.denominator) for n in policy.numerators]
        weights[0] -= Fraction(1, 10**30)
        weights[1] += Fraction(1, 10**30)
        assert not is_fixed_point(population, Policy.from_fractions(weights), k, payoff)
    assert is_fixed_point(CYCLE, nlhf(CYCLE).policy, 1, "shared")


@settings(max_examples=60)
@given(st.lists(st.fractions(-3, 3, max_denominator=20), min_size=1, max_size=6))
def test_the_exact_projection_is_the_nearest_policy_and_the_float_one_is_next_to_it(point):
    nearest = projection(point)
    assert sum(nearest) == 1
    assert min(nearest) >= 0
    # The variational inequality: no vertex of the simplex is in a better direction.
    normal = [p - x for p, x in zip(point, nearest, strict=True)]
    assert max(normal) <= sum(g * x for g, x in zip(normal, nearest, strict=True))
    floats = projected(np.array([float(value) for value in point]))
    assert int(ticks(floats).sum()) == ONE
    assert max(abs(float(x) - y) for x, y in zip(nearest, floats.tolist(), strict=True)) < 1e-14


def test_the_regret_of_every_method_obeys_its_theorem():
    population, steps = impartial(5, 6, 20), 400
    for payoff in PAYOFFS:
        for method in ("extragradient", "optimistic"):
            run = self_play(population, 2, method, steps, payoff)
            assert regret(run) <= Fraction(1) / run.step  # |z − y|² ≤ 2 on the simplex
        weights = self_play(population, 2, "weights", steps, payoff)
        assert regret(weights) <= math.sqrt(steps) * (math.log(6) + 1) / 2
        gradient = self_play(population, 2, "gradient", steps, payoff)
        assert regret(gradient) <= math.sqrt(steps) * (1 + 6)


# Convergence --------------------------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(RANDOMS)
def test_the_lipschitz_constant_holds_for_every_pair_and_the_steps_are_below_it(random_case, random_draws, rng):
    case = random_case(rng, m=(1, 6), rankings=(1, 4), unranked=rng.choice(["bottom", "incomparable"]))
    population, k = case.population, rng.randint(1, 5)
    one, two = (random_draws(rng, case.names).policy for _ in range(2))
    distance = sum(
        (Fraction(a, one.denominator) - Fraction(b, two.denominator)) ** 2
        for a, b in zip(one.numerators, two.numerators, strict=True)
    )
    for payoff in PAYOFFS if population.weak_orders else PAYOFFS[:1]:
        values = zip(payoffs(population, one, k, payoff), payoffs(population, two, k, payoff), strict=True)
        square = lipschitz_square(population, k, payoff)
        assert sum((u - w) ** 2 for u, w in values) <= square * distance
        assert METHODS["extragradient"].step(square) ** 2 * square < 1
        assert METHODS["optimistic"].step(square) ** 2 * square < Fraction(1, 4)


def test_strict_rankings_have_the_lipschitz_constant_of_the_formula():
    assert lipschitz_square(impartial(2, 7, 9), 3, "strict") == 9 * Fraction(7**2 - 1, 6)


@settings(max_examples=40)
@given(RANDOMS)
def test_float_payoffs_are_close_to_the_exact_ones(random_case, random_draws, rng):
    case = random_case(rng, m=(1, 6), rankings=(1, 4), unranked="bottom", huge=rng.random() < 0.3)
    k, payoff = rng.randint(1, 6), rng.choice(PAYOFFS)
    point = policy_on_grid(random_draws(rng, case.names).policy)
    exact = payoffs(case.population, Policy(tuple(ticks(point).tolist()), ONE), k, payoff)
    assert np.allclose(Game(case.population, k, payoff).payoffs(point), [float(u) for u in exact], rtol=0, atol=1e-14)


def test_the_exponential_is_the_exponential():
    points = np.linspace(-50, 0, 1001)
    assert np.allclose(exponential(points), [math.exp(x) for x in points], rtol=1e-14, atol=0)
    assert exponential(np.array([-1e308]))[0] < 1e-300


def test_the_exponential_of_one_number_has_the_same_bits_among_many():
    points = np.concatenate([-np.logspace(-20, 3, 2000), [0.0, -0.0, -1e308, -0.5 * math.log(2), -700.0]])
    assert exponential(points).tolist() == [exponential(points[i : i + 1])[0] for i in range(len(points))]


@pytest.mark.parametrize("seed", range(10))
def test_the_last_iterate_of_extragradient_is_an_equilibrium_up_to_10_to_the_minus_12(seed):
    rng = Random(seed)
    population = impartial(seed, rng.randint(3, 10), rng.randint(3, 100))
    for k in (2, 3, 5):
        run = self_play(population, k, steps=1000, keep="checkpoints")
        epsilon = last_gap(run)
        assert epsilon < Fraction(1, 10**12)
        claim = EquilibriaLocated(population, last_policy(run), k, epsilon)
        assert isinstance(claim.decide(), Certified)


@pytest.mark.parametrize(("method", "payoff"), GAMES)
def test_everybody_comes_near_the_uniform_policy_of_the_three_cycle(method, payoff):
    run = self_play(CYCLE, 2, method, 500, payoff, Policy((2, 1, 1), 4))
    assert average_gap(run) < Fraction(1, 50)
    if payoff == "strict" and method != "weights":
        assert max(abs(Fraction(n, ONE) - Fraction(1, 3)) for n in run.end.last) < Fraction(1, 10**11)


def test_extragradient_and_optimistic_gradient_settle_where_ascent_goes_round():
    for method in ("extragradient", "optimistic"):
        run = self_play(CYCLE, 1, method, 4000, "shared", Policy((2, 1, 1), 4))
        assert last_gap(run) < Fraction(1, 10**12)
    assert last_gap(self_play(CYCLE, 1, "gradient", 1000, "shared", Policy((2, 1, 1), 4))) > Fraction(1, 1000)


def test_steps_far_too_long_still_play_policies_and_keep_proposition_6():
    for method, payoff in GAMES:
        run = self_play(TWO, 2, method, 30, payoff, step=Fraction(1 << 30))
        assert average_loss(run) <= sigma_loss(run) <= bound(run)


def test_two_responses_end_at_the_numbers_of_the_formulas():
    assert abs(Fraction(self_play(TWO, 1).end.last[0], ONE) - Fraction(3, 5)) < Fraction(1, 10**14)
    run = self_play(TWO, 2)
    assert f"{run.end.last[0] / ONE:.8f}".startswith("0.550510")
    assert f"{float(worst_case(masses(TWO, last_policy(run)), 2).value):.8f}".startswith("0.878775")
    assert abs(Fraction(self_play(TWO, 2, payoff="shared").end.last[0], ONE) - Fraction(4, 5)) < Fraction(1, 10**12)


def test_the_last_iterate_locates_the_exact_equilibrium():
    run = self_play(TWO, 1, steps=20)
    rows, whole = quadratic_form(TWO, last_policy(run).numerators, last_policy(run).denominator, 1)
    off = [Fraction(n, ONE) - exact for n, exact in zip(run.end.last, (Fraction(3, 5), Fraction(2, 5)), strict=True)]
    distance = sum(off[y] * rows[y][z] * off[z] for y in range(2) for z in range(2)) / whole
    assert 0 < distance <= 2 * last_gap(run)


@settings(max_examples=25)
@given(RANDOMS)
def test_renamed_responses_play_the_renamed_policies_up_to_rounding(random_case, rng):
    case = random_case(rng, m=(2, 5), rankings=(1, 5), unranked="bottom", complete=True)
    names = list(case.names)
    rng.shuffle(names)
    one, two = (Population.from_rankings(dict(case.rows), order) for order in (case.names, names))
    method, payoff = rng.choice(GAMES)
    first, second = (self_play(people, 2, method, 20, payoff).end.last for people in (one, two))
    assert max(abs(first[y] - second[names.index(name)]) for y, name in enumerate(case.names)) < ONE >> 36


# Going on, text, samples --------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(RANDOMS)
def test_a_resumed_run_is_the_long_run_bit_for_bit(random_case, rng):
    run = drawn_run(rng, random_case, most=25)
    keep = "checkpoints" if run.iterates is None else "all"
    if run.steps > 1:
        early = rng.randint(1, run.steps - 1)
        part = self_play(run.population, run.k, run.method, early, run.payoff, keep=keep)
        stored = parse_run(format_run(part), run.population)
        gone_on = self_play(run.population, run.k, run.method, run.steps - early, run.payoff, stored)
        assert format_run(gone_on) == format_run(run)
        assert gone_on.checkpoints == run.checkpoints


@settings(max_examples=40)
@given(RANDOMS)
def test_a_run_is_read_as_it_was_written(random_case, rng):
    run = drawn_run(rng, random_case, huge=rng.random() < 0.2)
    text = format_run(run)
    again = parse_run(text, run.population)
    assert format_run(again) == text
    assert again.checkpoints == run.checkpoints
    assert convergence(again) == convergence(run)


def test_the_same_bytes_come_out_on_every_machine():
    digest = sha256()
    population = Population.from_rankings({"a > b = c > d": 3, "d > b > a > c": 2, "c = d > a > b": 2, "b > d": 1})
    for method, payoff in GAMES:
        digest.update(format_run(self_play(population, 3, method, 60, payoff)).encode())
    assert digest.hexdigest()[:16] == "07317628a7413f7e"


def forged(text, key, value):
    run = json.loads(text)
    run[key] = value
    return json.dumps(run)


FULL = format_run(self_play(TWO, 2, steps=11))
SHORT = format_run(self_play(TWO, 2, steps=11, keep="checkpoints"))
MARKS = json.loads(SHORT)["checkpoints"]
FORGERIES = [
    (forged(FULL, "format", "verifier-self-play/2"), "there is no run"),
    (forged(FULL, "more", 1), "a run has the keys"),
    (forged(FULL, "checkpoints", MARKS), "a run has the keys"),
    (forged(FULL, "population", "0" * 64), "another population"),
    (forged(FULL, "bits", 53), "over 2\\^53"),
    (forged(FULL, "k", 0), "k"),
    (forged(FULL, "k", 201), "at most 200"),
    (forged(FULL, "k", value=True), "true is not a whole number"),
    (forged(FULL, "payoff", "half"), "refused"),
    (forged(FULL, "method", "luck"), "no method"),
    (forged(FULL, "step", "-1"), "in \\(0, 2\\^30\\]"),
    (forged(FULL, "step", "1/3"), "float64"),
    (forged(FULL, "step", 1), "it is a text"),
    (forged(FULL, "state", ["1"]), "a list of 2"),
    (forged(FULL, "state", ["1", "1/2"]), "the state is no policy"),
    (forged(FULL, "state", ["2", "-1"]), "the state is no policy"),
    (forged(FULL, "state", ["1/3", "2/3"]), "float64"),
    (forged(FULL, "iterates", []), "not empty"),
    (forged(FULL, "iterates", [[ONE, 1]]), "an iterate is no policy"),
    (forged(FULL, "iterates", [[ONE + 1, -1]]), "not a whole number"),
    (forged(FULL, "iterates", [[ONE]]), "a list of 2"),
    (forged(FULL, "iterates", [[1, "x"]]), "not a number"),
    (forged(SHORT, "checkpoints", MARKS[:2] + MARKS[1:]), "1, 2, 5, 10"),
    (forged(SHORT, "checkpoints", MARKS[1:]), "1, 2, 5, 10"),
    (forged(SHORT, "checkpoints", [{**MARKS[0], "sums": MARKS[1]["sums"]}]), "sum of the iterates"),
    (forged(SHORT, "checkpoints", [{**MARKS[0], "last": ["0", "0"]}]), "last iterate"),
    (forged(SHORT, "checkpoints", [{**MARKS[0], "earned": "1/2"}]), "not a whole number"),
    (forged(SHORT, "checkpoints", [{**MARKS[0], "more": "1"}]), "it has the keys"),
    ("[]", "there is no run"),
    ("{", "not JSON"),
]


@pytest.mark.parametrize(("text", "reason"), FORGERIES)
def test_a_text_that_is_no_run_is_refused_with_the_reason(text, reason):
    with pytest.raises(InputError, match=reason):
        parse_run(text, TWO, "x.json")


def test_what_iterates_lose_is_counted_from_the_text_itself():
    rows = [[0, ONE]] * 10
    run = parse_run(forged(FULL, "iterates", rows), TWO)
    assert (run.steps, sigma_loss(run), regret(run)) == (10, Fraction(3, 5), 6)
    assert last_gap(run) == Fraction(3, 5)


@settings(max_examples=30)
@given(RANDOMS)
def test_the_lottery_of_sigma_loses_what_the_account_says(random_case, rng):
    unranked = rng.choice(["bottom", "incomparable"])
    population = random_case(rng, m=(1, 5), rankings=(1, 4), unranked=unranked).population
    run = self_play(population, rng.randint(1, 6), rng.choice(list(METHODS)), rng.randint(1, 6))
    lottery = sigma_lottery(run)
    numerators, whole = losses(masses(population, lottery), run.k)
    assert tuple(Fraction(n, whole) for n in numerators) == sigma_losses(run)
    assert isinstance(Robust(population, lottery, run.k, 1, "model", 1 - sigma_loss(run)).decide(None), Certified)


def test_samples_are_seeded_and_follow_sigma():
    run = self_play(CYCLE, 2, "gradient", 50, start=Policy.point(0, 3))
    drawn = sample(run, 40_000, 7)
    assert drawn.shape == (40_000, 2)
    assert (drawn == sample(run, 40_000, 7)).all()
    lottery = sigma_lottery(run)
    for chosen, weight in zip(lottery.sets, lottery.weights, strict=True):
        share = np.mean([set(row) == set(chosen) for row in drawn.tolist()])
        assert abs(share - weight / lottery.denominator) < 0.015
    point = self_play(CYCLE, 3, "gradient", 1, start=Policy.point(2, 3))
    assert (sample(point, 100, 0) == 2).all()
    assert sample(point, 0, 0).shape == (0, 3)


# What is refused ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"method": "luck"}, "no method of self-play"),
        ({"steps": 0}, "from 1 on"),
        ({"steps": True}, "from 1 on"),
        ({"keep": "some"}, "cannot be kept"),
        ({"step": Fraction(1, 3)}, "no float64"),
        ({"step": Fraction(0)}, "no float64"),
        ({"start": Policy.point(0, 3)}, "not over the population's 2 responses"),
        ({"payoff": "half"}, "refused"),
        ({"k": 0}, "k"),
        ({"start": self_play(TWO, 3, steps=2)}, "k = 3"),
        ({"start": self_play(TWO, 2, steps=2), "keep": "checkpoints"}, "keeps all"),
        ({"start": self_play(TWO, 2, steps=2), "step": Fraction(1, 64)}, "and step"),
    ],
)
def test_a_run_that_makes_no_sense_is_refused_with_the_reason(options, reason):
    with pytest.raises(InputError, match=reason):
        self_play(TWO, **{"k": 2, **options})


def test_shared_payoffs_need_weak_orders_and_long_runs_a_budget():
    people = Population.from_rankings(["a > b", "b > c"], unranked="incomparable")
    with pytest.raises(UnsupportedError):
        self_play(people, 2, payoff="shared")
    with pytest.raises(BudgetError, match="raise --budget to"):
        self_play(CYCLE, 2, steps=10**9)
    with pytest.raises(BudgetError, match="lower -k"):
        self_play(CYCLE, 201)
    with pytest.raises(BudgetError, match="exact losses"):
        sigma_lottery(self_play(CYCLE, 2, steps=5), budget=10)
    thrifty = self_play(CYCLE, 2, steps=5, keep="checkpoints")
    for ask in (sigma_lottery, lambda run: sample(run, 1, 0)):
        with pytest.raises(InputError, match="keep='all'"):
            ask(thrifty)
    for count, seed in ((-1, 0), (1, -1)):
        with pytest.raises(InputError, match="whole numbers from 0 on"):
            sample(self_play(CYCLE, 2, steps=5), count, seed)
    with pytest.raises(InputError, match="not positive"):
        is_fixed_point(CYCLE, Policy.point(0, 3), 2, step=Fraction(0))


def test_progress_is_told():
    told = []
    self_play(CYCLE, 2, steps=12, progress=told.append)
    assert told == [f"self-play: {steps} of 12 steps" for steps in (1, 2, 5, 10, 12)]

"""What holds for every NLHF policy and for some, where there are several: exact, and confirmed by enumeration."""

from fractions import Fraction
from itertools import combinations, permutations, product
from pathlib import Path
from random import Random

import flint
import pytest

from verifier.claims.nlhf import is_optimal
from verifier.errors import InputError
from verifier.game.margins import margins
from verifier.game.masses import masses
from verifier.game.tangent import face_bound, tangent_bound
from verifier.game.worst_case import worst_case
from verifier.preferences.formats.preflib import parse_preflib
from verifier.preferences.policy import Lottery, Policy
from verifier.preferences.population import Population
from verifier.rules.best_product.policy import best_product
from verifier.rules.nlhf import face as nlhf_bounds_face
from verifier.rules.nlhf.bounds import DEFAULT_GAP, best_over_face, worst_over_face
from verifier.rules.nlhf.policy import nlhf

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
SHIRT = DATA / "preflib" / "00012-shirt" / "00012-00000001.soc"


def rate(population, policy, k):
    return worst_case(masses(population, policy), k).value


def all_vertices(population):
    """The vertices of {p ≥ 0, Σ p = 1, p^T M ≥ 0}: every system of m − 1 tight constraints, solved with fractions."""
    margin = margins(population).tolist()
    m = len(margin)
    rows = [[int(y == z) for z in range(m)] for y in range(m)] + [[margin[y][z] for y in range(m)] for z in range(m)]
    right = flint.fmpq_mat(m, 1, [0] * (m - 1) + [1])
    found = set()
    for tight in combinations(rows, m - 1):
        try:
            solution = flint.fmpq_mat([*tight, [1] * m]).solve(right)
        except ZeroDivisionError:
            continue
        point = [Fraction(int(entry.p), int(entry.q)) for entry in solution.entries()]
        if all(sum(a * p for a, p in zip(row, point, strict=True)) >= 0 for row in rows):
            found.add(Policy.from_fractions(point))
    return found


def combined(vertices, weights):
    total = sum(weights)
    columns = zip(*([Fraction(n, v.denominator) for n in v.numerators] for v in vertices), strict=True)
    return Policy.from_fractions(
        [sum(w * entry for w, entry in zip(weights, column, strict=True)) / total for column in columns]
    )


def check_bracket(population, best, gap=DEFAULT_GAP):
    assert is_optimal(population, best.policy)
    assert best.lower == rate(population, best.policy, best.k)
    bound = face_bound(population, best.opponent, best.point, best.multipliers, best.k)
    assert best.upper == min(bound, 1)
    assert 0 <= best.width <= gap


def check_sampled(rng, population, best, worst, vertices):
    for _ in range(20):
        policy = combined(vertices, [rng.choice([0, 0, 1, rng.randint(1, 99)]) for _ in vertices[1:]] + [1])
        assert is_optimal(population, policy)
        assert rate(population, policy, best.k) <= best.upper
    policy, lowest = worst
    assert policy in vertices
    assert lowest == rate(population, policy, best.k) == min(rate(population, vertex, best.k) for vertex in vertices)


@pytest.fixture(scope="session", name="several")
def _several(random_case):
    """Small random populations with more than one NLHF policy: even voters, ties, left-out responses, huge weights."""
    found = []
    for seed in range(400):
        rng = Random(seed)
        case = random_case(rng, m=(2, 5), rankings=(1, 6), huge=seed % 20 == 0)
        if seed % 3 == 0:  # an even number of voters, one for each row
            rows = tuple((text, 1) for text, _ in case.rows)
            case = type(case)(case.names, rows + rows[: len(rows) % 2], case.unranked, case.counted)
        if not nlhf(case.population).unique:
            found.append((seed, case))
    assert len(found) > 60
    return found[:60]


def test_random_brackets_hold_for_every_nlhf_policy_on_a_grid_and_for_sampled_ones(several):
    for seed, case in several[::2]:
        rng, population = Random(seed), case.population
        vertices, k = sorted(all_vertices(population), key=str), rng.randint(1, 4)
        assert set(nlhf_bounds_face.nlhf_face(population).vertices) == set(vertices)
        best = best_over_face(population, k)
        check_bracket(population, best)
        check_sampled(rng, population, best, worst_over_face(population, k), vertices)
        fine = {1: 1, 2: 500, 3: 25, 4: 9}.get(len(vertices), 3)
        grid = [w for w in product(range(fine + 1), repeat=len(vertices)) if sum(w) == fine]
        reached = max(rate(population, combined(vertices, weights), k) for weights in grid)
        # Neighbours on the grid differ by at most (vertices) / fine in mass, the loss by k times that.
        assert reached <= best.upper <= reached + Fraction(k * len(vertices), fine) + DEFAULT_GAP


def test_the_exact_rates_are_those_of_the_enumerating_oracle(several, random_draws, opponents_win):
    for seed, case in several[:15]:
        k = seed % 3 + 1
        draws = type(random_draws(Random(0), case.names))
        opponents = [(name,) for name in case.names]
        best, worst = best_over_face(case.population, k), worst_over_face(case.population, k)
        for policy, value in ((best.policy, best.lower), worst):
            if policy.denominator < 10**6 or k < 3:
                weights = dict(zip(case.names, policy.numerators, strict=True))
                lost = opponents_win(case, draws(case.names, weights), k, opponents)
                assert value == 1 - max(lost.values())


def test_the_bound_is_the_formula_and_holds_for_any_witness(several, pairwise):
    for seed, case in several[:30]:
        rng, population, names = Random(seed), case.population, case.names
        m, k = len(names), rng.randint(1, 4)
        tau, point = ([rng.randint(0, 3) for _ in names[1:]] + [1] for _ in range(2))
        mu = [Fraction(rng.randint(0, 5), 3) for _ in names]
        tau, point = (Policy.from_fractions([Fraction(w, sum(part)) for w in part]) for part in (tau, point))
        slopes, value = [Fraction(0)] * m, Fraction(0)
        for text, users in case.rows:
            place = case.places(text)
            for y, name in enumerate(names):
                below = [z for z, other in enumerate(names) if name in place and place[name] < place.get(other, -1)]
                share = Fraction(users * tau.numerators[y], case.total * tau.denominator)
                mass = Fraction(sum(point.numerators[z] for z in below), point.denominator)
                value += share * mass**k
                for z in below:
                    slopes[z] += share * k * mass ** (k - 1)
        pull = [
            sum(mu[x] * (pairwise(case, names[z], names[x]) - pairwise(case, names[x], names[z])) for x in range(m))
            for z in range(m)
        ]
        level = min(slope - less for slope, less in zip(slopes, pull, strict=True))
        bound = face_bound(population, tau, point, mu, k)
        assert bound == 1 - (level - (k - 1) * value)
        assert all(rate(population, vertex, k) <= bound for vertex in all_vertices(population))
        spread = Lottery.from_fractions(((y,), Fraction(w, tau.denominator)) for y, w in enumerate(tau.numerators))
        assert face_bound(population, tau, point, [Fraction(0)] * m, k) == 1 - tangent_bound(
            population, spread, point, k
        )


@pytest.mark.parametrize("m", [2, 3, 4])
@pytest.mark.parametrize("k", [1, 2, 3, 5])
def test_under_uniform_rankings_every_policy_is_nlhfs(m, k):
    names = "abcd"[:m]
    population = Population.from_rankings([" > ".join(order) for order in permutations(names)])
    best = best_over_face(population, k)
    check_bracket(population, best)
    assert best.policy == Policy.uniform(range(m), m)
    assert best.lower == best.upper == 1 - Fraction(sum(j**k for j in range(m)), m ** (k + 1))
    product_policy = best_product(population, k)
    assert product_policy.lower <= best.upper
    assert best.lower <= product_policy.upper
    policy, lowest = worst_over_face(population, k)
    assert (len(policy.support), lowest) == (1, Fraction(1, 2))


@pytest.mark.parametrize("k", [1, 2, 3, 5, 10])
def test_on_the_shirts_some_nlhf_policy_wins_half_and_none_more_than_the_bound(k):
    if not SHIRT.exists():
        pytest.skip(f"the real file is not there: {SHIRT.name}")
    population = parse_preflib(SHIRT.read_text(encoding="utf-8"), ".soc", str(SHIRT), "bottom")
    best, worst = best_over_face(population, k), worst_over_face(population, k)
    check_bracket(population, best)
    vertices = list(nlhf_bounds_face.nlhf_face(population).vertices)
    assert set(vertices) == {vertex for vertex in vertices if is_optimal(population, vertex)}
    check_sampled(Random(k), population, best, worst, vertices)
    assert worst[1] == Fraction(1, 2)
    assert best.lower == {1: Fraction(23, 42), 2: Fraction(137, 240)}.get(k, best.lower)
    rates = [rate(population, combined(vertices, [i, 200 - i]), k) for i in range(201)]
    assert best.upper - Fraction(k, 100) <= max(rates) <= best.upper


def reversed_pairs(seed, pairs, m):
    """Voters in pairs of opposite opinion: no response beats another, and every policy is NLHF's."""
    rng, names = Random(seed), [f"r{y}" for y in range(m)]
    orders = [rng.sample(names, m) for _ in range(pairs)]
    texts = [" > ".join(order) for order in orders] + [" > ".join(reversed(order)) for order in orders]
    return Population.from_rankings(dict.fromkeys(texts, 1), names)


def strict_voters(seed, voters, m):
    rng, names = Random(seed), [f"r{y}" for y in range(m)]
    return Population.from_rankings([" > ".join(rng.sample(names, m)) for _ in range(voters)], names)


@pytest.mark.parametrize("k", [1, 2, 5])
@pytest.mark.parametrize(
    "population",
    [reversed_pairs(3, 3, 8), strict_voters(11, 2, 50), strict_voters(30, 4, 40), strict_voters(32, 4, 40)],
)
def test_without_enumeration_linear_programs_find_the_same(population, k, monkeypatch):
    nlhf_bounds_face.nlhf_face.cache_clear()
    face = nlhf_bounds_face.nlhf_face(population)
    assert face.dimension > 0
    monkeypatch.setattr(nlhf_bounds_face, "_MOST_BASES", 10**6 if face.dimension < 5 else 20_000)
    enumerated, (_, lowest) = best_over_face(population, k), worst_over_face(population, k)
    nlhf_bounds_face.nlhf_face.cache_clear()
    monkeypatch.setattr(nlhf_bounds_face, "_MOST_BASES", 0)
    best, (policy, found) = best_over_face(population, k), worst_over_face(population, k)
    nlhf_bounds_face.nlhf_face.cache_clear()
    check_bracket(population, best)
    assert max(best.lower, enumerated.lower) <= min(best.upper, enumerated.upper)
    assert is_optimal(population, policy)
    assert found == lowest == rate(population, policy, k)
    assert found <= best.upper


def test_where_every_policy_is_nlhfs_the_best_is_the_best_product_policy():
    for seed, k in ((1, 2), (2, 3), (3, 6)):
        population = reversed_pairs(seed, 3, 9)
        best, free = best_over_face(population, k), best_product(population, k)
        assert max(best.lower, free.lower) <= min(best.upper, free.upper)


@pytest.mark.parametrize("seed", range(8))
def test_a_unique_policy_is_both_the_best_and_the_worst(seed):
    population, k = strict_voters(seed, 7, 6), seed % 4 + 1
    best = best_over_face(population, k)
    check_bracket(population, best, 0)
    assert (best.policy, best.lower) == worst_over_face(population, k) == (nlhf(population).policy, best.upper)


def test_a_bare_majority_wins_with_its_share_for_every_k():
    two = Population.from_rankings({"a > b": 3, "b > a": 2})
    for k in (1, 2, 7):
        assert best_over_face(two, k).upper == worst_over_face(two, k)[1] == Fraction(3, 5)


def test_one_response_and_indifference_never_lose():
    for rankings in (["a"], ["a = b = c"], {"a = b > c": 2}):
        population = Population.from_rankings(rankings)
        best = best_over_face(population, 3)
        assert (best.lower, best.upper, worst_over_face(population, 3)[1]) == (1, 1, 1)


@pytest.mark.parametrize("digits", [12, 30, 60])
def test_a_narrower_bracket_is_reached_on_demand(digits):
    population, gap = reversed_pairs(1, 1, 6), Fraction(1, 10**digits)
    best = best_over_face(population, 3, gap)
    check_bracket(population, best, gap)
    assert best.width > 0
    assert best == best_over_face(population, 3, gap)


def test_bad_witnesses_and_arguments_are_refused():
    two = Population.from_rankings({"a > b": 3, "b > a": 2})
    point, zeros = Policy.point(0, 2), [Fraction(0)] * 2
    with pytest.raises(InputError, match="not all over the population's 2 responses"):
        face_bound(two, point, Policy.point(0, 3), zeros, 2)
    with pytest.raises(InputError, match="not all over the population's 2 responses"):
        face_bound(two, point, point, zeros[:1], 2)
    with pytest.raises(InputError, match="the multiplier -1/3 is negative"):
        face_bound(two, point, point, [Fraction(1), Fraction(-1, 3)], 2)
    with pytest.raises(InputError, match="k = 0"):
        face_bound(two, point, point, zeros, 0)
    with pytest.raises(InputError, match="k = 0"):
        worst_over_face(two, 0)
    with pytest.raises(InputError, match="the gap 2 does not lie between"):
        best_over_face(two, 2, Fraction(2))

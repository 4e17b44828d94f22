"""Equilibria, bounds on all policies, and promises proved by a tree: each against enumeration, and by the checker."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest

from verifier.certificates.certificate import format_certificate
from verifier.claims.bounds import Against, LotteryBound, ProductBound, Tangent
from verifier.claims.equilibrium import EpsilonEquilibrium, EquilibriaLocated
from verifier.claims.robust import Mixture, Robust, WorstCaseValue
from verifier.claims.verdict import Certified, Undecided
from verifier.errors import InputError, UnsupportedError
from verifier.exact.tree import Leaf, Split, Tree
from verifier.game.masses import masses
from verifier.game.set_masses import against_opponents, loss_matrix
from verifier.preferences.policy import Lottery, Policy
from verifier.search.extremes import largest, least

BATCHES = range(6)
HAIR = Fraction(1, 10**40)


def accepted(checker, verdict):
    return checker.check(format_certificate(verdict).encode()) == str(verdict)


def is_not_proved(checker, claim, witness):
    try:
        checker.check(format_certificate(Certified(claim, witness)).encode())
    except checker.NotProved:
        return True
    return False


def singles(case):
    return [(name,) for name in case.names]


def sets_of(case, size):
    return [shown for n in range(1, size + 1) for shown in combinations(case.names, n)]


def indices(case, shown):
    return tuple(sorted(case.names.index(name) for name in shown))


def gap_of(case, draws, wins):
    return max(wins.values()) - sum(Fraction(draws.weights[name], draws.total) * wins[name,] for name in case.names)


def some_opponents(rng, case, l):
    """A mixture of opponents, as sets of names and as a lottery."""
    possible = sets_of(case, l)
    chosen = {shown: rng.randint(1, 4) for shown in rng.sample(possible, rng.randint(1, min(4, len(possible))))}
    total = sum(chosen.values())
    mixed = {shown: Fraction(weight, total) for shown, weight in chosen.items()}
    return mixed, Lottery.from_fractions([(indices(case, shown), weight) for shown, weight in mixed.items()])


def lost_to(mixed, wins):
    return sum(weight * wins[shown] for shown, weight in mixed.items())


def turned(rng, random_case):
    """A population that looks the same from every response: a cycle moves every ranking to another one of it."""
    while True:
        case = random_case(rng, m=(2, 4), rankings=(1, 2), complete=True)
        if case.population.complete:
            break
    rows = []
    for turn in range(len(case.names)):
        names = [*case.names[turn:], *case.names[:turn]]
        moved = dict(zip(case.names, names, strict=True))
        for text, weight in case.rows:
            groups = [[moved[name.strip()] for name in group.split("=")] for group in text.split(">")]
            rows.append((" > ".join(" = ".join(group) for group in groups), weight))
    return replace(case, rows=tuple(rows))


def full_tree(rng, columns, size, nothing):
    """Every set is a leaf of its own, bounded by what is inside; ``nothing`` is the vector where all is outside."""

    def below(inside, free):
        if not free or inside == size:
            return [Leaf(None if inside else 0)]
        y = rng.choice(free)
        rest = [z for z in free if z != y]
        return [Split(y), *below(inside + 1, rest), *below(inside, rest)]

    return Tree(1, (tuple(nothing),), tuple(below(0, list(range(columns)))))


def random_tree(rng, rows, columns, size, highest):
    vectors = tuple(tuple(rng.randint(0, highest) for _ in range(rows)) for _ in range(rng.randint(1, 3)))

    def below(inside, outside):
        free = [y for y in range(columns) if y not in inside | outside]
        if free and len(inside) < size and rng.random() < 0.6:
            y = rng.choice(free)
            return [Split(y), *below(inside | {y}, outside), *below(inside, outside | {y})]
        return [Leaf(None if inside and rng.random() < 0.5 else rng.randrange(len(vectors)))]

    return Tree(rng.randint(1, 3), vectors, tuple(below(frozenset(), frozenset())))


# Equilibria ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("batch", BATCHES)
def test_an_epsilon_equilibrium_is_certified_at_its_gap_and_not_a_hair_below(
    batch, seeded, random_case, random_draws, opponents_win, checker
):
    rng, seen = seeded(1000 + batch), set()
    for _ in range(50):
        case, k = random_case(rng, m=(1, 5)), rng.randint(1, 3)
        draws = random_draws(rng, case.names)
        payoff = rng.choice(["strict", "shared"]) if case.population.weak_orders else "strict"
        wins = opponents_win(case, draws, k, singles(case), "model" if payoff == "strict" else "shared")
        gap = gap_of(case, draws, wins)
        seen.add((payoff, gap > 0, case.population.weak_orders))
        claim = EpsilonEquilibrium(case.population, draws.policy, k, payoff, gap)
        for epsilon in (gap, min(gap + HAIR, Fraction(1)), Fraction(1)):
            verdict = replace(claim, epsilon=epsilon).decide()
            assert isinstance(verdict, Certified), (case, draws, k, payoff)
            assert accepted(checker, verdict)
        if gap:
            below = replace(claim, epsilon=gap - HAIR)
            verdict = below.decide()
            assert isinstance(verdict, Undecided), (case, draws, k, payoff)
            assert verdict.upper == gap
            assert is_not_proved(checker, below, None)
    assert {("strict", True, True), ("shared", True, True), ("strict", True, False)} <= seen


@pytest.mark.parametrize("batch", BATCHES)
def test_equilibria_are_located_at_the_gap_of_complete_rankings_only(
    batch, seeded, random_case, random_draws, opponents_win, checker
):
    rng = seeded(1100 + batch)
    for _ in range(40):
        case, k = random_case(rng, m=(1, 4)), rng.randint(1, 3)
        draws = random_draws(rng, case.names)
        gap = gap_of(case, draws, opponents_win(case, draws, k, singles(case)))
        if not case.population.weak_orders:
            with pytest.raises(UnsupportedError, match="incomparable"):
                EquilibriaLocated(case.population, draws.policy, k, gap)
            text = format_certificate(EpsilonEquilibrium(case.population, draws.policy, k, "strict", gap).decide())
            renamed = text.replace("2 epsilon-equilibrium\n", "2 equilibria-located\n").replace("payoff strict\n", "")
            with pytest.raises(checker.Malformed, match="weak orders"):
                checker.check(renamed.encode())
            continue
        claim = EquilibriaLocated(case.population, draws.policy, k, gap)
        assert isinstance(claim.decide(), Certified), (case, draws, k)
        assert accepted(checker, claim.decide())
        if gap:
            below = replace(claim, epsilon=gap - HAIR)
            assert isinstance(below.decide(), Undecided)
            assert is_not_proved(checker, below, None)


@pytest.mark.parametrize("batch", BATCHES)
def test_an_equilibrium_known_by_symmetry_lies_where_it_is_located(
    batch, seeded, random_case, random_draws, opponents_win
):
    rng = seeded(1200 + batch)
    for _ in range(15):
        case, k = turned(rng, random_case), rng.randint(1, 3)
        draws = random_draws(rng, case.names)
        uniform = replace(draws, weights=dict.fromkeys(case.names, 1))
        assert gap_of(case, uniform, opponents_win(case, uniform, k, singles(case))) == 0
        gap = gap_of(case, draws, opponents_win(case, draws, k, singles(case)))
        assert isinstance(EquilibriaLocated(case.population, draws.policy, k, gap).decide(), Certified)
        p = {name: Fraction(draws.weights[name], draws.total) for name in case.names}
        distance = Fraction(0)
        for text, users in case.rows:
            place = case.places(text)
            for level in set(place.values()):
                moved = sum(Fraction(1, len(p)) - p[name] for name in place if place[name] == level)
                below = sum((p[name] for name in place if place[name] > level), Fraction(0))
                distance += Fraction(users, case.total) * below ** (k - 1) * moved**2
        assert distance <= 2 * gap, (case, draws, k)


# Bounds on all policies ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("batch", BATCHES)
def test_no_policy_wins_more_than_a_certified_product_bound(
    batch, seeded, random_case, random_draws, opponents_win, checker
):
    rng, certified = seeded(1300 + batch), 0
    while certified < 25:
        case, k = random_case(rng, m=(1, 4), rankings=(1, 4)), rng.randint(1, 3)
        l = rng.randint(1, min(2, len(case.names)))
        mixed, opponent = some_opponents(rng, case, l)
        witness = Tangent(opponent, random_draws(rng, case.names, largest=3).policy)
        claim = ProductBound(case.population, k, l, Fraction(1))
        at_one = claim.decide(witness)
        if isinstance(at_one, Undecided):
            assert at_one.upper > 1
            assert is_not_proved(checker, claim, witness)
            continue
        lowest = replace(claim, rate=Fraction(0)).decide(witness)
        rate = lowest.upper if isinstance(lowest, Undecided) else Fraction(0)
        exact = replace(claim, rate=rate)
        for verdict in (at_one, exact.decide(witness)):
            assert isinstance(verdict, Certified)
            assert accepted(checker, verdict)
        if rate:
            stronger = replace(claim, rate=rate - HAIR)
            assert isinstance(stronger.decide(witness), Undecided)
            assert is_not_proved(checker, stronger, witness)
        for _ in range(4):
            draws = random_draws(rng, case.names, largest=rng.choice([0, 1, 5]))
            wins = opponents_win(case, draws, k, list(dict.fromkeys([*mixed, *sets_of(case, l)])))
            assert lost_to(mixed, wins) >= 1 - rate, (case, k, l, witness, draws)
            assert 1 - max(wins.values()) <= rate
        certified += 1


@pytest.mark.parametrize("batch", range(3))
def test_for_one_sample_the_product_bound_is_what_the_best_point_mass_wins(
    batch, seeded, random_case, random_draws, opponents_win, checker
):
    rng = seeded(1400 + batch)
    for _ in range(30):
        case = random_case(rng, m=(1, 5))
        l = rng.randint(1, min(2, len(case.names)))
        mixed, opponent = some_opponents(rng, case, l)
        draws = random_draws(rng, case.names)
        points = [replace(draws, weights={name: int(name == y) for name in case.names}) for y in case.names]
        rate = 1 - min(lost_to(mixed, opponents_win(case, point, 1, list(mixed))) for point in points)
        witness = Tangent(opponent, draws.policy)
        claim = ProductBound(case.population, 1, l, rate)
        assert isinstance(claim.decide(witness), Certified), (case, witness)
        assert accepted(checker, claim.decide(witness))
        if rate:
            stronger = replace(claim, rate=rate - HAIR)
            assert isinstance(stronger.decide(witness), Undecided)
            assert is_not_proved(checker, stronger, witness)


@pytest.mark.parametrize("batch", range(3))
def test_where_all_responses_look_alike_the_product_bound_is_what_the_uniform_policy_wins(
    batch, seeded, random_case, random_draws, opponents_win, checker
):
    rng = seeded(1500 + batch)
    for _ in range(12):
        case, k = turned(rng, random_case), rng.randint(1, 4)
        m = len(case.names)
        uniform = replace(random_draws(rng, case.names), weights=dict.fromkeys(case.names, 1))
        wins = opponents_win(case, uniform, k, singles(case))
        every = Lottery.from_fractions([((y,), Fraction(1, m)) for y in range(m)])
        witness = Tangent(every, Policy.uniform(range(m), m))
        claim = ProductBound(case.population, k, 1, 1 - max(wins.values()))
        assert isinstance(claim.decide(witness), Certified), (case, k)
        assert accepted(checker, claim.decide(witness))
        if claim.rate:
            assert isinstance(replace(claim, rate=claim.rate - HAIR).decide(witness), Undecided)


@pytest.mark.parametrize("batch", BATCHES)
def test_no_lottery_wins_more_than_a_certified_bound_by_enumeration_or_by_a_tree(
    batch, seeded, random_case, random_joint_draws, opponents_win, checker
):
    rng = seeded(1600 + batch)
    for _ in range(40):
        case, k = random_case(rng, m=(1, 5), rankings=(1, 5)), rng.randint(1, 4)
        m = len(case.names)
        l = rng.randint(1, min(2, m))
        mixed, opponent = some_opponents(rng, case, l)
        joint, every = random_joint_draws(rng, case.names, k), sets_of(case, l)
        fixed = {
            shown: opponents_win(case, replace(joint, sets=((shown, 1),)), k, every)
            for shown in sets_of(case, min(k, m))
        }
        rate = 1 - min(lost_to(mixed, wins) for wins in fixed.values())
        matrix = against_opponents(case.population, opponent.sets, opponent.weights)
        found = least(matrix, k, enumerate_below=0)
        claim = LotteryBound(case.population, k, l, rate)
        ceilings = [weight * opponent.denominator for weight in case.population.read[1]]
        full = full_tree(rng, m, min(k, m), ceilings)
        witnesses = [Against(opponent, tree) for tree in (None, found.tree, full)]
        for witness in witnesses:
            verdict = claim.decide(witness)
            assert isinstance(verdict, Certified), (case, k, l, witness)
            assert accepted(checker, verdict)
            if rate:
                stronger = replace(claim, rate=rate - HAIR)
                assert isinstance(stronger.decide(witness), Undecided)
                assert is_not_proved(checker, stronger, witness)
        assert all(1 - max(wins.values()) <= rate for wins in fixed.values())
        for _ in range(3):
            draws = random_joint_draws(rng, case.names, k)
            assert 1 - max(opponents_win(case, draws, k, every).values()) <= rate, (case, k, l, draws)


@pytest.mark.parametrize("kind", ["product", "lottery"])
def test_a_mixture_of_larger_sets_than_the_opponent_may_show_proves_nothing(
    kind, seeded, random_case, random_draws, checker
):
    rng = seeded(1700)
    case = random_case(rng, m=(3, 3), complete=True)
    pair = Lottery.from_fractions([((0, 1), Fraction(1))])
    claim = (ProductBound if kind == "product" else LotteryBound)(case.population, 1, 1, Fraction(1))
    witness = Tangent(pair, random_draws(rng, case.names).policy) if kind == "product" else Against(pair, None)
    assert isinstance(replace(claim, l=2).decide(witness), Certified)
    verdict = claim.decide(witness)
    assert isinstance(verdict, Undecided)
    assert (verdict.lower, verdict.upper) == (0, 1)
    with pytest.raises(checker.Malformed):
        checker.check(format_certificate(Certified(claim, witness)).encode())


@pytest.mark.parametrize(("k", "l", "rate"), [(1, 4, 1), (0, 1, 1), (1, 0, 1), (1, 1, 2), (1, 1, -1)])
@pytest.mark.parametrize("bound", [ProductBound, LotteryBound])
def test_a_bound_without_meaning_is_refused(bound, k, l, rate, seeded, random_case):
    case = random_case(seeded(1701), m=(3, 3))
    with pytest.raises(InputError):
        bound(case.population, k, l, Fraction(rate))


# Promises by trees --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("batch", BATCHES)
def test_a_promise_by_tree_holds_against_every_opponent_and_a_hair_more_is_not_proved(
    batch, seeded, random_case, random_draws, random_joint_draws, opponents_win, checker
):
    rng = seeded(1800 + batch)
    for _ in range(40):
        case, k = random_case(rng, m=(1, 5)), rng.randint(1, 3)
        l = rng.randint(1, min(3, len(case.names)))
        joint = rng.random() < 0.3
        draws = random_joint_draws(rng, case.names, k) if joint else random_draws(rng, case.names)
        model = draws.lottery(k) if joint else draws.policy
        wins = opponents_win(case, draws, k, sets_of(case, l))
        value = 1 - max(wins.values())
        matrix = loss_matrix(masses(case.population, model), k)
        searched = largest(matrix, l, enumerate_below=0).tree
        tree = rng.choice([searched, full_tree(rng, len(case.names), l, [0] * len(matrix))])
        claim = Robust(case.population, model, k, l, "model", value)
        assert isinstance(claim.decide(), Certified)
        assert isinstance(claim.decide(tree), Certified), (case, draws, k, l, tree)
        assert accepted(checker, claim.decide(tree))
        worst = next(shown for shown in wins if wins[shown] == 1 - value)
        mixture = Mixture(Lottery.from_fractions([(indices(case, worst), Fraction(1))]), tree)
        exact = WorstCaseValue(case.population, model, k, l, "model", value)
        assert isinstance(exact.decide(mixture), Certified)
        assert isinstance(exact.decide(replace(mixture, tree=None)), Certified)
        assert accepted(checker, exact.decide(mixture))
        if value < 1:
            more = replace(claim, rate=value + HAIR)
            assert isinstance(more.decide(tree), Undecided)
            assert is_not_proved(checker, more, tree)
            assert isinstance(replace(exact, value=value + HAIR).decide(mixture), Undecided)
            assert is_not_proved(checker, replace(exact, value=value + HAIR), mixture)
        if value > 0:
            assert isinstance(replace(exact, value=value - min(HAIR, value)).decide(mixture), Undecided)
            assert is_not_proved(checker, replace(exact, value=value - min(HAIR, value)), mixture)


@pytest.mark.parametrize("batch", BATCHES)
def test_what_any_tree_certifies_is_true_and_the_checker_says_the_same(
    batch, seeded, random_case, random_draws, opponents_win, checker
):
    rng, outcomes = seeded(1900 + batch), set()
    for _ in range(40):
        case, k = random_case(rng, m=(1, 5)), rng.randint(1, 2)
        l = rng.randint(1, min(3, len(case.names)))
        draws = random_draws(rng, case.names)
        matrix = loss_matrix(masses(case.population, draws.policy), k)
        tree = random_tree(rng, *matrix.shape, l, int(matrix.max()))
        value = 1 - max(opponents_win(case, draws, k, sets_of(case, l)).values())
        near = value - rng.choice([0, HAIR, Fraction(1, 10), Fraction(1, 3)])
        claim = Robust(case.population, draws.policy, k, l, "model", max(near, Fraction(0)))
        for promise in (claim, replace(claim, rate=min(value + HAIR, Fraction(1)))):
            verdict = promise.decide(tree)
            outcomes.add(type(verdict))
            if isinstance(verdict, Certified):
                assert promise.rate <= value, (case, draws, k, l, tree)
                assert accepted(checker, verdict)
            else:
                assert verdict.lower <= value <= verdict.upper
                assert is_not_proved(checker, promise, tree)
    assert outcomes == {Certified, Undecided}


@pytest.mark.parametrize("ties", ["opponent", "shared", "half"])
def test_a_tree_proves_nothing_under_other_tie_conventions(ties, seeded, random_case, random_draws, checker):
    case = random_case(seeded(2000), m=(3, 3), complete=True)
    policy = random_draws(seeded(2001), case.names).policy
    matrix = loss_matrix(masses(case.population, policy), 1)
    tree = largest(matrix, 1, enumerate_below=0).tree
    claim = Robust(case.population, policy, 1, 1, ties, Fraction(0))
    assert isinstance(claim.decide(), Certified)
    assert isinstance(claim.decide(tree), Undecided)
    with pytest.raises(checker.Malformed, match="model ties"):
        checker.check(format_certificate(Certified(claim, tree)).encode())

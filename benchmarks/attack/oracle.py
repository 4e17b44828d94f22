"""Whether a claim is true, from first principles.

It reads nothing but the claim, and shares no formula with a checker: losses come from drawing every multiset of
samples, faces from the enumeration of vertices, values of games from a simplex method over rationals.

| kinds | what the oracle does |
|---|---|
| robust, not-robust, worst-case, win-rate, not-win-rate, least-samples, no-samples, limit | decides |
| epsilon-equilibrium, not-monotone, lottery-bound, set-bound, condorcet-dimension | decides |
| nlhf, nlhf-below, nlhf-unique, nlhf-face, margin-game | decides |
| condorcet-winner, no-condorcet-winner, collapse | decides |
| robust-every-k | every k up to 400, and the limit; decides if nothing can happen after that |
| equilibria-located | finds an equilibrium (gap 10^-9) and refutes if it lies outside |
| equilibrium-near | finds the root to the precision of the radius; refutes by support, distance, replies, another |
| worst-population | decides, by a linear program over all rankings |
| no-common-policy | searches for a policy that keeps all promises; refutes by an exact one only |
| product-bound, nlhf-bound | searches for a policy that beats the bound; refutes by an exact one only |

"Decides" holds for small sizes; beyond them (``None``) it says nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import combinations, product
from math import comb, lcm

from benchmarks.attack.duel import Duel, TooLarge, always_lost, opponents, prefers
from benchmarks.attack.equilibria import best_rate, common_point, equilibrium, gap, root_near
from benchmarks.attack.optima import (
    LARGEST_FACE,
    Point,
    dimension,
    gains,
    game_value,
    linear_optimum,
    margins,
    vertices,
)
from benchmarks.attack.statement import Linear, Statement, User

EVERY_K = 400
MOST_BITS = 900

Verdict = bool | None


@dataclass(frozen=True)
class Ruling:
    """How a kind of claim is judged: a function, and whether it decides or only looks for a counterexample."""

    judge: Callable[[Statement], Verdict]
    decides: bool = True


def verdict(claim: Statement) -> Verdict:
    """Whether the claim is true; None if no counterexample is found, or the sizes are too large to look."""
    try:
        return RULINGS[claim.kind].judge(claim)
    except TooLarge:
        return None


def point_of(claim: Statement, name: str = "policy") -> Point:
    """A vector of the claim as probabilities."""
    rows = claim.vectors[name]
    total = sum(weight for _, weight in rows)
    shares = {y: Fraction(weight, total) for (y,), weight in rows}
    return tuple(shares.get(y, Fraction(0)) for y in range(claim.m))


def samples(claim: Statement) -> int:
    """k, if it is not too large to draw so many samples."""
    k = claim.integer("samples")
    if k > EVERY_K:
        raise TooLarge
    return k


def duel(claim: Statement, k: int | None = None, name: str = "policy") -> Duel:
    """The model of the claim against its population; k samples instead of its own if k is given."""
    ties = claim.words.get("ties", "model")
    if claim.lottery is not None:
        return Duel(claim.users, claim.lottery, 0, ties)
    return Duel(claim.users, claim.vectors[name], samples(claim) if k is None else k, ties)


def worst_rate(claim: Statement) -> Fraction:
    """The least win rate against all sets that the opponent may show."""
    return 1 - duel(claim).worst(claim.m, claim.integer("opponents"))


def rate_against(claim: Statement) -> Fraction:
    """The win rate against one sample of another policy."""
    against, game = point_of(claim, "against"), duel(claim)
    return 1 - sum(share * game.loss((y,)) for y, share in enumerate(against) if share)


def _least_samples(claim: Statement) -> bool:
    rate, l, k = claim.share("rate"), claim.integer("opponents"), samples(claim)
    reached = [1 - duel(claim, fewer).worst(claim.m, l) >= rate for fewer in range(1, k + 1)]
    return reached.index(True) == k - 1 if True in reached else False


def _no_samples(claim: Statement) -> bool:
    loss, l, ties = 1 - claim.share("rate"), claim.integer("opponents"), claim.words["ties"]
    first = duel(claim, 1)
    attained = False
    for shown in opponents(claim.m, l):
        users = list(always_lost(claim.users, claim.vectors["policy"], shown, ties))
        always = Fraction(sum(weight for weight, always, _ in users if always), claim.total)
        # Losses fall with k to `always`; where some other user is ever lost, they never get there.
        falls = any(ever and not always for _, always, ever in users)
        attained |= always > loss or (always == loss and falls)
        if not falls and first.loss(shown) != always:
            raise RuntimeError("a loss that does not fall is not constant")
    return attained


def _every_k(claim: Statement) -> Verdict:
    point = point_of(claim)
    bottom = lcm(*(share.denominator for share in point))
    chances = []  # for each response and user: weight, and the probability to beat one sample, over `bottom`
    for y in range(claim.m):
        ours = []
        for weight, places in claim.users:
            mine = places[y]
            beaten = [] if mine is None else [z for z, p in enumerate(places) if p is not None and p > mine]
            ours.append((weight, int(sum(point[z] for z in beaten) * bottom)))
        chances.append(ours)
    if any(chance == bottom for ours in chances for _, chance in ours):
        return False  # this user is lost for ever, while 1/(k+1) goes to 0
    powers = [[(weight, chance, 1) for weight, chance in ours] for ours in chances]
    scale = claim.total
    for k in range(1, EVERY_K + 1):
        scale *= bottom
        powers = [[(weight, chance, power * chance) for weight, chance, power in ours] for ours in powers]
        losses = [sum(weight * power for weight, _, power in ours) for ours in powers]
        if max(losses) * (k + 1) > scale:
            return False
        top = max(chance for ours in chances for _, chance in ours)
        if (k + 1) * Fraction(top, bottom) ** k <= 1:
            return True
    return None


def limit_rate(claim: Statement) -> Fraction:
    """What the least win rate against one response tends to."""
    rows = claim.vectors["policy"]
    lost = [
        sum(weight for weight, always, _ in always_lost(claim.users, rows, (y,), "model") if always)
        for y in range(claim.m)
    ]
    return 1 - Fraction(max(lost), claim.total)


def epsilon(claim: Statement) -> Fraction:
    """What a player gains at most by leaving the policy that all play."""
    payoff = claim.words.get("payoff", "strict")
    game = Duel(claim.users, claim.vectors["policy"], samples(claim), "model" if payoff == "strict" else payoff)
    gain = [game.loss((y,)) for y in range(claim.m)]
    return gap(list(point_of(claim)), gain)


def _located(claim: Statement) -> Verdict:
    k = samples(claim)
    found = equilibrium(claim.users, claim.m, k, shared=False)
    if found is None:
        return None
    point = [float(share) for share in point_of(claim)]
    apart = [a - b for a, b in zip(found, point, strict=True)]
    distance = 0.0
    for weight, places in claim.users:
        for place in set(places):
            group = [y for y in range(claim.m) if places[y] == place]
            below = sum(point[y] for y in range(claim.m) if places[y] > place)  # type: ignore[operator]
            distance += weight / claim.total * below ** (k - 1) * sum(apart[y] for y in group) ** 2
    bound = 2 * float(claim.share("epsilon"))
    # A gap of 10^-9 leaves the equilibrium uncertain: a strict one by about its square root.
    if distance > bound + 2e-4:
        return False
    strict = all(len(set(places)) == claim.m for _, places in claim.users)
    return True if strict and distance < bound - 2e-4 else None


def _near(claim: Statement) -> Verdict:
    radius, shared, k = claim.share("radius"), claim.words["payoff"] == "shared", samples(claim)
    if radius <= 0:
        return False
    point = point_of(claim)
    start = {y: share for y, share in enumerate(point) if share}
    bits = 64 + max(radius.denominator.bit_length(), 64)
    if bits > MOST_BITS:
        return None
    second = _second_equilibrium(claim, point, k, shared=shared)
    if second:
        return False
    found = root_near(claim.users, start, claim.m, k, shared=shared, bits=bits)
    if found is None:
        return None
    root, gain = found
    slack = Fraction(1, 1 << (bits - 40))
    value = gain[min(start)]
    inside = all(root[y] > -slack and abs(root[y] - share) <= radius + slack for y, share in start.items())
    best = all(gain[y] <= value + slack for y in range(claim.m))
    if not (inside and best):
        return False
    return True if claim.complete and all(root[y] > slack for y in start) else None


def _second_equilibrium(claim: Statement, point: Point, k: int, *, shared: bool) -> bool:
    """Whether a complete population has an equilibrium clearly elsewhere than in the box."""
    if not claim.complete:
        return False
    found = equilibrium(claim.users, claim.m, k, shared=shared)
    if found is None:
        return False
    radius = float(claim.share("radius"))
    far = max(abs(a - float(b)) - (radius if b else 0) for a, b in zip(found, point, strict=True))
    # A gap of 10^-9 allows for some distance, and more where the game is flat: far is far, and Newton decides near.
    return far > 0.05 and _converges(claim, found, k, shared=shared)


def _converges(claim: Statement, found: tuple[float, ...], k: int, *, shared: bool) -> bool:
    """Whether an equilibrium found in floating point is the approximation of an exact, regular one."""
    start = {y: Fraction(share) for y, share in enumerate(found) if share > 1e-4}
    exact = root_near(claim.users, start, claim.m, k, shared=shared, bits=128)
    if exact is None:
        return False
    root, gain = exact
    close = max(abs(float(a) - b) for a, b in zip(root, found, strict=True)) < 1e-3
    return close and all(gain[y] <= gain[min(start)] + Fraction(1, 1 << 80) for y in range(claim.m))


def _not_monotone(claim: Statement) -> bool:
    k = samples(claim)
    points = [point_of(claim, name) for name in ("first", "second")]
    pays = []
    for name in ("first", "second"):
        game = Duel(claim.users, claim.vectors[name], k)
        pays.append([game.loss((y,)) for y in range(claim.m)])
    return sum((pays[0][y] - pays[1][y]) * (points[1][y] - points[0][y]) for y in range(claim.m)) < 0


def corners(m: int) -> tuple[Point, ...]:
    """The point masses."""
    return tuple(tuple(Fraction(y == z) for z in range(m)) for y in range(m))


@lru_cache(maxsize=1 << 14)
def _found_rate(users: tuple, m: int, among: tuple[Point, ...], k: int, l: int, rate: Fraction) -> Fraction:  # type: ignore[type-arg]
    if comb(m, min(l, m)) * len(users) > 400 or len(among) > 8 or comb(m + k - 1, k) > 800:
        raise TooLarge
    return best_rate(users, among, k, l, rate)


def _product_bound(claim: Statement) -> Verdict:
    rate = claim.share("rate")
    found = _found_rate(claim.users, claim.m, corners(claim.m), samples(claim), claim.integer("opponents"), rate)
    return False if found > rate else None


def _nlhf_bound(claim: Statement) -> Verdict:
    rate = claim.share("rate")
    face = vertices(claim.m, claim.users)
    found = _found_rate(claim.users, claim.m, face, samples(claim), 1, rate)
    if found > rate:
        return False
    return True if len(face) == 1 else None


def best_lottery(claim: Statement) -> Fraction:
    """The win rate of the best distribution over sets of k responses: the exact value of the game of sets."""
    return _best_lottery(claim.m, claim.users, claim.integer("samples"), claim.integer("opponents"))


@lru_cache(maxsize=1 << 12)
def _best_lottery(m: int, users: tuple, k: int, l: int) -> Fraction:  # type: ignore[type-arg]
    if m > 8:
        raise TooLarge
    rows = []
    for chosen in combinations(range(m), min(k, m)):
        game = Duel(users, ((chosen, 1),), 0)
        rows.append([1 - game.loss(shown) for shown in combinations(range(m), min(l, m))])
    return game_value(rows)


def best_set(claim: Statement) -> Fraction:
    """The win rate of the best fixed set of k responses against single ones."""
    k = claim.integer("samples")
    if comb(claim.m, k) * claim.m > 2000:
        raise TooLarge
    lost = min(
        max(prefers(claim.users, y, chosen) for y in range(claim.m)) for chosen in combinations(range(claim.m), k)
    )
    return 1 - Fraction(lost, claim.total)


def _dimension(claim: Statement) -> bool:
    d = claim.integer("dimension")
    if 2**claim.m > 2000:
        raise TooLarge
    for size in range(1, claim.m + 1):
        for chosen in combinations(range(claim.m), size):
            if all(2 * prefers(claim.users, y, chosen) < claim.total for y in range(claim.m)):
                return size == d
    return False


def is_nlhf(claim: Statement, name: str = "policy") -> bool:
    """Whether no response gains on the policy."""
    return min(gains(margins(claim.m, claim.users), point_of(claim, name))) >= 0


def nlhf_rate(claim: Statement) -> Fraction:
    """The least win rate of the policy against one response."""
    return 1 - Duel(claim.users, claim.vectors["policy"], samples(claim)).worst(claim.m, 1)


def _face(claim: Statement) -> bool:
    claimed = claim.integer("dimension") if claim.kind == "nlhf-face" else 0
    return is_nlhf(claim) and dimension(list(vertices(claim.m, claim.users))) == claimed


def _beats_all(claim: Statement, c: int) -> bool:
    return all(prefers(claim.users, c, (z,)) > prefers(claim.users, z, (c,)) for z in range(claim.m) if z != c)


def collapse_rate(claim: Statement) -> Fraction:
    """The win rate of the winner against the best single response."""
    winner = claim.integer("winner")
    rates = {1 - Duel(claim.users, (((winner,), 1),), k).worst(claim.m, 1) for k in (1, 2, 5)}
    (rate,) = rates
    return rate


def _collapse(claim: Statement) -> bool:
    winner = claim.integer("winner")
    if claim.m <= LARGEST_FACE:
        alone = vertices(claim.m, claim.users) == (corners(claim.m)[winner],)
    else:
        alone = _beats_all(claim, winner)
    return alone and collapse_rate(claim) == claim.share("value")


def margin_value(claim: Statement) -> Fraction:
    """The value of the margin game."""
    return game_value([[Fraction(x, claim.total) for x in row] for row in margins(claim.m, claim.users)])


@dataclass(frozen=True)
class Worst:
    """The least win rate over all populations of a kind, one that has it, and for each opponent its multipliers."""

    rate: Fraction
    users: tuple[User, ...]
    duals: tuple[tuple[Fraction, ...], ...]


def met(users: tuple[User, ...], condition: Linear) -> int:
    """The condition's left-hand side on these users, times their weight."""
    constant, terms = condition
    return constant * sum(weight for weight, _ in users) + sum(c * prefers(users, a, below) for c, a, below in terms)


def _kinds_values(claim: Statement, users: tuple[User, ...]) -> list[Fraction]:
    """What these users give to the conditions: the policy's gain on every response first, where it is to be NLHF."""
    own = gains(margins(claim.m, users), point_of(claim)) if claim.words["rule"] == "nlhf" else []
    return [*own, *(Fraction(met(users, condition)) for condition in claim.conditions)]


def worst_population(claim: Statement) -> Worst | None:
    """The worst of all populations of the claim's kind; None if there is none."""
    if claim.m > 4:
        raise TooLarge
    weak = claim.words["rankings"] == "weak"
    orders = [
        places
        for places in product(range(claim.m), repeat=claim.m)
        if len(set(places)) == claim.m or (weak and set(places) == set(range(max(places) + 1)))
    ]
    values = [_kinds_values(claim, ((1, places),)) for places in orders]
    forms = [list(column) for column in zip(*values, strict=True)]
    games = [Duel(((1, places),), claim.vectors["policy"], samples(claim)) for places in orders]
    found = [linear_optimum([game.loss((y,)) for game in games], forms) for y in range(claim.m)]
    known = [each for each in found if each is not None]
    if len(known) < claim.m:
        return None
    lost, shares, _ = max(known)
    bottom = lcm(*(share.denominator for share in shares))
    users = tuple((int(share * bottom), places) for share, places in zip(shares, orders, strict=True) if share)
    return Worst(1 - lost, users, tuple(tuple(duals) for _, _, duals in known))


def worst_population_rate(claim: Statement) -> Fraction:
    """The least win rate over all populations of the claim's kind."""
    worst = worst_population(claim)
    if worst is None:
        raise TooLarge
    return worst.rate


def _worst_population(claim: Statement) -> bool:
    strict = claim.words["rankings"] == "strict"
    if not claim.complete or any(strict and len(set(places)) < claim.m for _, places in claim.users):
        return False
    if min(_kinds_values(claim, claim.users), default=0) < 0:
        return False
    own = 1 - Duel(claim.users, claim.vectors["policy"], samples(claim)).worst(claim.m, 1)
    return own == claim.share("rate") == worst_population_rate(claim)


def _no_common_policy(claim: Statement) -> Verdict:
    if len(claim.users) * claim.m > 400 or max(comb(claim.m + k - 1, k) for k, _ in claim.promises) > 800:
        raise TooLarge
    return None if common_point(claim.users, claim.m, claim.promises) is None else False


RULINGS: dict[str, Ruling] = {
    "robust": Ruling(lambda claim: worst_rate(claim) >= claim.share("rate")),
    "not-robust": Ruling(lambda claim: worst_rate(claim) < claim.share("rate")),
    "worst-case": Ruling(lambda claim: worst_rate(claim) == claim.share("rate")),
    "win-rate": Ruling(lambda claim: rate_against(claim) >= claim.share("rate")),
    "not-win-rate": Ruling(lambda claim: rate_against(claim) < claim.share("rate")),
    "least-samples": Ruling(_least_samples),
    "no-samples": Ruling(_no_samples),
    "robust-every-k": Ruling(_every_k),
    "limit": Ruling(lambda claim: limit_rate(claim) == claim.share("value")),
    "epsilon-equilibrium": Ruling(lambda claim: epsilon(claim) <= claim.share("epsilon")),
    "equilibria-located": Ruling(_located, decides=False),
    "equilibrium-near": Ruling(_near, decides=False),
    "not-monotone": Ruling(_not_monotone),
    "product-bound": Ruling(_product_bound, decides=False),
    "lottery-bound": Ruling(lambda claim: best_lottery(claim) <= claim.share("rate")),
    "set-bound": Ruling(lambda claim: best_set(claim) <= claim.share("rate")),
    "condorcet-dimension": Ruling(_dimension),
    "nlhf": Ruling(is_nlhf),
    "nlhf-bound": Ruling(_nlhf_bound, decides=False),
    "nlhf-below": Ruling(lambda claim: is_nlhf(claim) and nlhf_rate(claim) <= claim.share("rate")),
    "nlhf-unique": Ruling(_face),
    "nlhf-face": Ruling(_face),
    "condorcet-winner": Ruling(lambda claim: _beats_all(claim, claim.integer("winner"))),
    "no-condorcet-winner": Ruling(lambda claim: not any(_beats_all(claim, c) for c in range(claim.m))),
    "collapse": Ruling(_collapse),
    "margin-game": Ruling(lambda claim: margin_value(claim) == claim.share("value")),
    "worst-population": Ruling(_worst_population),
    "no-common-policy": Ruling(_no_common_policy, decides=False),
}

# The exact number that a claim's rate is compared with, for mutants that sit on the edge.
EDGES: dict[str, tuple[str, Callable[[Statement], Fraction]]] = {
    "robust": ("rate", worst_rate),
    "not-robust": ("rate", worst_rate),
    "worst-case": ("rate", worst_rate),
    "win-rate": ("rate", rate_against),
    "not-win-rate": ("rate", rate_against),
    "least-samples": ("rate", worst_rate),
    "limit": ("value", limit_rate),
    "epsilon-equilibrium": ("epsilon", epsilon),
    "equilibria-located": ("epsilon", epsilon),
    "lottery-bound": ("rate", best_lottery),
    "set-bound": ("rate", best_set),
    "nlhf-below": ("rate", nlhf_rate),
    "collapse": ("value", collapse_rate),
    "worst-population": ("rate", worst_population_rate),
}

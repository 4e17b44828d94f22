"""Forgeries that solve: evidence sought anew for a changed population, right or nearly right.

What is put in comes from the oracle; whether it is accepted is up to the checkers. Operators are like those of the
population, claim and evidence.
"""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from random import Random

from benchmarks.attack.draft import Draft, Line, Matrix, Sets, Vector
from benchmarks.attack.duel import opponents
from benchmarks.attack.equilibria import gradient, inverted, root_near
from benchmarks.attack.optima import Point, dimension, vertices
from benchmarks.attack.oracle import duel, worst_population
from benchmarks.attack.population import Forgery
from benchmarks.attack.statement import Statement

UNIT = 1 << 32
BITS = 96


def _vector(name: str, point: Point) -> Vector:
    bottom = lcm(*(share.denominator for share in point))
    return Vector(name, tuple((y, int(share * bottom)) for y, share in enumerate(point) if share))


def _read(draft: Draft) -> Statement:
    return Statement.read(draft.format())


def reply(draft: Draft, rng: Random) -> None:
    """The opponent, or the whole mixture, becomes a best or second best reply, and the rate what it leaves."""
    i, j = draft.part("mixture"), draft.line("opponent")
    claim = _read(draft)
    l = min(claim.m, draft.number("opponents"))
    k = max(1, draft.number("samples") - (draft.kind == "least-samples")) if draft.line("samples") >= 0 else 3
    game = duel(claim, None if k > 400 else k)
    best = sorted(opponents(claim.m, l), key=game.loss, reverse=True)
    shown = best[0] if rng.random() < 0.7 else rng.choice(best[:3])
    if j >= 0:
        draft.say("opponent", ",".join(map(str, shown)))
    else:
        draft.parts[i] = Sets("mixture", ((1, shown),))
        draft.say("rate", 1 - game.loss(shown))


def optimum(draft: Draft, rng: Random) -> None:
    """Policies become vertices of the face of NLHF policies, or points between them; a dimension is said anew."""
    claim = _read(draft)
    corners = vertices(claim.m, claim.users)
    middle = tuple(sum(column, start=Fraction(0)) / len(corners) for column in zip(*corners, strict=True))
    spread = list(corners)
    rng.shuffle(spread)
    true = dimension(spread)
    if draft.kind == "nlhf-face":
        draft.say("dimension", rng.choice((true, true, max(0, true - 1), true + 1)))
        draft.parts = [part for part in draft.parts if not (isinstance(part, Vector) and part.name == "optimum")]
        draft.parts += [_vector("optimum", point) for point in spread[: draft.number("dimension", 0) + 1]]
    for i in draft.places_of(Vector):
        name: str = draft.parts[i].name  # type: ignore[union-attr]
        if name == "interior" and rng.random() < 0.3:
            draft.parts[i] = Vector(name, tuple((y, 1) for y in range(claim.m)))  # inside the simplex, not the face
        elif name != "optimum":
            inner = name == "interior" or rng.random() < 0.3
            draft.parts[i] = _vector(name, middle if inner and rng.random() < 0.9 else rng.choice(corners))


def enclose(draft: Draft, rng: Random) -> None:
    """An equilibrium, or a root that is none since a weight or a reply is wrong, with a box and a preconditioner."""
    claim = _read(draft)
    m, k, shared = claim.m, claim.integer("samples"), claim.words["payoff"] == "shared"
    support = sorted(rng.sample(range(m), m if rng.random() < 0.5 else rng.randint(1, m)))
    start = {y: Fraction(1, len(support)) for y in support}
    found = root_near(claim.users, start, m, k, shared=shared, bits=BITS)
    if found is None or k > 6:
        raise IndexError
    root, gain = found
    least = Fraction(1, 1 << rng.choice((6, 20, 60)))
    near = {y: max(root[y], least) for y in support}
    total = 1 << rng.choice((12, 64, BITS))
    weights = {y: max(1, round(share * total)) for y, share in near.items()}
    weights[max(weights, key=lambda y: weights[y])] += total - sum(weights.values())
    if min(weights.values()) < 1:
        raise IndexError
    off = max(abs(Fraction(weights[y], total) - root[y]) for y in support)
    radius = off * rng.choice((1, 1, 2, 2, 4, Fraction(1, 2))) + Fraction(1, 1 << rng.choice((8, 40, 90)))
    jacobian = [[*row, -1.0] for row in gradient(claim.users, [float(x) for x in root], support, k, shared=shared)]
    inverse = inverted([*jacobian, [*[1.0] * len(support), 0.0]])
    if inverse is None or max(abs(x) for row in inverse for x in row) > 1e9:
        raise IndexError
    draft.say("radius", min(Fraction(1), radius))
    value = min(Fraction(1), max(Fraction(0), gain[support[0]]))
    draft.say("value", value.limit_denominator(1 << BITS))
    draft.parts[draft.part("policy")] = Vector("policy", tuple(weights.items()))
    rows = tuple(tuple(round(x * UNIT) for x in row) for row in inverse)
    draft.parts[draft.places_of(Matrix)[0]] = Matrix(UNIT, rows)


def worst_of_all(draft: Draft, rng: Random) -> None:
    """The worst population of the kind with its rate and multipliers; at times one of the three stays as it was."""
    worst = worst_population(_read(draft))
    if worst is None:
        raise IndexError
    keep = rng.choice(("", "", "people", "rate", "multipliers"))
    if keep != "people":
        classes = [
            (weight, {place: [y for y, there in enumerate(places) if there == place] for place in places})
            for weight, places in worst.users
        ]
        draft.rankings = [(weight, tuple(tuple(own[place]) for place in sorted(own))) for weight, own in classes]  # type: ignore[type-var]
        draft.counted = "shares"
    if keep != "rate":
        draft.say("rate", worst.rate)
    if keep != "multipliers":
        scale = sum(weight for _, weight in draft.parts[draft.part("policy")].rows)  # type: ignore[union-attr]
        rule = len(draft.names) if draft.word("rule") == "nlhf" else 0
        rows = [[u / (scale if i < rule else 1) for i, u in enumerate(row)] for row in worst.duals]
        bottoms = [lcm(*(u.denominator for u in row)) for row in rows]
        lines = [[bottom, *(int(u * bottom) for u in row)] for bottom, row in zip(bottoms, rows, strict=True)]
        head = draft.parts[: draft.line("witness") + 1]
        draft.parts = [*head, *(Line(("multipliers", *map(str, numbers))) for numbers in lines)]


SOLUTIONS: dict[str, Forgery] = {
    **dict.fromkeys(("not-robust", "worst-case", "least-samples", "no-samples", "nlhf-below"), reply),
    **dict.fromkeys(("nlhf", "nlhf-unique", "nlhf-face", "margin-game"), optimum),
    "equilibrium-near": enclose,
    "worst-population": worst_of_all,
}

"""Forgeries of the claim: rates a hair off or on the edge, k and l off by one, weight moved between rows.

Each operator takes a draft and a source of randomness and changes the draft in place; `IndexError` or `ValueError` from
an empty choice means that it does not apply.
"""

from __future__ import annotations

from fractions import Fraction
from random import Random

from benchmarks.attack.draft import Condition, Draft, Promises, Sets, Vector
from benchmarks.attack.fit import RATES
from benchmarks.attack.oracle import EDGES
from benchmarks.attack.population import Forgery
from benchmarks.attack.statement import Statement

HAIRS = (10, 97, 1000, 10**6, 10**9, 2**61 - 1, 10**40)


def ties(draft: Draft, rng: Random) -> None:
    """Another convention about ties, or another payoff."""
    name = rng.choice([name for name in ("ties", "payoff") if draft.line(name) >= 0])
    draft.say(name, rng.choice(("model", "opponent", "shared", "half") if name == "ties" else ("strict", "shared")))


def count(draft: Draft, rng: Random) -> None:
    """k, l, a dimension or fewer samples off by one, or otherwise."""
    lines = [name for name in ("samples", "opponents", "dimension", "fewer") if draft.line(name) >= 0]
    name = rng.choice(lines)
    n = draft.number(name)
    draft.say(name, max(0, rng.choice((n + 1, n - 1, n + 1, n - 1, 2 * n, 1, rng.randint(1, 6)))))


def kind_of_population(draft: Draft, rng: Random) -> None:
    """Other rankings, or another rule."""
    name = rng.choice([name for name in ("rankings", "rule") if draft.line(name) >= 0])
    draft.say(name, rng.choice(("strict", "weak") if name == "rankings" else ("any", "nlhf")))


def condition(draft: Draft, rng: Random) -> None:
    """A condition has another number or event, a term more or less, the other sign; or one comes or goes."""
    if draft.line("conditions") < 0:
        raise IndexError
    places, m = draft.places_of(Condition), len(draft.names)
    a, *below = rng.sample(range(m), rng.randint(2, min(3, m)))
    fresh = (rng.choice((1, -1, 2, 3, -5)), a, tuple(below))
    action = rng.randrange(6)
    if action == 0 or not places:
        at = draft.line("conditions") + 1 + len(places)
        draft.parts.insert(at, Condition(rng.randint(-2, 2), (fresh,)))
        return
    i = rng.choice(places)
    part: Condition = draft.parts[i]  # type: ignore[assignment]
    terms = list(part.terms)
    constant = part.constant
    at = rng.randrange(len(terms))
    if action == 1:
        del draft.parts[i]
        return
    if action == 2:
        terms[at] = (fresh[0], *terms[at][1:])
    elif action == 3:
        terms[at] = (terms[at][0], *fresh[1:])
    elif action == 4:
        terms.append(fresh)
    else:
        constant = rng.choice((constant + 1, constant - 1, -constant, 2 * constant, 0))
    draft.parts[i] = Condition(constant, tuple(terms))


def promise(draft: Draft, rng: Random) -> None:
    """A promise has another number of samples or another rate, or one comes or goes."""
    i = rng.choice(draft.places_of(Promises))
    part: Promises = draft.parts[i]  # type: ignore[assignment]
    rows = list(part.rows)
    at = rng.randrange(len(rows))
    k, rate = rows[at]
    action = rng.randrange(6)
    by = Fraction(rng.choice((1, -1)), rng.choice((*HAIRS, rate.denominator, 2 * rate.denominator)))
    d = rng.randint(2, 30)
    if action == 0 and len(rows) > 1:
        del rows[at]
    elif action == 1:
        rows.append((rng.randint(1, 6), Fraction(rng.randint(0, d), d)))
    elif action == 2:
        rows[at] = (max(1, rng.choice((k + 1, k - 1, 2 * k, 1))), rate)
    else:
        rows[at] = (k, rng.choice((rate + by, rate + by, Fraction(rng.randint(0, d), d), Fraction(k, k + 1), rate / 2)))
    draft.parts[i] = Promises(tuple(rows))


def hair(draft: Draft, rng: Random) -> None:
    """A rate, value, epsilon or radius a hair higher or lower."""
    name = rng.choice([name for name in RATES if draft.line(name) >= 0])
    value = Fraction(draft.word(name))
    by = Fraction(rng.choice((1, -1)), rng.choice((*HAIRS, value.denominator, 2 * value.denominator)))
    draft.say(name, value + by)


def other_rate(draft: Draft, rng: Random) -> None:
    """Another rate altogether, or a rounded one."""
    name = rng.choice([name for name in RATES if draft.line(name) >= 0])
    value = Fraction(draft.word(name))
    d = rng.randint(1, 30)
    draft.say(name, rng.choice((Fraction(rng.randint(0, d), d), value.limit_denominator(d), value / 2, (1 + value) / 2,
                                value**2, Fraction(0), Fraction(1))))  # fmt: skip


def edge(draft: Draft, rng: Random) -> None:
    """The rate at which truth turns, exactly or off by a hair: only the oracle is asked for it."""
    name, value = EDGES[draft.kind]
    exact = value(Statement.read(draft.format()))
    by = rng.choice((0, 0, Fraction(1, rng.choice(HAIRS)), -Fraction(1, rng.choice(HAIRS))))
    draft.say(name, exact + by)


def shift_weight(draft: Draft, rng: Random) -> None:
    """Weight moves between two rows of a distribution; the sum stays."""
    i = rng.choice(draft.places_of(Vector, Sets))
    part: Vector | Sets = draft.parts[i]  # type: ignore[assignment]
    at = 1 if isinstance(part, Vector) else 0
    rows: list[list[object]] = [list(row) for row in part.rows]
    if len(rows) == 1 or rng.random() < 0.3:
        rows.append(_fresh_row(draft, part, rng))
    if rng.random() < 0.3:
        factor = rng.choice((2, 3, 1000, 10**9))
        rows = [[row[0] * factor, row[1]] if at == 0 else [row[0], row[1] * factor] for row in rows]  # type: ignore[operator]
    one, two = rng.sample(range(len(rows)), 2)
    most = int(rows[one][at])  # type: ignore[call-overload]
    moved = rng.choice((1, most, most // 2, rng.randint(0, most)))
    rows[one][at] = most - min(most, moved)
    rows[two][at] = int(rows[two][at]) + min(most, moved)  # type: ignore[call-overload]
    draft.parts[i] = type(part)(part.name, tuple(tuple(row) for row in rows))  # type: ignore[arg-type]


def _fresh_row(draft: Draft, part: Vector | Sets, rng: Random) -> list[object]:
    m = len(draft.names)
    if isinstance(part, Vector):
        return [rng.randrange(m), rng.choice((0, 0, 1))]
    return [rng.choice((0, 0, 1)), tuple(rng.sample(range(m), rng.randint(1, min(3, m))))]


def row(draft: Draft, rng: Random) -> None:
    """A row of a distribution goes, comes, is weighed anew, or has its response or set replaced."""
    i = rng.choice(draft.places_of(Vector, Sets))
    part: Vector | Sets = draft.parts[i]  # type: ignore[assignment]
    rows: list[tuple] = list(part.rows)  # type: ignore[type-arg]
    at = rng.randrange(len(rows))
    action = rng.randrange(4)
    if action == 0 and len(rows) > 1:
        del rows[at]
    elif action == 1:
        rows.append(tuple(_fresh_row(draft, part, rng)))
    elif action == 2:
        first, second = rows[at]
        more = rng.choice((1, -1, 2, 10))
        rows[at] = (first, max(0, second + more)) if isinstance(part, Vector) else (max(0, first + more), second)
    else:
        first, second = rows[at]
        fresh = _fresh_row(draft, part, rng)
        rows[at] = (fresh[0], second) if isinstance(part, Vector) else (first, fresh[1])
    draft.parts[i] = type(part)(part.name, tuple(rows))  # type: ignore[arg-type]


def simple(draft: Draft, rng: Random) -> None:
    """A distribution becomes a point mass or uniform."""
    i = rng.choice(draft.places_of(Vector, Sets))
    part: Vector | Sets = draft.parts[i]  # type: ignore[assignment]
    m = len(draft.names)
    chosen = [rng.randrange(m)] if rng.random() < 0.5 else list(range(m))
    if isinstance(part, Vector):
        draft.parts[i] = Vector(part.name, tuple((y, 1) for y in chosen))
    else:
        draft.parts[i] = Sets(part.name, tuple((1, (y,)) for y in chosen))


def exchange(draft: Draft, rng: Random) -> None:
    """Two distributions change places (primal and dual, policy and point), or one is copied over the other."""
    vectors = draft.places_of(Vector) if rng.random() < 0.8 else draft.places_of(Sets)
    one, two = rng.sample(vectors, 2)
    a, b = draft.parts[one], draft.parts[two]
    draft.parts[one] = type(a)(a.name, b.rows)  # type: ignore[union-attr, call-arg, arg-type]
    if rng.random() < 0.6:
        draft.parts[two] = type(b)(b.name, a.rows)  # type: ignore[union-attr, call-arg, arg-type]


def model(draft: Draft, rng: Random) -> None:
    """A policy becomes a lottery of its responses, a lottery a policy."""
    if draft.kind not in {"robust", "not-robust", "worst-case", "win-rate", "not-win-rate"}:
        raise IndexError
    i, j = draft.part("policy"), draft.part("lottery")
    if i >= 0:
        rows = draft.parts[i].rows  # type: ignore[union-attr]
        other = rng.choice(rows)[0]
        sets = tuple((weight, (y, other) if rng.random() < 0.5 else (y,)) for y, weight in rows)
        draft.parts[i] = Sets("lottery", sets)
    else:
        draft.parts[j] = Vector("policy", tuple((chosen[0], weight) for weight, chosen in draft.parts[j].rows))  # type: ignore[union-attr]


def winner(draft: Draft, rng: Random) -> None:
    """Another winner."""
    if draft.line("winner") < 0:
        raise IndexError
    draft.say("winner", rng.randrange(len(draft.names)))


CLAIM: tuple[Forgery, ...] = (
    ties,
    count,
    hair,
    hair,
    other_rate,
    edge,
    edge,
    shift_weight,
    shift_weight,
    row,
    simple,
    exchange,
    model,
    winner,
    kind_of_population,
    condition,
    condition,
    promise,
    promise,
)

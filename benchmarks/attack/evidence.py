"""Forgeries of the evidence: opponents, rivals, steps, multipliers, optima, trees, preconditioners.

Each operator takes a draft and a source of randomness and changes the draft in place; `IndexError` or `ValueError` from
an empty choice means that it does not apply.
"""

from __future__ import annotations

from random import Random

from benchmarks.attack.claims import exchange, shift_weight
from benchmarks.attack.draft import Draft, Line, Matrix, Numbers, Sets, Tree, Vector
from benchmarks.attack.fit import rivals
from benchmarks.attack.population import Forgery, relabelled, swap

PRIMES = (2, 3, 5, 7, 6, 35, 91, 101, 2**31 - 1, 2**61 - 1, 2**64, 10**12)


def relabel_part(draft: Draft, rng: Random) -> None:
    """Responses change places in one part only."""
    i = rng.choice(draft.places_of(Vector, Sets, Line))
    draft.parts[i] = relabelled(draft.parts[i], swap(len(draft.names), rng))


def opponent(draft: Draft, rng: Random) -> None:
    """Another opponent, a member more or less, or another winning set."""
    name = rng.choice([name for name in ("opponent", "winning") if draft.line(name) >= 0])
    m = len(draft.names)
    size = rng.randint(1, min(m, max(1, draft.number("opponents"))))
    if name == "winning":
        size = min(m, draft.number("dimension"))
    draft.say(name, ",".join(map(str, sorted(rng.sample(range(m), size)))))


def rival(draft: Draft, rng: Random) -> None:
    """One rival changes, two change places, or all are sought again."""
    i, j = draft.part("sets"), draft.line("rivals")
    m = len(draft.names)
    if i < 0 and j < 0:
        raise IndexError
    given = list(draft.parts[i].values) if i >= 0 else [int(y) for y in draft.parts[j].words[1:]]  # type: ignore[union-attr]
    if i >= 0 and rng.random() < 0.5:
        size = min(m, draft.number("samples") if draft.kind == "set-bound" else max(1, draft.number("dimension") - 1))
        given = list(rivals(draft, m, size))
    elif rng.random() < 0.7:
        given[rng.randrange(len(given))] = rng.randrange(m)
    else:
        rng.shuffle(given)
    if i >= 0:
        draft.parts[i] = Numbers("sets", tuple(given))
    else:
        draft.say("rivals", *given)


def steps(draft: Draft, rng: Random) -> None:
    """A step comes, goes or moves."""
    i = draft.part("steps")
    if i < 0:
        raise IndexError
    values = list(draft.parts[i].values)  # type: ignore[union-attr]
    at = rng.randrange(len(values))
    action = rng.randrange(3)
    if action == 0:
        values.append(rng.randint(1, 2 * max(values) + 2))
    elif action == 1:
        del values[at]
    else:
        values[at] = rng.choice((values[at] + 1, values[at] - 1, 2 * values[at], rng.randint(1, 40)))
    draft.parts[i] = Numbers("steps", tuple(values))


def multipliers(draft: Draft, rng: Random) -> None:
    """A multiplier or their denominator changes, two change places, or all vanish."""
    lines = [i for i in draft.places_of(Line) if draft.parts[i].words[0] == "multipliers"]  # type: ignore[union-attr]
    i = rng.choice(lines)
    numbers = [int(word) for word in draft.parts[i].words[1:]]  # type: ignore[union-attr]
    one, two = rng.randrange(len(numbers)), rng.randrange(len(numbers))
    action = rng.randrange(4)
    if action == 0:
        numbers[one], numbers[two] = numbers[two], numbers[one]
    elif action == 1:
        numbers[1:] = [0] * (len(numbers) - 1)
    else:
        numbers[one] = max(0, rng.choice((numbers[one] + 1, numbers[one] - 1, 2 * numbers[one], rng.randint(0, 9))))
    draft.parts[i] = Line(("multipliers", *map(str, numbers)))


def prime(draft: Draft, rng: Random) -> None:
    """Another modulus, composite ones too."""
    if draft.line("prime") < 0:
        raise IndexError
    draft.say("prime", rng.choice((*PRIMES, draft.number("prime") + 1, rng.randint(2, 200))))


def optima(draft: Draft, rng: Random) -> None:
    """An optimum is doubled, dropped or mixed with another, the dimension with it or not."""
    places = [i for i in draft.places_of(Vector) if draft.parts[i].name == "optimum"]  # type: ignore[union-attr]
    i = rng.choice(places)
    other = draft.parts[rng.choice(places)]
    action = rng.randrange(3)
    if action == 0:
        draft.parts.append(draft.parts[i])
        draft.say("dimension", draft.number("dimension", 0) + 1)
    elif action == 1:
        del draft.parts[i]
        draft.say("dimension", max(0, draft.number("dimension", 0) - 1))
    else:
        draft.parts[i] = Vector("optimum", draft.parts[i].rows + other.rows)  # type: ignore[union-attr]


def optional(draft: Draft, rng: Random) -> None:
    """Evidence that may be there goes or comes: a tree, `fewer`, `limit`."""
    present = [
        i
        for i, p in enumerate(draft.parts)
        if isinstance(p, Tree) or (isinstance(p, Line) and p.words[0] in {"fewer", "limit"})
    ]
    if present and rng.random() < 0.6:
        del draft.parts[rng.choice(present)]
        if draft.kind == "lottery-bound":
            draft.parts.append(Line(("enumeration",)))
    elif draft.kind == "robust" and rng.random() < 0.5:
        draft.parts.insert(draft.line("witness") + 1, Line(("fewer", str(rng.randint(1, 3)))))
    elif draft.kind == "not-robust":
        draft.parts.append(Line(("limit",)))
    elif draft.kind in {"robust", "worst-case", "lottery-bound"} and not draft.places_of(Tree):
        if draft.line("enumeration") >= 0:
            del draft.parts[draft.line("enumeration")]
        vector = tuple(rng.choice((0, weight, 3 * weight, 10 * weight)) for weight, _ in draft.rankings)
        draft.parts.append(Tree(rng.choice((1, 1, 2, 16)), (vector,), ("leaf 0",)))
    else:
        raise IndexError


def tree_numbers(draft: Draft, rng: Random) -> None:
    """A number of a vector, a vector, or the scale changes."""
    i = rng.choice(draft.places_of(Tree))
    tree: Tree = draft.parts[i]  # type: ignore[assignment]
    vectors = [list(x) for x in tree.vectors]
    scale = tree.scale
    action = rng.randrange(4)
    if action == 0 or not vectors:
        scale = max(1, rng.choice((scale + 1, scale - 1, 2 * scale, scale // 2, 1)))
    elif action == 1:
        vectors[rng.randrange(len(vectors))] = [0] * len(vectors[0])
    else:
        x = rng.choice(vectors)
        at = rng.randrange(len(x))
        x[at] = max(0, rng.choice((x[at] + 1, x[at] - 1, 2 * x[at], x[at] // 2, 0)))
    draft.parts[i] = Tree(scale, tuple(map(tuple, vectors)), tree.nodes)


def tree_nodes(draft: Draft, rng: Random) -> None:
    """A leaf becomes a split of two leaves, a split a leaf, a leaf another one, a split one of another response."""
    i = rng.choice(draft.places_of(Tree))
    tree: Tree = draft.parts[i]  # type: ignore[assignment]
    nodes = list(tree.nodes)
    at = rng.randrange(len(nodes))
    y = rng.randrange(len(draft.names))
    leaf = f"leaf {rng.randrange(len(tree.vectors) or 1)}"
    if nodes[at].startswith("split"):
        if rng.random() < 0.5:
            nodes[at] = f"split {y}"
        else:
            nodes[at : _subtree(nodes, at)] = [leaf]
    else:
        nodes[at : at + 1] = rng.choice(
            ([leaf], ["inside"], [f"split {y}", leaf, leaf], [f"split {y}", "inside", leaf])
        )
    draft.parts[i] = Tree(tree.scale, tree.vectors, tuple(nodes))


def _subtree(nodes: list[str], at: int) -> int:
    """The first node after the subtree that starts at ``at``."""
    open_ends = 1
    while open_ends:
        open_ends += 1 if nodes[at].startswith("split") else -1
        at += 1
    return at


def matrix(draft: Draft, rng: Random) -> None:
    """An entry or the denominator of a preconditioner changes, rows change places, signs flip, all vanishes."""
    i = rng.choice(draft.places_of(Matrix))
    part: Matrix = draft.parts[i]  # type: ignore[assignment]
    rows = [list(row) for row in part.rows]
    denominator = part.denominator
    one, two, at = rng.randrange(len(rows)), rng.randrange(len(rows)), rng.randrange(len(rows))
    action = rng.randrange(7)
    if action == 0:
        denominator = max(1, rng.choice((denominator + 1, 2 * denominator, denominator // 2)))
    elif action == 1:
        rows[one], rows[two] = rows[two], rows[one]
    elif action == 2:
        rows[one] = [-x for x in rows[one]]
    elif action == 3 and rng.random() < 0.3:
        rows = [[0] * len(rows) for _ in rows]
    else:
        x = rows[one][at]
        rows[one][at] = rng.choice((x + 1, x - 1, -x, 2 * x, x + x // 100, 0, x + rng.randint(-5, 5)))
    draft.parts[i] = Matrix(denominator, tuple(map(tuple, rows)))


EVIDENCE: tuple[Forgery, ...] = (
    opponent,
    rival,
    steps,
    multipliers,
    prime,
    optima,
    optional,
    tree_numbers,
    tree_nodes,
    matrix,
    matrix,
    relabel_part,
    shift_weight,
    exchange,
)

"""A draft brought back into the grammar after forgeries, so that mutants reach the conditions behind it.

Only forms are mended: sizes, counts, members that are not there. Nothing here knows whether a claim holds.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import comb

from benchmarks.attack.draft import (
    WITNESS,
    Condition,
    Draft,
    Line,
    Matrix,
    Numbers,
    Promises,
    Ranking,
    Sets,
    Tree,
    Vector,
)

RATES = ("rate", "value", "epsilon", "radius")
SINGLES = ("nlhf-bound", "no-common-policy")  # their mixtures are of single responses
COMPLETE = ("equilibria-located", "worst-population")
MOST_RIVALS = 3000  # sets times responses


class Unfit(Exception):  # noqa: N818
    """The draft cannot be brought into the grammar cheaply."""


def fit(draft: Draft) -> None:
    """Mend the forms of the draft in place.

    Raises:
        Unfit: it would take too many lines.
    """
    m = len(draft.names)
    _fit_rankings(draft, m)
    for name in RATES:
        i = draft.line(name)
        if i >= 0:
            value = min(Fraction(1), max(Fraction(0), Fraction(draft.word(name))))
            draft.say(name, value or (Fraction(1, 97) if name == "radius" else value))
    _fit_ties(draft, m)
    k, l = max(1, draft.number("samples")), min(m, max(1, draft.number("opponents")))
    draft.say("samples", k)
    draft.say("opponents", l)
    for i, part in enumerate(draft.parts):
        if isinstance(part, Vector):
            rows = tuple((y, weight) for y, weight in part.rows if y < m and weight > 0)
            draft.parts[i] = Vector(part.name, rows or ((0, 1),))
        elif isinstance(part, Sets):
            size = k if part.name == "lottery" else 1 if draft.kind in SINGLES else l
            fitted = tuple((weight, _members(chosen, m, size)) for weight, chosen in part.rows if weight > 0)
            draft.parts[i] = Sets(part.name, fitted or ((1, (0,)),))
        elif isinstance(part, Tree):
            vectors = tuple(tuple(max(0, x) for x in vector) for vector in part.vectors)
            width = len(draft.rankings)
            vectors = tuple((*vector, *[0] * width)[:width] for vector in vectors)
            draft.parts[i] = Tree(max(1, part.scale), vectors, part.nodes)
    _fit_kind(draft, m, k, l)


def _members(chosen: tuple[int, ...], m: int, size: int) -> tuple[int, ...]:
    return tuple(sorted({y % m for y in chosen}))[:size] or (0,)


def _fit_rankings(draft: Draft, m: int) -> None:
    rankings: list[tuple[int, Ranking]] = []
    for weight, ranking in draft.rankings:
        seen: set[int] = set()
        classes = []
        for group in ranking:
            fresh = tuple(y for y in sorted(set(group)) if y < m and y not in seen)
            seen.update(fresh)
            if fresh:
                classes.append(fresh)
        if draft.kind in COMPLETE and len(seen) < m:
            classes.append(tuple(y for y in range(m) if y not in seen))
        rankings.append((max(0, weight), tuple(classes)))
    if not any(weight and ranking for weight, ranking in rankings):
        rankings.append((1, (tuple(range(m)),)))
    draft.rankings = rankings


def _fit_ties(draft: Draft, m: int) -> None:
    ties, lottery = draft.word("ties"), draft.part("lottery") >= 0
    if ties and ties != "model":
        plain = lottery and ties in {"shared", "half"}
        if plain or not draft.complete or draft.places_of(Tree) or (draft.kind == "no-samples" and ties == "half"):
            draft.say("ties", "model")
        elif min(draft.number("opponents"), m) > 1:
            draft.say("opponents", 1)
        if draft.word("ties") == "half":
            draft.say("samples", 1)
    if draft.word("payoff") == "shared" and not draft.complete:
        draft.say("payoff", "strict")


def _fit_kind(draft: Draft, m: int, k: int, l: int) -> None:
    if draft.line("opponent") >= 0 and len(draft.parts[draft.line("opponent")].words) > 1:  # type: ignore[union-attr]
        size = 1 if draft.kind == "nlhf-below" else l
        members = _members(tuple(map(int, draft.word("opponent").split(","))), m, size)
        draft.say("opponent", ",".join(map(str, members)))
    if draft.line("winner") >= 0:
        draft.say("winner", draft.number("winner", 0) % m)
    if draft.line("prime") >= 0:
        draft.say("prime", max(2, draft.number("prime", 2)))
    FITS.get(draft.kind, lambda *_: None)(draft, m, k)


def _fit_robust(draft: Draft, _m: int, k: int) -> None:
    for name in ("fewer", "limit"):
        i = draft.line(name)
        bad = draft.part("policy") < 0 or draft.word("ties") == "half"
        if i >= 0 and (bad or (name == "fewer" and not 1 <= draft.number(name) < k)):
            del draft.parts[i]


def _fit_least(draft: Draft, _m: int, k: int) -> None:
    i = draft.line("opponent")
    if k == 1 and i >= 0:
        del draft.parts[i]
    elif k > 1 and i < 0:
        draft.parts.append(Line(("opponent", "0")))


def _fit_set_bound(draft: Draft, m: int, k: int) -> None:
    k = min(k, m)
    draft.say("samples", k)
    _fit_rivals(draft, m, k)


def _fit_dimension(draft: Draft, m: int, _k: int) -> None:
    d = min(max(1, draft.number("dimension")), m)
    draft.say("dimension", d)
    winning = {y % m for y in map(int, draft.word("winning", "0").split(","))}
    spare = [y for y in range(m) if y not in winning]
    draft.say("winning", ",".join(map(str, sorted((sorted(winning) + spare)[:d]))))
    if d > 1:
        if draft.part("sets") < 0:
            draft.parts.append(Numbers("sets", ()))
        _fit_rivals(draft, m, d - 1)
    elif draft.part("sets") >= 0:
        del draft.parts[draft.part("sets")]


def _fit_rivals(draft: Draft, m: int, size: int) -> None:
    i = draft.part("sets")
    if i < 0:
        return
    values: tuple[int, ...] = draft.parts[i].values  # type: ignore[union-attr]
    if len(values) != comb(m, size):
        values = rivals(draft, m, size)
    draft.parts[i] = Numbers("sets", tuple(y % m for y in values))


def rivals(draft: Draft, m: int, size: int) -> tuple[int, ...]:
    """For each set of that size the response that most users rank above all of it.

    Raises:
        Unfit: there are too many sets.
    """
    if comb(m, size) * m > MOST_RIVALS:
        raise Unfit
    users = [(w, {y: at for at, group in enumerate(ranking) for y in group}) for w, ranking in draft.rankings]
    best = []
    for chosen in combinations(range(m), size):
        tops = [
            (weight, place, min(place[s] for s in chosen)) for weight, place in users if all(s in place for s in chosen)
        ]
        scores = [sum(weight for weight, place, top in tops if place.get(y, top) < top) for y in range(m)]
        best.append(scores.index(max(scores)))
    return tuple(best)


def _fit_multipliers(draft: Draft, m: int, _k: int) -> None:
    i = draft.line("multipliers")
    if i >= 0:
        numbers = [str(max(0, int(word))) for word in draft.parts[i].words[1:]]  # type: ignore[union-attr]
        numbers[0] = str(max(1, int(numbers[0])))
        draft.say("multipliers", *[*numbers, *["0"] * m][: m + 1])


def _fit_worst_population(draft: Draft, m: int, _k: int) -> None:
    """As many conditions as are said, over responses that are there; a line of multipliers for every opponent."""
    head = draft.line("witness")
    for i, part in enumerate(draft.parts):
        if isinstance(part, Condition):
            terms = [(c, a % m, tuple(b % m for b in below if b % m != a % m)) for c, a, below in part.terms]
            draft.parts[i] = Condition(part.constant, tuple((c, a, below) for c, a, below in terms if c and below))
    kept = [part for part in draft.parts[:head] if isinstance(part, Condition) and any(_sums(part))]
    claim = [part for part in draft.parts[:head] if not isinstance(part, Condition)]
    rows = [_naturals(part) for part in draft.parts[head:] if isinstance(part, Line) and part.words[0] == "multipliers"]
    width = (m if draft.word("rule") == "nlhf" else 0) + len(kept)
    lines = [[max(1, one), *[*numbers, *[0] * width][:width]] for one, *numbers in [*rows, *[[1]] * m][:m]]
    witness = [Line(("multipliers", *map(str, numbers))) for numbers in lines]
    draft.parts = [*claim, *kept, WITNESS, *witness]
    draft.say("conditions", len(kept))


def _sums(part: Condition) -> list[int]:
    """The coefficient of every event."""
    sums: dict[tuple[int, frozenset[int]], int] = {}
    for c, a, below in part.terms:
        sums[a, frozenset(below)] = sums.get((a, frozenset(below)), 0) + c
    return list(sums.values())


def _naturals(part: Line) -> list[int]:
    return [max(0, int(word)) for word in part.words[1:]] or [1]


def _fit_no_common_policy(draft: Draft, _m: int, _k: int) -> None:
    """Promises in order, with as many multipliers and mixtures."""
    i, j = draft.places_of(Promises)[0], draft.line("multipliers")
    given: Promises = draft.parts[i]  # type: ignore[assignment]
    rows = {max(1, k): min(Fraction(1), max(Fraction(0), rate)) for k, rate in given.rows}
    draft.parts[i] = Promises(tuple(sorted(rows.items())))
    numbers = _naturals(draft.parts[j]) if j >= 0 else []  # type: ignore[arg-type]
    mixtures = [part for part in draft.parts if isinstance(part, Sets)]
    multipliers = Line(("multipliers", *map(str, [*numbers, *[1] * len(rows)][: len(rows)])))
    point = draft.parts[draft.part("point")]
    draft.parts = [draft.parts[i], WITNESS, multipliers, *[*mixtures, *mixtures * len(rows)][: len(rows)], point]


def _fit_no_winner(draft: Draft, m: int, _k: int) -> None:
    i = draft.line("rivals")
    if i >= 0:
        given = [int(word) % m for word in draft.parts[i].words[1:]]  # type: ignore[union-attr]
        draft.say("rivals", *[*given, *range(m)][:m])


def _fit_face(draft: Draft, m: int, _k: int) -> None:
    d = max(1, min(draft.number("dimension", 0), m - 1))
    draft.say("dimension", d)
    optima = [part for part in draft.parts if isinstance(part, Vector) and part.name == "optimum"]
    spare = [Vector("optimum", part.rows) for part in draft.parts if isinstance(part, Vector)]
    wanted = ([*optima, *(spare * (d + 1))])[: d + 1]
    draft.parts = [part for part in draft.parts if part not in optima] + list(wanted)


def _fit_near(draft: Draft, _m: int, _k: int) -> None:
    places = draft.places_of(Matrix)
    i = draft.part("policy")
    if places and i >= 0:
        size = len({y for y, weight in draft.parts[i].rows if weight}) + 1  # type: ignore[union-attr]
        matrix = draft.parts[places[0]]
        square = [list(row[:size]) + [0] * (size - len(row)) for row in matrix.rows[:size]]  # type: ignore[union-attr]
        square += [[0] * size for _ in range(size - len(square))]
        rows = tuple(map(tuple, square))
        draft.parts[places[0]] = Matrix(max(1, matrix.denominator), rows)  # type: ignore[union-attr]


def _fit_steps(draft: Draft, _m: int, _k: int) -> None:
    i = draft.part("steps")
    if i >= 0:
        steps = {step for step in draft.parts[i].values if step > 0}  # type: ignore[union-attr]
        draft.parts[i] = Numbers("steps", tuple(sorted(steps | {1})))


FITS = {
    "robust": _fit_robust,
    "not-robust": _fit_robust,
    "least-samples": _fit_least,
    "set-bound": _fit_set_bound,
    "condorcet-dimension": _fit_dimension,
    "nlhf-bound": _fit_multipliers,
    "worst-population": _fit_worst_population,
    "no-common-policy": _fit_no_common_policy,
    "no-condorcet-winner": _fit_no_winner,
    "nlhf-face": _fit_face,
    "equilibrium-near": _fit_near,
    "robust-every-k": _fit_steps,
}

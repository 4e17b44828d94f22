"""A rule's policy as formulas in a family's parameter, derived from exact solutions at sample points."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations

from verifier.errors import UnsupportedError
from verifier.exact.rational import format_rational
from verifier.lab.symbolic import losses as symbolic
from verifier.lab.symbolic.algebra import functions
from verifier.lab.symbolic.algebra.cells import Cell
from verifier.lab.symbolic.algebra.functions import Function
from verifier.lab.symbolic.algebra.polynomial import Polynomial, polynomial
from verifier.lab.symbolic.algebra.region import Region
from verifier.lab.symbolic.family import Family
from verifier.lab.symbolic.pfaffian import kernel
from verifier.lab.symbolic.pieces import Piece, RuleName, plurality_weights

MAX_PIECES = 40


def family_policies(family: Family, rule: RuleName) -> tuple[Piece, ...]:
    """The pieces on which ``rule`` has one formula each; their proof is `verifier.lab.symbolic.pieces.is_proved`.

    Raises:
        UnsupportedError: no formula was found for some part of the interval; the text says where.
    """
    m = len(family.responses)
    everywhere = Region(family.interval)
    if rule == "uniform":
        return (Piece(everywhere, (functions.constant(1) / m,) * m),)
    if rule == "plurality":
        return (Piece(everywhere, plurality_weights(family)),)
    if rule == "borda":
        scores = [sum(row, functions.constant(0)) for row in symbolic.margins(family)]
        pairs = {(y, z): functions.sign_of(scores[y] - scores[z]) for y in range(m) for z in range(m) if y != z}
        return _collect(family, list(pairs.values()), lambda cell: _borda_piece(family, pairs, cell))
    margin = symbolic.margins(family)
    signs = [functions.sign_of(margin[y][z]) for y, z in combinations(range(m), 2)]
    return _collect(family, signs, lambda cell: _nlhf_piece(family, cell))


def _collect(family: Family, polynomials: Sequence[Polynomial], derive: Callable[[Cell], Piece]) -> tuple[Piece, ...]:
    """Pieces until every cell is covered; open cells first, since their pieces may reach the points beside them."""
    found: list[Piece] = []
    for _ in range(MAX_PIECES):
        conditions = [condition for piece in found for condition, _ in piece.region.conditions]
        size = len(polynomials)
        left = []
        for cell in Region(family.interval).cells([*polynomials, *conditions]):
            at, inside = size, False
            for piece in found:
                wanted = tuple(sign for _, sign in piece.region.conditions)
                inside = inside or cell.signs[at : at + len(wanted)] == wanted
                at += len(wanted)
            if not inside:
                left.append(cell)
        if not left:
            return tuple(found)
        found.append(derive(min(left, key=lambda cell: cell.is_point)))
    raise UnsupportedError(f"the rule's policy changes more than {MAX_PIECES} times within {family.interval}")


def _borda_piece(family: Family, pairs: dict[tuple[int, int], Polynomial], cell: Cell) -> Piece:
    m = len(family.responses)
    sign = dict(zip(pairs, cell.signs, strict=False))
    top = [y for y in range(m) if all(sign[y, z] >= 0 for z in range(m) if z != y)]
    conditions = [(pairs[top[0], z], 0 if z in top else 1) for z in range(m) if z != top[0]]
    policy = tuple(functions.constant(int(y in top)) / len(top) for y in range(m))
    return Piece(Region(family.interval, tuple(conditions)), policy)


def _nlhf_piece(family: Family, cell: Cell) -> Piece:
    margin = symbolic.margins(family)
    m = len(margin)
    signs = dict(zip(combinations(range(m), 2), cell.signs, strict=False))
    for c in range(m):
        if all((signs[c, z] if c < z else -signs[z, c]) > 0 for z in range(m) if z != c):
            conditions = tuple((functions.sign_of(margin[c][z]), 1) for z in range(m) if z != c)
            policy = tuple(functions.constant(int(y == c)) for y in range(m))
            return Piece(Region(family.interval, conditions), policy)
    if cell.sample is None:
        raise UnsupportedError(f"no formula for NLHF at an irrational {family.parameter} near {cell.low}")
    return _mixed_piece(family, cell, cell.sample)


def _mixed_piece(family: Family, cell: Cell, sample: Fraction) -> Piece:
    """Without a Condorcet winner: the kernel of the margins on the support that the sample's policy has."""
    from verifier.rules.nlhf.policy import nlhf

    margin = symbolic.margins(family)
    m = len(margin)
    solution = nlhf(family.at(sample))
    there = tuple(functions.constant(Fraction(n, solution.policy.denominator)) for n in solution.policy.numerators)
    if not solution.unique:
        return _least_norm_piece(family, cell, sample, there)
    support = solution.policy.support
    vector = kernel([[margin[y][z] for z in support] for y in support], functions.constant(1))
    total = sum(vector, functions.constant(0))
    weights = dict(zip(support, (value / total for value in vector), strict=True))
    policy = tuple(weights.get(y, functions.constant(0)) for y in range(m))
    gains = [
        sum((weights[y] * margin[y][z] for y in support), functions.constant(0)) for z in range(m) if z not in support
    ]
    positive = [*(functions.sign_of(weights[y]) for y in support), *map(functions.sign_of, gains)]
    side = functions.value_at(total, sample)
    conditions = [*((each, 1) for each in positive), (functions.sign_of(total), 1 if side > 0 else -1)]
    return Piece(Region(family.interval, tuple(conditions)), policy)


def _least_norm_piece(family: Family, cell: Cell, sample: Fraction, policy: tuple[Function, ...]) -> Piece:
    """Not unique: a single point, or margins that keep their proportions and so their NLHF policies."""
    if cell.is_point:
        at_sample = (polynomial([1, -sample]), 0)
        return Piece(Region(family.interval, (at_sample,)), policy, unique=False)
    entries = [entry for row in symbolic.margins(family) for entry in row if entry]
    if all(functions.is_constant(entry / entries[0]) for entry in entries):
        conditions = []
        if entries:
            scale = functions.sign_of(entries[0])
            conditions = [(scale, 1 if functions.value_at(entries[0], sample) > 0 else -1)]
        return Piece(Region(family.interval, tuple(conditions)), policy, unique=False)
    where = f"{family.parameter} = {format_rational(sample)}"
    raise UnsupportedError(f"NLHF is not unique at {where}, and no formula for its policy of least norm is derived")

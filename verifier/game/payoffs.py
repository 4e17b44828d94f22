"""The game of k+1 players: exact payoffs, their slopes, equilibrium gaps and the quadratic form of THEORY 2.6.

A player's payoff is the probability that its response beats those of the k others: the ``model`` loss (*strict*) or the
``shared`` loss. Everything here is a polynomial in π with coefficients ≥ 0, evaluated in integers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from operator import mul
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

import numpy as np
import numpy.typing as npt

from verifier.errors import InputError, UnsupportedError
from verifier.game.masses import INT64_BOUND, Integers
from verifier.game.ties import check_combination
from verifier.preferences.policy import Policy

if TYPE_CHECKING:
    from verifier.preferences.population import Population

Payoff: TypeAlias = Literal["strict", "shared"]
Bits: TypeAlias = npt.NDArray[np.bool_]

PAYOFFS: tuple[str, ...] = get_args(Payoff)
LIMB = 32
"""Long integers are multiplied by 0/1 matrices in limbs of so many bits: sums of 2^21 of them are exact in float64."""


def check_payoff(population: Population, k: int, payoff: str) -> Payoff:
    """``payoff``, if the game is defined and Theorem 2 holds for it (THEORY 1).

    Raises:
        UnsupportedError: half-credit and weak payoffs, and shared ones where responses are read as incomparable.
        InputError: it is no payoff, or k is no whole number from 1 on.
    """
    if payoff in {"half", "weak", "opponent"}:
        raise UnsupportedError(
            f"payoff {payoff} is refused: under half-credit and under weak payoffs the point mass on the response of a "
            "bare majority is a symmetric equilibrium for k >= 2, so equilibria lose the guarantee k/(k+1) (THEORY 1); "
            "use strict or shared"
        )
    if payoff not in PAYOFFS:
        raise InputError(f"{payoff!r} is no payoff; choose one of {', '.join(PAYOFFS)}")
    check_combination("model" if payoff == "strict" else "shared", k, 1, weak_orders=population.weak_orders)
    return "strict" if payoff == "strict" else "shared"


@dataclass(frozen=True, eq=False)
class Look:
    """How the users look at one response y, equal looks merged: rows are looks, columns are responses z.

    Attributes:
        below: true where z is strictly below y.
        upto: true where z is below y or tied with it (y itself included).
        weights: how many users have each look, an array of integers.
    """

    below: Bits
    upto: Bits
    weights: Integers


def looks(population: Population, rows: Sequence[int], columns: Sequence[int]) -> tuple[Look, ...]:
    """The looks at each response of ``rows``, as far as they concern the responses of ``columns``."""
    levels = population.levels
    # Seen from an incomparable y nothing is below it or tied with it.
    seen_from = np.where(levels < 0, levels.shape[1], levels)
    others = levels[:, list(columns)]
    dtype = np.int64 if population.total < INT64_BOUND else object
    weights = np.array(population.read[1], dtype=dtype)
    merged = []
    for y in rows:
        own = seen_from[:, y, np.newaxis]
        below, upto = others > own, others >= own
        packed = np.packbits(np.hstack([below, upto]), axis=1)
        wide = np.zeros((len(packed), -(-packed.shape[1] // 8) * 8), dtype=np.uint8)
        wide[:, : packed.shape[1]] = packed
        _, first, place = np.unique(wide.view(np.uint64), axis=0, return_index=True, return_inverse=True)
        sums = np.zeros(len(first), dtype=dtype)
        np.add.at(sums, place.ravel(), weights)
        merged.append(Look(below[first], upto[first], sums))
    return tuple(merged)


def exact_product(matrix: Bits, numbers: Sequence[int]) -> Integers:
    """``matrix @ numbers``, exactly, for a 0/1 matrix and integers ≥ 0 of any length: an array of Python integers."""
    width = LIMB // 8
    limbs = max(1, *(-(-number.bit_length() // LIMB) for number in numbers))
    digits = b"".join(number.to_bytes(limbs * width, "little") for number in numbers)
    table = np.frombuffer(digits, dtype="<u4").reshape(len(numbers), limbs).astype(np.float64)
    parts = (matrix.astype(np.float64) @ table).astype(np.int64).astype(object)
    total = parts[:, -1]
    for i in range(limbs - 2, -1, -1):
        total = (total << LIMB) + parts[:, i]
    return total


def scale(k: int, payoff: Payoff) -> int:
    """Payoffs have the denominator total · scale · P^k, slopes total · scale · P^(k−1)."""
    return 1 if payoff == "strict" else k + 1


def numerator(look: Look, point: Sequence[int], k: int, payoff: Payoff) -> int:
    """u_y(π) · total · scale · P^k at π = ``point``/P; the entries need not sum to P."""
    below = exact_product(look.below, point).tolist()
    if payoff == "strict":
        values = [a**k for a in below]
    else:
        upto = exact_product(look.upto, point).tolist()
        values = [_shared(a, b, k) for a, b in zip(below, upto, strict=True)]
    return sum(map(mul, look.weights.tolist(), values))


def _shared(a: int, b: int, k: int) -> int:
    """Σ_i b^i a^(k−i) = (b^(k+1) − a^(k+1))/(b − a)."""
    power: int = (b ** (k + 1) - a ** (k + 1)) // (b - a) if b > a else (k + 1) * a**k
    return power


def slopes(look: Look, point: Sequence[int], k: int, payoff: Payoff) -> list[int]:
    """∂u_y/∂π_z · total · scale · P^(k−1) for every column z, at π = ``point``/P: integers ≥ 0, growing with π."""
    weights = look.weights.tolist()
    below = exact_product(look.below, point).tolist()
    if payoff == "strict":
        values = [weight * k * a ** (k - 1) for weight, a in zip(weights, below, strict=True)]
        return list(exact_product(look.below.T, values))
    by_below, by_upto = [], []
    upto = exact_product(look.upto, point).tolist()
    for weight, a, b in zip(weights, below, upto, strict=True):
        if b > a:  # the derivatives of _shared by a and by b are whole too
            whole = _shared(a, b, k)
            by_below.append(weight * ((whole - (k + 1) * a**k) // (b - a)))
            by_upto.append(weight * (((k + 1) * b**k - whole) // (b - a)))
        else:
            half = weight * (k * (k + 1) // 2) * a ** (k - 1)
            by_below.append(half)
            by_upto.append(half)
    return list(exact_product(look.below.T, by_below) + exact_product(look.upto.T, by_upto))


def payoffs(population: Population, policy: Policy, k: int, payoff: Payoff = "strict") -> tuple[Fraction, ...]:
    """u_y(π) for every response y, exactly: rationals in [0, 1]."""
    support = policy.support
    point = [policy.numerators[z] for z in support]
    bottom = population.total * scale(k, payoff) * policy.denominator**k
    views = looks(population, range(len(policy.numerators)), support)
    return tuple(Fraction(numerator(look, point, k, payoff), bottom) for look in views)


def gap(population: Population, policy: Policy, k: int, payoff: Payoff = "strict") -> Fraction:
    """The least ε for which ``policy`` is an ε-equilibrium: max_y u_y(π) − Σ_z π_z u_z(π).

    Returns:
        A rational in [0, 1]; 0 for the symmetric equilibria and only for them.

    >>> from verifier.preferences.population import Population
    >>> cycle = Population.from_rankings(["a > b > c", "b > c > a", "c > a > b"])
    >>> gap(cycle, Policy.uniform(range(3), 3), 2), gap(cycle, Policy.point(0, 3), 2)
    (Fraction(0, 1), Fraction(2, 3))
    """
    values = payoffs(population, policy, k, payoff)
    return max(values) - _mean(policy, values)


def _mean(policy: Policy, values: Sequence[Fraction]) -> Fraction:
    total = sum((n * value for n, value in zip(policy.numerators, values, strict=True) if n), Fraction(0))
    return total / policy.denominator


def monotonicity(population: Population, first: Policy, second: Policy, k: int, payoff: Payoff = "strict") -> Fraction:
    """⟨u(π) − u(π'), π' − π⟩: at least ½ Q_π(π − π') ≥ 0 for weak orders; below 0 it refutes monotonicity."""
    u, w = payoffs(population, first, k, payoff), payoffs(population, second, k, payoff)
    return _mean(second, u) - _mean(first, u) - _mean(second, w) + _mean(first, w)


def quadratic_form(population: Population, weights: Sequence[int], bottom: int, k: int) -> tuple[list[list[int]], int]:
    """``(Q, denominator)``: Q_π(d) = dᵀQd/denominator = Σ_v D(v) Σ_C π(below C)^(k−1) d(C)² (THEORY 2.6).

    Taken at π = ``weights`` / ``bottom``, which need not sum to 1.
    Strict payoffs. For an ε-equilibrium π every exact symmetric equilibrium π* has Q_π(π − π*) ≤ 2ε. Q is symmetric,
    its entries are integers ≥ 0, and it is diagonal where nobody ties: Q_π(d) = Σ_y L_{k−1}(π; y) d_y².

    Raises:
        UnsupportedError: responses left out are read as incomparable; then the game need not be monotone.
    """
    if not population.weak_orders:
        raise UnsupportedError(
            "equilibria are located for weak orders only: with responses left out and read as incomparable the game "
            "need not be monotone (THEORY 2.6), and exact equilibria may be far from an approximate one; "
            "use --unranked bottom"
        )
    m = len(weights)
    rows: list[list[int]] = []
    for look in looks(population, range(m), range(m)):
        below = exact_product(look.below, weights).tolist()
        powers: list[Any] = [weight * a ** (k - 1) for weight, a in zip(look.weights.tolist(), below, strict=True)]
        rows.append(list(exact_product((look.upto & ~look.below).T, powers)))
    power: int = bottom ** (k - 1)
    return rows, population.total * power

"""Signs for every x of a region and every k: proved, refuted at a rational x, or open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from verifier.errors import InputError
from verifier.lab.symbolic.algebra import functions
from verifier.lab.symbolic.algebra.cells import Cell
from verifier.lab.symbolic.algebra.exponentials import Exponentials
from verifier.lab.symbolic.algebra.power_sums import power_sums
from verifier.lab.symbolic.algebra.region import Region

Signs: TypeAlias = Sequence[frozenset[int]]
"""For each of several sums the signs it can have."""

Holds: TypeAlias = Callable[[Signs], bool]
"""Whether a statement holds whichever of these signs the sums have; exact where each set has one sign."""

STARTS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512)
"""From which numbers on a tail argument is tried."""

LARGEST = 8192
"""How large a k is tried in search of a failure."""


@dataclass(frozen=True)
class Proved:
    """The statement holds; for every k ≥ ``tail`` by the tail argument (None: there was no need of it)."""

    tail: int | None = None


@dataclass(frozen=True)
class Failure:
    """The statement fails at ``x`` and ``k``."""

    x: Fraction
    k: int


@dataclass(frozen=True)
class Open:
    """Neither was shown."""

    reason: str


Outcome: TypeAlias = Proved | Failure | Open


def for_listed(sums: Sequence[Exponentials], region: Region, ks: Iterable[int], holds: Holds) -> Outcome:
    """Whether ``holds`` for every x of ``region`` and every k of ``ks``, decided by isolating real roots."""
    for k in ks:
        outcome = _at(sums, region, k, holds)
        if not isinstance(outcome, Proved):
            return outcome
    return Proved()


def for_every(sums: Sequence[Exponentials], region: Region, holds: Holds) -> Outcome:
    """Whether ``holds`` for every x of ``region`` and every k ≥ 1.

    Small k are decided one by one, all further ones by `PowerSum.tail`. Where a base depends on x there is no tail
    argument: then the sums must be 0 as they stand, or have coefficients of one sign each.
    """
    if not all(each.constant_bases for each in sums):
        return _with_moving_bases(sums, region, holds)
    listed = 0
    for start in STARTS:
        for k in range(listed + 1, start + 1):
            outcome = _at(sums, region, k, holds)
            if not isinstance(outcome, Proved):
                return outcome
        listed = start
        if _tail_holds(sums, region, start, holds):
            return Proved(start)
    return _failure_beyond(sums, region, listed, holds)


def _at(sums: Sequence[Exponentials], region: Region, k: int, holds: Holds) -> Outcome:
    values = [each.at(k) for each in sums]
    signs = [functions.sign_of(value) for value in values]
    poles = [functions.denominator_of(value) for value in values]
    parts = region.cells([*signs, *poles])
    size = len(sums)
    for cell in parts:
        if 0 in cell.signs[size:]:
            raise InputError(f"the claim divides by zero in {region.interval} at k = {k}; leave that point out")
    failing = [cell for cell in parts if not holds([frozenset({sign}) for sign in cell.signs[:size]])]
    if not failing:
        return Proved()
    samples = [(cell.is_point, *_simplicity(cell.sample), cell.sample) for cell in failing if cell.sample is not None]
    if samples:  # rather one around which it fails too
        return Failure(min(samples)[-1], k)
    return Open(f"at k = {k} it fails, but only at irrational values of the parameter ({_near(failing[0])})")


def _tail_holds(sums: Sequence[Exponentials], region: Region, start: int, holds: Holds) -> bool:
    powers, below = power_sums(sums)
    everything = [*powers, below]
    coefficients = [each.polynomials for each in everything]
    flat = [p for each in coefficients for p in each]
    patterns = {cell.signs for cell in region.cells(flat)}
    tails = {
        pattern: [each.tail(part, start) for each, part in zip(everything, _split(pattern, coefficients), strict=True)]
        for pattern in patterns
    }
    if any(tail is None for row in tails.values() for tail in row):
        return False
    bounds = sorted({tail.bound for row in tails.values() for tail in row if tail is not None})
    place = {bound: len(flat) + i for i, bound in enumerate(bounds)}
    for cell in region.cells([*flat, *bounds]):
        row = tails[cell.signs[: len(flat)]]
        found = [tail.signs(cell.signs[place[tail.bound]]) for tail in row if tail is not None]
        side = found.pop()
        if side not in ({1}, {-1}):
            return False
        (sign,) = side
        if not holds([frozenset(sign * each for each in signs) for signs in found]):
            return False
    return True


def _split(flat: Sequence[int], like: Sequence[Sequence[object]]) -> list[Sequence[int]]:
    parts, at = [], 0
    for each in like:
        parts.append(flat[at : at + len(each)])
        at += len(each)
    return parts


def _failure_beyond(sums: Sequence[Exponentials], region: Region, listed: int, holds: Holds) -> Outcome:
    """A failure at some larger k, at rational points that represent the region."""
    powers, _ = power_sums(sums)
    parts = region.cells([p for each in powers for p in each.polynomials])
    for sample in sorted({cell.sample for cell in parts if cell.sample is not None}, key=_simplicity):
        k = 2 * listed
        while k <= LARGEST:
            signs = [_sign(functions.value_at(each.at(k), sample)) for each in sums]
            if not holds([frozenset({sign}) for sign in signs]):
                return Failure(sample, k)
            k *= 2
    return Open(f"shown for k = 1 to {listed}; the leading terms do not settle every further k on all of {region}")


def _with_moving_bases(sums: Sequence[Exponentials], region: Region, holds: Holds) -> Outcome:
    for k in range(1, STARTS[4] + 1):
        outcome = _at(sums, region, k, holds)
        if not isinstance(outcome, Proved):
            return outcome
    rows = [[(base, c) for base, c in each.terms] for each in sums]
    plain = all(not any(j for _, j in [*c.numer.monoms(), *c.denom.monoms()]) for row in rows for _, c in row)
    if plain:
        bases = [functions.sign_of(base) for row in rows for base, _ in row]
        coefficients = [functions.sign_of(c) for row in rows for _, c in row]
        parts = region.cells([*coefficients, *bases])
        poles = [functions.denominator_of(f) for row in rows for pair in row for f in pair]
        defined = not any(0 in cell.signs for cell in region.cells(poles))
        if defined and all(_one_sign(cell.signs, rows, holds) for cell in parts):
            return Proved(1)
    listed = STARTS[4]
    return Open(f"shown for k = 1 to {listed} only: the masses depend on the parameter, and k is every number")


def _one_sign(flat: Sequence[int], rows: Sequence[Sequence[object]], holds: Holds) -> bool:
    half = len(flat) // 2
    found = []
    for coefficients, bases in zip(_split(flat[:half], rows), _split(flat[half:], rows), strict=True):
        if min(bases, default=0) < 0:
            return False
        present = {c for c, b in zip(coefficients, bases, strict=True) if c and b}
        found.append(frozenset(present or {0}) if len(present) <= 1 else frozenset({-1, 0, 1}))
    return holds(found)


def _simplicity(value: Fraction) -> tuple[int, int, bool]:
    return value.denominator, abs(value.numerator), value < 0


def _sign(value: Fraction) -> int:
    return (value > 0) - (value < 0)


def _near(cell: Cell) -> str:
    return f"one lies between {cell.low} and {cell.high}"

"""The policies of a rule over a family of populations, piece by piece, and the proof that they are the rule's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from verifier.claims import wording
from verifier.lab.symbolic import losses as symbolic
from verifier.lab.symbolic.algebra import functions
from verifier.lab.symbolic.algebra.functions import Function
from verifier.lab.symbolic.algebra.region import Region
from verifier.lab.symbolic.family import Family
from verifier.lab.symbolic.pfaffian import kernel

RuleName: TypeAlias = Literal["nlhf", "borda", "uniform", "plurality", "given"]


@dataclass(frozen=True)
class Piece:
    """One formula for the policy, on a part of the interval.

    Attributes:
        policy: the weight of each response, a function of the parameter.
        unique: for NLHF, whether there is no other NLHF policy there; else the one of least norm is meant.
    """

    region: Region
    policy: tuple[Function, ...]
    unique: bool = True

    def in_words(self, family: Family) -> str:
        """The policy: ``the point mass on "yes"``, or its weights."""
        one = functions.constant(1)
        for name, weight in zip(family.responses, self.policy, strict=True):
            if weight == one:
                return f"the point mass on {wording.quote(name)}"
        shown = ", ".join(
            f"{wording.quote(name)}: {functions.shown(weight, family.parameter)}"
            for name, weight in zip(family.responses, self.policy, strict=True)
            if weight
        )
        return f"the policy [{shown}]"


def covers(pieces: Sequence[Piece], family: Family) -> bool:
    """Whether every value of the parameter lies in the region of some piece."""
    if any(piece.region.interval != family.interval for piece in pieces):
        return False
    conditions = [condition for piece in pieces for condition, _ in piece.region.conditions]
    wanted = [[sign for _, sign in piece.region.conditions] for piece in pieces]
    for cell in Region(family.interval).cells(conditions):
        at, inside = 0, False
        for signs in wanted:
            inside = inside or list(cell.signs[at : at + len(signs)]) == signs
            at += len(signs)
        if not inside:
            return False
    return True


def is_proved(piece: Piece, family: Family, rule: RuleName) -> bool:
    """Whether the piece's policy is shown to be the rule's on all of its region, and unique where it says so.

    Of an NLHF policy that is not unique only that it is one is shown here, not that its norm is the least.

    Raises:
        InputError: the family's shares are none somewhere.
    """
    symbolic.shares(family)
    weights = [functions.sign_of(weight) for weight in piece.policy]
    poles = [functions.denominator_of(weight) for weight in piece.policy]
    total = sum(piece.policy, functions.constant(0))
    m = len(weights)
    for cell in piece.region.cells([*weights, *poles]):
        if min(cell.signs[:m]) < 0 or 0 in cell.signs[m:]:
            return False
    return bool(total == functions.constant(1)) and _RULES[rule](piece, family)


def _is_nlhf(piece: Piece, family: Family) -> bool:
    """Σ_y π_y M(y, z) ≥ 0 for every z; unique: > 0 off the support, and rank |S| − 1 on it (THEORY 3)."""
    margin = symbolic.margins(family)
    m = len(margin)
    gains = [sum((piece.policy[y] * margin[y][z] for y in range(m)), functions.constant(0)) for z in range(m)]
    support = [y for y in range(m) if piece.policy[y]]
    restricted = [[margin[y][z] for z in support] for y in support]
    minors = kernel(restricted, functions.constant(1)) if len(support) % 2 else []
    looked_at = [*map(functions.sign_of, gains), *map(functions.sign_of, piece.policy), *map(functions.sign_of, minors)]
    for cell in piece.region.cells(looked_at):
        gain, weight, minor = cell.signs[:m], cell.signs[m : 2 * m], cell.signs[2 * m :]
        if min(gain) < 0:
            return False
        strict = all(g > 0 or w > 0 for g, w in zip(gain, weight, strict=True))
        constant_support = all(weight[y] > 0 for y in support)
        if piece.unique and not (strict and constant_support and any(minor)):
            return False
    return True


def _is_borda(piece: Piece, family: Family) -> bool:
    """Uniform over T, whose scores Σ_z M(y, z) are equal, and above all others."""
    scores = [sum(row, functions.constant(0)) for row in symbolic.margins(family)]
    top = [y for y, weight in enumerate(piece.policy) if weight]
    if any(piece.policy[y] != functions.constant(1) / len(top) for y in top):
        return False
    others = [z for z in range(len(scores)) if z not in top]
    equal = [functions.sign_of(scores[top[0]] - scores[y]) for y in top]
    above = [functions.sign_of(scores[top[0]] - scores[z]) for z in others]
    return all(
        not any(cell.signs[: len(top)]) and all(sign > 0 for sign in cell.signs[len(top) :])
        for cell in piece.region.cells([*equal, *above])
    )


def _is_uniform(piece: Piece, family: Family) -> bool:
    return all(weight == functions.constant(1) / len(family.responses) for weight in piece.policy)


def _is_plurality(piece: Piece, family: Family) -> bool:
    return piece.policy == plurality_weights(family)


def _is_given(_piece: Piece, _family: Family) -> bool:
    return True  # whatever is a policy is the given one: the statement carries it


_RULES = {
    "nlhf": _is_nlhf,
    "borda": _is_borda,
    "uniform": _is_uniform,
    "plurality": _is_plurality,
    "given": _is_given,
}


def plurality_weights(family: Family) -> tuple[Function, ...]:
    """Every ranking's top class, split evenly within the class, in proportion to the shares."""
    found = [functions.constant(0)] * len(family.responses)
    for ranking, share in zip(family.rankings, symbolic.shares(family), strict=True):
        for y in ranking[0]:
            found[y] = found[y] + share / len(ranking[0])
    return tuple(found)

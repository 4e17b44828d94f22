"""Statements about every population of a family and every number of samples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from verifier.claims import wording
from verifier.claims.verdict import Certified, Refuted, Undecided, Verdict
from verifier.errors import InputError, SolverError, UnsupportedError
from verifier.exact.expression import Expression, evaluate
from verifier.exact.formula_text import parse_expression
from verifier.exact.rational import format_rational
from verifier.game.masses import masses
from verifier.game.worst_case import worst_case
from verifier.lab.symbolic import losses as symbolic
from verifier.lab.symbolic.algebra import functions
from verifier.lab.symbolic.algebra.divisors import unproved_divisor
from verifier.lab.symbolic.algebra.exponentials import Exponentials, exponentials
from verifier.lab.symbolic.algebra.functions import Function
from verifier.lab.symbolic.algebra.quantifier import Failure, Open, for_every, for_listed
from verifier.lab.symbolic.family import Family
from verifier.lab.symbolic.pieces import Piece, RuleName, covers, is_proved
from verifier.lab.symbolic.statements.relation import COMPARES, HOLDS, IN_WORDS
from verifier.preferences.policy import Policy

TITLES: dict[str, str] = {
    "nlhf": "NLHF", "borda": "RLHF's limit (Borda)", "uniform": "the uniform rule",
    "plurality": "the random dictator", "given": "the given policy",
}  # fmt: skip


UNPROVED = (
    "it is not shown that the formulas found for the rule's policy are the rule's throughout",
    "the given weights are not at least 0, or do not sum to 1, somewhere in the interval",
)
"""Why nothing is decided where the pieces are not proved: of a rule, of a given policy."""


@dataclass(frozen=True)
class Bound:
    """The right side of a statement.

    Attributes:
        relation: ``=``, ``<``, ``<=``, ``>`` or ``>=``.
        text: the formula as it was written.
    """

    relation: str
    side: Expression
    text: str


def parse_bound(text: str, subject: str, parameter: str) -> Bound:
    """The bound in ``win rate <= 1/2 + ε`` (``subject`` is ``win rate``): a formula in the parameter, k and l.

    Raises:
        InputError: the subject or the relation is missing, or the formula cannot be read.
    """
    rest = " ".join(text.split()).removeprefix(subject).strip()
    relation = next((each for each in ("<=", ">=", "=", "<", ">") if rest.startswith(each)), None)
    if not text.strip().startswith(subject) or relation is None:
        raise InputError(f"claim {text!r}: write it as '{subject} = 1/2', with =, <, <=, > or >= and a formula")
    side = rest.removeprefix(relation).strip()
    return Bound(relation, parse_expression(side, frozenset({parameter, "k", "l"})), side)


@dataclass(frozen=True)
class Point:
    """A witness: a value of the parameter and a number of samples at which the statement fails.

    Attributes:
        policy: the rule's policy there, and ``value`` the exact worst-case win rate of its k samples.
        claimed: what the statement says it is, or compares it with.
    """

    x: Fraction
    k: int
    policy: Policy
    value: Fraction
    claimed: Fraction


@dataclass(frozen=True)
class FamilyStatement:
    """For every value of the parameter and every k the worst-case win rate of k samples stands in this relation.

    Attributes:
        rule: whose policy is meant; ``given`` is the one of ``pieces`` handed to `decide`.
        k: the numbers of samples, None for every k ≥ 1.
    """

    family: Family
    rule: RuleName
    k: tuple[int, ...] | None
    bound: Bound

    def __str__(self) -> str:
        return f"{self._whole}, {self._rate(TITLES[self.rule])}"

    def proved(self, pieces: Sequence[Piece]) -> str:
        """The sentence that is shown, with the policy in words."""
        return f"{self._whole}: {policies(self.family, self.rule, pieces)}, and {self._rate('it')}"

    def refutation(self, witness: Point) -> str:
        """The sentence that ``witness`` proves."""
        shown, value = format_rational(witness.claimed), format_rational(witness.value)
        first = f"not {self.family}: " if self.family.parameter else f"{self.family}, "
        samples = wording.counted(witness.k, "independent sample")
        return (
            f"{first}{self.family.where(witness.x)}the worst-case win rate of {samples} of "
            f"{TITLES[self.rule]} is {value}, not {IN_WORDS[self.bound.relation]} {shown}"
        )

    @property
    def _whole(self) -> str:
        samples = "every k >= 1" if self.k is None else f"k = {', '.join(map(str, self.k))}"
        return f"{self.family} and {samples}"

    def _rate(self, whose: str) -> str:
        return (
            f"the worst-case win rate of k independent samples of {whose} is {IN_WORDS[self.bound.relation]} "
            f"{self.bound.text} (ties count for the model)"
        )

    def differences(self, piece: Piece) -> tuple[Exponentials, ...]:
        """For every opponent y the win rate against it less the right side, on the piece's region."""
        return differences(self.family, piece, self.bound)

    def decide(self, pieces: Sequence[Piece]) -> Verdict:
        """Certified, refuted at a point, or undecided with the reason.

        Raises:
            InputError: the right side is not defined everywhere, or the shares are none.
        """
        if not covers(pieces, self.family) or not all(is_proved(piece, self.family, self.rule) for piece in pieces):
            return Undecided(self, UNPROVED[self.rule == "given"])
        undefined = unproved(self.bound, self.family, self.k)
        left: list[str] = [] if undefined is None else [undefined]
        for piece in pieces:
            try:
                sums = self.differences(piece)
                holds = HOLDS[self.bound.relation]
                outcome = (
                    for_every(sums, piece.region, holds)
                    if self.k is None
                    else for_listed(sums, piece.region, self.k, holds)
                )
            except UnsupportedError as error:
                outcome = Open(str(error))
            if isinstance(outcome, Failure):
                return Refuted(self, self._point(piece, outcome))
            if isinstance(outcome, Open):
                left.append(outcome.reason)
        return Undecided(self, "; ".join(dict.fromkeys(left))) if left else Certified(self, tuple(pieces))

    def _point(self, piece: Piece, failure: Failure) -> Point:
        """The failure, evaluated again in rational numbers by the formulas that every audit uses."""
        x, k = failure.x, failure.k
        policy = Policy.from_fractions([functions.value_at(weight, x) for weight in piece.policy])
        value = worst_case(masses(self.family.at(x), policy), k).value
        claimed = claimed_at(self.bound, self.family, x, k)
        if COMPARES[self.bound.relation](value, claimed):
            raise SolverError(f"the statement was said to fail at {format_rational(x)}, k = {k}, but holds there")
        return Point(x, k, policy, value, claimed)


def claimed_at(bound: Bound, family: Family, x: Fraction, k: int) -> Fraction:
    """The right side at one point."""
    return evaluate(bound.side, {family.parameter: x, "k": Fraction(k), "l": Fraction(1)})


def unproved(bound: Bound, family: Family, ks: tuple[int, ...] | None) -> str | None:
    """Why it is not shown that the right side is defined at every parameter, and for every k or these; None if it is.

    Raises:
        InputError: it divides by zero somewhere.
    """
    try:
        return unproved_divisor(bound.side, _names(family), family.interval, ks, bound.text)
    except UnsupportedError as error:
        return str(error)


def differences(family: Family, piece: Piece, bound: Bound) -> tuple[Exponentials, ...]:
    """For every opponent the win rate against it less the right side of ``bound``."""
    side = exponentials(bound.side, _names(family))
    one = Exponentials.constant(functions.constant(1))
    return tuple(one - loss - side for loss in symbolic.losses(family, piece.policy))


def _names(family: Family) -> dict[str, Function]:
    _, x, k = functions.field()
    return {family.parameter: x, "k": k, "l": functions.constant(1)}


def policies(family: Family, rule: RuleName, pieces: Sequence[Piece]) -> str:
    """The policies in words, with their regions where there are several."""
    parts = []
    for piece in pieces:
        where = f" for {family.parameter} in {piece.region}" if len(pieces) > 1 else ""
        counted = ""
        if rule == "nlhf":
            counted = ", the only NLHF policy" if piece.unique else ", of all NLHF policies the one of least norm"
        parts.append(f"{piece.in_words(family)}{where}{counted}")
    return f"{TITLES[rule]} is {'; '.join(parts)}"

"""Verdicts → certificate text. The checker reads it back with its own code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from verifier.certificates.text import FORMAT, Notation, integer, notation, short_rational
from verifier.claims.robust import AtLimit, Fewer, Robust
from verifier.claims.verdict import Certified, Refuted
from verifier.errors import CertificateError
from verifier.exact.rational import clear_denominators
from verifier.exact.tree import Tree

if TYPE_CHECKING:
    from verifier.claims.bounds import LotteryBound, NLHFBound, ProductBound, SomeNLHFBelow
    from verifier.claims.common_policy import NoCommonPolicy
    from verifier.claims.equilibrium import EpsilonEquilibrium, EquilibriaLocated, EquilibriumNear, NotMonotone
    from verifier.claims.every_k import LimitRate, RobustForEveryK
    from verifier.claims.nlhf import NLHF, Collapse, CondorcetWinner, MarginGameValue, NLHFFace
    from verifier.claims.robust import WinRate, WorstCaseValue
    from verifier.claims.samples import LeastSamples
    from verifier.claims.sets import DimensionIs, SetBound
    from verifier.claims.worst_population import WorstPopulation

Fields = Iterator[str]


def format_certificate(verdict: Certified | Refuted) -> str:
    """The certificate of ``verdict`` in the one canonical form (FORMAT.md).

    Raises:
        CertificateError: a number is too long for the format, or no certificate exists for such a verdict.
    """
    writer = _WRITERS.get((type(verdict.claim).__name__, type(verdict).__name__))
    if writer is None:
        raise CertificateError(f"there is no certificate for a {type(verdict).__name__} {type(verdict.claim).__name__}")
    kind, fields = writer(verdict.claim, verdict.witness, notation(verdict.claim.population))
    population = notation(verdict.claim.population).population_block
    return "\n".join([f"{FORMAT} {kind}", population, *fields, "end", ""])


def _promise(claim: Robust | WorstCaseValue, rate: Any, to: Notation) -> Fields:
    yield f"ties {claim.ties}"
    yield f"samples {integer(claim.k)}"
    yield f"opponents {claim.l}"
    yield f"rate {short_rational(rate)}"
    yield from to.model(claim.policy)
    yield "witness"


def _robust(claim: Robust, witness: Tree | Fewer | None, to: Notation) -> tuple[str, Fields]:
    def fields() -> Fields:
        yield from _promise(claim, claim.rate, to)
        if isinstance(witness, Fewer):
            yield f"fewer {integer(witness.k)}"
        elif witness is not None:
            yield from to.tree(witness)

    return "robust", fields()


def _not_robust(claim: Robust, witness: Any, to: Notation) -> tuple[str, Fields]:
    def fields() -> Fields:
        yield from _promise(claim, claim.rate, to)
        yield f"opponent {to.chosen(witness.responses)}"
        if isinstance(witness, AtLimit):
            yield "limit"

    return "not-robust", fields()


def _worst_case(claim: WorstCaseValue, witness: Any, to: Notation) -> tuple[str, Fields]:
    def fields() -> Fields:
        yield from _promise(claim, claim.value, to)
        yield from to.lottery("mixture", witness.lottery)
        if witness.tree is not None:
            yield from to.tree(witness.tree)

    return "worst-case", fields()


def _win_rate(kind: str) -> Callable[[WinRate, None, Notation], tuple[str, Fields]]:
    def fields(claim: WinRate, to: Notation) -> Fields:
        yield f"ties {claim.ties}"
        yield f"samples {integer(claim.k)}"
        yield f"rate {short_rational(claim.rate)}"
        yield from to.model(claim.policy)
        yield from to.policy("against", claim.against)
        yield "witness"

    return lambda claim, _, to: (kind, fields(claim, to))


def _least_samples(claim: LeastSamples, witness: Any, to: Notation) -> tuple[str, Fields]:
    def fields() -> Fields:
        yield f"ties {claim.ties}"
        yield f"samples {integer(claim.k or 0)}"
        yield f"opponents {claim.l}"
        yield f"rate {short_rational(claim.rate)}"
        yield from to.policy("policy", claim.policy)
        yield "witness"
        if claim.k != 1:
            yield f"opponent {to.chosen(witness.responses)}"

    return "least-samples", fields()


def _no_samples(claim: LeastSamples, witness: Any, to: Notation) -> tuple[str, Fields]:
    def fields() -> Fields:
        yield f"ties {claim.ties}"
        yield f"opponents {claim.l}"
        yield f"rate {short_rational(claim.rate)}"
        yield from to.policy("policy", claim.policy)
        yield "witness"
        yield f"opponent {to.chosen(witness.responses)}"

    return "no-samples", fields()


def _every_k(claim: RobustForEveryK, witness: Any, to: Notation) -> tuple[str, Fields]:
    steps = [f"steps {len(witness.numbers)}", *map(integer, witness.numbers)]
    return "robust-every-k", iter([*to.policy("policy", claim.policy), "witness", *steps])


def _not_every_k(claim: RobustForEveryK, witness: Any, to: Notation) -> tuple[str, Fields]:
    one = Robust(claim.population, claim.policy, witness.k, 1, "model", Fraction(witness.k, witness.k + 1))
    return _not_robust(one, witness.opponent, to)


def _limit(claim: LimitRate, _: Any, to: Notation) -> tuple[str, Fields]:
    return "limit", iter([f"value {short_rational(claim.value)}", *to.policy("policy", claim.policy), "witness"])


def _equilibrium(claim: EpsilonEquilibrium, _: None, to: Notation) -> tuple[str, Fields]:
    return "epsilon-equilibrium", iter([f"payoff {claim.payoff}", *_gap(claim, to)])


def _located(claim: EquilibriaLocated, _: None, to: Notation) -> tuple[str, Fields]:
    return "equilibria-located", _gap(claim, to)


def _not_monotone(claim: NotMonotone, _: None, to: Notation) -> tuple[str, Fields]:
    first = [f"samples {integer(claim.k)}", *to.policy("first", claim.first), *to.policy("second", claim.second)]
    return "not-monotone", iter([*first, "witness"])


def _nlhf_bound(claim: NLHFBound, witness: Any, to: Notation) -> tuple[str, Fields]:
    numerators, bottom = clear_denominators(witness.multipliers)
    order = sorted(to.number, key=to.number.__getitem__)

    def fields() -> Fields:
        yield f"samples {integer(claim.k)}"
        yield f"rate {short_rational(claim.rate)}"
        yield "witness"
        yield from to.singles("mixture", witness.opponent)
        yield from to.policy("point", witness.point)
        yield " ".join(["multipliers", integer(bottom), *(integer(numerators[y]) for y in order)])

    return "nlhf-bound", fields()


def _nlhf_below(claim: SomeNLHFBelow, _: None, to: Notation) -> tuple[str, Fields]:
    first = [f"samples {integer(claim.k)}", f"rate {short_rational(claim.rate)}", *to.policy("policy", claim.policy)]
    return "nlhf-below", iter([*first, "witness", f"opponent {to.chosen([claim.opponent])}"])


def _near(claim: EquilibriumNear, witness: Any, to: Notation) -> tuple[str, Fields]:
    order = sorted(range(len(witness.support)), key=lambda i: to.number[witness.support[i]])
    order.append(len(order))  # the row and column of v and of the sum stand last

    def fields() -> Fields:
        yield f"payoff {claim.payoff}"
        yield f"samples {integer(claim.k)}"
        yield f"radius {short_rational(claim.radius)}"
        yield from to.policy("policy", claim.policy)
        yield "witness"
        yield f"value {short_rational(witness.value)}"
        yield f"preconditioner {integer(witness.denominator)}"
        for i in order:
            yield " ".join(["row", *(integer(witness.preconditioner[i][j]) for j in order)])

    return "equilibrium-near", fields()


def _gap(claim: EpsilonEquilibrium | EquilibriaLocated, to: Notation) -> Fields:
    yield f"samples {integer(claim.k)}"
    yield f"epsilon {short_rational(claim.epsilon)}"
    yield from to.policy("policy", claim.policy)
    yield "witness"


def _product_bound(claim: ProductBound, witness: Any, to: Notation) -> tuple[str, Fields]:
    first = [f"samples {integer(claim.k)}", f"opponents {claim.l}", f"rate {short_rational(claim.rate)}", "witness"]
    return "product-bound", iter([*first, *to.lottery("mixture", witness.opponent), *to.policy("point", witness.point)])


def _lottery_bound(claim: LotteryBound, witness: Any, to: Notation) -> tuple[str, Fields]:
    def fields() -> Fields:
        yield f"samples {integer(claim.k)}"
        yield f"opponents {claim.l}"
        yield f"rate {short_rational(claim.rate)}"
        yield "witness"
        yield from to.lottery("mixture", witness.opponent)
        if witness.tree is None:
            yield "enumeration"
        else:
            ceilings = [weight * witness.opponent.denominator for weight in claim.population.read[1]]
            yield from to.tree(witness.tree, ceilings)

    return "lottery-bound", fields()


def _set_bound(claim: SetBound, witness: Any, to: Notation) -> tuple[str, Fields]:
    def fields() -> Fields:
        yield f"samples {integer(claim.k)}"
        yield f"rate {short_rational(claim.rate)}"
        yield "witness"
        yield from to.rivals(witness.responses, claim.k)

    return "set-bound", fields()


def _dimension(claim: DimensionIs, witness: Any, to: Notation) -> tuple[str, Fields]:
    def fields() -> Fields:
        yield f"dimension {integer(claim.dimension)}"
        yield "witness"
        yield f"winning {to.chosen(witness.winning)}"
        if claim.dimension > 1:
            yield from to.rivals(witness.rivals.responses, claim.dimension - 1)

    return "condorcet-dimension", fields()


def _nlhf(claim: NLHF, _: None, to: Notation) -> tuple[str, Fields]:
    return "nlhf", iter([*to.policy("policy", claim.policy), "witness"])


def _face(claim: NLHFFace, witness: Any, to: Notation) -> tuple[str, Fields]:
    def unique() -> Fields:
        yield from to.policy("policy", claim.policy)
        yield "witness"
        yield f"prime {integer(witness.prime)}"

    def polytope() -> Fields:
        yield f"dimension {claim.dimension}"
        yield from unique()
        yield from to.policy("interior", witness.interior)
        for optimum in witness.optima:
            yield from to.policy("optimum", optimum)

    return ("nlhf-unique", unique()) if claim.dimension == 0 else ("nlhf-face", polytope())


def _condorcet(claim: CondorcetWinner, witness: Any, to: Notation) -> tuple[str, Fields]:
    if claim.winner is not None:
        return "condorcet-winner", iter([f"winner {to.number[claim.winner]}", "witness"])
    rival = {to.number[y]: to.number[z] for y, z in enumerate(witness)}
    return "no-condorcet-winner", iter(["witness", " ".join(["rivals", *(str(rival[y]) for y in sorted(rival))])])


def _collapse(claim: Collapse, _: None, to: Notation) -> tuple[str, Fields]:
    return "collapse", iter([f"winner {to.number[claim.winner]}", f"value {short_rational(claim.value)}", "witness"])


def _margin_game(claim: MarginGameValue, witness: Any, to: Notation) -> tuple[str, Fields]:
    primal, dual = witness
    first = [f"value {short_rational(claim.value)}", "witness"]
    return "margin-game", iter([*first, *to.policy("primal", primal), *to.policy("dual", dual)])


def _worst_population(claim: WorstPopulation, witness: Any, to: Notation) -> tuple[str, Fields]:
    order = sorted(to.number, key=to.number.__getitem__)
    rule = len(order) if claim.nlhf else 0  # so many multipliers stand for NLHF, one for each response

    def fields() -> Fields:
        yield f"rankings {'strict' if claim.strict else 'weak'}"
        yield f"rule {'nlhf' if claim.nlhf else 'any'}"
        yield f"samples {integer(claim.k)}"
        yield f"rate {short_rational(claim.value)}"
        yield from to.policy("policy", claim.policy)
        yield f"conditions {len(claim.conditions)}"
        for condition in claim.conditions:
            yield from to.condition(condition)
        yield "witness"
        for y in order:
            numerators, bottom = clear_denominators(witness.rows[y])
            own = [numerators[z] for z in order] if rule else []
            yield " ".join(["multipliers", *map(integer, (bottom, *own, *numerators[rule:]))])

    return "worst-population", fields()


def _no_common_policy(claim: NoCommonPolicy, witness: Any, to: Notation) -> tuple[str, Fields]:
    def fields() -> Fields:
        yield f"promises {len(claim.promises)}"
        for k, rate in claim.promises:
            yield f"{integer(k)} {short_rational(rate)}"
        yield "witness"
        yield " ".join(["multipliers", *map(integer, witness.multipliers)])
        for opponent in witness.opponents:
            yield from to.singles("mixture", opponent)
        yield from to.policy("point", witness.point)

    return "no-common-policy", fields()


_WRITERS: dict[tuple[str, str], Callable[..., tuple[str, Fields]]] = {
    ("Robust", "Certified"): _robust,
    ("Robust", "Refuted"): _not_robust,
    ("WorstCaseValue", "Certified"): _worst_case,
    ("WinRate", "Certified"): _win_rate("win-rate"),
    ("WinRate", "Refuted"): _win_rate("not-win-rate"),
    ("LeastSamples", "Certified"): _least_samples,
    ("LeastSamples", "Refuted"): _no_samples,
    ("RobustForEveryK", "Certified"): _every_k,
    ("RobustForEveryK", "Refuted"): _not_every_k,
    ("LimitRate", "Certified"): _limit,
    ("EpsilonEquilibrium", "Certified"): _equilibrium,
    ("EquilibriaLocated", "Certified"): _located,
    ("EquilibriumNear", "Certified"): _near,
    ("NLHFBound", "Certified"): _nlhf_bound,
    ("SomeNLHFBelow", "Certified"): _nlhf_below,
    ("NotMonotone", "Certified"): _not_monotone,
    ("ProductBound", "Certified"): _product_bound,
    ("LotteryBound", "Certified"): _lottery_bound,
    ("SetBound", "Certified"): _set_bound,
    ("DimensionIs", "Certified"): _dimension,
    ("NLHF", "Certified"): _nlhf,
    ("NLHFFace", "Certified"): _face,
    ("CondorcetWinner", "Certified"): _condorcet,
    ("Collapse", "Certified"): _collapse,
    ("MarginGameValue", "Certified"): _margin_game,
    ("WorstPopulation", "Certified"): _worst_population,
    ("NoCommonPolicy", "Certified"): _no_common_policy,
}
"""By the names of the classes: most runs write certificates of a few kinds, and need not load the others."""

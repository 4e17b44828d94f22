"""What Python users call: rules and losses of people and policies in every form that says what they are."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, SupportsIndex

from verifier.errors import InputError
from verifier.exact.numbers import exact
from verifier.preferences.policy import Lottery, Policy
from verifier.preferences.population import Population

if TYPE_CHECKING:
    from fractions import Fraction

    from verifier.game.ties import Ties
    from verifier.rules.nlhf.policy import NLHFSolution


def people_of(given: Any, *, normalize: bool = False) -> tuple[Population, str | None]:
    """The people that ``given`` stands for, and what they are called where that is known.

    Args:
        given: a `Population`; the path of a file, or a name of the gallery; a data frame or a profile.
        normalize: divide shares of users by their sum, whatever it is.

    Raises:
        InputError: as in `read_population`.
    """
    if isinstance(given, Population):
        return given, None
    from verifier.audits.reading import read_with_source
    from verifier.preferences.formats.options import ReadOptions

    population, source = read_with_source(given, ReadOptions(normalize=normalize))
    return population, source.name


def policy_of(given: Any, population: Population, *, normalize: bool = False) -> Policy | Lottery:
    """The policy that ``given`` stands for.

    Args:
        given: a `Policy` or a `Lottery`; what `nlhf` returns; weights by response, of which a float is the decimal that
            it prints; the name of a rule or a response, or the path of a file.
        population: the people, whose responses the policy is about.
        normalize: divide the weights by their sum, whatever it is.

    Raises:
        InputError: it stands for none.
        UnsupportedError: the rule has another policy for every k.
    """
    if isinstance(given, (Policy, Lottery)):
        return given
    if isinstance(given, Mapping):
        return Policy.from_weights(given, population.responses, normalize=normalize)
    if isinstance(given, (str, PathLike)):
        from verifier.audits.candidates import find_candidate

        name = given if isinstance(given, str) else f"file:{fspath(given)}"
        return find_candidate(name, population, normalize=normalize).policy
    own = getattr(given, "policy", None)
    if isinstance(own, Policy):
        return own
    raise InputError(
        f"{type(given).__name__} is no policy; give a Policy, weights by response such as {{'a': '2/3', 'b': '1/3'}}, "
        "what nlhf(...) returns, or the name of a rule, a response or a file"
    )


def named_policies(
    given: Any, population: Population, *, normalize: bool = False
) -> dict[str, Policy | Lottery] | None:
    """The policies of ``{"today": policy}`` by the names of the user's own; None where ``given`` is one policy.

    A mapping of numbers is one policy: weights by response.

    Raises:
        InputError: as in `policy_of`, or a name is no text, or empty.
    """
    if not isinstance(given, Mapping) or (given and all(map(_is_number, given.values()))):
        return None
    for name in given:
        if not isinstance(name, str) or not name:
            raise InputError(f"{name!r} cannot be the name of a policy: choose a text that is not empty")
    return {name: policy_of(policy, population, normalize=normalize) for name, policy in given.items()}


def _is_number(value: object) -> bool:
    try:
        exact(value)
    except InputError:
        return False
    return True


def loss(population: Any, policy: Any, k: SupportsIndex, opponent: str, ties: Ties = "model") -> Fraction:
    """Probability that ``opponent`` beats all ``k`` samples of ``policy``.

    L_k(π; y) = Σ_v D(v) · π(B_v(y))^k, with B_v(y) what user v ranks strictly below y (THEORY 1); for the other tie
    conventions the formulas of `verifier.game.ties`.

    Args:
        population: the people: a `Population`, the path of a file, a name such as ``gallery:three-cycle``, a data frame
            or a profile.
        policy: a `Policy` or a `Lottery`, what `nlhf` returns, weights by response, or the name of a rule, a response
            or a file.
        k: the number of samples, at least 1.
        opponent: the response that is shown against them.
        ties: who gets a tie: ``model``, ``opponent``, ``shared`` or ``half``.

    Returns:
        A rational in [0, 1]. It does not increase with ``k``.

    Raises:
        InputError: the people or the policy cannot be read.
        UnknownResponseError: ``opponent`` is not a response of ``population``.
        UnsupportedError: the combination of ``ties`` and ``k`` is not defined.

    >>> loss("gallery:three-cycle", {"a": 0.6, "b": 0.4}, 2, "c")
    Fraction(34, 75)
    """
    from verifier.game.loss import loss as exact_loss

    people, _ = people_of(population)
    return exact_loss(people, policy_of(policy, people), k, opponent, ties)  # type: ignore[arg-type]


def nlhf(population: Any) -> NLHFSolution:
    """NLHF's policy for ``population``, exactly: p ≥ 0, Σ p = 1, Σ_y p(y) M(y, z) ≥ 0 for every z.

    A Condorcet winner is the only one [Fishburn 1984]. Otherwise a float solver proposes and rational arithmetic
    decides (`verifier.lp`); where the optimum is not unique, the policy of least norm is returned: it is rational,
    unique, and does not depend on how responses are numbered.

    Args:
        population: the people: a `Population`, the path of a file, a name such as ``gallery:three-cycle``, a data frame
            or a profile.

    Raises:
        InputError: the people cannot be read.
        SolverError: no exact solution was found (never answered with an approximate one).

    >>> nlhf("gallery:three-cycle").policy
    Policy(numerators=(1, 1, 1), denominator=3)
    """
    from verifier.rules.nlhf.policy import nlhf as exact_nlhf

    return exact_nlhf(people_of(population)[0])


def borda(population: Any) -> Policy:
    """Uniform over the responses of highest Borda score: what RLHF converges to (THEORY 2.5).

    ``population`` and errors as in `nlhf`.

    >>> borda(Population.from_rankings({"a > b > c": 3, "b > c > a": 2})).support
    (1,)
    """
    from verifier.rules.simple import borda as exact_borda

    return exact_borda(people_of(population)[0])


def uniform(population: Any) -> Policy:
    """Every response alike; ``population`` and errors as in `nlhf`."""
    from verifier.rules.simple import uniform as exact_uniform

    return exact_uniform(people_of(population)[0])


def plurality(population: Any) -> Policy:
    """The random dictator: every user's top class, split evenly within the class.

    ``population`` and errors as in `nlhf`.
    """
    from verifier.rules.simple import plurality as exact_plurality

    return exact_plurality(people_of(population)[0])

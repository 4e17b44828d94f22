"""On which of many profiles every policy of a rule, or some, breaks a promise: exactly, in bulk where possible."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from verifier.errors import BudgetError, InputError, SolverError, UnsupportedError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from verifier.lab.counterexample.bulk import Bulk
    from verifier.preferences.population import Population

RULES = ("nlhf", "borda", "plurality", "uniform", "equilibrium")
"""The rules whose promises are searched."""

UNITS_OF_A_FACE, UNITS_OF_AN_EQUILIBRIUM = 50_000, 40_000
"""Looking at all NLHF policies of a profile, or at its equilibrium, takes about as long as so many relabellings."""

_SAMPLES = 50
"""With so many samples more an equilibrium takes about that long again."""


class State(IntEnum):
    """What is known of a profile."""

    HOLDS = 0
    FAILS = 1
    SUSPECT = 2
    """To be looked at by itself."""
    OPEN = 3
    """Looked at by itself, and not settled."""


States: TypeAlias = "npt.NDArray[np.int8]"


@dataclass(frozen=True)
class Test:
    """What is searched for.

    Attributes:
        look: the state of each profile of a `Bulk`; quick.
        settle: the state of the one profile at a place, which ``look`` called suspect.
        units: about how many work units that takes.
        games: whether ``look`` solves the margin games of the profiles without a Condorcet winner.
    """

    look: Callable[[Bulk], States]
    settle: Callable[[Bulk, int], State]
    units: int = 0
    games: bool = False

    __test__ = False


def breaks_promise(rule: str, rate: Fraction, k: int, l: int, *, some: bool) -> Test:
    """That every policy of ``rule`` wins with less than ``rate`` (with ``some``: that some policy does).

    NLHF alone can have several policies; an equilibrium of weak orders that can be enclosed is the only one.

    Raises:
        InputError: there is no such rule.
        UnsupportedError: equilibria against several responses.
    """
    from verifier.lab.counterexample import bulk as many

    if rule not in RULES:
        raise InputError(f"--rule {rule}: choose one of {', '.join(RULES)}")
    if rule == "equilibrium":
        return _equilibrium(rate, k, l)

    def look(bulk: Bulk) -> States:
        fails = many.below(many.worst_losses(bulk, many.RULES[rule](bulk), k, l), rate)
        states: States = fails.astype("int8")
        if rule == "nlhf":
            for place, solution in enumerate(bulk.solutions):
                several = solution is not None and not solution.unique
                if several and bool(states[place]) != some:
                    states[place] = State.SUSPECT
        return states

    def settle(bulk: Bulk, place: int) -> State:
        return _some_nlhf(bulk, place, rate, k, l) if some else _every_nlhf(bulk, place, rate, k, l)

    return Test(look, settle, UNITS_OF_A_FACE, games=rule == "nlhf")


def _every_nlhf(bulk: Bulk, place: int, rate: Fraction, k: int, l: int) -> State:
    """Whether every NLHF policy of a profile with several fails; the one of least norm does."""
    from verifier.rules.nlhf.bounds import best_over_face

    if max(_vertex_rates(bulk.population(place), k, l), default=Fraction(0)) >= rate:
        return State.HOLDS
    if l > 1:
        return State.OPEN
    best = best_over_face(bulk.population(place), k)
    if best.lower >= rate:
        return State.HOLDS
    return State.FAILS if best.upper < rate else State.OPEN


def _some_nlhf(bulk: Bulk, place: int, rate: Fraction, k: int, l: int) -> State:
    """Whether some NLHF policy of a profile with several fails; the one of least norm does not."""
    rates = _vertex_rates(bulk.population(place), k, l)
    if not rates:
        return State.OPEN
    return State.FAILS if min(rates) < rate else State.HOLDS  # losses are convex: the lowest rate is at a vertex


def _vertex_rates(population: Population, k: int, l: int) -> list[Fraction]:
    """What the vertices of the polytope of NLHF policies win with; nothing where they are too many to list."""
    from verifier.game.masses import masses
    from verifier.game.worst_case import worst_case
    from verifier.rules.nlhf.face import nlhf_face

    vertices = nlhf_face(population).vertices or ()
    return [worst_case(masses(population, vertex), k, l).value for vertex in vertices]


def _equilibrium(rate: Fraction, k: int, l: int) -> Test:
    if l > 1:
        raise UnsupportedError("--rule equilibrium is searched against opponents that show one response; leave out -l")

    def look(bulk: Bulk) -> States:
        import numpy as np

        kept = rate <= Fraction(k, k + 1)  # Theorem 2 of the paper: on every population
        return np.full(len(bulk), State.HOLDS if kept else State.SUSPECT, dtype=np.int8)

    def settle(bulk: Bulk, place: int) -> State:
        from verifier.game.masses import masses
        from verifier.game.payoffs import gap
        from verifier.game.worst_case import worst_case
        from verifier.rules.equilibrium.policy import equilibrium

        population = bulk.population(place)
        try:
            solved = equilibrium(population, k)
        except (BudgetError, SolverError):
            return State.OPEN
        if gap(population, solved.policy, k, "strict") == 0:  # exact; all others win with the same rate (THEORY 2.6)
            return State.FAILS if worst_case(masses(population, solved.policy), k).value < rate else State.HOLDS
        found = solved.enclosure
        if found is None:
            return State.OPEN
        if found.value + found.radius <= 1 - rate:  # the worst loss of the exact equilibrium is its value
            return State.HOLDS
        return State.FAILS if found.value - found.radius > 1 - rate else State.OPEN

    return Test(look, settle, UNITS_OF_AN_EQUILIBRIUM * (1 + k // _SAMPLES))

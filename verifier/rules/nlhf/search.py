"""NLHF policies that do badly, where the vertices of their polytope are too many: a local search over vertices."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from verifier.game.loss import losses
from verifier.game.masses import masses
from verifier.game.tangent import mixed_slopes
from verifier.preferences.policy import Policy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from verifier.preferences.population import Population
    from verifier.rules.nlhf.face import Face

_BITS = 64


def climbed(population: Population, face: Face, k: int) -> Iterator[Policy]:
    """Vertices of F at which some L_k(·; y) is high; every y has its own, and some repeat.

    From a point p the search goes to the vertex where the tangent of L_k(·; y) at p is highest. L_k is convex, so that
    from a vertex on the loss never falls; it ends where the loss does not rise. One search starts in the interior with
    the tangent of L_1, for k = 1 an exact answer for this y; another with that of L_k.
    """
    m = len(population.responses)
    for y in range(m):
        against = Policy.point(y, m)
        for first in dict.fromkeys((1, k)):
            at, reached, samples = face.interior, Fraction(-1), first
            while True:
                slopes, _ = mixed_slopes(population, against, at, samples)
                steepest = max(slopes)
                if steepest == 0:
                    break
                vertex = face.least([-slope / steepest for slope in slopes], _BITS).policy
                numerators, bottom = losses(masses(population, vertex), k)
                loss = Fraction(numerators[y], bottom)
                if loss <= reached:
                    break
                yield vertex
                at, reached, samples = vertex, loss, k
    yield face.least([Fraction(0)] * m).policy

"""Does one sample ever win more than its part against k others? Evidence for every policy, or one where it does."""

from __future__ import annotations

from verifier.game.worst_case import DEFAULT_BUDGET
from verifier.lab.set_preferences.exchange import elevated_by, exchange_form, lowest_on_grid, never_negative, work
from verifier.lab.set_preferences.preferences import SetPreferences
from verifier.lab.set_preferences.versus_single import Elevation
from verifier.preferences.policy import Policy

MOST_TIMES = 24
"""So often the form is multiplied by Σ π_y before the search gives up."""


def multi_versus_single_evidence(
    preferences: SetPreferences, k: int, budget: int = DEFAULT_BUDGET
) -> Elevation | Policy | None:
    """How often the form must be multiplied so that no coefficient is negative, or a policy that violates it.

    Both are looked for degree by degree, in integers: a coefficient below 0 names a policy on the grid of that degree,
    which is tried. None: neither was found within the budget; then the least value is 0 or near it.

    >>> from verifier.preferences.population import Population
    >>> multi_versus_single_evidence(Population.from_rankings(["a > b", "b > a"]), 3)
    Elevation(times=0)
    """
    m = len(preferences.responses)
    spent = work(m, k + 1) * (k + 1)
    if spent > budget:
        return None
    base = form = exchange_form(preferences, k)
    for times in range(MOST_TIMES + 1):
        if never_negative(form):
            return Elevation(times)
        found = lowest_on_grid(form, base)
        if found is not None:
            return found
        spent += work(m, form.degree) * (work(m, base.degree) + m)
        if spent > budget:
            return None
        form = elevated_by(form, 1)
    return None

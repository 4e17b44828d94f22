"""That no one policy keeps several promises, as a draft that the checker settles."""

from __future__ import annotations

from collections.abc import Sequence

from verifier.audits.drafts import Draft, word
from verifier.claims.common_policy import Promise
from verifier.preferences.population import Population
from verifier.report.finding import Finding


def no_common_policy_draft(population: Population, promises: Sequence[Promise]) -> Draft:
    """That no single policy keeps all ``promises``, pairs of a number of samples and a rate, in the order of k.

    Raises:
        InputError: there is no promise, or they are not in order, or a rate is outside [0, 1].
        SolverError: no proposal was found.
    """
    from verifier.lab.book.mathematics.common_policy import no_common_policy

    verdict = no_common_policy(population, promises)
    return Draft(Finding("no-common-policy", word(verdict), "", l=1, ties="model"), verdict, "no-common-policy")

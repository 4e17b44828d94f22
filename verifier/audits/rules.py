"""The table of rules: everything about a rule that is not how its policy comes about."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

_OF_EQUILIBRIA = "max(0, (k+1-l)/(k+1))"
_OF_SETS = "V(k,l)"


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes:
        candidate: the module of `verifier.audits.families`, and the function there that makes a candidate of the
            policy: from the population, or where the policy ``depends_on_k`` from population, k, ℓ, settings, effort.
        depends_on_k: whether there is another policy for every k.
        in_all: whether ``--policy all`` audits it.
        together: whether samples are drawn together, so that its policy is a lottery over sets.
        shows_sets: whether the sets have k responses, so that everything is shown from k = m on.
        plays: whether it plays a game, step by step.
        best: whether it looks for the best policy of a kind, for opponents to whom a tie is no win.
        promise: what its policies guarantee on all populations against several responses (THEORY 2.9); W(k,l) is what
            independent samples can.
    """

    candidate: str
    depends_on_k: bool = True
    in_all: bool = False
    together: bool = False
    shows_sets: bool = False
    plays: bool = False
    best: bool = False
    promise: str = "W(k,l)"


RULES: dict[str, Rule] = {
    "nlhf": Rule("every_k.nlhf", depends_on_k=False, in_all=True),
    "borda": Rule("every_k.borda", depends_on_k=False, in_all=True),
    "uniform": Rule("every_k.uniform", depends_on_k=False),
    "plurality": Rule("every_k.plurality", depends_on_k=False),
    "equilibrium": Rule("equilibria.equilibrium_candidate", in_all=True, promise=_OF_EQUILIBRIA),
    "optimal": Rule("best.optimal_candidate", in_all=True, best=True),
    "multi-output": Rule(
        "best.multi_output_candidate", in_all=True, together=True, shows_sets=True, best=True, promise=_OF_SETS
    ),
    "winning-set": Rule("best.winning_set_candidate", together=True, shows_sets=True, best=True, promise=_OF_SETS),
    "self-play": Rule("equilibria.self_play_candidate", plays=True, promise=_OF_EQUILIBRIA),
    "self-play-random": Rule("equilibria.sigma_candidate", together=True, plays=True, promise=_OF_EQUILIBRIA),
}
"""Name → rule, in the order in which they are listed and audited."""

ALL = "all"
"""Stands for the rules that are audited side by side."""

RULE_NAMES = (*RULES, ALL)
"""Every name of rules that a user can give."""


def candidate_of(name: str) -> Any:
    """What makes the candidate of that rule: its module is loaded now."""
    module, _, function = RULES[name].candidate.partition(".")
    return getattr(import_module(f"verifier.audits.families.{module}"), function)

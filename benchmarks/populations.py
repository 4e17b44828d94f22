"""Equilibria and best policies on random populations: how often each is certified, and the order of their rates.

Usage: python benchmarks/populations.py [--count 200] [--out FILE]

For every population (up to 20 responses, 200 users, 10 samples, with and without ties) and both payoffs: a symmetric
equilibrium with its exact gap, located where that is proved; the best product policy and the best k-output policy with
their brackets; and whether best k-output >= best product >= equilibrium >= k/(k+1), by the ends of the brackets.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from fractions import Fraction
from pathlib import Path

from verifier.claims.equilibrium import EquilibriaLocated
from verifier.claims.verdict import Certified
from verifier.game.masses import masses
from verifier.game.worst_case import worst_case
from verifier.preferences.population import Population
from verifier.rules.best_lottery.lottery import best_lottery
from verifier.rules.best_product.policy import best_product
from verifier.rules.equilibrium.policy import equilibrium

SMALL = Fraction(1, 2**100)
LOTTERY_BUDGET = 200_000_000


def random_population(rng: random.Random) -> Population:
    """Up to 20 responses and 200 users; half of the populations have ties."""
    m, n, ties = rng.randint(2, 20), rng.randint(1, 200), rng.random() < 0.5  # noqa: PLR2004
    rows = []
    for _ in range(n):
        classes: list[list[int]] = []
        for y in rng.sample(range(m), m):
            if ties and classes and rng.random() < 0.3:  # noqa: PLR2004
                classes[-1].append(y)
            else:
                classes.append([y])
        rows.append((tuple(tuple(sorted(group)) for group in classes), 1))
    return Population.from_counts([f"r{y}" for y in range(m)], rows)


def measure(seed: int, tally: Counter[str]) -> None:
    """One population; what came of it is counted in ``tally``."""
    rng = random.Random(seed)  # noqa: S311  # a measurement's input
    population, k = random_population(rng), rng.randint(1, 10)
    promise = Fraction(k, k + 1)
    product = best_product(population, k)
    lottery = best_lottery(population, k, budget=LOTTERY_BUDGET)
    tally["best product policy: bracket at most 10^-12 wide"] += product.upper - product.lower <= Fraction(1, 10**12)
    tally["best k-output policy: exact"] += lottery.solved
    for payoff in ("strict", "shared"):
        found = equilibrium(population, k, payoff)
        tally[f"{payoff}: gap at most 10^-12"] += found.epsilon <= Fraction(1, 10**12)
        tally[f"{payoff}: regular"] += found.regular
        tally[f"{payoff}: regular, with a gap above 2^-100"] += found.regular and found.epsilon > SMALL
        tally[f"{payoff}: exact equilibrium enclosed"] += found.enclosure is not None
        tally[f"{payoff}: degenerate, with the condition given"] += found.condition is not None
        rate = worst_case(masses(population, found.policy), k).value
        ordered = lottery.upper >= product.lower and product.upper >= rate >= promise - found.epsilon
        tally[f"{payoff}: the order of the rates holds"] += ordered
    strict = equilibrium(population, k)
    located = EquilibriaLocated(population, strict.policy, k, strict.epsilon).decide()
    tally["strict: all equilibria located by the quadratic form"] += isinstance(located, Certified)
    tally["strict: unique, by an enclosure or complete strict rankings"] += (
        population.linear_orders or strict.enclosure is not None
    )


def main() -> None:
    """Measure, and print a table."""
    to = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    to.add_argument("--count", type=int, default=200)
    to.add_argument("--out", type=Path)
    arguments = to.parse_args()
    tally: Counter[str] = Counter()
    start = time.process_time()
    for seed in range(arguments.count):
        measure(seed, tally)
    lines = [f"# {arguments.count} random populations", "", "Written by `python benchmarks/populations.py`.", ""]
    lines += ["| what | populations |", "| --- | ---: |"]
    lines += [f"| {what} | {number} of {arguments.count} |" for what, number in tally.items()]
    print("\n".join(lines))
    print(f"\n{time.process_time() - start:.0f} s of CPU")
    if arguments.out is not None:
        arguments.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

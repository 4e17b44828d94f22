"""The solvers that are measured, each behind one function; run as a script, it is the process that runs one of them.

``python peers.py NAME SECONDS`` reads a game as JSON from standard input and writes an outcome (see `worker`).

The exact peers get the program they are fastest with: p ≥ 0, Σ p = 1, M^T p ≥ 0, nothing to maximise. Their clock
starts when it is built in their own form, ours when the rankings or margins are there.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from worker import Peer, Prepared, quietly, serve, wrapped

CYCLE = [[0, 3, -1], [-3, 0, 2], [1, -2, 0]]
CYCLE_ORDERS = [[0, 1, 2], [1, 2, 0], [2, 0, 1]]


@dataclass(frozen=True)
class Game:
    """Margins, where they come from voters the voters' strict orders (best first), a folder for files, and a limit."""

    margins: list[list[Any]]
    orders: list[list[int]] | None
    folder: Path
    seconds: int


def _ours(game: Game) -> Prepared:
    """`nlhf` where there are voters: margins, strategy, and the proof that it is the only one; else the strategy."""
    from kernel import population_of

    from verifier.game.margins import margins, supports
    from verifier.lp.game import optimal_strategy
    from verifier.rules.nlhf.policy import nlhf

    def read(answer: Any) -> list[Fraction]:  # a policy or a strategy
        return [Fraction(numerator, answer.denominator) for numerator in answer.numerators]

    if game.orders is None:
        import numpy as np

        array = np.array(game.margins)
        return Prepared(lambda: optimal_strategy(array), read)
    population = population_of(game.orders)
    _ = population.levels

    def run() -> Any:
        supports.cache_clear()
        margins.cache_clear()
        return nlhf(population).policy

    return Prepared(run, read)


def _pref_voting(game: Game) -> Prepared:
    from pref_voting.probabilistic_methods import maximal_lottery
    from pref_voting.weighted_majority_graphs import MarginGraph

    m = len(game.margins)
    edges = [(y, z, game.margins[y][z]) for y in range(m) for z in range(m) if game.margins[y][z] > 0]
    graph = MarginGraph(list(range(m)), edges)
    return Prepared(
        lambda: maximal_lottery(graph, algorithm="lp"), lambda answer: [Fraction(answer[y]) for y in range(m)]
    )


def _sympy(game: Game) -> Prepared:
    """The form with a gain v to maximise: on some games sympy 1.14 solves the other with points that break it."""
    from sympy import Integer
    from sympy.solvers.simplex import linprog

    m = len(game.margins)
    zero, one = Integer(0), Integer(1)
    rows = [[*(Integer(-game.margins[y][z]) for y in range(m)), one] for z in range(m)]
    costs, zeros, total = [*[zero] * m, -one], [zero] * m, [*[one] * m, zero]
    return Prepared(
        # linprog empties the bounds it is given.
        lambda: linprog(costs, rows, zeros, [total], [one], bounds={m: (None, None)}),
        lambda answer: [Fraction(str(p)) for p in answer[1][:m]],
    )


def _ppl(game: Game) -> Prepared:
    import ppl

    m = len(game.margins)
    p = [ppl.Variable(y) for y in range(m)]
    system = ppl.Constraint_System()
    for y in range(m):
        system.insert(p[y] >= 0)
    for z in range(m):
        system.insert(ppl.Linear_Expression([game.margins[y][z] for y in range(m)], 0) >= 0)
    system.insert(ppl.Linear_Expression([1] * m, 0) == 1)
    nothing = ppl.Linear_Expression([0] * m, 0)
    return Prepared(
        lambda: ppl.MIP_Problem(m, system, nothing).optimizing_point(),
        lambda point: [Fraction(int(point.coefficient(v)), int(point.divisor())) for v in p],
    )


def _z3(game: Game) -> Prepared:
    import z3

    m = len(game.margins)
    lines = [f"(declare-const p{y} Real) (assert (>= p{y} 0))" for y in range(m)]
    for z in range(m):
        terms = " ".join(f"(* {_smt(game.margins[y][z])} p{y})" for y in range(m))
        lines.append(f"(assert (>= (+ {terms}) 0))")
    lines.append(f"(assert (= (+ {' '.join(f'p{y}' for y in range(m))}) 1))")
    assertions = z3.parse_smt2_string("\n".join(lines))

    def run() -> Any:  # z3 publishes no types
        solver = z3.SolverFor("QF_LRA")
        solver.add(assertions)
        solver.check()
        return solver.model()

    return Prepared(run, lambda model: [model.eval(z3.Real(f"p{y}"), True).as_fraction() for y in range(m)])  # noqa: FBT003  # its parameter has no other name


def _smt(number: int) -> str:
    return str(number) if number >= 0 else f"(- {-number})"


def _qsopt(game: Game) -> Prepared:
    program, answer = _written(game)

    def read(_: None) -> list[Fraction]:
        variables = answer.read_text().split("VARS:")[1].split("REDUCED COST:")[0]
        named = dict(line.split(" = ") for line in variables.split("\n") if line)
        return [Fraction(named.get(f"p{y}", "0")) for y in range(len(game.margins))]

    # It sets its own limit on CPU time, whatever it inherits.
    limit = ("-R", str(game.seconds))
    return Prepared(lambda: quietly("esolver", *limit, "-O", answer, "-L", program), read)


def _glpk(game: Game) -> Prepared:
    program, answer = _written(game)

    def read(_: None) -> list[Fraction]:
        rows = [line.split() for line in answer.read_text().splitlines()]
        return [Fraction(row[3]) for row in rows if row[0] == "j"]

    return Prepared(lambda: quietly("glpsol", "--exact", "--lp", program, "-w", answer), read)


def _written(game: Game) -> tuple[Path, Path]:
    """The program as a file in LP format with integer coefficients, and the path for the answer."""
    m = len(game.margins)
    lines = ["Minimize", " nothing: 0 p0", "Subject To"]
    for z in range(m):
        terms = [f"{game.margins[y][z]:+d} p{y}" for y in range(m) if game.margins[y][z]]
        lines.append(f" c{z}: {wrapped(terms)} >= 0")
    lines += [f" sum: {wrapped([f'+ p{y}' for y in range(m)])} = 1", "End", ""]
    program = game.folder / "game.lp"
    program.write_text("\n".join(lines))
    return program, game.folder / "answer.sol"


PEERS = {
    "ours": Peer("ours", "exact", _ours),
    "pref_voting": Peer("pref_voting", "float", _pref_voting, "pref_voting"),
    "qsopt_ex": Peer("QSopt_ex (esolver)", "exact", _qsopt, program="esolver", version_option="-v"),
    "ppl": Peer("PPL (pplpy)", "exact", _ppl, "pplpy"),
    "sympy": Peer("sympy linprog", "exact", _sympy, "sympy"),
    "z3": Peer("z3 QF_LRA", "exact", _z3, "z3-solver"),
    "glpk": Peer("GLPK glpsol --exact", "digits", _glpk, program="glpsol", version_option="--version"),
}
"""In the table's order. ``digits``: solved exactly, but the answer is printed with 15 digits."""


if __name__ == "__main__":
    serve(PEERS, Game, {"margins": CYCLE, "orders": CYCLE_ORDERS})

"""The solvers of best policies; run as a script, it is the process that runs one of them.

``python optimum_peers.py "product NAME" SECONDS``, or ``"lottery NAME"``, reads voters and k as JSON and writes an
outcome (see `worker`). The answer of a solver of the best product policy is the win rate that it claims (for ours the
one that nothing exceeds) and the policy; that of a solver of the best k-output policy is the best win rate.

The program of the k-output policy is written out, one column λ_S for each set S of k responses: minimise v where
Σ_S λ_S · (voters who rank y above all of S) ≤ v for every response y, Σ λ = 1, λ ≥ 0; the rate is 1 − v / n.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
from equilibrium_peers import WARM_UP, AlignmentGame, as_policy, forget
from worker import Peer, Prepared, quietly, serve, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence


def _best_product(game: AlignmentGame) -> Prepared:
    from verifier.rules.best_product.policy import best_product

    def run() -> Any:
        forget()
        return best_product(population, game.k)

    population = game.population
    return Prepared(run, lambda best: [best.upper, *as_policy(best.policy.numerators)])


def _cvxpy(game: AlignmentGame) -> Prepared:
    """The model that the project offers, with cvxpy's own choice of a solver; the clock runs from the rankings."""
    import warnings

    from verifier.rules.best_product.policy import best_product_model

    population = game.population

    def run() -> Any:
        forget()
        problem = best_product_model(population, game.k)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that the solution may be inaccurate: here it is measured
            problem.solve()
        return problem

    def read(problem: Any) -> list[Fraction]:
        policy = next(variable for variable in problem.variables() if variable.name() == "p")
        return [1 - Fraction(float(problem.value)), *as_policy(policy.value)]

    return Prepared(run, read)


def _slsqp(game: AlignmentGame) -> Prepared:
    """Minimise t where every loss is at most t, from the uniform policy, with the derivatives."""
    from scipy.optimize import minimize

    from verifier.rules.equilibrium.newton import FloatGame

    population = game.population
    m = len(population.responses)
    ones, last = np.append(np.ones(m), 0.0), np.append(np.zeros(m), 1.0)

    def run() -> Any:
        floats = FloatGame(population, game.k, "strict")
        uniform = np.full(m, 1 / m)
        total = {"type": "eq", "fun": lambda x: x[:m].sum() - 1, "jac": lambda _: ones}
        losses = {
            "type": "ineq",
            "fun": lambda x: x[m] - floats.payoffs(x[:m]),
            "jac": lambda x: np.hstack([-floats.jacobian(x[:m]), np.ones((m, 1))]),
        }
        return minimize(
            lambda x: x[m],
            np.append(uniform, floats.payoffs(uniform).max()),
            jac=lambda _: last,
            method="SLSQP",
            bounds=[(0, 1)] * (m + 1),
            constraints=[total, losses],
            options={"maxiter": 1000, "ftol": 1e-15},
        )

    return Prepared(run, lambda found: [1 - Fraction(float(found.fun)), *as_policy(found.x[:m])])


def _best_lottery(game: AlignmentGame) -> Prepared:
    from verifier.rules.best_lottery.lottery import best_lottery

    def run() -> Any:
        forget()
        return best_lottery(population, game.k)

    population = game.population
    return Prepared(run, lambda best: [best.lower] if best.solved else [])


def losses_of_sets(orders: Sequence[Sequence[int]], k: int) -> np.ndarray[Any, Any]:
    """How many voters rank the response of the row above all of the k responses of the column."""
    ranks = np.argsort(orders, axis=1)
    best = ranks[:, list(combinations(range(ranks.shape[1]), k))].min(axis=2)
    return np.array([(rank[:, np.newaxis] < best).sum(axis=0) for rank in ranks.T])


def _qsopt(game: AlignmentGame) -> Prepared:
    losses = losses_of_sets(game.orders, game.k)
    lines = ["Minimize", " loss: v", "Subject To"]
    for y, row in enumerate(losses.tolist()):
        terms = [f"+{loss} x{column}" for column, loss in enumerate(row) if loss]
        lines.append(f" c{y}: {wrapped([*terms, '- v'])} <= 0")
    lines += [f" sum: {wrapped([f'+ x{column}' for column in range(losses.shape[1])])} = 1", "End", ""]
    program, answer = game.folder / "sets.lp", game.folder / "answer.sol"
    program.write_text("\n".join(lines))

    def read(_: None) -> list[Fraction]:
        return [1 - Fraction(answer.read_text().split("Value = ")[1].split()[0]) / len(game.orders)]

    # It sets its own limit on CPU time, whatever it inherits.
    limit = ("-R", str(game.seconds))
    return Prepared(lambda: quietly("esolver", *limit, "-O", answer, "-L", program), read)


def _pygambit(game: AlignmentGame) -> Prepared:
    """The sets against the opponents as a zero-sum table of whole numbers, in rational arithmetic."""
    import pygambit

    losses = losses_of_sets(game.orders, game.k)
    theirs = pygambit.Game.from_arrays(losses.tolist(), (-losses).tolist())

    def read(found: Any) -> list[Fraction]:
        return [1 - Fraction(found.equilibria[0].payoff(next(iter(theirs.players)))) / len(game.orders)]

    return Prepared(lambda: pygambit.nash.lp_solve(theirs), read)


def _linprog(game: AlignmentGame) -> Prepared:
    from scipy.optimize import linprog

    losses = losses_of_sets(game.orders, game.k) / len(game.orders)
    m, columns = losses.shape
    costs, total = np.append(np.zeros(columns), 1.0), np.append(np.ones(columns), 0.0)[np.newaxis]
    rows = np.hstack([losses, -np.ones((m, 1))])
    return Prepared(
        lambda: linprog(costs, A_ub=rows, b_ub=np.zeros(m), A_eq=total, b_eq=[1.0]),
        lambda found: [1 - Fraction(float(found.fun))],
    )


PRODUCTS = {
    "ours": Peer("ours", "exact", _best_product),
    "slsqp": Peer("scipy minimize (SLSQP)", "float", _slsqp, "scipy"),
    "cvxpy": Peer("cvxpy", "float", _cvxpy, "cvxpy"),
}
LOTTERIES = {
    "ours": Peer("ours", "exact", _best_lottery),
    "qsopt_ex": Peer("QSopt_ex (esolver)", "exact", _qsopt, program="esolver", version_option="-v"),
    "pygambit": Peer("pygambit lp (rational)", "exact", _pygambit, "pygambit"),
    "linprog": Peer("scipy linprog (HiGHS)", "float", _linprog, "scipy"),
}
"""In the tables' order."""

if __name__ == "__main__":
    products = {f"product {name}": peer for name, peer in PRODUCTS.items()}
    lotteries = {f"lottery {name}": peer for name, peer in LOTTERIES.items()}
    serve(products | lotteries, AlignmentGame, WARM_UP)

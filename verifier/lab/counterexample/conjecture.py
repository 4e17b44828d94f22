"""Conjectures of the user: an inequality over named quantities, or a Python predicate."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from verifier.errors import InputError
from verifier.exact.rational import parse_rational
from verifier.lab.counterexample.failing import State, States, Test

if TYPE_CHECKING:
    from verifier.lab.counterexample.bulk import Bulk

QUANTITIES = ("nlhf", "borda", "plurality", "uniform")
"""Rules whose worst-case win rate ``rule(k)`` or ``rule(k, l)`` can stand in an inequality (`nlhf`: of least norm)."""

LONGEST, MOST_SAMPLES, MOST_EXPONENT = 300, 100, 20

UNITS_OF_A_CALL = 1000
"""Making a population for a user's function takes about as long as so many relabelled profiles."""

_RELATIONS: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.GtE: operator.ge,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.Lt: operator.lt,
    ast.Eq: operator.eq,
}
_OPERATIONS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}

_ACCEPTED = (
    f"a conjecture compares (>= <= > < =) two sums and products of numbers, m, n, and win rates such as nlhf(3) or "
    f"borda(2, 1), with the rules {', '.join(QUANTITIES)}"
)


@dataclass(frozen=True)
class Rate:
    """The worst-case win rate of ``k`` samples of a rule against ``l`` responses."""

    rule: str
    k: int
    l: int

    def __str__(self) -> str:
        return f"{self.rule}({self.k})" if self.l == 1 else f"{self.rule}({self.k}, {self.l})"


@dataclass(frozen=True, eq=False)
class Conjecture:
    """An inequality that is claimed of every population.

    Attributes:
        text: as the user wrote it.
        rates: the win rates that stand in it.
    """

    text: str
    tree: ast.Compare
    rates: tuple[Rate, ...]

    def test(self) -> Test:
        """What is searched for: a profile on which the inequality is false."""

        def look(bulk: Bulk) -> States:
            left, right = (_evaluated(side, self.text, bulk) for side in (self.tree.left, self.tree.comparators[0]))
            holds = _RELATIONS[type(self.tree.ops[0])](left, right)
            return _states(holds, len(bulk))

        games = any(rate.rule == "nlhf" for rate in self.rates)
        return Test(look, lambda _bulk, _place: State.OPEN, games=games)


def parse_conjecture(text: str) -> Conjecture:
    """The inequality ``text``, such as ``nlhf(3) >= borda(3)``; ``^`` and ``=`` are read as powers and equality.

    Raises:
        InputError: anything else is in it.

    >>> parse_conjecture("nlhf(3) >= 2*borda(2, 1)^2 - 1/2").rates
    (Rate(rule='nlhf', k=3, l=1), Rate(rule='borda', k=2, l=1))
    """
    if len(text) > LONGEST:
        raise InputError(f"the conjecture has {len(text)} characters; at most {LONGEST} are read")
    python = text.strip().replace("^", "**")
    if not any(relation in python for relation in ("==", ">=", "<=", "!=")):
        python = python.replace("=", "==")
    try:
        tree = ast.parse(python, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise InputError(f"conjecture {text!r}: cannot be read; {_ACCEPTED}") from None
    if not isinstance(tree, ast.Compare) or len(tree.ops) != 1 or type(tree.ops[0]) not in _RELATIONS:
        raise InputError(f"conjecture {text!r}: it makes no comparison; {_ACCEPTED}")
    rates = [rate for side in (tree.left, tree.comparators[0]) for rate in _rates(side, text, python)]
    return Conjecture(text.strip(), tree, tuple(dict.fromkeys(rates)))


def predicate(where: str) -> Test:
    """What is searched for: a profile whose population makes the Python function ``FILE.py:NAME`` false.

    Raises:
        InputError: there is no such file or function.
    """
    import runpy

    file, _, name = where.rpartition(":")
    if not file or not Path(file).is_file():
        raise InputError(f"--predicate {where}: write FILE.py:NAME, a function that takes a Population")
    try:
        function = runpy.run_path(file).get(name)
    except (Exception, SystemExit) as error:  # noqa: BLE001  # whatever a user's program does
        raise InputError(f"--predicate {where}: {file} cannot be run ({_told(error)})") from None
    if not callable(function):
        raise InputError(f"--predicate {where}: {file} defines no function {name!r}")

    def look(bulk: Bulk) -> States:
        import numpy as np

        return np.full(len(bulk), State.SUSPECT, dtype=np.int8)

    def settle(bulk: Bulk, place: int) -> State:
        population = bulk.population(place)
        try:
            said = function(population)
        except (Exception, SystemExit) as error:  # noqa: BLE001  # whatever a user's program does
            raise InputError(f"--predicate {where}: {name} fails on {population} ({_told(error)})") from None
        if not isinstance(said, bool):
            raise InputError(f"--predicate {where}: {name} returned {said!r}; wanted True (it holds) or False")
        return State.HOLDS if said else State.FAILS

    return Test(look, settle, UNITS_OF_A_CALL)


def _told(error: BaseException) -> str:
    """What a user's own program raised."""
    return f"{type(error).__name__}: {error}"


def _states(holds: Any, size: int) -> States:
    import numpy as np

    return np.broadcast_to(np.where(np.asarray(holds, dtype=bool), State.HOLDS, State.FAILS), (size,)).astype(np.int8)


def _rates(node: ast.expr, text: str, python: str, inside: int = 1) -> Iterator[Rate]:
    """The win rates in ``node``, which stands ``inside`` a power; numbers are replaced by their exact values.

    Raises:
        InputError: something else is in it.
    """
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        power = inside * _exponent(node, text) if isinstance(node.op, ast.Pow) else inside
        if power > MOST_EXPONENT:
            raise InputError(
                f"conjecture {text!r}: powers of powers are read up to {MOST_EXPONENT} in all, not {power}"
            )
        yield from _rates(node.left, text, python, power)
        yield from _rates(node.right, text, python, inside)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield from _rates(node.operand, text, python, inside)
    elif isinstance(node, ast.Call):
        yield _rate(node, text)
    elif isinstance(node, ast.Constant):
        written = ast.get_source_segment(python, node) or ""
        try:
            node.value = parse_rational(written)  # type: ignore[assignment]  # exact, also for decimals
        except InputError as error:
            raise InputError(f"conjecture {text!r}: {error}") from None
    elif not (isinstance(node, ast.Name) and node.id in {"m", "n"}):
        raise InputError(f"conjecture {text!r}: cannot read {ast.unparse(node)[:40]!r}; {_ACCEPTED}")


def _exponent(node: ast.BinOp, text: str) -> int:
    value = node.right.value if isinstance(node.right, ast.Constant) else None
    if type(value) is not int or not 0 <= value <= MOST_EXPONENT:
        raise InputError(f"conjecture {text!r}: exponents are whole numbers from 0 to {MOST_EXPONENT}")
    return max(value, 1)


def _rate(node: ast.Call, text: str) -> Rate:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    numbers = [each.value for each in node.args if isinstance(each, ast.Constant) and type(each.value) is int]
    whole = len(numbers) == len(node.args) and 1 <= len(numbers) <= 2 and not node.keywords  # noqa: PLR2004  # k and l
    if name not in QUANTITIES or not whole or not all(1 <= number <= MOST_SAMPLES for number in numbers):
        raise InputError(f"conjecture {text!r}: cannot read {ast.unparse(node)[:40]!r}; {_ACCEPTED}")
    return Rate(name, numbers[0], numbers[1] if len(numbers) > 1 else 1)


def _evaluated(node: ast.expr, text: str, bulk: Bulk) -> Any:
    """The value of ``node`` on every profile: a Fraction, or an array of them."""
    if isinstance(node, ast.BinOp):
        left, right = _evaluated(node.left, text, bulk), _evaluated(node.right, text, bulk)
        try:
            exponent = int(right) if isinstance(node.op, ast.Pow) else right
            return _OPERATIONS[type(node.op)](left, exponent)
        except ZeroDivisionError:
            raise InputError(f"conjecture {text!r} divides by zero on some population") from None
    if isinstance(node, ast.UnaryOp):
        return -_evaluated(node.operand, text, bulk)
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        return Fraction({"m": bulk.orders.m, "n": bulk.n}[node.id])
    return _win_rates(_rate(node, text) if isinstance(node, ast.Call) else Rate("", 0, 0), bulk)


def _win_rates(rate: Rate, bulk: Bulk) -> Any:
    import numpy as np

    from verifier.lab.counterexample import bulk as many

    losses, denominator = many.worst_losses(bulk, many.RULES[rate.rule](bulk), rate.k, rate.l)
    found = [1 - Fraction(int(loss), denominator) for loss in losses]
    return np.array([*found, None], dtype=object)[:-1]

"""Mutates the checker's own source and runs the corpus: which changes does no file notice?

Usage: python benchmarks/checker_mutants.py [--jobs 2] [--out FILE]

Every comparison, operator, integer, condition, call of min, max, all, any and statement is changed in turn, and every
file of tests/certificates is checked until one has another outcome than its folder, or the checker hangs. Left alone
are the sentences (tests/claims compares them), the reasons, the estimates of work and memory (a budget is no part of
an argument) and the type annotations. Exit 1 if a mutant survives that EQUIVALENT does not explain.
"""

from __future__ import annotations

import argparse
import ast
import copy
import multiprocessing
import resource
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
CHECKER = ROOT / "verifier" / "certificates" / "checker.py"
CODES = {"proved": 0, "not_proved": 1, "malformed": 2, "over_budget": 3}
FILES = [(str(path), CODES[path.parent.name]) for path in sorted((ROOT / "tests" / "certificates").glob("*/*.cert"))]
SECONDS, MEMORY = 10, 3 << 30
LEFT_ALONE = {"afford", "afford_memory", "OverBudget", "Malformed", "NotProved", "main", "outcome", "sentence"}
"""Calls whose arguments, and functions whose bodies, are not mutated."""

COMPARISONS = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq, ast.LtE, ast.GtE), ast.NotEq: (ast.Eq,), ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
}  # fmt: skip
OPERATORS = {
    ast.Add: (ast.Sub,), ast.Sub: (ast.Add,), ast.Mult: (ast.Add,), ast.FloorDiv: (ast.Mult,), ast.Mod: (ast.Mult,),
    ast.Pow: (ast.Mult,), ast.LShift: (ast.RShift,), ast.RShift: (ast.LShift,), ast.BitXor: (ast.BitAnd,),
}  # fmt: skip
NAMES = {"min": "max", "max": "min", "all": "any", "any": "all"}
EQUIVALENT: dict[str, str] = {}
"""Mutant → why no file can notice it."""


def mutable(tree: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """The nodes that may be changed, each with the name of the function or class that it stands in."""
    waiting: list[tuple[ast.AST, str]] = [(tree, "")]
    while waiting:
        node, where = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            if node.name in LEFT_ALONE:
                continue
            where = f"{where}.{node.name}".lstrip(".")
            children: list[ast.AST] = list(node.body)
            if isinstance(node, ast.FunctionDef):
                children += [each for each in (*node.args.defaults, *node.args.kw_defaults) if each is not None]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in LEFT_ALONE:
            continue
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"require", "form"}:
            yield node, where
            children = [node.args[0]]
        elif isinstance(node, ast.AnnAssign):
            children = [node.value] if node.value is not None else []
        elif isinstance(node, (ast.JoinedStr, ast.Import, ast.ImportFrom)) or _is_main(node):
            continue
        else:
            yield node, where
            children = list(ast.iter_child_nodes(node))
        waiting += [(child, where) for child in children]


def _is_main(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "__name__" in ast.unparse(node.test)


def changes(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Other nodes to stand in its place, each with what it says."""
    for change in (_operators, _constants, _conditions, _calls_and_statements):
        for changed in change(node):
            yield (
                " ".join(ast.unparse(changed).split()) if not isinstance(changed, ast.If) else _first(changed),
                changed,
            )


def _first(node: ast.If) -> str:
    return f"if {ast.unparse(node.test)}"


def _operators(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Compare):
        for i, operator in enumerate(node.ops):
            for other in COMPARISONS.get(type(operator), ()):
                compared = copy.deepcopy(node)
                compared.ops[i] = other()
                yield compared
    elif isinstance(node, (ast.BinOp, ast.AugAssign)):
        for arithmetic in OPERATORS.get(type(node.op), ()):
            computed = copy.deepcopy(node)
            computed.op = arithmetic()
            yield computed
    elif isinstance(node, ast.BoolOp):
        swapped = copy.deepcopy(node)
        swapped.op = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
        yield swapped
    elif isinstance(node, ast.UnaryOp):
        yield node.operand


def _constants(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Constant) and type(node.value) is int:
        yield ast.Constant(node.value + 1)
        yield ast.Constant(node.value - 1)
    elif isinstance(node, ast.Constant) and type(node.value) is bool:
        yield ast.Constant(not node.value)


def _conditions(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, (ast.If, ast.IfExp)):
        for value in (True, False):
            decided = copy.deepcopy(node)
            decided.test = ast.Constant(value)
            yield decided
    elif isinstance(node, ast.comprehension) and node.ifs:
        bare = copy.deepcopy(node)
        bare.ifs = []
        yield bare


def _calls_and_statements(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NAMES:
        renamed = copy.deepcopy(node)
        renamed.func = ast.Name(NAMES[node.func.id], ast.Load())
        yield renamed
    elif isinstance(node, ast.AugAssign) or (isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant)):
        yield ast.Pass()


class Replacing(ast.NodeTransformer):
    """Puts one node in the place of another."""

    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        """The new node where the old one stands."""
        return self.new if node is self.old else self.generic_visit(node)


SOURCE = CHECKER.read_text(encoding="utf-8")


def mutants() -> list[tuple[int, int, str]]:
    """(number of the node, number of the change, what it is): in the order of the source."""
    found = []
    for at, (node, where) in enumerate(mutable(ast.parse(SOURCE))):
        before = _first(node) if isinstance(node, ast.If) else " ".join(ast.unparse(node).split())
        for which, (after, _) in enumerate(changes(node)):
            name = f"{where}: {before[:80]} -> {after[:80]}"
            found.append((at, which, name))
    return found


def compiled(at: int, which: int) -> ModuleType:
    """The checker with one change."""
    tree = ast.parse(SOURCE)
    node = [node for node, _ in mutable(tree)][at]
    new = [changed for _, changed in changes(node)][which]
    module = ModuleType("mutant")
    module.__file__ = str(CHECKER)
    sys.modules["mutant"] = module
    changed_tree = ast.fix_missing_locations(Replacing(node, new).visit(tree))
    exec(compile(changed_tree, str(CHECKER), "exec"), module.__dict__)  # noqa: S102  # our own source, changed
    return module


class HangError(BaseException):
    """A mutant does not end; no handler of the checker's catches this."""


def hang(*_: object) -> None:
    """Stop a mutant that does not end."""
    raise HangError


def killed_by(mutant: tuple[int, int, str]) -> tuple[str, str | None]:
    """The mutant's name, and the file that notices it; None if none does."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGALRM, hang)
    at, which, name = mutant
    try:
        signal.alarm(SECONDS)
        module = compiled(at, which)
        for path, code in FILES:
            if module.outcome(path, module.BUDGET)[0] != code:
                return name, Path(path).name
    except BaseException as reason:  # noqa: BLE001  # an uncaught exception or a hang is noticed, whatever it is
        return name, type(reason).__name__
    finally:
        signal.alarm(0)
    return name, None


def main() -> int:
    """Run all mutants, and print the table."""
    to = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    to.add_argument("--jobs", type=int, default=2)
    to.add_argument("--out", type=Path)
    arguments = to.parse_args()
    start, everything = time.monotonic(), mutants()
    names = [name for _, _, name in everything]
    survivors: list[str] = []
    with multiprocessing.Pool(arguments.jobs, maxtasksperchild=50) as pool:
        for done, (name, noticed) in enumerate(pool.imap(killed_by, everything, chunksize=4), 1):
            if noticed is None:
                survivors.append(name)
            if done % 100 == 0:
                print(f"{done} of {len(everything)}, {len(survivors)} survive", file=sys.stderr)
    unexplained = [name for name in survivors if name not in EQUIVALENT]
    lines = [
        "# Mutants of the checker",
        "",
        "Written by `python benchmarks/checker_mutants.py`.",
        "",
        f"{len(names)} mutants against {len(FILES)} files: {len(names) - len(survivors)} noticed.",
        f"Of the {len(survivors)} others {len(survivors) - len(unexplained)} are equivalent, for the reason given.",
        "",
        "| survivor | why no file can notice it |",
        "| --- | --- |",
        *(
            f"| `{name.replace('|', chr(92) + '|')}` | {EQUIVALENT.get(name, '**not explained**')} |"
            for name in survivors
        ),
    ]
    print("\n".join(lines))
    print(f"\n{time.monotonic() - start:.0f} s", file=sys.stderr)
    if arguments.out is not None:
        arguments.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return bool(unexplained)


if __name__ == "__main__":
    sys.exit(main())

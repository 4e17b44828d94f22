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
import re
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
SENTENCES = {"wins", "against_all", "show", "sentence", "samples", "NotProved", "Malformed", "condition_sentence",
             "told", "of_which", "asked"}  # fmt: skip
COSTS = {"Meter", "OverBudget", "work", "memory", "words", "plus", "times", "divide", "visit", "places",
         "each_set_work", "charge_box", "charge_rankings", "long", "own", "each", "bits", "wide", "w", "named", "terms",
         "self.few", "self.walks", "self.held", "population.held", "orders", "MAX_BYTES", "MEMORY", "BUDGET", "KEPT",
         "lru_cache", "cache_clear"}  # fmt: skip
LEFT_ALONE = {"main", "outcome", "judge", "batch"} | SENTENCES | COSTS
"""Functions, calls and variables that are not mutated."""

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
EQUIVALENT: tuple[tuple[str, str], ...] = (
    (r"(lines\.field\(.*\)|chosen|group)\[0\].* \| 0 -> -1$", "a list of one element: its first is its last"),
    (r"(matrix|rows)\[0\].* \| 0 -> -1$", "all rows have the same length"),
    (r"\| True -> False$", "both have the same length by construction"),
    (r" == 1 -> .* <= 1$", "the number is at least 1"),
    (
        r"margin_game: .*<=|margin_game: .*>=|margin_game: .*-min\(",
        "no policy guarantees more than 0, and none concedes less",
    ),
    (
        r"collapse: game = Game.* \| 1 -> 2$",
        "of a point mass, and of one response shown, one sample and one response are as good",
    ),
    (r"no_condorcet_winner: .*<=|margin_rows: .*here <= there", "equal places are left out before"),
    (r"margin_rows: .*(-=|>=)", "the matrix with the other sign has the same rank"),
    (r"read_winner: .*False -> True", "a lottery of one set of one response is the policy"),
    (r"nlhf_unique: .*<= 0", "a bound on the dimension of a set that is not empty"),
    (r"face: require\(rank == .*>=", "so many rows have no greater rank"),
    (r"beats: .*(1 -> 2|1 -> 0)$", "no class has a number below 0; nothing stands above class 0"),
    (r"read_rivals: .*1 -> 0$", "there is always a set, so 0 is another number"),
    (r"condorcet_dimension: form\(d <=", "the winning set has as many members, which it cannot"),
    (r"condorcet_dimension: d = .*1 -> 0$", "the winning set has as many members, and is not empty"),
    (
        r"(nlhf_below|nlhf_bound|product_bound|not_monotone|limit|robust_every_k): .*Game\(.* \| (1 -> 2|1 -> 0)$",
        "one opponent's response is shown either way; only the estimate of the work depends on it",
    ),
    (r"(no_samples|not_robust): Game\(.* \| (1 -> 2|1 -> 0)$", "only the estimate of the work depends on k here"),
    (r"limit: Game\(", "only the estimate of the work"),
    (r"lottery_bound: n, size, words", "only the estimate of the work depends on it"),
    (r"equilibrium_near: Game\(.*fine \+ fine", "only the estimate of the work depends on it"),
    (r"slopes: .*<= 'shared'", "strict, the other payoff, stands after shared"),
    (r"contraction: .*(x < 0 -> x <= 0|\| 0 -> 1)$", "0 times either end is 0"),
    (r"contraction: .*x < 0 -> x >= 0$", "both ends are taken, in the other order"),
    (r"equilibria_located: strict", "the sentence, which tests/claims compares"),
    (r"(limit|limit_weights): .*>= policy\.total", "no mass is above the total"),
    (r"limit_weights: .*<= 'model'", "it is the first of the three names"),
    (r"robust_every_k: .*steps\[0\] <= 1", "steps are at least 1"),
    (r"robust_every_k: steps = .*1 -> 0$", "the first step is 1, and they increase; a block of none has no first"),
    (r"no_samples: .*certain \* q >= allowed", "above is met by the first half"),
    (r"worst_population: .*game\.worst\(\) \* q >=", "the multipliers let no population, so not this one, lose more"),
    (r"(worst_population|condition_values): .*rule >= 'nlhf'$", "any, the other word, stands before"),
    (r"worst_population: .*kind <= 'strict'$", "weak, the other word, stands behind"),
    (r"read_condition: .*<= 1$", "no coefficient is 0, so a divisor is at least 1"),
    (
        r"(worst_population|no_common_policy): game = Game\(.* \| (1 -> 2|1 -> 0)$",
        "only the estimate of the work depends on it",
    ),
    (r"no_common_policy: for line .*1 -> 0$", "without promises there is no last one"),
    (r"worst_case: .*reached \* q >= target", "no opponent, so no mixture, exceeds the value"),
    (r"not_robust: .*<= 'half'", "half is the first name"),
    (r"not_robust: .*<= 'limit'", "the line starts with limit"),
    (r"finish: .*>= len", "no line is read behind the last"),
    (r"promise: k = .* if samples else 1 \| 1 -> (2|0)$", "without samples nobody reads k"),
    (r"rank_modulo: if factor", "0 times a row changes nothing"),
    (r"read_tree: scale, .*1 -> 0$", "a tree without nodes does not reach its last leaf"),
    (r"users: ", "a policy is a lottery over single responses"),
    (r"read_distribution: total, size .*1 -> 0$", "weights are positive; none have no common divisor 1"),
    (
        r"read_population: (total, rows|names) .*1 -> 0$",
        "weights are positive, and so is their sum; a ranking needs a response",
    ),
    (r"opponents: ", "only how early it stops to count"),
    (r"Game\.(mean|loss|worst): .*(if False|<= 1|1 -> 0)$", "the general way gives the same for single responses"),
    (r"Game\.__init__: if model.lottery", "only the estimate of the work depends on it"),
    (r"Game\.__init__: .*(l <= 1|k <= 1)$", "they are at least 1"),
    (r"read_tree: .*\| 0 -> (1|-1)$", "the number of an `inside` node is never read"),
    (r"(read_tree|Tree\.bound): .*<= 'inside'$", "it is the first of the three names"),
    (r"Tree\.bound: .*>= 'split'$", "it is the last of the three names"),
    (r"excesses: .*>= x$", "an excess of 0 adds nothing"),
    (r"Tree\.bound: excess = .*if False", "what is known is only computed again"),
    (r"class_sums: ", "the sum of one weight is that weight"),
    (r"parse_ranking: .*(for group in ranking$|>= 1$|1 -> 0$)", "a class of one response is sorted"),
    (r"parse_ranking: .*<= sorted\(group\)$", "no list is below itself sorted"),
    (r"parse_ranking: .*>= len\(flat\)$", "a set is no larger than the list"),
    (r"parse_population: for at, row .*", "the number of the line in a message"),
    (r"read_population: .*>= 'voters'$", "shares, the other word, stands before"),
    (r"Population\.__init__: .*>=", "no ranking has more than all responses"),
    (r"check_name: .* < set", "two characters are never all sixteen"),
    (r"check_name: .*len\(code\) >= 2$", "two characters at most are taken"),
    (r"integer: def .*0 -> -1$", "no integer that is read is below 0"),
    (r"integer: .*<= '0'$", "of digits only 0 and nothing stand before"),
    (r"Lines\.block: ", "a block that is too long is refused by the line behind it"),
    (r"Lines\.__init__: if len\(content\)", "a cap; no file of the corpus is that long"),
    (r"Lines\.ended: .*>=", "no line is read behind the last"),
    (r"Lines\.next: form", "behind the last line there is an empty one, which the grammar nowhere has"),
    (r"Lines\.number: ", "the number of the line in a message"),
    (r"integer: form\(0 < len.*(0 <= len\(token\) <= MAX_DIGITS|0 -> -1)$", "an empty text is no digit"),
    (r"check_name: if token and .*if False$", "the general way gives the same for names without codes"),
    (r"read_population: keyword, .*3 -> [24]$", "a third word is no number, or makes them too many"),
    (r"read_unranked: if ", "the sentence, which tests/checker/test_unranked_responses.py compares"),
    (r"Classes\.", "only which texts are remembered, and each stands for a class of its one response"),
    (r"read_distribution: if keyword in SHOWN", "only the estimate of the work depends on it"),
    (r"check: (if meter\.most|meter = )", "only what is left behind, and who looks at the costs, depends on it"),
    (r"Game\.value: if (len\(self\.known\)|key in)", "what is known is only computed again"),
    (r"Game\.value: key = .*a if False else", "a longer key tells no fewer apart"),
    (r"Game\.__init__: (self\.each|self\.words, self\.each|if ties == 'shared')", "only the estimate of the work"),
    (r"Game\.loss: .*1 -> 2$", "only the estimate of the work depends on the total"),
    (r"Game\.mean: total \+= .* strict=True\)$", "0 times a loss adds nothing"),
    (r"tangent: if (s|slope): ", "a slope, or a term, of 0 adds nothing"),
    (r"(gains_of|lottery_bound): (own, w|w, own) = ", "only the estimate of the work depends on it"),
    (r"lottery_bound: (rows = |if not population\.complete)", "every number is written before it is read"),
    (
        r"(no_samples|not_robust): certain, .*Game\(.*(1 -> 2|1 -> 0)$",
        "only the estimate of the work depends on k here",
    ),
    (r"no_common_policy: (value, slopes|most) = ", "only the estimate of the work depends on it"),
    (r"no_common_policy: block .*1 -> 0$", "without promises there is no last one"),
    (r"limit_weights: if any.*>=", "no mass is above the total"),
    (r"slopes: .*>= 'strict'$", "shared, the other payoff, stands before strict"),
    (r"equilibrium_near: form\(ties .*<= 'model'$", "shared, the other convention here, stands behind it"),
    (r"worst_population: if \(y, a\) not in allowed", "what is known is only computed again"),
    (r"rank_modulo: for row in rows.*1 -> 0$", "a row that was a pivot is not looked at again"),
    (r"beaten_sets: places, rated = .*1 -> (2|0)$", "no class has a number below 0; nothing stands above class 0"),
    (r"each_set: if depth .*>=|each_set: column = .*<= 0", "no set is deeper, and no depth is below 0"),
    (r"each_set: while .*-1$", "at -1 the last member has run through, too"),
    (r"each_set: chosen, kept, .*0 -> -1$", "a place that is filled before it is read"),
)
"""What a mutant is called → why no file can notice it."""


def explained(name: str) -> str:
    """Why no file can notice the mutant, if that is known."""
    return next((reason for pattern, reason in EQUIVALENT if re.search(pattern, name)), "")


def mutable(tree: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """The nodes that may be changed, each with the name of the function that it stands in and its statement."""
    waiting: list[tuple[ast.AST, str, str]] = [(tree, "", "")]
    while waiting:
        node, where, line = waiting.pop()
        if _named(node) & LEFT_ALONE or _is_main(node) or _is_text(node):
            continue
        if isinstance(node, ast.stmt):
            line = ast.unparse(node).partition("\n")[0][:90]
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            where = f"{where}.{node.name}".lstrip(".")
            children: list[ast.AST] = list(node.body)
            if isinstance(node, ast.FunctionDef):
                children += [each for each in (*node.args.defaults, *node.args.kw_defaults) if each is not None]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"require", "form"}:
            children = [node.args[0]]
        elif isinstance(node, ast.AnnAssign):
            children = [node.value] if node.value is not None else []
        else:
            yield node, f"{where}: {line}"
            children = list(ast.iter_child_nodes(node))
        waiting += [(child, where, line) for child in children]


def _named(node: ast.AST) -> set[str]:
    """The names that a function, a call, or an assignment has."""
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return {node.name}
    if isinstance(node, ast.Call):
        return {ast.unparse(node.func).rpartition(".")[2]}
    if isinstance(node, ast.Expr):
        return _named(node.value)
    if isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return {ast.unparse(target) for target in targets}
    return set()


def _is_text(node: ast.AST) -> bool:
    """Whether it only makes a sentence."""
    if isinstance(node, ast.IfExp):
        return all(isinstance(each, ast.JoinedStr) or _is_string(each) for each in (node.body, node.orelse))
    return isinstance(node, (ast.JoinedStr, ast.Import, ast.ImportFrom))


def _is_string(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


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
            name = f"{where} | {before[:80]} -> {after[:80]}"
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
    unexplained = [name for name in survivors if not explained(name)]
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
        *(f"| `{name.replace('|', chr(92) + '|')}` | {explained(name) or '**not explained**'} |" for name in survivors),
    ]
    print("\n".join(lines))
    print(f"\n{time.monotonic() - start:.0f} s", file=sys.stderr)
    if arguments.out is not None:
        arguments.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return bool(unexplained)


if __name__ == "__main__":
    sys.exit(main())

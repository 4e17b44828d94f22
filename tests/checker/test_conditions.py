"""Every condition of the checker decides: without it, forgeries of the corpus that violate only it are proved.

The conditions are the calls of `require` and `form` in the checker's source. A file is rejected by the first one that
fails; with that one taken as met, a file that violates nothing else is proved. (A file that another condition rejects
first is not touched by this one, so exactly this condition's own forgeries can turn.)
"""

from __future__ import annotations

import ast
import sys
from collections import Counter, defaultdict
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHECKER = ROOT / "verifier" / "certificates" / "checker.py"
CODES = {"proved": 0, "not_proved": 1, "malformed": 2, "over_budget": 3}
FILES = sorted((ROOT / "tests" / "certificates").glob("*/*.cert"))
GUARDS = {
    "the file ends too early": "the next line is read behind it: without it an index is out of range",
    "fewer lines than announced": "a shorter block is refused by whatever reads or counts its lines",
    "a row has two tokens": "the row is split into two behind it, which fails",
    "an event has two tokens": "the event is split into two behind it, which fails",
    "a promise has two tokens": "the promise is split into two behind it, which fails",
    "a response that was not announced": "it is taken for a class of several, and looked up again and again behind it",
    "a leaf has nothing inside": "the largest of nothing is taken behind it, which fails",
    "a leaf names a vector that was not announced": "the vector is looked up behind it, which fails",
    "an unknown tie convention": "the convention is looked up behind it, which fails",
    "a pivot is not a unit": "the pivot is inverted behind it, which fails",
    "sets are larger than there are responses": "the number of sets is counted behind it, and is 0",
    "a dimension of at most m is possible": "the winning set has as many members, which it cannot",
    "another number of sets": "rivals and sets are joined strictly behind it, which fails",
    "a dimension of at most m - 1 is possible": "so many optima cannot be independent",
}
"""Conditions without which a file is still not proved, and why; they give the outcome its name or its reason."""


class Probing(ast.NodeTransformer):
    """Wraps the condition of every `require` and `form`, and numbers them."""

    def __init__(self) -> None:
        self.reasons: list[str] = []

    def visit_Call(self, node: ast.Call) -> ast.Call:  # the name that ast wants
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id in {"require", "form"}:
            reason = node.args[1]
            known = reason.value if isinstance(reason, ast.Constant) else ast.unparse(reason)
            arguments = [ast.Constant(len(self.reasons)), node.args[0]]
            node.args[0] = ast.Call(ast.Name("probe", ast.Load()), arguments, [])
            self.reasons.append(str(known))
        return node


class Probed:
    """The checker with one condition at most taken as met, whatever is in the file."""

    def __init__(self) -> None:
        probing = Probing()
        tree = ast.fix_missing_locations(probing.visit(ast.parse(CHECKER.read_text(encoding="utf-8"))))
        self.reasons, self.module = probing.reasons, ModuleType("probed_checker")
        self.module.__dict__.update(probe=self.probe, __file__=str(CHECKER))
        sys.modules["probed_checker"] = self.module  # the module's named tuples look it up
        exec(compile(tree, str(CHECKER), "exec"), self.module.__dict__)  # noqa: S102  # our own source
        self.off: int | None = None
        self.failed: int | None = None

    def probe(self, site: int, condition: object) -> object:
        if condition:
            return condition
        self.failed = site
        return site == self.off

    def run(self, path, off=None):
        """The exit code, -1 for an uncaught exception; and the condition that failed last, if one did."""
        self.off, self.failed = off, None
        for each in vars(self.module).values():
            if hasattr(each, "cache_clear"):
                each.cache_clear()
        try:
            return self.module.outcome(str(path), self.module.BUDGET)[0], self.failed
        except Exception:  # noqa: BLE001  # whatever happens, it is not proved
            return -1, self.failed


@pytest.fixture(scope="module")
def probed():
    yield Probed()
    del sys.modules["probed_checker"]


@pytest.fixture(scope="module")
def rejected(probed):
    """Condition → the files that it rejects."""
    files = defaultdict(list)
    for path in FILES:
        code, site = probed.run(path)
        assert code == CODES[path.parent.name], path
        if code in {CODES["not_proved"], CODES["malformed"]} and site is not None:
            files[site].append(path)
    return files


def test_every_condition_rejects_a_file(probed, rejected):
    assert len(probed.reasons) > 90
    unused = [reason for site, reason in enumerate(probed.reasons) if not rejected[site]]
    assert unused == []


def test_without_a_condition_its_forgeries_are_proved(probed, rejected):
    guards = []
    for site, reason in enumerate(probed.reasons):
        turned = Counter(probed.run(path, off=site)[0] for path in rejected[site])
        if not turned[CODES["proved"]]:
            guards.append(reason)
    assert sorted(guards) == sorted(GUARDS)

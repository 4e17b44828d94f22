"""The checker stays small enough to be read in one sitting."""

import ast
from pathlib import Path

CHECKER = Path(__file__).resolve().parents[2] / "verifier" / "certificates" / "checker.py"
SOURCE = CHECKER.read_text(encoding="utf-8")
TREE = ast.parse(SOURCE)
CORE, KIND, FUNCTION = 325, 50, 50  # a sixth of the core says what things cost
SHARED = "# What users lose"
CLAIMS = "# The claims"
MAIN = "# Main"


def lines_of_code(text):
    """The lines that are neither blank, nor a comment, nor part of a docstring."""
    docs = {
        line
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None
        for line in range(node.body[0].lineno, node.body[0].end_lineno + 1)
    }
    shown = enumerate(text.splitlines(), 1)
    return sum(1 for number, line in shown if line.strip() and line.strip()[0] != "#" and number not in docs)


def test_the_core_and_the_kinds_are_small():
    before, _, rest = SOURCE.partition(SHARED)
    arguments, _, main = rest.partition(MAIN)
    (table,) = (node for node in TREE.body if isinstance(node, ast.Assign) and ast.unparse(node.targets) == "CLAIMS")
    kinds = len(table.value.keys)
    assert CLAIMS in arguments
    assert lines_of_code(before) + lines_of_code(MAIN + main) < CORE
    assert lines_of_code(SHARED + arguments) < KIND * kinds


def test_every_function_fits_on_a_screen():
    long = [
        node.name
        for node in ast.walk(TREE)
        if isinstance(node, ast.FunctionDef) and lines_of_code(ast.unparse(node)) > FUNCTION
    ]
    assert long == []

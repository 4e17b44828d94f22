"""The picture of the house in docs/contribute/house.md, from the imports: `python tests/docs/house.py --write`."""

from __future__ import annotations

import ast
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "contribute" / "house.md"
BEGIN, END = "<!-- the picture: python tests/docs/house.py --write -->\n", "<!-- end of the picture -->\n"


def floors():
    """The floors of the first import contract, from the top; each a list of names."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    return [[each.strip() for each in layer.split("|")] for layer in contracts[0]["layers"]]


def imports_of(name):
    """The names below ``verifier`` that the module or folder ``name`` imports, its own left out."""
    place = ROOT / "verifier" / name
    paths = sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]
    found = set()
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("verifier."):
                found.add(node.module.split(".")[1])
    return found - {name}


def purpose(name):
    """The first line of the docstring of a module or folder."""
    place = ROOT / "verifier" / name
    path = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
    return (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").splitlines()[0]


def picture():
    """A table: a row for each folder, from the top floor down, with what it is for and what it imports."""
    order = [name for floor in floors() for name in floor]
    rows = ["| floor | what it is for | folders in it | imports |", "|---|---|---|---|"]
    for floor in floors():
        for name in floor:
            place = ROOT / "verifier" / name
            inner = sorted(path.name for path in place.glob("*/") if (path / "__init__.py").exists())
            below = [each for each in order if each in imports_of(name)]
            cells = [f"`{name}{'/' if place.is_dir() else '.py'}`", purpose(name), " ".join(inner), " ".join(below)]
            rows.append("| " + " | ".join(cells) + " |")
    return "\n".join(rows) + "\n"


def page():
    """The page with today's picture."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + "\n" + picture() + "\n" + END + after


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        sys.exit("usage: python tests/docs/house.py --write")
    PAGE.write_text(page(), encoding="utf-8")

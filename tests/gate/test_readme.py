"""The marks of the README's two commands; its examples run with the other pages (tests/docs/test_pages.py)."""

import re
from pathlib import Path

TEXT = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")


def test_both_commands_are_one_line_each():
    marked = dict(re.findall(r"<!-- command: (main job|tests) -->\s*```[a-z]*\n(.*?)```", TEXT, re.DOTALL))
    assert set(marked) == {"main job", "tests"}
    assert all(len(command.strip().splitlines()) == 1 for command in marked.values())

"""Populations as LaTeX: what TeX would read as something else is written so that it does not."""

import shutil
import subprocess
from fractions import Fraction

import pytest

from verifier.lab.counterexample.pages.latex import comment, profile_latex
from verifier.preferences.population import Population
from verifier.report.latex.text import escape

NAMES = ("*star", "[1]", "50% & #1", "~^_{}\\", "|p|", "a > b", 'say "x"', "tab\tline\n\nend", "-- <-")


def test_a_row_never_begins_with_what_the_row_before_would_take_as_its_argument():
    text = profile_latex(Population.from_shares(("[1]", "*", "c"), [(((2,), (0,), (1,)), Fraction(1))]))
    rows = text.split("\\\\")
    assert len(rows) == 4
    assert not any(row.lstrip().startswith(("[", "*")) for row in rows)


def test_every_line_of_a_comment_is_a_comment():
    assert comment("a\nb\r\nc\u2028d").splitlines() == ["% a", "% b", "% c", "% d"]
    assert comment("") == "% "


def test_characters_without_a_shape_are_written_as_escapes():
    text = profile_latex(Population.from_shares(("a\x1bb", "c"), [(((0,), (1,)), Fraction(1))]))
    assert "a\\textbackslash{}x1bb" in text
    assert "\x1b" not in escape("a\x1bb")


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no pdflatex")
def test_odd_names_compile(tmp_path):
    order = tuple((y,) for y in range(len(NAMES)))
    body = profile_latex(Population.from_shares(NAMES, [(order, Fraction(1, 3)), (order[::-1], Fraction(2, 3))]))
    lines = ["\\documentclass{article}", "\\begin{document}", comment("x\n\\oops"), body, escape(" ".join(NAMES))]
    (tmp_path / "t.tex").write_text("\n".join([*lines, "\\end{document}", ""]), encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "t.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout[-1500:]

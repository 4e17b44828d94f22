"""LaTeX reports: every certified number is a macro with a legal name, and whatever the responses are called."""

import re
import shutil
import subprocess
from argparse import Namespace
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier import Policy, Population, audit
from verifier.cli.main import main
from verifier.cli.options import read_effort
from verifier.errors import InputError
from verifier.report.finding import Word
from verifier.report.formats.latex import render_latex
from verifier.report.latex.macros import names
from verifier.report.latex.names import Place, macro_name
from verifier.report.latex.text import breakable, escape

NAMES = [
    "R&D 50% $5 #1 a_b {x} ~ ^ \\ <b> |",
    "\"quoted\" 'single' `back`",
    "Müller Çelik Łódź Čapek Őz Ñandú ø æ ß İ ı ģ ạ ï",
    "寿司 maguro",
    "x" * 80,
    "π ≥ ∞ ε -- --- <<a>> ,, ?` !` ''",
    "e\u0301 NFD \x07 tab\t 😀 ą € °",
    "% \\input{x} \\end{document}",
]
PEOPLE = Population.from_rankings(["a > b > c", "b > c > a", "c > a > b"])


def nasty_report(**options):
    n = len(NAMES)
    rows = [(tuple(((i + start) % n,) for i in range(n)), 1) for start in range(n)]
    people = Population.from_counts(NAMES, rows)
    long = Policy.from_fractions([Fraction(10**12 + i, n * 10**12 + sum(range(n))) for i in range(n)])
    policies = [*(Policy.point(y, n) for y in range(n)), long]
    return audit(people, policies, k=[1, 2, 3], source="50% of_x & Müller 寿司.csv", **options)


def macros_of(text):
    return dict(
        re.findall(r"^\\newcommand\{\\([A-Za-z]+)\}\{((?:(?!\\newcommand).)*?)\}% \{", text, re.MULTILINE | re.DOTALL)
    )


def test_every_certified_number_is_a_macro_beside_the_name_of_its_certificate(tmp_path):
    report = audit(PEOPLE, "uniform", k=[2, 10], out=tmp_path)
    text = (tmp_path / "report.tex").read_text(encoding="ascii")
    assert text == render_latex(report)
    macros = macros_of(text)
    assert macros["verifierUniformKTwoRate"] == r"\ensuremath{22/27}"
    assert macros["verifierUniformKTwoRateDecimal"] == r"\ensuremath{0.814815}"
    assert macros["verifierUniformKTwoPromised"] == r"\ensuremath{2/3}"
    assert macros["verifierUniformKTwoVerdict"] == "certified"
    assert macros["verifierCondorcetWinner"] == "none"
    promises = [each for each in report.findings if each.claim == "robust"]
    assert len(promises) == 2
    for each in promises:
        word = {2: "Two", 10: "OneZero"}[each.k]
        line = next(line for line in text.splitlines() if f"Uniform{'K' + word}Promised}}" in line)
        assert f'"certificate": "{each.certificate}"' in line
        assert f"% {each.certificate}: {each.sentence}\n" in text
    assert (tmp_path / "uniform-k10-l1-model-value.cert").exists()


def test_without_a_folder_the_macros_say_that_no_certificate_was_kept():
    text = render_latex(audit(PEOPLE, "uniform", k=2))
    assert macros_of(text)["verifierUniformKTwoRate"] == r"\ensuremath{22/27}"
    assert '"certificate": null' in text
    assert "--out DIR keeps them" in text


def test_a_refuted_promise_names_its_opponent_and_an_undecided_one_has_dashes():
    report = audit(PEOPLE, Policy.from_weights({"a": "3/5", "b": "3/10", "c": "1/10"}, PEOPLE.responses), k=2)
    macros = macros_of(render_latex(report))
    assert macros["verifierPolicyKTwoVerdict"] == "refuted"
    assert macros["verifierPolicyKTwoOpponent"] == r"\texttt{\char34}c\texttt{\char34}"
    findings = tuple(replace(each, verdict=Word.UNDECIDED) if each.policy else each for each in report.findings)
    macros = macros_of(render_latex(replace(report, findings=findings)))
    assert "2 & {-}{-} & {-}{-} & {-}{-} & undecided &" in macros["verifierPolicyTable"]
    assert "verifierPolicyKTwoRate" not in macros


def test_the_numbers_of_equilibria_bounds_and_limits_are_macros_too():
    macros = macros_of(render_latex(audit(PEOPLE, ["equilibrium", "optimal", "nlhf"], k=2)))
    assert macros["verifierEquilibriumKTwoGap"] == r"\ensuremath{0}"
    assert re.fullmatch(r"\\ensuremath\{10\^\{-\d+\}\}", macros["verifierEquilibriumKTwoRadius"])
    assert macros["verifierOptimalKTwoBound"] == r"\ensuremath{22/27}"
    assert macros["verifierNlhfDimension"] == r"\ensuremath{0}"
    every = macros_of(render_latex(audit(PEOPLE, "uniform", k="all")))
    assert every["verifierUniformEveryKVerdict"] == "certified"
    assert every["verifierUniformLimit"] == r"\ensuremath{1}"


def test_names_that_would_be_the_same_are_kept_apart_and_names_are_letters_only():
    rows = [(Place(policy, k=1), "Rate") for policy in ("a b", "a-b", "寿司", "鮪", "c")]
    found = names(rows, "verifier")
    assert len(set(found.values())) == len(rows)
    assert found[rows[-1]] == "verifierCKOneRate"
    assert all(re.fullmatch("verifier[A-Za-z]+", name) for name in found.values())
    assert found[rows[0]] == macro_name("verifier", Place("a b", k=1), "Rate", marked=True)
    assert names(rows[::-1], "verifier") == found


def test_several_reports_of_one_paper_have_names_of_their_own():
    report = replace(audit(PEOPLE, "uniform", k=2), prefix="formula")
    assert set(macros_of(render_latex(report))) & {"formulaUniformKTwoRate", "verifierUniformKTwoRate"} == {
        "formulaUniformKTwoRate"
    }


@given(st.text())
def test_any_text_becomes_ascii_in_which_nothing_is_special(text):
    found = escape(text)
    assert found.isascii()
    assert found.isprintable()
    bare = re.sub(r"\\[&%$#_{}]", "", found)
    assert not set("&%$#_~^") & set(re.sub(r"\\[\^~=.\"'`]\{", "{", bare)) - ({"~"} if "\xa0" in text else set())
    assert bare.count("{") == bare.count("}")
    assert breakable(text).replace(r"\allowbreak{}", "") == found


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("50% & $5 #1_{x}", r"50\% \& \$5 \#1\_\{x\}"),
        ("a\\b~c^d", r"a\textbackslash{}b\textasciitilde{}c\textasciicircum{}d"),
        ("Müller, Łódź", r"M\"{u}ller, \L{}\'{o}d\'{z}"),
        ("a,, b'' c--?`", r"a,{,} b'{'} c{-}{-}?\`{}"),
        ("ï ģ", r"\"{\i} \c{g}"),
        ("一\n", r"\texttt{U+4E00}\texttt{U+000A}"),
        ("u\u0308", r"u\texttt{U+0308}"),
        ("π≥1", r"\ensuremath{\pi}\ensuremath{\geq}1"),
    ],
)
def test_what_pdflatex_has_no_sign_for_is_shown_by_its_number(text, wanted):
    assert escape(text) == wanted


def test_long_fractions_are_shortened_in_the_table_and_whole_in_their_macro():
    text = render_latex(nasty_report())
    macros = macros_of(text)
    whole = next(value for name, value in macros.items() if name.endswith("KThreeRate") and len(value) > 60)
    assert re.fullmatch(r"\\ensuremath\{\d{30,}/\d{30,}\}", whole)
    assert re.search(r"KThreeRateShort\b", macros["verifierPolicyNineTable"])
    assert max(map(len, text.splitlines())) < 200_000  # TeX's longest line


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed (texlive-latex-base)")
@pytest.mark.parametrize("encoding", ["OT1", "T1"])
def test_every_name_and_table_compiles(encoding, tmp_path):
    nasty_report(out=tmp_path / "reports")
    macros = macros_of((tmp_path / "reports" / "report.tex").read_text(encoding="ascii"))
    tables = [name.removesuffix("Table") for name in macros if name.endswith("Table")]
    assert len(tables) == 9
    lines = [r"\documentclass{article}", rf"\usepackage[{encoding}]{{fontenc}}", r"\input{reports/report}"]
    lines += [
        r"\begin{document}",
        *(f"\\{name}\\par" for name in macros if "Table" not in name and "Short" not in name),
    ]
    lines += [rf"\begin{{table}}\{name}Table\caption{{\{name}Caption}}\end{{table}}" for name in tables]
    (tmp_path / "main.tex").write_text("\n".join([*lines, r"\listoftables", r"\end{document}"]), encoding="ascii")
    for _ in range(2):  # captions come back from the .lot file
        command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "main.tex"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, timeout=120)
        log = done.stdout.decode("latin-1")
        assert done.returncode == 0, log[-2000:]
        assert "Missing character" not in log
    assert (tmp_path / "main.pdf").stat().st_size > 10_000


def test_a_prefix_is_letters():
    with pytest.raises(InputError, match="letters a-z and A-Z only"):
        read_effort(Namespace(macro_prefix="p2", budget=None, jobs="1"))


@pytest.mark.parametrize("command", [("audit", "-k", "2"), ("solve", "optimal", "-k", "2")])
def test_both_commands_print_it_with_the_prefix_that_was_asked_for(command, capsys):
    name, *asked = command
    where = "gallery:half-barrier(epsilon=1/10)"
    given = [name, *asked, where] if name == "solve" else [name, where, *asked]
    code = main([*given, "--format", "latex", "--macro-prefix", "barrier"])
    shown = capsys.readouterr().out
    assert code == (1 if name == "audit" else 0)
    assert macros_of(shown)["barrierCondorcetWinner"] == r"\texttt{\char34}yes\texttt{\char34}"
    assert all(macro.startswith("barrier") for macro in macros_of(shown))

"""The worked notebook gives what is stored in it; and a comparison that would notice if it did not."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from verifier import Population, read_population

pytest.importorskip("nbclient", reason="nbclient, of the extra 'test', is not installed")
pytest.importorskip("ipykernel", reason="ipykernel, of the extra 'test', is not installed")

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = Path(__file__).with_name("notebook.py")
NOTEBOOK = ROOT / "docs" / "notebook.ipynb"


def run(*words):
    """The script in a process of its own: what the kernel's libraries warn about there is not ours."""
    return subprocess.run(
        [sys.executable, SCRIPT, *words], capture_output=True, text=True, check=False, timeout=600, cwd=ROOT
    )


def notebook_of(*sources):
    cells = [
        {"cell_type": "code", "execution_count": None, "id": f"c{i}", "metadata": {}, "outputs": [], "source": source}
        for i, source in enumerate(sources)
    ]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def code_cells():
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def test_the_worked_notebook_gives_what_is_stored_in_it_byte_for_byte():
    done = run(NOTEBOOK)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_every_cell_of_the_worked_notebook_was_run_in_order_and_most_show_something():
    cells = code_cells()
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    assert sum(bool(cell["outputs"]) for cell in cells) > len(cells) / 2
    forms = {form for cell in cells for output in cell["outputs"] for form in output.get("data", ())}
    assert forms == {"text/plain", "text/html", "text/latex"}


def test_the_races_of_the_worked_notebook_are_those_of_the_case():
    sources = ["".join(cell["source"]) for cell in code_cells()]
    (tree,) = [ast.parse(source) for source in sources if re.search(r"^races = ", source, re.MULTILINE)]
    (races,) = [ast.literal_eval(node.value) for node in tree.body if ast.unparse(node).startswith("races = ")]
    people = read_population(str(ROOT / "cases" / "formula-one-1956" / "formula-one-1956.csv"))
    assert Population.from_rankings(races.values(), people.responses) == people


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """A small notebook with the outputs of a run: its path, and its text."""
    path = tmp_path_factory.mktemp("stored") / "small.ipynb"
    sources = [
        "print('three', 3)",
        "from fractions import Fraction\nFraction(6, 10)",
        "from IPython.display import HTML, display\ndisplay(HTML('<b>3</b>'))",
    ]
    path.write_text(json.dumps(notebook_of(*sources)), encoding="utf-8")
    done = run("--write", path)
    assert done.returncode == 0, done.stdout + done.stderr
    return path, path.read_text(encoding="utf-8")


def test_what_was_stored_is_what_another_run_gives(stored):
    done = run(stored[0])
    assert (done.returncode, done.stdout) == (0, "")


def test_changed_outputs_are_noticed_each_of_them(stored, tmp_path):
    text, told = stored[1], []
    for old, new, what in [
        ("three 3", "three 4", "cell 1: the output differs (stdout)"),
        ('"Fraction(3, 5)"', '"Fraction(3, 6)"', "cell 2: the output differs (execute_result, text/plain)"),
        ('"<b>3</b>"', '"<b>3</b> "', "cell 3: the output differs (display_data, text/html)"),
    ]:
        assert text.count(old) == 1
        text = text.replace(old, new)
        told.append(what)
    path = tmp_path / "changed.ipynb"
    path.write_text(text, encoding="utf-8")
    done = run(path)
    assert done.returncode == 1
    assert [line for line in done.stdout.splitlines() if line.startswith("cell")] == told
    assert path.read_text(encoding="utf-8") == text


def test_a_file_in_another_form_is_noticed(stored, tmp_path):
    path = tmp_path / "form.ipynb"
    path.write_text(stored[1].replace('"execution_count": 2', '"execution_count": 7'), encoding="utf-8")
    done = run(path)
    assert done.returncode == 1
    assert "the file is not as --write stores it" in done.stdout


def test_a_cell_that_raises_warns_or_complains_fails_and_is_not_stored(tmp_path):
    path = tmp_path / "small.ipynb"
    sources = [
        "1 / 0",
        "import warnings\nwarnings.warn('old', DeprecationWarning)",
        "import sys\nsys.stderr.write('oh')\nNone",
    ]
    text = json.dumps(notebook_of(*sources))
    path.write_text(text, encoding="utf-8")
    done = run("--write", path)
    assert done.returncode == 1
    for told in (
        "cell 1 raises ZeroDivisionError: division by zero",
        "cell 2 raises DeprecationWarning: old",
        "cell 3 writes to stderr: oh",
    ):
        assert told in done.stdout.splitlines()
    assert path.read_text(encoding="utf-8") == text


def test_an_error_that_is_stored_is_an_error_all_the_same(tmp_path):
    path = tmp_path / "small.ipynb"
    notebook = notebook_of("1 / 0")
    notebook["cells"][0]["outputs"] = [
        {"ename": "ZeroDivisionError", "evalue": "division by zero", "output_type": "error", "traceback": []}
    ]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    done = run(path)
    assert done.returncode == 1
    assert "cell 1 raises ZeroDivisionError: division by zero" in done.stdout

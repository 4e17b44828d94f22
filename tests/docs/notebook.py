"""Runs a notebook, and compares what it gives with what is stored in it.

    python tests/docs/notebook.py [--write] [FILE]

FILE is docs/notebook.ipynb unless told. It is run from the top to the bottom by a kernel of this Python, in a folder
of its own, warnings being errors there. Every output (text, HTML, LaTeX, what is printed) has to be the stored one,
byte for byte; then the exit code is 0. It is 1 if an output differs, a cell raises, warns or writes to stderr, or the
file is not in the form in which ``--write`` stores it; every difference is told. After a wanted change ``--write``
stores the new outputs, unless a cell raised or warned.
"""

import argparse
import os
import re
import sys
import tempfile
from copy import deepcopy
from difflib import unified_diff
from itertools import zip_longest
from pathlib import Path

NOTEBOOK = Path(__file__).resolve().parents[2] / "docs" / "notebook.ipynb"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
WARNINGS = "import warnings; warnings.simplefilter('error'); warnings.filterwarnings('ignore', module='ipykernel')"
"""Every warning is an error but the kernel's own: it warns of itself when it is shut down."""

SECONDS_FOR_A_CELL = 300
SHOWN_LINES = 20


def executed(notebook, folder):
    """A copy of the notebook with the outputs of a run in ``folder``, and nothing that a second run would change."""
    from nbclient import NotebookClient

    notebook = deepcopy(notebook)
    for cell in notebook.cells:
        cell.metadata = {"tags": cell.metadata["tags"]} if "tags" in cell.metadata else {}
    client = NotebookClient(
        notebook,
        timeout=SECONDS_FOR_A_CELL,
        kernel_name="python3",
        extra_arguments=[f"--IPKernelApp.exec_lines={WARNINGS}"],
        allow_errors=True,
        coalesce_streams=True,
        record_timing=False,
        resources={"metadata": {"path": str(folder)}},
    )
    client.execute()
    notebook.metadata = METADATA
    for number, cell in enumerate(notebook.cells, 1):
        cell.id = f"cell-{number:02d}"
    return notebook


def troubles(notebook):
    """What no stored output may be: an error, or anything on stderr."""
    for number, cell in enumerate(notebook.cells, 1):
        for output in cell.get("outputs", ()):
            if output.output_type == "error":
                yield f"cell {number} raises {output.ename}: {output.evalue}"
            if output.output_type == "stream" and output.name == "stderr":
                yield f"cell {number} writes to stderr: {output.text}"


def differences(stored, given):
    """How the outputs that are stored differ from those of a run, in words."""
    for number, (old, new) in enumerate(zip(stored.cells, given.cells, strict=True), 1):
        for before, now in zip_longest(parts(old), parts(new), fillvalue=("nothing", "")):
            if before != now:
                named = before[0] if before[0] == now[0] else f"{before[0]}, now {now[0]}"
                lines = unified_diff(before[1].splitlines(), now[1].splitlines(), "stored", "given", lineterm="", n=0)
                yield "\n".join([f"cell {number}: the output differs ({named})", *list(lines)[:SHOWN_LINES]])


def parts(cell):
    """Every output of a cell as (what it is, text), one for each form of it."""
    for output in cell.get("outputs", ()):
        if output.output_type == "stream":
            yield output.name, output.text
        elif output.output_type == "error":
            yield "error", f"{output.ename}: {output.evalue}"
        else:
            for form in sorted(output.data):
                yield f"{output.output_type}, {form}", str(output.data[form])


def alone(folder):
    """Let no file of this user change what the kernel does: settings, start-up code, other kernels of the same name."""
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        os.environ[name] = str(Path(folder) / name.lower())
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    for name in ("JUPYTER_PATH", "JUPYTER_CONFIG_PATH"):
        os.environ.pop(name, None)


def main(words):
    to = argparse.ArgumentParser(description="Run a notebook, and compare its outputs with those stored in it.")
    to.add_argument("file", nargs="?", type=Path, default=NOTEBOOK, metavar="FILE")
    to.add_argument("--write", action="store_true", help="store the outputs of this run")
    arguments = to.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="verifier-notebook-") as temporary:
        alone(temporary)
        import nbformat

        text = arguments.file.read_text(encoding="utf-8")
        stored = nbformat.reads(text, as_version=4)
        place = Path(temporary) / "work"
        place.mkdir()
        given = executed(stored, place)
    wanted = nbformat.writes(given) + "\n"
    found = list(troubles(given))
    if arguments.write and not found:
        arguments.file.write_text(wanted, encoding="utf-8", newline="\n")
        return 0
    found += differences(stored, given)
    if not found and wanted != text:
        found.append("the outputs are the stored ones, but the file is not as --write stores it")
    sys.stdout.writelines(re.sub("\x1b\\[[0-9;]*m", "", each) + "\n" for each in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

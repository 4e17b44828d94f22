"""The README and every page of the documentation are run: files, commands and Python sessions, from top to bottom.

A page's blocks are, each after a mark that readers do not see:

    <!-- file: NAME -->            a file, written into an empty folder where the page's commands then run
    <!-- example: exit N -->       commands after "$ ", with what they print on stdout; the last one exits with N
    <!-- example: exit N, ... -->  the same, where "..." stands for anything (times, and what is left out)
    <!-- part of: PATH -->         lines that stand so in a file of this repository
    <!-- not run: REASON -->       nothing is run, and the reason says why not
    (no mark)                      a Python session with ">>> ", or one of Sphinx's directives
"""

import doctest
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from preloaded import folder_of_program

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    str(path.relative_to(ROOT))
    for path in [ROOT / "README.md", *ROOT.glob("CONTRIBUTING.md"), *(ROOT / "docs").rglob("*.md")]
)
PAGE = re.compile(r"^page: \S+/report\.html\n", re.MULTILINE)
"""What stderr may say on a page: where a report's page is. An example shows stdout."""

DIRECTIVES = {"{toctree}", "{program-output}", "{eval-rst}"}


@dataclass(frozen=True)
class Block:
    """A block of a page: what its mark says, the mark's argument, its language, its lines, and where it begins."""

    kind: str
    argument: str
    language: str
    text: str
    line: int


def blocks(page):
    """The blocks of a page's text, in order."""
    before = None
    for token in MarkdownIt().enable("table").parse(page):
        if token.type == "fence":
            mark = re.fullmatch(r"<!-- (.+?) -->", before.content.strip()) if before is not None else None
            kind, _, argument = (mark[1] if mark else "").partition(": ")
            yield Block(kind, argument, token.info.partition(" ")[0], token.content, token.map[0] + 1)
        before = token if token.type == "html_block" else None


def same(expected, printed, *, elided):
    """True if this was printed; where ``elided``, "..." in ``expected`` stands for any text."""
    if not elided:
        return expected == printed
    return re.fullmatch(".*?".join(map(re.escape, expected.split("..."))), printed, re.DOTALL) is not None


def run(block, folder):
    """Run the commands of a console block; an error that says what differs."""
    code = None
    for part in re.split(r"^(?=\$ )", block.text, flags=re.MULTILINE)[1:]:
        command, _, expected = part[2:].partition("\n")
        environment = {
            "PATH": os.pathsep.join([folder_of_program(), str(Path(sys.executable).parent), os.environ["PATH"]]),
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
        }
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert PAGE.sub("", done.stderr) == "", f"line {block.line}: {command}"
        told = f"line {block.line}: {command}\n--- the page says\n{expected}--- printed\n{done.stdout}"
        if not same(expected, done.stdout, elided=block.argument.endswith(", ...")):
            raise AssertionError(told)
        code = done.returncode
    assert block.argument.removesuffix(", ...") == f"exit {code}", f"line {block.line}: exit {code}"


def converse(block, page, shared):
    """Run a Python session; the names it makes are there for the page's next one."""
    test = doctest.DocTestParser().get_doctest(block.text, shared, page, page, block.line)
    told = []
    results = doctest.DocTestRunner(verbose=False).run(test, out=told.append, clear_globs=False)
    shared.update(test.globs)
    assert results.attempted, f"{page} line {block.line}: no session"
    assert not results.failed, "".join(told)


def follow(page, text, folder):
    """Do what a page says, from top to bottom, in ``folder``."""
    shared = {"__name__": "__main__"}
    for block in blocks(text):
        if block.kind == "file":
            path = folder / block.argument
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
        elif block.kind == "example":
            run(block, folder)
        elif block.kind == "part of":
            assert block.text in (ROOT / block.argument).read_text(encoding="utf-8"), block.argument
        elif block.kind == "" and block.language == "python":
            converse(block, page, shared)
        elif block.kind == "":
            assert block.language in DIRECTIVES, f"{page} line {block.line}: a block that nothing runs"
        else:
            assert block.kind in {"not run", "command"}, f"{page} line {block.line}: {block.kind!r} is no mark"


@pytest.mark.parametrize("page", PAGES)
def test_everything_on_the_page_does_what_it_says(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    follow(page, (ROOT / page).read_text(encoding="utf-8"), tmp_path)


@pytest.mark.parametrize(
    "wrong",
    [
        "<!-- example: exit 0 -->\n```console\n$ echo one\ntwo\n```\n",
        "<!-- example: exit 0 -->\n```console\n$ echo one\n```\n",
        "<!-- example: exit 0 -->\n```console\n$ false\n```\n",
        "<!-- example: exit 0 -->\n```console\n$ echo wrong >&2\n```\n",
        "<!-- example: exit 0 -->\n```console\nnothing\n```\n",
        "<!-- example: exit 0, ... -->\n```console\n$ echo one; echo two\none\n...three\n```\n",
        "```python\n>>> 1 + 1\n3\n```\n",
        "```python\nprint(1)\n```\n",
        "```sh\nls\n```\n",
        "<!-- part of: README.md -->\n```\nno line of it\n```\n",
        "<!-- exampel: exit 0 -->\n```console\n$ true\n```\n",
    ],
)
def test_a_page_that_says_something_else_is_noticed(wrong, tmp_path):
    with pytest.raises(AssertionError):
        follow("page", wrong, tmp_path)


def test_a_page_can_leave_out_what_changes_and_use_what_it_made(tmp_path):
    page = (
        "<!-- file: a/b.txt -->\n```text\nkept\n```\n<!-- example: exit 3, ... -->\n```console\n$ cat a/b.txt\nk...t\n"
    )
    follow("page", page + "$ exit 3\n```\n```python\n>>> x = 2\n\n```\n```python\n>>> x\n2\n\n```\n", tmp_path)

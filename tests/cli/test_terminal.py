"""What a person sees at a terminal, and a pipe does not: through a pseudo-terminal, as a terminal runs the program."""

import fcntl
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import termios
from functools import lru_cache
from pathlib import Path

import pytest
from preloaded import program
from rich.cells import cell_len

pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")

CASES = Path(__file__).resolve().parents[2] / "cases"
LONG = ("x" * 79 + "1", "x" * 79 + "2")
NAMES = (*LONG, "寿司 (sushi)", "שלום עולם", "[red]x[/red]", "[/b]", "refuted", "certified 2/3")
HOSTILE = ("a\x1b[35mpink", "title\x1b]0;mine\x07", "c1\x9b35m\x85", "back\rover\x7f\x08", "rtl \u202e trick\u2028")
COLOURS = {"\x1b[32m": "certified", "\x1b[31m": "refuted", "\x1b[33m": "undecided"}
OWN = re.compile(r"\x1b\[[0-9;]*m")
VARIABLES = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "CI", "TERM", "TTY_COMPATIBLE")


def environment(**more):
    kept = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    return {**kept, "TERM": "xterm-256color", **more}


@lru_cache(maxsize=100)
def at_terminal(*arguments, cwd, columns=80, stream="stdout", **more):
    """The exit code and what a terminal of so many columns receives on ``stream``."""
    outer, inner = pty.openpty()
    fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    streams = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, stream: inner}
    process = subprocess.Popen(
        [*program(), *arguments],
        cwd=cwd,
        env=environment(**more),
        stdin=subprocess.DEVNULL,
        **streams,
    )
    os.close(inner)
    received = b""
    try:
        while piece := os.read(outer, 65536):
            received += piece
    except OSError:  # what Linux says when nobody holds the other end any more
        pass
    os.close(outer)
    return process.wait(timeout=60), received.decode("utf-8").replace("\r\n", "\n")


@lru_cache(maxsize=100)
def piped(*arguments, cwd, **more):
    command = [*program(), *arguments]
    done = subprocess.run(command, capture_output=True, check=False, timeout=60, cwd=cwd, env=environment(**more))
    return done.stdout


def write_people(path, names):
    m = len(names)
    rows = [{"count": 1 + i % 2, "ranking": [[names[(i + j) % m]] for j in range(m)]} for i in range(m)]
    path.write_text(json.dumps({"format": "verifier-population/1", "responses": names, "rankings": rows}))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Populations with names of every kind, two reports and one case."""
    path = tmp_path_factory.mktemp("terminal")
    write_people(path / "people.json", NAMES)
    write_people(path / "hostile.json", HOSTILE)
    write_people(path / "hundred.json", [f"response {i}" for i in range(100)])
    write_people(path / "small.json", ["a", "b", "c"])
    piped("audit", "people.json", "--policy", "uniform", "-k", "1,2", "--out", "old", cwd=path)
    piped("audit", "people.json", "--policy", "response:[/b]", "-k", "2,3", "--out", "new", cwd=path)
    shutil.copytree(CASES / "two-two-one", path / "cases" / "two-two-one")
    piped("reproduce", cwd=path, CI="1")
    return path


COMMANDS = {
    "audit": ("audit", "people.json", "--policy", "nlhf", "--policy", "refuted", "-k", "9..12"),
    "audit everything": ("audit", "small.json", "--policy", "all", "-k", "2"),
    "solve": ("solve", "self-play", "small.json", "-k", "2"),
    "show": ("show", "people.json"),
    "show hundred": ("show", "hundred.json"),
    "gallery": ("show", "--gallery"),
    "diff": ("diff", "old", "new"),
    "check": ("check", "old", "new"),
    "counterexample": ("counterexample", "--rule", "nlhf", "-k", "3"),
    "reproduce": ("reproduce",),
}


@pytest.mark.parametrize("name", [*COMMANDS, "help"])
def test_a_pipe_gets_the_same_plain_bytes_whatever_the_environment_says(name, folder):
    command = COMMANDS.get(name, ("audit", "--help"))
    usual = piped(*command, cwd=folder)
    odd = {"TERM": "dumb", "COLUMNS": "33", "LINES": "5", "NO_COLOR": "1"}
    assert piped(*command, cwd=folder, **odd) == usual
    assert piped(*command, cwd=folder, FORCE_COLOR="1", COLUMNS="250", TTY_COMPATIBLE="1") == usual
    assert len(usual) > 50
    assert b"\x1b" not in usual


@pytest.mark.parametrize("columns", [30, 80, 200])
@pytest.mark.parametrize("name", COMMANDS)
def test_no_line_is_wider_than_the_terminal(name, columns, folder):
    _, text = at_terminal(*COMMANDS[name], cwd=folder, columns=columns)
    lines = OWN.sub("", text).split("\n")
    assert len(lines) > 3
    assert max(map(cell_len, lines)) <= columns


@pytest.mark.parametrize("columns", [40, 80])
def test_names_are_wrapped_and_never_cut(columns, folder):
    _, text = at_terminal("show", "people.json", cwd=folder, columns=columns)
    _, letters = at_terminal("show", "people.json", cwd=folder, columns=500)
    assert OWN.sub("", text).count("x") >= letters.count("x") >= 2 * 79 * len(NAMES)
    for end in ("x1", "x2"):
        assert OWN.sub("", text).count(end) >= letters.count(end) > len(NAMES)


def test_names_are_never_markup(folder):
    for command in (COMMANDS["show"], ("audit", "people.json", "--policy", "[/b]", "-k", "1")):
        _, text = at_terminal(*command, cwd=folder, columns=200)
        assert "[/b]" in text
    _, text = at_terminal(*COMMANDS["show"], cwd=folder, columns=200)
    assert "[red]x[/red]" in text


@pytest.mark.parametrize("name", ["audit", "diff", "show", "check"])
def test_colours_are_on_our_verdict_words_only(name, folder):
    _, text = at_terminal(*COMMANDS[name], cwd=folder, columns=200)
    coloured = re.findall(r"(\x1b\[(?:3|4|9|10)\d[0-9;]*m)([^\x1b]*)", text)
    assert all(COLOURS[code] == word for code, word in coloured)
    assert bool(coloured) == (name in {"audit", "diff"})


def test_a_response_called_refuted_is_not_coloured(folder):
    _, text = at_terminal("audit", "people.json", "--policy", "uniform", "-k", "1..3", cwd=folder, columns=200)
    assert "refuted" in text
    assert "\x1b[31m" not in text


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"NO_COLOR": "0", "FORCE_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_escape_is_sent_where_colours_are_not_wanted(variables, folder):
    for name in ("audit", "diff", "gallery"):
        code, text = at_terminal(*COMMANDS[name], cwd=folder, **variables)
        assert code in {0, 1}
        assert "\x1b" not in text
    _, text = at_terminal(*COMMANDS["audit"], cwd=folder, **variables)
    assert "refuted" in text


def test_an_empty_no_color_says_nothing(folder):
    _, text = at_terminal(*COMMANDS["audit"], cwd=folder, NO_COLOR="")
    assert "\x1b[31mrefuted" in text


@pytest.mark.parametrize(
    "command",
    [
        *((("audit", "hostile.json", "-k", "1..3", "--format", style)) for style in
          ("text", "json", "markdown", "html", "junit", "latex")),
        ("audit", "hostile.json", "--policy", HOSTILE[0], "-k", "2"),
        ("solve", "multi-output", "hostile.json", "-k", "2", "--format", "policy"),
        ("solve", "optimal", "hostile.json", "-k", "2", "--format", "policy"),
        ("solve", "nlhf", "hostile.json", "--format", "html"),
        ("show", "hostile.json"),
        ("show", "hostile.json", "--format", "json"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_no_control_character_of_a_name_reaches_the_terminal(command, folder):
    _, text = at_terminal(*command, cwd=folder, NO_COLOR="1")
    assert len(text) > 100
    assert {char for char in text if not char.isprintable()} <= {"\n", "\t"}


@pytest.mark.parametrize(
    "command",
    [
        ("audit", "small.json", "extra\x1b[35m"),
        ("audit", "no\x1b[35msuch"),
        ("audit", "small.json", "--policy", "\x9b35m"),
        ("audit", "small.json", "--format", "\x1b[35m"),
        ("\x1b[35m",),
        ("check", "no\x1b[35msuch"),
        ("diff", "old", "no\x1b[35msuch"),
        ("show", "gallery:\x1b[35m"),
        ("reproduce", "\x1b[35m"),
        ("paper", "check", "\x1b[35m.tex"),
    ],
    ids=lambda command: " ".join(command).replace("\x1b", "ESC").replace("\x9b", "CSI"),
)
def test_no_control_character_of_an_argument_reaches_the_terminal_in_an_error(command, folder):
    code, text = at_terminal(*command, cwd=folder, stream="stderr", CI="1")
    assert code == 2
    assert "x1b[35m" in text or "x9b35m" in text
    assert {char for char in text if not char.isprintable()} == {"\n"}


def test_progress_shows_names_as_they_are_and_never_as_markup_or_commands(folder):
    write_people(folder / "progress.json", ["[/red]", "b\x1b[35m", "c"])
    for name in ("[/red]", "b\x1b[35m"):
        command = ("audit", "progress.json", "--policy", f"response:{name}", "--samples-for", "1/3")
        code, text = at_terminal(*command, cwd=folder, stream="stderr")
        assert code in {0, 1}
        assert "\x1b[35m" not in text


def test_progress_is_silent_where_standard_error_is_no_terminal(folder):
    done = subprocess.run(
        [*program(), *COMMANDS["audit"]],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        check=False,
        timeout=60,
        cwd=folder,
        env=environment(FORCE_COLOR="1"),
    )
    assert done.stderr == b""


def test_progress_is_silent_at_a_terminal_that_cannot_show_it(folder):
    assert at_terminal(*COMMANDS["audit"], cwd=folder, stream="stderr", TERM="dumb")[1] == ""
    assert at_terminal(*COMMANDS["audit"], cwd=folder, stream="stderr")[1] != ""


def test_a_closed_standard_error_changes_no_answer(folder):
    line = f"'{sys.executable}' -m verifier audit small.json -k 1 2>&-"
    done = subprocess.run(["bash", "-c", line], cwd=folder, stdout=subprocess.PIPE, check=False, timeout=60)
    assert done.returncode == 0
    assert done.stdout == piped("audit", "small.json", "-k", "1", cwd=folder)


def test_the_plot_is_drawn_at_a_terminal_only(folder):
    command = ("audit", "small.json", "--policy", "uniform", "-k", "1..30")
    _, text = at_terminal(*command, cwd=folder, columns=60)
    plot = OWN.sub("", text).partition("\n1.00 |")[2]
    assert "o uniform   . k/(k+1)" in plot
    assert "(12 numbers k are left out)" in plot
    assert max(map(len, plot.split("\n"))) <= 60
    assert b"1.00 |" not in piped(*command, cwd=folder)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_table_of_a_command_is_ruled_at_a_terminal_and_not_in_a_pipe(name, folder):
    _, text = at_terminal(*COMMANDS[name], cwd=folder, columns=200)
    assert re.search("^─{4,}$", text, re.MULTILINE)
    assert "─" not in piped(*COMMANDS[name], cwd=folder).decode("utf-8")


def test_files_are_plain_also_where_the_audit_was_seen_at_a_terminal(folder):
    command = ("audit", "people.json", "--policy", "nlhf", "-k", "1..3")
    at_terminal(*command, "--out", "seen", cwd=folder, columns=50)
    piped(*command, "--out", "unseen", cwd=folder)
    written = {path.name: path.read_bytes() for path in (folder / "seen").iterdir()}
    assert written == {path.name: path.read_bytes() for path in (folder / "unseen").iterdir()}
    assert not any(b"\x1b" in text for text in written.values())

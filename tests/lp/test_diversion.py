"""What native code prints while we call it never reaches the standard output of whoever calls us."""

import os
import sys
import threading

import pytest

import verifier
from verifier.lp import highs
from verifier.lp.diversion import STANDARD, cleared
from verifier.lp.program import LinearProgram
from verifier.lp.solve import solve

PROGRAM = LinearProgram((1, 1), [[1, 2], [3, 1]], (3, 4))


def echo(text):
    os.write(1, text)


def test_standard_output_leads_to_standard_error_inside_and_back_outside(capfd):
    echo(b"before ")
    with cleared():
        echo(b"inside ")
        with cleared() as real:
            echo(b"deeper ")
            os.write(real, b"answer ")
        echo(b"still inside")
    echo(b"after")
    assert capfd.readouterr() == ("before answer after", "inside deeper still inside")


def test_standard_output_is_back_after_an_error(capfd):
    with pytest.raises(KeyboardInterrupt), cleared():
        raise KeyboardInterrupt
    echo(b"after")
    assert capfd.readouterr() == ("after", "")


def test_threads_that_overlap_put_it_back_once(capfd):
    inside, leave = threading.Barrier(5), threading.Event()

    def call():
        with cleared():
            echo(b"x")
            inside.wait(timeout=60)
            leave.wait(timeout=60)
            echo(b"x")

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    inside.wait(timeout=60)
    echo(b"x")
    leave.set()
    for thread in threads:
        thread.join(timeout=60)
    echo(b"after")
    assert capfd.readouterr() == ("after", "x" * 9)
    assert STANDARD._asked == 0


class Loud:
    """HiGHS as it is, but for lines of its own."""

    def __init__(self, quiet):
        echo(b"banner\n")
        self._quiet = quiet

    def __getattr__(self, name):
        return getattr(self._quiet, name)

    def run(self):
        echo(b"running\n")
        self._quiet.run()
        echo(b"done\n")


def test_a_solver_that_prints_is_heard_on_standard_error_only(monkeypatch, capfd):
    import highspy

    class Core:
        _Highs = staticmethod(lambda: Loud(highspy._core._Highs()))

    class Library:
        _core = Core

        def __getattr__(self, name):
            return getattr(highspy, name)

    quiet = solve(PROGRAM)
    monkeypatch.setattr(highs, "_library", Library)
    assert solve(PROGRAM).primal == quiet.primal
    assert capfd.readouterr() == ("", "banner\nrunning\ndone\n")


def test_what_python_prints_is_left_alone(capfd):
    people = verifier.Population.from_rankings({"a > b": 1, "b > a": 1})
    answer = str(verifier.audit(people, verifier.nlhf(people), k=[1]))
    with cleared():
        sys.stdout.write("print\n")
    assert "certified" in answer
    assert capfd.readouterr() == ("print\n", "")

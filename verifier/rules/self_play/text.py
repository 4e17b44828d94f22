"""Runs as JSON text: ``{"format": "verifier-self-play/1", ...}``, dyadic numbers by their numerators over 2^52.

A run that kept all its iterates is written as those alone, and every sum is counted again when it is read; a run of
checkpoints is written as its sums, which a reader can but take on trust.
"""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256
from typing import TypeAlias

import numpy as np

from verifier.errors import InputError
from verifier.exact.rational import format_rational, parse_rational
from verifier.game.payoffs import check_payoff
from verifier.preferences.formats.population_json import format_population_json
from verifier.preferences.formats.source import located, malformed
from verifier.preferences.formats.strict_json import Json, kind, parse_json
from verifier.preferences.population import Population
from verifier.rules.self_play.game import game_of
from verifier.rules.self_play.grid import BITS, ONE, Ticks
from verifier.rules.self_play.ledger import Ledger, after, empty, is_checkpoint, next_checkpoint
from verifier.rules.self_play.methods import method_of
from verifier.rules.self_play.run import LARGEST_STEP, MOST_SAMPLES, Run

RUN_FORMAT = "verifier-self-play/1"
_PLAYED = ("iterates", "checkpoints")
_KEYS = ("format", "population", "k", "payoff", "method", "step", "bits", "state")
_SUMS = ("last", "sums", "payoffs", "losses")

Entries: TypeAlias = "dict[str, Json]"


def format_run(run: Run) -> str:
    """``run`` as JSON, one line for each iterate or checkpoint; the population by its fingerprint."""
    head = {
        "format": RUN_FORMAT,
        "population": fingerprint(run.population),
        "k": run.k,
        "payoff": run.payoff,
        "method": run.method,
        "step": format_rational(run.step),
        "bits": BITS,
        "state": [format_rational(value) for value in run.state],
    }
    if run.iterates is not None:
        key, rows = "iterates", [json.dumps(row) for row in run.iterates.tolist()]
    else:
        key, rows = "checkpoints", [json.dumps(_written(each)) for each in run.checkpoints]
    opening = json.dumps(head)[:-1]
    return f'{opening}, "{key}": [\n' + ",\n".join(rows) + "\n]}\n"


def fingerprint(population: Population) -> str:
    """The SHA-256 of ``population`` as JSON and of how left-out responses are read, in hexadecimal digits."""
    return sha256(f"{population.unranked}\n{format_population_json(population)}".encode()).hexdigest()


def parse_run(text: str, population: Population, source: str = "run") -> Run:
    """The run that ``text`` writes, over the ``population`` that it was played on.

    Raises:
        InputError: the text is no run, or it is one over another population.
    """
    value = parse_json(text, source)
    if not isinstance(value, dict) or value.get("format") != RUN_FORMAT:
        raise malformed(source, None, f'there is no run; a run is an object with "format": "{RUN_FORMAT}"')
    given = [key for key in _PLAYED if key in value]
    if sorted(value) != sorted([*_KEYS, *given]) or len(given) != 1:
        raise malformed(source, None, f"a run has the keys {', '.join(_KEYS)}, and {' or '.join(_PLAYED)}")
    with located(source):
        if value["population"] != fingerprint(population):
            raise InputError("the run was played on another population; give the one that it was played on")
        if value["bits"] != BITS:
            raise InputError(f"the iterates are over 2^{value['bits']}; they are read over 2^{BITS}")
        run = _opened(value, population)
        return _recounted(run, value) if given == ["iterates"] else _trusted(run, value)


def _opened(value: Entries, population: Population) -> Run:
    k, m = _whole(value["k"], "k"), len(population.responses)
    payoff = check_payoff(population, k, _text(value["payoff"], "payoff"))
    rule = method_of(_text(value["method"], "method"))
    step = parse_rational(_text(value["step"], "step"))
    state = tuple(parse_rational(_text(each, "state")) for each in _list(value["state"], "state", rule.width * m))
    if k > MOST_SAMPLES or not 0 < step <= LARGEST_STEP:
        raise InputError(f"k is at most {MOST_SAMPLES}, and the step is in (0, 2^30]")
    if any(abs(number) > 1 << BITS or Fraction(float(number)) != number for number in (step, *state)):
        raise InputError("the step and the state are not the float64 numbers that self-play writes")
    _check_policy([number * ONE for number in state[:m]], ONE, "the state")
    return Run(population, k, payoff, rule.name, step, None, (empty(m),), state)


def _recounted(run: Run, value: Entries) -> Run:
    m = len(run.population.responses)
    rows = [_policy(row, m, ONE, "an iterate") for row in _list(value["iterates"], "iterates")]
    iterates: Ticks = np.array(rows, dtype=np.int64)
    iterates.flags.writeable = False
    game, ledger, checkpoints, done = game_of(run.population, run.k, run.payoff), run.end, [], 0
    for steps in range(1, len(rows) + 1):
        if is_checkpoint(steps) or steps == len(rows):
            ledger, done = after(ledger, game, iterates[done:steps]), steps
            checkpoints.append(ledger)
    return replace(run, iterates=iterates, checkpoints=tuple(checkpoints))


def _trusted(run: Run, value: Entries) -> Run:
    ledgers = [_ledger(each, len(run.population.responses)) for each in _list(value["checkpoints"], "checkpoints")]
    steps = [ledger.steps for ledger in ledgers]
    before = [0, *steps[:-1]]
    if any(next_checkpoint(each) != at for each, at in zip(before[:-1], steps[:-1], strict=True)) or not (
        before[-1] < steps[-1] <= next_checkpoint(before[-1])
    ):
        raise InputError("the checkpoints are not at 1, 2, 5, 10, 20, ... steps and at the end")
    return replace(run, checkpoints=tuple(ledgers))


def _written(ledger: Ledger) -> Entries:
    sums: Entries = {name: [str(each) for each in getattr(ledger, name)] for name in _SUMS}
    return {"steps": ledger.steps, "earned": str(ledger.earned), **sums}


def _ledger(value: Json, m: int) -> Ledger:
    if not isinstance(value, dict) or sorted(value) != sorted(("steps", "earned", *_SUMS)):
        raise InputError(f"a checkpoint is {kind(value)}; it has the keys steps, earned, {', '.join(_SUMS)}")
    steps = _whole(value["steps"], "steps")
    sums = {name: tuple(_whole(each, name) for each in _list(value[name], name, m)) for name in _SUMS}
    _check_policy(sums["last"], ONE, "the last iterate of a checkpoint")
    _check_policy(sums["sums"], steps * ONE, "the sum of the iterates of a checkpoint")
    earned = _whole(value["earned"], "earned")
    return Ledger(steps, sums["last"], sums["sums"], sums["payoffs"], sums["losses"], earned)


def _policy(value: Json, m: int, whole: int, what: str) -> list[int]:
    numbers = [_whole(each, what) for each in _list(value, what, m)]
    _check_policy(numbers, whole, what)
    return numbers


def _check_policy(numbers: list[Fraction] | list[int] | tuple[int, ...], whole: int, what: str) -> None:
    if any(number < 0 or number.denominator != 1 for number in numbers) or sum(numbers) != whole:
        raise InputError(f"{what} is no policy: its numerators are whole, not negative, and sum to {whole}")


def _whole(value: Json, what: str) -> int:
    """A whole number ≥ 0: a numeral, or one as text where it can be long."""
    number = parse_rational(value) if isinstance(value, str) else value
    if isinstance(number, bool) or not isinstance(number, (int, Fraction)) or number < 0 or number.denominator != 1:
        raise InputError(f"{what}: {kind(value)} is not a whole number that is not negative")
    return int(number)


def _text(value: Json, what: str) -> str:
    if not isinstance(value, str):
        raise InputError(f"{what} is {kind(value)}; it is a text")
    return value


def _list(value: Json, what: str, length: int | None = None) -> list[Json]:
    if not isinstance(value, list) or not value or (length is not None and len(value) != length):
        wanted = "a list that is not empty" if length is None else f"a list of {length}"
        raise InputError(f"{what} is {kind(value)}; it is {wanted}")
    return value

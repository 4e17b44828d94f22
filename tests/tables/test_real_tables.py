"""Real exports, and tables of the kinds that went wrong elsewhere: what is refused names a command that reads it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from verifier.errors import InputError
from verifier.game.loss import loss
from verifier.preferences.formats.options import ReadOptions
from verifier.preferences.formats.registry import parse_population
from verifier.rules.simple import uniform

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
POLIS = sorted(DATA.glob("llm/polis/*/participants-votes.csv"))
TABLES = sorted(path for folder in ("reports", "schemas") for path in (DATA / folder).glob("*.csv"))
NO_DATA = f"the real files are not there: {DATA}"
CYCLE = ("2/3", "22/27")
RIGHT = {
    "ballot.csv": CYCLE,
    "respondent-id.csv": CYCLE,
    "userid.csv": CYCLE,
    "voter-space-id.csv": CYCLE,
    "ratings.csv": CYCLE,
    "cyc.csv": ("11/20", "57/80", "257/320"),
    "many_p5.csv": ("10/21", "115/168", "533/672"),
    "rm_scores_long.csv": ("1/2", "5/8", "23/32"),
    "two_responses_as_long.csv": ("7/10", "17/20", "37/40"),
    "prism_user_model_mean.csv": ("9/16", "45/64", "201/256"),
}
"""Win rates of the uniform policy for k = 1, 2, ..., by brute force, of tables that are read as they are."""

FIRST = {
    "item-rater.csv": ("2/3", "7/9"),
    "bettervoting-precinct.csv": CYCLE,
    "bettervoting-empty-precinct.csv": CYCLE,
    "unnamed-01.csv": CYCLE,
    "count-first.csv": ("139/249", "553/747"),
    "count-last.csv": ("139/249", "553/747"),
    "ranks-wide.csv": ("7/16", "37/64"),
    "rm_scores.csv": ("1/2", "5/8", "23/32"),
    "misread_rm_int.csv": ("1/2", "5/8", "23/32"),
}
"""The same, of tables that are refused, read by the first way that is offered."""


def read(path, **options):
    return parse_population(path.read_text(encoding="utf-8"), path.name, ReadOptions(**options))


def uniform_rates(people, numbers):
    policy = uniform(people)
    return tuple(1 - max(loss(people, policy, k, y) for y in people.responses) for k in range(1, numbers + 1))


@pytest.mark.skipif(not POLIS, reason=NO_DATA)
@pytest.mark.parametrize("path", POLIS, ids=lambda path: path.parent.name)
def test_exports_of_polis_are_refused_with_the_way_to_read_them(path):
    with pytest.raises(InputError, match="'n-votes'") as caught:
        read(path)
    first = caught.value.remedies[0]
    assert first == {"ignore_columns": ("group-id", "n-comments", "n-votes", "n-agree", "n-disagree"), "best": "high"}
    people = read(path, **first)
    assert people.responses == tuple(map(str, range(len(people.responses))))


@pytest.mark.skipif(not TABLES, reason=NO_DATA)
@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.name)
def test_a_table_is_read_rightly_or_refused_with_ways_that_read(path):
    try:
        people = read(path)
    except InputError as refusal:
        ways = [read(path, **remedy) for remedy in refusal.remedies]
        assert path.name not in RIGHT
        if path.name in FIRST:
            wanted = tuple(map(Fraction, FIRST[path.name]))
            assert uniform_rates(ways[0], len(wanted)) == wanted
    else:
        assert path.name not in FIRST
        if path.name in RIGHT:
            wanted = tuple(map(Fraction, RIGHT[path.name]))
            assert uniform_rates(people, len(wanted)) == wanted

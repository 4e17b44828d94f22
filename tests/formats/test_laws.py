"""Laws of reading and writing, over generated populations: round trips, split rows, relabelled responses."""

from __future__ import annotations

import csv
import dataclasses
import io
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.errors import UnsupportedError
from verifier.preferences.formats.options import ReadOptions
from verifier.preferences.formats.policy_text import format_policy, parse_policy
from verifier.preferences.formats.population_json import format_population_json, parse_population_json
from verifier.preferences.formats.preflib import format_preflib, parse_preflib
from verifier.preferences.policy import Lottery, Policy
from verifier.preferences.population import Population
from verifier.preferences.tables.table import parse_table

ODD_NAMES = [
    "a b",
    "a, b",
    "100 %",
    'say "tea"',
    "'",
    "x" * 80,
    "抹茶",
    "one\x85two",
    "a > b = c",
    "{1,2}",
    "#",
    "1",
    "\\",
    "é",
]
NAMES = st.one_of(
    st.sampled_from(ODD_NAMES),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8),
)
LINE_NAMES = NAMES.map(lambda name: name.replace("\n", "").replace("\r", "").strip(" \t")).filter(bool)


@st.composite
def rankings(draw, m):
    order = draw(st.permutations(range(m)))[: draw(st.integers(1, m))]
    cuts = draw(st.lists(st.booleans(), min_size=len(order), max_size=len(order)))
    classes = [[order[0]]]
    for cut, response in zip(cuts[1:], order[1:], strict=True):
        if cut:
            classes.append([response])
        else:
            classes[-1].append(response)
    return tuple(tuple(sorted(group)) for group in classes)


@st.composite
def populations(draw, names=LINE_NAMES, *, shares=False):
    responses = draw(st.lists(names, min_size=1, max_size=5, unique=True))
    rows = draw(st.lists(st.tuples(rankings(len(responses)), st.integers(1, 10**20)), min_size=1, max_size=6))
    unranked = draw(st.sampled_from(["bottom", "incomparable"]))
    if not shares:
        return Population.from_counts(responses, rows, unranked)
    total = sum(count for _, count in rows)
    return Population.from_shares(responses, [(ranking, Fraction(n, total)) for ranking, n in rows], unranked)


@given(populations(), LINE_NAMES)
def test_preflib_text_gives_the_population_back(population, title):
    suffix, text = format_preflib(population, title)
    assert parse_preflib(text, suffix, "x", population.unranked) == population
    assert parse_preflib(text.replace("\n", "\r\n"), suffix, "x", population.unranked) == population
    assert format_preflib(population, title) == (suffix, text)


@given(populations(NAMES) | populations(NAMES, shares=True))
def test_json_text_gives_the_population_back(population):
    text = format_population_json(population)
    assert parse_population_json(text, "x", population.unranked) == population
    assert format_population_json(population) == text


@given(populations(), st.data())
def test_splitting_rows_and_shuffling_lines_change_nothing(population, data):
    suffix, text = format_preflib(population, "t")
    lines = text.removesuffix("\n").split("\n")
    body = [line for line in lines if not line.startswith("#")]
    header = "".join(line + "\n" for line in lines if line.startswith("#"))
    split = []
    for line in body:
        count, order = line.split(": ")
        part = data.draw(st.integers(0, int(count) - 1))
        split += [f"{part}: {order}", f"{int(count) - part}: {order}"]
    shuffled = header + "\n".join(data.draw(st.permutations(split)))
    assert parse_preflib(shuffled, suffix, "x", population.unranked) == population


@given(populations(), st.data())
def test_relabelling_the_responses_relabels_what_is_read(population, data):
    renamed = data.draw(st.lists(LINE_NAMES, min_size=len(population.responses), max_size=5, unique=True))
    renamed = renamed[: len(population.responses)]
    twin = dataclasses.replace(population, responses=tuple(renamed))
    for people in (population, twin):
        suffix, text = format_preflib(people, "t")
        assert parse_preflib(text, suffix, "x", people.unranked) == people
        assert parse_population_json(format_population_json(people), "x", people.unranked) == people
    written, rewritten = (format_preflib(people, "t")[1].split("\n") for people in (population, twin))
    header = [line.startswith("# ALTERNATIVE NAME") for line in written]
    assert [a for a, names in zip(written, header, strict=True) if not names] == [
        b for b, names in zip(rewritten, header, strict=True) if not names
    ]


def table(rows):
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    return out.getvalue()


@given(populations(st.sampled_from([name for name in ODD_NAMES if name != "1"])))
def test_long_and_wide_tables_give_the_people_who_were_written(population):
    responses = population.responses
    levels = [
        {responses[i]: level for level, group in enumerate(ranking, start=1) for i in group}
        for ranking in population.rankings
    ]
    wide = table(
        [
            ["user", "weight", *responses],
            *(
                [f"u{i}", weight, *(level.get(name, "") for name in responses)]
                for i, (level, weight) in enumerate(zip(levels, population.weights, strict=True))
            ),
        ]
    )
    said = ReadOptions(unranked=population.unranked, best="low", weight_column="weight", keep_columns=responses)
    assert parse_table(wide, "x.csv", said) == population
    long = table(
        [
            ["weight", "user", "rank", "response"],
            *(
                [weight, f"u{i}", level[name], name]
                for i, (level, weight) in enumerate(zip(levels, population.weights, strict=True))
                for name in responses
                if name in level
            ),
        ]
    )
    if max(map(len, levels)) <= 2 < len({name for level in levels for name in level}):
        with pytest.raises(UnsupportedError):
            parse_table(long, "x.csv", ReadOptions())
    else:
        # Responses stand in their order of appearance, and those that nobody ranks do not appear.
        again = parse_table(long, "x.csv", ReadOptions(unranked=population.unranked))
        assert named(again) == named(population)


def named(population):
    return {
        tuple(frozenset(population.responses[i] for i in group) for group in ranking): weight
        for ranking, weight in zip(population.rankings, population.weights, strict=True)
    }


@given(st.lists(st.integers(0, 9), min_size=1, max_size=6).filter(any), st.data())
def test_policies_are_read_back(counts, data):
    names = data.draw(st.lists(NAMES, min_size=len(counts), max_size=len(counts), unique=True))
    policy = Policy.from_weights(dict(zip(names, counts, strict=True)), names, counts=True)
    assert parse_policy(format_policy(policy, names), ".json", "x", names) == policy
    whole = table([["response", "count"], *zip(names, counts, strict=True)])
    if all(name == name.strip(" \t") for name in names):
        assert parse_policy(whole, ".csv", "x", names) == policy


@given(st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=1, max_size=9))
def test_a_log_of_draws_is_its_list_of_sets(draws):
    names = ["a b", "a, b", '"', "茶"]
    log = table([[names[i] for i in draw] for draw in draws])
    expected = Lottery.from_fractions([(draw, Fraction(1, len(draws))) for draw in draws], k=3)
    lottery = parse_policy(log, ".log", "x", names)
    assert lottery == expected
    assert isinstance(lottery, Lottery)
    again = parse_policy(format_policy(lottery, names), ".json", "x", names)
    assert isinstance(again, Lottery)
    assert (again.sets, again.weights, again.denominator) == (lottery.sets, lottery.weights, lottery.denominator)

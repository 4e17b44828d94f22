"""Readers keep pace with the largest public files: bounds are generous, so that only a change of order fails them."""

from __future__ import annotations

import random

from pace import paced

from verifier.preferences.formats.options import ReadOptions
from verifier.preferences.formats.population_json import format_population_json, parse_population_json
from verifier.preferences.formats.preflib import format_preflib, parse_preflib
from verifier.preferences.tables.table import parse_table


def header(m):
    return "".join(f"# ALTERNATIVE NAME {i}: r{i}\n" for i in range(1, m + 1))


def cpu(work):
    with paced() as taken:
        value = work()
    return value, taken.seconds


def test_thirty_thousand_strict_orders_of_ten_take_well_under_two_seconds():
    rng = random.Random(1)  # the input of a measurement
    orders = "".join("1: " + ",".join(map(str, rng.sample(range(1, 11), 10))) + "\n" for _ in range(30_000))
    population, seconds = cpu(lambda: parse_preflib(header(10) + orders, ".soc", "x.soc", "bottom"))
    assert population.voters == 30_000
    assert seconds < 2
    _, seconds = cpu(lambda: format_preflib(population, "t"))
    assert seconds < 2


def test_two_thousand_orders_with_ties_over_a_hundred_take_well_under_a_second():
    rng = random.Random(2)  # the input of a measurement
    lines = []
    for _ in range(2000):
        sample = [str(i) for i in rng.sample(range(1, 101), 90)]
        lines.append("1: " + ",".join("{" + ",".join(sample[i : i + 3]) + "}" for i in range(0, 90, 3)) + "\n")
    population, seconds = cpu(lambda: parse_preflib(header(100) + "".join(lines), ".toi", "x.toi", "bottom"))
    assert population.voters == 2000
    assert seconds < 1


def test_five_thousand_rankings_in_json_and_fifty_thousand_rows_of_a_table_take_well_under_two_seconds():
    rng = random.Random(3)  # the input of a measurement
    rows = [f"u{i // 10},r{i % 10},{rng.randrange(100)}" for i in range(50_000)]
    text = "user,response,score\n" + "\n".join(rows)
    population, seconds = cpu(lambda: parse_table(text, "x.csv", ReadOptions()))
    assert population.voters == 5000
    assert seconds < 2
    again, seconds = cpu(lambda: parse_population_json(format_population_json(population), "x.json", "bottom"))
    assert again == population
    assert seconds < 2

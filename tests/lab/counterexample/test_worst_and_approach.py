"""The worst population for a policy, and sequences that come down to an infimum, from the command line."""

import json
import subprocess
from fractions import Fraction
from itertools import permutations, product

import pytest
from preloaded import program

THIRDS = '{"a": "1/3", "b": "1/3", "c": "1/3"}'
WITH_A_FOURTH = '{"a": "1/3", "b": "1/3", "c": "1/3", "d": "0"}'


def run(*arguments, cwd=None):
    command = [*program(), "counterexample", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, cwd=cwd)


def voters_of(rankings):
    """(share, level of each response) from texts such as "a > b = c"."""
    found = []
    for text, share in rankings.items():
        classes = [[name.strip() for name in group.split("=")] for group in text.split(">")]
        found.append((Fraction(share), {name: level for level, group in enumerate(classes) for name in group}))
    return found


def rate_of(voters, policy, k):
    """The worst-case win rate by listing every opponent and every draw of k samples."""
    losses = []
    for y in policy:
        loss = Fraction(0)
        for share, level in voters:
            for draw in product(policy, repeat=k):
                if all(level[y] < level[z] for z in draw):
                    weight = share
                    for z in draw:
                        weight *= policy[z]
                    loss += weight
        losses.append(loss)
    return 1 - max(losses)


@pytest.mark.parametrize("policy", [THIRDS, WITH_A_FOURTH])
@pytest.mark.parametrize("ties", [(), ("--strict",)])
def test_the_worst_population_has_the_rate_claimed_by_brute_force_and_the_policy_is_nlhf_there(policy, ties, tmp_path):
    done = run("--policy", policy, "-k", "2,5", "--nlhf", *ties, "--format", "json", "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    weights = {name: Fraction(weight) for name, weight in json.loads(policy).items()}
    for found in json.loads(done.stdout)["found"]:
        voters = voters_of(found["rankings"])
        assert sum(share for share, _ in voters) == 1
        assert rate_of(voters, weights, found["k"]) == Fraction(found["value"])
        for z in weights:
            gain = Fraction(0)
            for share, level in voters:
                for y, weight in weights.items():
                    gain += share * weight * ((level[y] < level[z]) - (level[y] > level[z]))
            assert gain >= 0
    certificates = sorted(map(str, tmp_path.glob("*.cert")))
    assert len(certificates) == 2
    command = [*program(), "check", *certificates]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    command = [*program(), "reproduce", str(tmp_path), "--reports", str(tmp_path / "again")]
    first = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "expected" not in first.stdout.replace("as expected", "")


def test_no_population_on_a_grid_is_worse_than_the_worst():
    done = run("--policy", THIRDS, "-k", "2", "--nlhf", "--strict", "--format", "json")
    (found,) = json.loads(done.stdout)["found"]
    weights = dict.fromkeys("abc", Fraction(1, 3))
    orders = list(permutations("abc"))
    least = Fraction(1)
    for counts in product(range(5), repeat=6):
        if sum(counts) == 4:
            voters = [
                (Fraction(count, 4), {name: level for level, name in enumerate(order)})
                for count, order in zip(counts, orders, strict=True)
                if count
            ]
            gains = [
                sum(share * ((level[y] < level[z]) - (level[y] > level[z])) for share, level in voters for y in "abc")
                for z in "abc"
            ]
            if min(gains) >= 0:
                least = min(least, rate_of(voters, weights, 2))
    assert Fraction(found["value"]) == least == Fraction(7, 9)


def test_conditions_bind_and_duals_are_printed():
    done = run("--policy", WITH_A_FOURTH, "-k", "2", "--nlhf", "--strict", "--where", "P[d > a, b, c] <= 1/10")
    assert done.returncode == 0
    assert "exactly 0.633333 = 19/30" in done.stdout
    assert '1/30 x "P[d > a, b, c] <= 1/10"' in done.stdout


def test_whatever_the_rule_everybody_agrees_on_the_least_likely_response():
    done = run("--policy", '{"x": "1/2", "y": "1/4", "z": "1/4"}', "-k", "3", "--format", "json")
    (found,) = json.loads(done.stdout)["found"]
    assert Fraction(found["value"]) == 1 - Fraction(3, 4) ** 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--policy", THIRDS), "-k K belongs to"),
        (("--policy", "nowhere.json", "-k", "2"), "nowhere.json"),
        (("--policy", '{"a": "1/2"}', "-k", "2"), "sum"),
        (("--policy", "[]", "-k", "2"), "[]"),
        (("--policy", THIRDS, "-k", "2", "--where", "P[a > q] >= 1/2"), "'q'"),
        (("--policy", THIRDS, "-k", "2", "--where", "P[a > b] >= 2"), "no population"),
        (("--policy", THIRDS, "-k", "2", "-l", "2"), "leave out -l"),
        (("--rule", "nlhf", "-k", "2", "--nlhf"), "--nlhf, --where and --normalize"),
        (("--approach", "--conjecture", "m > 1"), "--approach is about a --rule"),
        (("--approach", "--rule", "nash", "-k", "2"), "choose one of"),
        (("--approach", "--rule", "borda", "-k", "2", "--responses", "40"), "--responses 40"),
        (("--approach", "--rule", "nlhf", "-k", "2", "--format", "latex"), "text or JSON"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(arguments, said):
    done = run(*arguments)
    assert done.returncode == 2, done.stdout
    assert done.stderr.count("\n") == 1
    assert said in done.stderr


@pytest.mark.parametrize(
    ("rule", "infimum"),
    [("nlhf", "1/2"), ("borda", "1/3"), ("equilibrium", "2/3"), ("uniform", "0"), ("plurality", "0")],
)
def test_the_rate_of_every_rule_comes_down_to_its_infimum(rule, infimum, tmp_path):
    done = run("--approach", "--rule", rule, "-k", "2", "--format", "json", "--out", str(tmp_path / "found"))
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["infimum"] == infimum
    assert {line["verdict"] for line in answer["decided"]} == {"certified"}
    assert any("no independent check: symbolic" in (line["note"] or "") for line in answer["decided"])
    values = [
        Fraction(line["sentence"].rpartition(" is exactly ")[2].split()[0])
        for line in answer["decided"]
        if line["certificate"] and "the least win rate of" in line["sentence"] and line["question"] != "limit"
    ]
    assert values == sorted(values, reverse=True)
    assert values[-1] > Fraction(infimum)
    command = [*program(), "reproduce", "found", "--reports", "reports"]
    first = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert "expected" not in first.stdout.replace("as expected", ""), first.stdout
    if rule == "nlhf":
        assert subprocess.run(command, capture_output=True, check=False, cwd=tmp_path).returncode == 0

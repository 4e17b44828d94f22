"""Populations by name are the populations that their names promise."""

import sys
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from math import factorial
from pathlib import Path

import numpy as np
import pytest

from verifier import borda, gallery, nlhf, read_population
from verifier.audits.reading import ReadOptions, read_with_source
from verifier.errors import InputError, UnsupportedError
from verifier.game.loss import loss, set_loss
from verifier.game.margins import condorcet_winner, margins
from verifier.game.masses import masses
from verifier.game.worst_case import worst_case
from verifier.preferences.gallery.entries import ENTRIES
from verifier.preferences.gallery.named import find_named
from verifier.preferences.gallery.reference import parse_reference
from verifier.preferences.policy import Policy
from verifier.preferences.population import Population
from verifier.rules.best_lottery.winning import best_fixed_set, condorcet_dimension

CASES = Path(__file__).resolve().parents[2] / "cases"
DRAWN = {
    "mallows": {"m": 4, "n": 60, "phi": "1/2"},
    "urn": {"m": 4, "n": 60, "alpha": "0.1"},
    "impartial-culture": {"m": 4, "n": 60},
}


def drawn(name, **arguments):
    pytest.importorskip("prefsampling", reason="prefsampling is not installed; it is among the extras gallery and test")
    return gallery(name, **arguments)


# Each is what its description says -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reference", "file"),
    [
        ("schulze", "schulze-45/schulze-45.soc"),
        ("six-voter", "six-voters/six-voters.soc"),
        ("tennessee", "tennessee/tennessee.soc"),
        *[(f"uniform(m={m})", f"uniform-rankings-{m}/uniform-{m}.soc") for m in (2, 3, 4, 5)],
    ],
)
def test_a_name_and_the_file_of_the_case_give_the_same_population(reference, file):
    assert gallery(reference) == read_population(str(CASES / file))


@pytest.mark.parametrize(
    ("reference", "file"),
    [("blocks", "blocks-two-five/blocks-2-5.toc"), ("blocks(l=3, R=3)", "blocks-three-three/blocks-3-3.toc")],
)
def test_blocks_differ_from_the_files_of_the_cases_in_their_names_only(reference, file):
    people = read_population(str(CASES / file))
    assert replace(gallery(reference), responses=people.responses) == people


def test_the_three_cycle_is_three_rankings_without_a_winner():
    assert gallery("three-cycle") == Population.from_rankings(["a > b > c", "b > c > a", "c > a > b"])


@pytest.mark.parametrize("epsilon", ["1/10", "0.01", "1/2", Fraction(1, 7), "1/1000000000000000000000000"])
def test_the_half_barrier_wins_one_half_and_epsilon_for_every_k(epsilon):
    people = gallery("half-barrier", epsilon=epsilon)
    assert not people.counted
    for k in (1, 7):
        assert worst_case(masses(people, nlhf(people).policy), k).value == Fraction(1, 2) + Fraction(epsilon)


def test_the_six_voters_have_condorcet_dimension_3():
    assert condorcet_dimension(gallery("six-voter")).dimension == 3


def test_the_best_fixed_sets_of_the_seven_candidates_lose_as_listed():
    people = gallery("seven-candidate")
    assert (people.voters, len(people.rankings), people.strict) == (21, 21, True)
    assert [21 * best_fixed_set(people, k).loss for k in (1, 2, 3)] == [14, 11, 6]


@pytest.mark.parametrize(("l", "size"), [(1, 1), (1, 4), (2, 3), (3, 2)])
def test_blocks_in_all_orders_lose_what_their_sets_lose(l, size):
    people = gallery("blocks", l=l, R=size, orders="all")
    assert people.voters == l * factorial(size)
    # One response shown to each group beats a set with j in the group for those who rank it above all j.
    shown = Policy.uniform(range(l * size), l * size)
    cyclic = gallery("blocks", l=l, R=size)
    assert [loss(people, shown, 1, name) for name in people.responses] == [
        loss(cyclic, shown, 1, name) for name in cyclic.responses
    ]
    tops = Counter(ranking[0] for ranking in people.rankings)
    assert set(tops.values()) == {factorial(size - 1)}
    assert all(len(ranking[-1]) == (l - 1) * size for ranking in people.rankings if l > 1)


@pytest.mark.parametrize("m", [1, 2, 5, 6])
def test_rotations_rank_every_response_at_every_place_once(m):
    people = gallery("rotations", m=m)
    assert people.voters == m
    assert all(len({ranking[place] for ranking in people.rankings}) == m for place in range(m))
    uniform = Policy.uniform(range(m), m)
    assert worst_case(masses(people, uniform), 2).loss == Fraction(sum(j**2 for j in range(m)), m**3)


@pytest.mark.parametrize(("m", "q"), [(2, "1/3"), (3, "3/5"), (3, "66/100"), (6, "4/5"), (9, "1/4")])
def test_reward_learning_wins_the_share_that_does_not_rank_z_on_top(m, q):
    people = gallery("rlhf", m=m, q=q)
    assert borda(people) == Policy.point(0, m)
    assert loss(people, borda(people), 3, "z") == Fraction(q)
    assert worst_case(masses(people, borda(people)), 3).value == 1 - Fraction(q)


def test_no_policy_serves_one_sample_and_eleven_on_the_two_blocks():
    # By symmetry and convexity p/10 on each x and (1 - p)/10 on each z serves all k best, and (k + 1) max_y L_k is
    # convex in p: what serves a k is an interval. A point that serves neither and lies between them separates the two.
    people, bound = gallery("two-blocks"), Fraction("1.0229")

    def serves(p, k):
        policy = Policy.from_fractions([p / 10] * 10 + [(1 - p) / 10] * 10)
        return (k + 1) * worst_case(masses(people, policy), k).loss < bound

    low, high = Fraction(7, 10), Fraction(9, 10)
    assert serves(low, 11)
    assert serves(high, 1)
    between = next(p for p in (Fraction(77218 + i, 10**5) for i in range(30)) if not serves(p, 1) and not serves(p, 11))
    assert low < between < high


@pytest.mark.parametrize("size", [1, 2, 5, 30])
def test_the_equilibrium_of_two_favourites_and_r_others_is_uniform_and_wins_one_in_r_plus_two(size):
    people = gallery("equilibrium-barrier", R=size)
    uniform = Policy.uniform(range(size + 2), size + 2)
    assert people.voters == 2 * size
    assert len({loss(people, uniform, 1, name) for name in people.responses}) == 1  # nobody gains by leaving
    assert worst_case(masses(people, uniform), 1, 2).value == Fraction(1, size + 2)


@pytest.mark.parametrize(("k", "l", "size"), [(1, 1, 4), (2, 2, 3), (2, 3, 4), (3, 2, 3), (4, 5, 2)])
@pytest.mark.parametrize("part", [Fraction(1, 9), Fraction(1, 2), Fraction(1)])
def test_favourites_and_others_earn_what_the_proof_of_the_barrier_says(k, l, size, part):
    people, p = gallery("equilibrium-barrier", k=k, l=l, R=size), part / l
    s = 1 - l * p
    policy = Policy.from_fractions([p] * l + [s / size] * size)
    of_their_own = Fraction((1 - p) ** k, k + 1)
    rest = sum(l * ((l - 1) * p + i * s / size) ** k + (k + 1 - l) * (l * p + i * s / size) ** k for i in range(size))
    assert {loss(people, policy, k, name) for name in people.responses[:l]} == {of_their_own}
    assert {loss(people, policy, k, name) for name in people.responses[l:]} == {rest / size / (k + 1)}
    assert set_loss(masses(people, policy), k, tuple(range(l))) == l * of_their_own


@pytest.mark.parametrize("k", range(1, 8))
def test_where_favourites_are_played_the_others_would_earn_more_in_the_limit(k):
    def mean(low, high):
        return high**k if low == high else (high ** (k + 1) - low ** (k + 1)) / ((k + 1) * (high - low))

    for l in range(1, k + 2):
        for p in (Fraction(n, 20 * l) for n in range(1, 21)):
            assert l * mean((l - 1) * p, 1 - p) + (k + 1 - l) * mean(l * p, 1) > (1 - p) ** k


def test_more_favourites_than_the_users_can_be_parted_for_are_refused():
    with pytest.raises(InputError, match="l=3: write an l up to k"):
        gallery("equilibrium-barrier", k=1, l=3)


@pytest.mark.parametrize("name", ["three-cycle", "schulze", "six-voter", "uniform(m=5)", "rotations(m=6)"])
def test_those_that_are_said_to_have_no_condorcet_winner_have_none(name):
    assert condorcet_winner(margins(gallery(name))) is None


def test_the_winner_of_tennessee_is_nashville():
    people = gallery("tennessee")
    assert people.responses[condorcet_winner(margins(people))] == "Nashville"


# Populations drawn at random --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DRAWN)
def test_a_seed_draws_the_same_population_every_time(name):
    one, same, other = (drawn(name, **DRAWN[name], seed=seed) for seed in (3, 3, 4))
    assert one == same != other
    assert (one.voters, one.strict, one.complete, one.responses) == (60, True, True, tuple("abcd"))


def test_the_seed_is_0_unless_told():
    assert drawn("impartial-culture", m=5, n=20) == drawn("impartial-culture", m=5, n=20, seed=0)


def test_mallows_goes_from_agreement_to_impartial_culture():
    assert drawn("mallows", m=5, n=30, phi=0) == Population.from_rankings({"a > b > c > d > e": 30})
    spread = [len(drawn("mallows", m=5, n=300, phi=phi).rankings) for phi in ("1/10", "1/2", 1)]
    assert spread == sorted(set(spread))
    assert spread[-1] > 100
    # With φ = 1/4 each of two responses: one user in five exchanges them.
    people = drawn("mallows", m=2, n=20_000, phi="1/4")
    exchanged = dict(zip(people.rankings, people.weights, strict=True))[(1,), (0,)]
    assert abs(exchanged - 4000) < 300


def test_the_urn_repeats_itself_more_the_more_copies_go_back():
    distinct = [len(drawn("urn", m=6, n=200, alpha=alpha, seed=1).rankings) for alpha in (0, "1/100", 1)]
    assert distinct == sorted(set(distinct), reverse=True)
    assert distinct[-1] < 20


def test_impartial_culture_gives_every_ranking_about_the_same_number_of_users():
    people = drawn("impartial-culture", m=3, n=60_000)
    assert len(people.rankings) == 6
    assert all(abs(count - 10_000) < 500 for count in people.weights)


def test_more_responses_than_letters_are_numbered():
    assert drawn("impartial-culture", m=30, n=2).responses[:2] == ("y1", "y2")


def test_without_the_sampler_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "prefsampling", None)
    with pytest.raises(UnsupportedError, match=r"pip install 'alignment-verifier\[gallery\]'"):
        gallery("urn", m=3, n=3, alpha=1)


# Names -------------------------------------------------------------------------------------------------------------


def test_every_entry_has_one_line_of_each_text_and_builds_from_its_own_usage():
    for entry in ENTRIES.values():
        assert all(text and "\n" not in text for text in (entry.description, entry.source))
        if entry.name in DRAWN:
            continue
        named = find_named(entry.usage)
        assert named.name == f"gallery:{entry.usage}"
        assert named.population == gallery(entry.name)
        assert named.population.complete


def test_equal_populations_have_equal_names_however_they_are_written():
    written = [
        "half-barrier(epsilon=1/10)",
        "half-barrier( epsilon = 0.10 )",
        "half-barrier(epsilon=2/20)",
        "half-barrier",
    ]
    assert {find_named(text).name for text in written} == {"gallery:half-barrier(epsilon=1/10)"}
    assert {find_named(text).name for text in ("blocks(R=5)", "blocks()", "blocks(orders=cyclic, l=2)")} == {
        "gallery:blocks(l=2, R=5, orders=cyclic)"
    }


@pytest.mark.parametrize(
    "entry", [entry for entry in ENTRIES.values() if entry.name not in DRAWN], ids=lambda e: e.name
)
def test_the_source_is_the_file_that_show_writes(entry, tmp_path):
    people, source = read_with_source(f"gallery:{entry.name}", ReadOptions())
    (tmp_path / "people.json").write_text(source.text, encoding="utf-8")
    again, file = read_with_source(str(tmp_path / "people.json"), ReadOptions())
    assert again == people
    assert file.sha256 == source.sha256


def test_the_reading_of_left_out_responses_is_what_was_asked_for():
    assert find_named("three-cycle", unranked="incomparable").population.unranked == "incomparable"


WRONG = {
    "": "is no reference to the gallery; write NAME or NAME",
    "three cycle": "is no reference",
    "three-cycle(": "is no reference",
    "uniform(m=4))": "is no reference",
    "three-cicle": r"'three-cicle' is not in the gallery \(did you mean three-cycle\?\); it has three-cycle, half",
    "zzz": "'zzz' is not in the gallery; it has three-cycle",
    "uniform(4)": "'4' is no argument of uniform; write NAME or NAME",
    "uniform(m=)": "'m=' is no argument",
    "uniform(m=4,)": "'' is no argument",
    "uniform(m=4, m=4)": "the argument 'm' of uniform is given twice",
    "uniform(n=4)": r"gallery:uniform: 'n' is no argument of uniform; write uniform\(m=4\) with m: a whole number",
    "uniform(m=8)": "m='8': write a whole number from 1 to 7",
    "uniform(m=0)": "from 1 to 7",
    "uniform(m=3.0)": "from 1 to 7",
    "uniform(m=-1)": "from 1 to 7",
    "uniform(m=1_0)": "from 1 to 7",
    "uniform(m=" + "9" * 5000 + ")": "from 1 to 7",
    "three-cycle(m=3)": "'m' is no argument of three-cycle; it takes none",
    "half-barrier(epsilon=0)": "above 0 up to 1/2",
    "half-barrier(epsilon=-1/10)": "above 0 up to 1/2",
    "half-barrier(epsilon=51/100)": "above 0 up to 1/2",
    "half-barrier(epsilon=1e)": "epsilon: '1e' is not a number; write it as 3/5",
    "blocks(orders=some)": "orders='some': write cyclic or all",
    "blocks(R=7, orders=all)": "have 10080 rankings; at most 10000 are built, so write a smaller R or orders=cyclic",
    "rlhf(m=4, q=3/4)": r"q=3/4: write a q below \(m-1\)/m = 3/4",
    "mallows(m=3, phi=1)": r"the argument n is missing; write mallows\(m=…, n=…, phi=…, seed=0\) with m: ",
    "mallows(m=3, n=4, phi=1.1)": "from 0 up to 1",
    "impartial-culture(m=100, n=100000)": "n times m is at most 2000000",
}


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_reference_says_what_would_be_right(text):
    with pytest.raises(InputError, match=WRONG[text]):
        gallery(text)


def test_an_argument_by_keyword_is_given_once_and_exactly():
    with pytest.raises(InputError, match="gallery:uniform: the argument 'm' is given twice"):
        gallery("uniform(m=4)", m=4)
    for number in (0.1, np.float32(0.1), Decimal("0.1"), Fraction(1, 10), "1e-1"):
        assert gallery("half-barrier", epsilon=number) == gallery("half-barrier(epsilon=1/10)")
    assert gallery("uniform", m=np.int64(3)) == gallery("uniform(m=3)")
    for inexact in (float("nan"), True, None):
        with pytest.raises(InputError, match="write a whole number, a Fraction, or a text such as '1/10'"):
            gallery("half-barrier", epsilon=inexact)


def test_a_reference_is_read_with_its_arguments_in_any_order():
    assert parse_reference(" blocks ( R = 5 , l=2 ) ").arguments == {"R": "5", "l": "2"}


def test_uniform_is_every_ranking_once():
    people = gallery("uniform", m=4)
    assert set(people.rankings) == {tuple((y,) for y in order) for order in permutations(range(4))}
    assert set(people.weights) == {1}
    assert not margins(people).any()

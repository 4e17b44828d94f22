"""Populations from profiles of other libraries: the real ones where they are installed, and stand-ins for each."""

from __future__ import annotations

import random
import re
import warnings
from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest

from verifier import InputError, Population, UnsupportedError, audit, read_population
from verifier.preferences.formats.preflib import format_preflib, parse_preflib
from verifier.testing import assert_robust

NAMES = ("tea", "milk", "cola", "water")


def library(name):
    """The module ``name`` of a library that may be missing; what it warns of when it is loaded is its own affair."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip(name)


def defined_in(module, **attributes):
    """An object whose type is defined in ``module``, with these attributes."""
    name = attributes.pop("type_name", "Profile")
    return type(name, (), {"__module__": module, **attributes})()


# Stand-ins: what pref_voting 1.18, votekit 3.5 (3.2 alike) and preflibtools 2.0 offer to those who read their objects.


def strict_profile(rankings, counts, cmap):
    """A `Profile` of pref_voting: arrays, and the names beside them."""
    return defined_in(
        "pref_voting.profiles",
        rankings_counts=(np.array(rankings), np.array(counts)),
        candidates=list(range(len(rankings[0]))),
        cmap=cmap,
    )


def profile_with_ties(ranks, counts, candidates, cmap, *, extended=False):
    """A `ProfileWithTies` of pref_voting: mappings from candidates to ranks."""
    return defined_in(
        "pref_voting.profiles_with_ties",
        type_name="ProfileWithTies",
        rankings_counts=([defined_in("pref_voting.rankings", rmap=each) for each in ranks], counts),
        candidates=candidates,
        cmap=cmap,
        using_extended_strict_preference=extended,
    )


def rank_profile(ballots, candidates):
    """A `RankProfile` of votekit: ballots of sets, with weights that are floats unless they were given as fractions."""
    return defined_in(
        "votekit.pref_profile",
        type_name="RankProfile",
        candidates=candidates,
        ballots=tuple(
            defined_in("votekit.ballot", ranking=ranking, weight=weight, scores=None) for ranking, weight in ballots
        ),
    )


def ordinal_instance(orders, names):
    """An `OrdinalInstance` of preflibtools: orders are tuples of tuples of numbers that the names are given for."""
    return defined_in(
        "preflibtools.instances.preflibinstance.ordinal",
        type_name="OrdinalInstance",
        alternatives_name=names,
        orders=list(orders),
        preferences=[],
        multiplicity=orders,
    )


def test_a_profile_of_linear_orders_is_read_with_its_names_and_counts():
    profile = strict_profile([[0, 1, 2], [2, 1, 0]], [2, 1], {0: "tea", 1: "milk", 2: "cola"})
    people = Population.from_profile(profile)
    assert people == Population.from_rankings({"tea > milk > cola": 2, "cola > milk > tea": 1})
    assert people.reading == "Profile of pref_voting: 3 candidates"


def test_a_profile_with_ties_is_read_by_ranks_and_says_how_it_compares():
    parts = ([{"x": 1, "y": 1, "z": 5}, {"z": 0}], [2, 1], ["x", "y", "z"], {"x": "tea", "y": "milk"})
    expected = {"tea = milk > z": 2, "z": 1}
    people = Population.from_profile(profile_with_ties(*parts))
    assert people == Population.from_rankings(expected, ["tea", "milk", "z"])
    assert people.reading.endswith("those left out at the bottom (its own margins do not compare them)")
    read = Population.from_profile(profile_with_ties(*parts), unranked="incomparable")
    assert read == Population.from_rankings(expected, ["tea", "milk", "z"], unranked="incomparable")
    assert "own margins" not in read.reading
    assert "own margins" not in Population.from_profile(profile_with_ties(*parts, extended=True)).reading


def test_ballots_of_sets_are_read_without_their_skipped_places():
    ballots = [(({"tea"}, {"milk", "cola"}), 2.0), (({"milk"}, frozenset(), {"tea"}), 1.0), (None, 0.0)]
    people = Population.from_profile(rank_profile(ballots, ("tea", "milk", "cola", "water")))
    assert people == Population.from_rankings({"tea > milk = cola": 2, "milk > tea": 1}, NAMES)
    shares = [(({"tea"},), Fraction(1, 3)), (({"milk"},), Fraction(2, 3))]
    assert Population.from_profile(rank_profile(shares, ("tea", "milk"))).weights == (1, 2)


def test_orders_are_read_once_each_with_their_multiplicity():
    instance = ordinal_instance({((1,), (2, 3)): 2, ((3,),): 1}, {1: "tea", 2: "milk", 3: "cola"})
    instance.orders.append(((3,),))
    people = Population.from_profile(instance)
    assert people == Population.from_rankings({"tea > milk = cola": 2, "cola": 1})


@pytest.mark.parametrize(
    ("profile", "message"),
    [
        (
            rank_profile([(({"tea"},), 0.5)], ("tea",)),
            (
                "the RankProfile: the weights of the users are not whole numbers, so they are shares: the shares sum "
                "to 1/2, not 1 (off by 1/2); normalize=True divides by the sum"
            ),
        ),
        (
            rank_profile([(({"tea"},), Fraction(1, 2)), (({"tea"},), 1)], ("tea",)),
            (
                "the RankProfile: the weights of the users are not whole numbers, so they are shares: the shares sum "
                "to 3/2, not 1 (off by 1/2); normalize=True divides by the sum"
            ),
        ),
        (
            rank_profile([(({"tea"},), True)], ("tea",)),
            "the RankProfile: ballot 1: True (bool) is no number; write 3, '0.6' or Fraction(3, 5)",
        ),
        (
            rank_profile([(({"tea"},), -1)], ("tea",)),
            "the RankProfile: ballot 1: its weight is negative; weights are positive",
        ),
        (
            rank_profile([(({"tea"},), 1), (None, 1.0)], ("tea",)),
            "the RankProfile: ballot 2: it ranks no candidate; take it out, or rank at least one",
        ),
        (
            rank_profile([(({"tea"}, {"tea"}), 1)], ("tea",)),
            "the RankProfile: ballot 1: 'tea' appears twice",
        ),
        (
            rank_profile([(({"rum"},), 1)], ("tea",)),
            "the RankProfile: ballot 1: rum (str) is ranked, and is none of the candidates",
        ),
        (
            rank_profile([(({"1"}, {1}), 1)], ("1", 1)),
            "the RankProfile: the names of the candidates: the response name '1' stands twice; names must differ",
        ),
        (
            rank_profile([(({"tea"},), 0)], ("tea",)),
            "the RankProfile: there is no ballot; at least one is needed with a weight above 0",
        ),
        (
            defined_in(
                "votekit.pref_profile",
                type_name="ScoreProfile",
                candidates=("tea",),
                ballots=(defined_in("votekit.ballot", scores={"tea": 3.0}, weight=1.0),),
            ),
            (
                "the ScoreProfile: it holds scores, of which zeros are not kept; give a data frame of all scores, a "
                "row for each user and a column for each candidate (Population.from_frame)"
            ),
        ),
        (
            ordinal_instance({}, {}),
            "the OrdinalInstance: the names of the candidates: there are no responses; a population ranks at least one",
        ),
        (
            profile_with_ties([{"x": 1}], [1], ["x"], {"x": 1.5}),
            (
                "the ProfileWithTies: the names of the candidates: 1.5 (float) is no name; names are texts or whole "
                "numbers, so write it as text"
            ),
        ),
        (
            ["a > b"],
            (
                "list is no profile that is read; these are: Profile and ProfileWithTies of pref_voting, profiles of "
                "rankings of votekit, and OrdinalInstance and CategoricalInstance of preflibtools"
            ),
        ),
    ],
)
def test_a_profile_that_cannot_be_read_exactly_is_refused_with_its_place(profile, message):
    with pytest.raises(InputError, match=f"^{re.escape(message)}$"):
        Population.from_profile(profile)


def test_floats_of_weights_are_the_decimals_that_they_print():
    shares = [(({"tea"},), 0.1), (({"milk"},), 0.2), (({"tea"}, {"milk"}), 0.7)]
    assert Population.from_profile(rank_profile(shares, ("tea", "milk"))).weights == (1, 7, 2)


def test_profiles_of_grades_say_what_to_give_instead():
    own = {"to_ranking_profile": None}
    grades = defined_in("pref_voting.grade_profiles", type_name="GradeProfile", margin=None, grades=[0, 1], **own)
    table = "a data frame of all scores, a row for each user and a column for each candidate"
    with pytest.raises(UnsupportedError, match=f"^GradeProfile holds grades, .*its to_ranking_profile.., or {table}"):
        Population.from_profile(grades)
    with pytest.raises(UnsupportedError, match=f"^ScoreProfile holds grades, no rankings; give {table}"):
        Population.from_profile(defined_in("votekit.other", type_name="ScoreProfile", scores=None))


def test_a_profile_of_grades_is_read_once_it_ranks():
    grades = library("pref_voting.grade_profiles").GradeProfile([{0: 2, 1: 0, 2: 1}, {0: 0, 1: 1, 2: 2}], [0, 1, 2])
    with pytest.raises(UnsupportedError, match="to_ranking_profile"):
        Population.from_profile(grades)
    expected = Population.from_rankings(["0 > 2 > 1", "2 > 1 > 0"], ["0", "1", "2"])
    assert Population.from_profile(grades.to_ranking_profile()) == expected


def test_margins_without_rankings_are_refused():
    graph = defined_in("pref_voting.weighted_majority_graphs", type_name="MarginGraph", margin=None)
    with pytest.raises(UnsupportedError, match=r"^MarginGraph holds no rankings; pairwise comparisons do not"):
        Population.from_profile(graph)


def test_an_incomplete_ballot_can_be_refused():
    with pytest.raises(InputError, match=r"^the RankProfile: ballot 2 leaves out 1 of 2 responses, first 'milk'; with"):
        Population.from_profile(
            rank_profile([(({"tea"}, {"milk"}), 1), (({"tea"},), 1)], ("tea", "milk")), unranked="refuse"
        )


def test_a_type_derived_from_a_librarys_is_one_of_the_librarys():
    mine = type("Mine", (type(strict_profile([[0]], [1], {0: "tea"})),), {})()
    assert Population.from_profile(mine) == Population.from_rankings(["tea"])


def test_a_profile_may_stand_wherever_a_population_does():
    profile = strict_profile([[0, 1, 2], [2, 1, 0]], [2, 1], {0: "tea", 1: "milk", 2: "cola"})
    people = Population.from_profile(profile)
    assert read_population(profile) == people
    assert read_population(people) is people
    assert read_population(profile, unranked="refuse").unranked == "refuse"
    assert audit(profile, "nlhf", k=[1]).condorcet_winner == people.condorcet_winner() == "tea"
    assert assert_robust(profile, "tea", k=1, rate="2/3").exit_code == 0
    with pytest.raises(AssertionError, match=r'about "Profile" was not certified'):
        assert_robust(profile, "cola", k=1)
    with pytest.raises(InputError, match=r"^best= has no meaning for a Profile; it is for tables and data frames$"):
        read_population(profile, best="low")
    with pytest.raises(InputError, match=r"^a Population is read already; give the options where it is built$"):
        read_population(people, unranked="incomparable")
    with pytest.raises(InputError, match=r"^int is no population; build one with Population.from_rankings, or give a"):
        audit(3)


# The libraries themselves.


def random_classes(rng):
    """A ranking with ties of some of the candidates 0..3, as classes."""
    places = {y: rng.randint(0, 2) for y in range(len(NAMES)) if rng.random() < 0.8} or {rng.randrange(4): 0}
    classes = [tuple(y for y in sorted(places) if places[y] == place) for place in range(3)]
    return tuple(group for group in classes if group)


def random_population(seed, **options):
    rng = random.Random(seed)
    rows = [(random_classes(rng), rng.randint(1, 9)) for _ in range(rng.randint(1, 7))]
    return Population.from_counts(NAMES, rows, **options)


def same_comparisons(people, profile):
    """Whether all supports, margins and the Condorcet winner are those that pref_voting finds."""
    pairs = list(permutations(profile.candidates, 2))
    winner = profile.condorcet_winner()
    name = profile.cmap.get
    return (
        all(people.support(name(x), name(y)) == profile.support(x, y) for x, y in pairs)
        and all(people.margin(name(x), name(y)) == profile.margin(x, y) for x, y in pairs)
        and people.condorcet_winner() == (None if winner is None else name(winner))
    )


def test_margins_and_condorcet_winners_of_linear_orders_are_those_of_pref_voting():
    profiles = library("pref_voting.profiles")
    winners = []
    for seed in range(30):
        rng = random.Random(seed)
        orders = [rng.sample(range(4), 4) for _ in range(rng.randint(1, 6))]
        counts = [rng.randint(1, 9) for _ in orders]
        profile = profiles.Profile(orders, counts, cmap=dict(enumerate(NAMES)))
        people = Population.from_profile(profile)
        rows = [(tuple((y,) for y in order), count) for order, count in zip(orders, counts, strict=True)]
        assert people == Population.from_counts(NAMES, rows)
        assert same_comparisons(people, profile)
        winners.append(people.condorcet_winner())
    assert None in winners
    assert len(set(winners)) > 2


@pytest.mark.parametrize("extended", [False, True])
def test_margins_with_ties_are_those_of_pref_voting_under_the_reading_it_is_set_to(extended):
    module = library("pref_voting.profiles_with_ties")
    unlike = 0
    for seed in range(30):
        people = random_population(seed, unranked="bottom" if extended else "incomparable")
        ranks = [{y: place + 1 for place, group in enumerate(each) for y in group} for each in people.rankings]
        profile = module.ProfileWithTies(
            ranks, list(people.weights), candidates=range(len(NAMES)), cmap=dict(enumerate(NAMES))
        )
        if extended:
            profile.use_extended_strict_preference()
        read = Population.from_profile(profile, unranked=people.unranked)
        assert read == people
        assert same_comparisons(read, profile)
        other = Population.from_profile(profile, unranked="incomparable" if extended else "bottom")
        unlike += not same_comparisons(other, profile)
    assert unlike


def test_a_margin_graph_of_pref_voting_is_refused():
    profiles = library("pref_voting.profiles")
    with pytest.raises(UnsupportedError, match=r"^MarginGraph holds no rankings"):
        Population.from_profile(profiles.Profile([[0, 1], [1, 0], [0, 1]]).margin_graph())


@pytest.mark.filterwarnings("ignore")  # votekit makes pandas warn of what will change
def test_profiles_of_votekit_are_read():
    ballot = library("votekit.ballot")
    profiles = library("votekit.pref_profile")
    kind = getattr(ballot, "RankBallot", ballot.Ballot)  # before 3.3 ballots and profiles are of one type
    for seed in range(30):
        people = random_population(seed)
        ballots = [
            kind(ranking=tuple(frozenset(NAMES[y] for y in group) for group in ranking), weight=count)
            for ranking, count in zip(people.rankings, people.weights, strict=True)
        ]
        profile = profiles.PreferenceProfile(ballots=ballots, candidates=NAMES, max_ranking_length=len(NAMES))
        assert Population.from_profile(profile) == people
    halves = profiles.PreferenceProfile(ballots=(kind(ranking=(frozenset("a"),), weight=0.5),))
    with pytest.raises(InputError, match=r"the shares sum to 1/2, not 1 .*; normalize=True divides by the sum$"):
        Population.from_profile(halves)
    assert Population.from_profile(halves, normalize=True).divided_by == Fraction(1, 2)
    with pytest.raises(InputError, match=r"^the PreferenceProfile: .*there are no responses"):
        Population.from_profile(profiles.PreferenceProfile())
    scores = profiles.PreferenceProfile(ballots=(getattr(ballot, "ScoreBallot", ballot.Ballot)(scores={"a": 3}),))
    with pytest.raises(InputError, match=r"it holds scores, of which zeros are not kept"):
        Population.from_profile(scores)


@pytest.mark.filterwarnings("ignore")  # as above
def test_fractions_of_votekit_are_kept():
    ballot = library("votekit.ballot")
    if not hasattr(ballot, "RankBallot"):
        pytest.skip("before 3.3 votekit turned every weight into a float")
    thirds = [ballot.RankBallot(ranking=[{name}], weight=Fraction(n, 3)) for name, n in (("a", 1), ("b", 2))]
    people = Population.from_profile(library("votekit.pref_profile").RankProfile(ballots=thirds))
    assert people == Population.from_rankings({"a": "1/3", "b": "2/3"})


def test_instances_of_preflibtools_are_read_as_their_files_are():
    instances = library("preflibtools.instances")
    for seed in range(30):
        people = random_population(seed)
        suffix, text = format_preflib(people, "drinks")
        instance = instances.OrdinalInstance()
        instance.parse_str(text, suffix.removeprefix("."))
        assert Population.from_profile(instance) == people


def test_categories_of_preflibtools_are_read_as_their_files_are():
    instances = library("preflibtools.instances")
    text = """# FILE NAME: x.cat
# TITLE: x
# DATA TYPE: cat
# NUMBER ALTERNATIVES: 3
# NUMBER VOTERS: 3
# NUMBER UNIQUE PREFERENCES: 2
# NUMBER CATEGORIES: 2
# CATEGORY NAME 1: yes
# CATEGORY NAME 2: no
# ALTERNATIVE NAME 1: tea
# ALTERNATIVE NAME 2: milk
# ALTERNATIVE NAME 3: cola
2: {1,3},2
1: {},{2,3}
"""
    instance = instances.CategoricalInstance()
    instance.parse_str(text, "cat")
    people = Population.from_profile(instance)
    assert people == parse_preflib(text, ".cat", "x.cat", "bottom")
    assert people.weights == (2, 1)

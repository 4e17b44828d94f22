"""Small tables that were read as other people's answers once: each is refused, or read as what it says."""

from __future__ import annotations

import pytest

from verifier.errors import InputError
from verifier.preferences.formats.options import ReadOptions
from verifier.preferences.formats.registry import parse_population
from verifier.preferences.population import Population

THREE = Population.from_rankings(["Ann > Ben > Cyd", "Ben > Cyd > Ann", "Cyd > Ann > Ben"], ["Ann", "Ben", "Cyd"])
BALLOTS = "Ann,Ben,Cyd\nBen,Cyd,Ann\nCyd,Ann,Ben\n"
PLACES = {"columns": "places"}
LOW = {"best": "low"}


def read(text, options):
    return parse_population(text, "votes.csv", ReadOptions(**options))


READ = {
    "places without users": ("rank1,rank2,rank3\n" + BALLOTS, PLACES, THREE),
    "places in real names": ("Mayor Choice 1 of 3,Mayor Choice 2 of 3,Mayor Choice 3 of 3\n" + BALLOTS, PLACES, THREE),
    "places out of order": ("2nd,3rd,1st\nBen,Cyd,Ann\nCyd,Ann,Ben\nAnn,Ben,Cyd\n", PLACES, THREE),
    "an empty row": (
        "user,a,b,c\nu,5,9,1\n,,,\nv,7,1,2\n",
        {},
        Population.from_rankings(["b > a > c", "a > c > b"], "abc"),
    ),
    "weights as 1 and 1.0": (
        "user,weight,response,score\nu,1,a,5\nu,1.0,b,3\n",
        {},
        Population.from_rankings(["a > b"], "ab"),
    ),
    "decimal commas in weights": (
        "user;weight;response;score\nu;0,25;a;5\nu;0,25;b;3\nv;0,75;a;1\nv;0,75;b;2\n",
        {"delimiter": ";", "decimal": ","},
        Population.from_rankings({"a > b": "1/4", "b > a": "3/4"}, "ab"),
    ),
}

REFUSED = {
    "metadata beside places": (
        "id,age,rank1,rank2\n1,33,Ann,Ben\n2,44,Ben,Ann\n",
        PLACES,
        "'age', beside columns of places",
    ),
    "places without asking": ("rank1,rank2,rank3\n" + BALLOTS, {}, "named like places"),
    "codes under any names": ("user,x,y,z\nu,101,102,103\nv,102,103,101\n", {}, "hold the same numbers"),
    "no candidate": ("id,rank1,rank2\nu,Ann,NA\nv,Ben,Ann\n", PLACES, "'NA' reads like no response"),
    "an overvote": ("id,rank1,rank2\nu,Ann,overvote\nv,Ben,Ann\n", PLACES, "'overvote' reads like no response"),
    "two columns of percentages": (
        "WorkerId,p,q,A,B,C\nW1,98,100,5,3,1\nW2,99,100,1,5,3\nW3,97,98,3,1,5\n",
        {},
        "'p', 'q' have values on another",
    ),
    "a zero beside another sentinel": (
        "user,a,b,c\nu,1,2,0\nv,2,1,0\nw,1,0,2\n",
        {**LOW, "missing": ("zzz",)},
        "is 0, and places start from 1",
    ),
    "a zero beside values above the responses": (
        "user,a,b,c,d\nu,1,2,7,0\nv,2,1,8,0\nw,9,0,3,1\n",
        LOW,
        "is 0, and places start from 1",
    ),
    "a position below one": (
        "user,response,position\nu,a,1\nu,b,-1\nv,a,2\nv,b,1\n",
        {"value_column": "position", **LOW},
        "position is -1",
    ),
    "weights of columns of judges": (
        "model,a,b,w\nx,5,3,1\ny,1,4,2\n",
        {"rows": "responses", "weight_column": "w"},
        "no mea",
    ),
    "two readings at once": ("rank1,rank2\nAnn,Ben\n", {**PLACES, "rows": "responses"}, "exclude each other"),
    "a column of two roles": (
        "user,response,score\nu,a,5\nu,b,3\n",
        {"user_column": "response", "response_column": "response"},
        "is one thing",
    ),
    "judges in columns": ("name,judge_1,judge_2,judge_3\nx,9,3,4\ny,1,8,9\n", {}, "may hold responses"),
    "a response that is a mean": ("model,j,k\nx,9,3\ny,1,8\nmean,5,5.5\n", {"rows": "responses"}, "named like a sum"),
    "users nested in prompts": (
        "user,topic,model,score\nu,p,a,5\nu,p,b,3\nv,q,a,1\nv,q,b,4\n",
        {},
        "every user belongs to one value of 'topic'",
    ),
    "two columns of weights": (
        "user,count,weight,response,score\nu,1,1.5,a,5\nu,1,1.5,b,3\nv,2,0.5,a,1\nv,2,0.5,b,4\n",
        {},
        "may both hold the we",
    ),
    "a variation selector": ("user,tea\u2615,tea\u2615\ufe0f,milk\nu,7,3,9\nv,1,8,2\n", {}, "look alike"),
    "prompts that look alike": (
        "prompt,user,response,score\np1,u,a,5\np1,u,b,3\np1\u00a0,v,a,1\np1\u00a0,v,b,4\n",
        {},
        "look alike",
    ),
    "a header eaten beside a text": ("ann,F,5,3,1\nben,M,1,5,3\ncyd,F,3,1,5\n", {}, "the header is itself a ballot"),
    "thousands": ('user,a,b\nu,"1,200",900\nv,800,700\n', {}, "is not a number"),
    "a percent sign": ("user,a,b\nu,70%,20\nv,30,90\n", {}, "is not a number"),
}


@pytest.mark.parametrize("name", READ)
def test_it_is_read_as_what_it_says(name):
    text, options, people = READ[name]
    assert read(text, options) == people


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_with_its_reason(name):
    text, options, reason = REFUSED[name]
    with pytest.raises(InputError) as caught:
        read(text, options)
    assert reason in caught.value.problem
    for remedy in caught.value.remedies:
        given = {
            field: (*options.get(field, ()), *value) if field in options else value for field, value in remedy.items()
        }
        assert read(text, {**options, **given}).responses


@pytest.mark.parametrize("name", ["thousands", "a percent sign"])
def test_a_rating_with_a_unit_is_never_offered_to_be_left_out(name):
    text, options, _ = REFUSED[name]
    with pytest.raises(InputError) as caught:
        read(text, options)
    assert caught.value.remedies == ()


def test_the_first_offer_is_the_likeliest():
    offers = {
        "Count,Choice 1,Choice 2\n5,Ann,Ben\n3,Ben,Ann\n": {"columns": "places", "weight_column": "Count"},
        "weight,a,b,c\n4,9,3,1\n2,1,8,4\n": {"weight_column": "weight"},
        "user,a,b\nu,5,95\nv,1,80\n": {"keep_columns": ("b",)},
        "user,response,position\nu,a,1\nu,b,2\nv,a,2\nv,b,1\n": {"value_column": "position", "best": "low"},
        '"user";"a";"b"\n"u";"5";"9"\n"v";"7";"1"\n': {"delimiter": ";"},
    }
    for text, remedy in offers.items():
        with pytest.raises(InputError) as caught:
            read(text, {})
        assert caught.value.remedies[0] == remedy

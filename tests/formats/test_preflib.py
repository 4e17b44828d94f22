"""PrefLib files: both headers, every suffix, and what contradicts itself."""

from __future__ import annotations

from fractions import Fraction

import pytest

from verifier.errors import InputError
from verifier.preferences.formats.preflib import format_preflib, parse_preflib
from verifier.preferences.population import Population

NEW = """# FILE NAME: x.toi
# TITLE: A: title, with colons
# NUMBER ALTERNATIVES: 4
# NUMBER VOTERS: 6
# NUMBER UNIQUE ORDERS: 3
# ALTERNATIVE NAME 1: a: b
# ALTERNATIVE NAME 2: b, c
# ALTERNATIVE NAME 3: "c"
# ALTERNATIVE NAME 4: 100 %
3: 1,{3,2},4
2: {4},1
1: 2
"""
PEOPLE = Population.from_counts(
    ["a: b", "b, c", '"c"', "100 %"], [(((0,), (1, 2), (3,)), 3), (((3,), (0,)), 2), (((1,),), 1)]
)
OLD = 'x\n1,a: b \n2,b, c\n3,"c"\n4,100 %\n6,6,3\n3,1,{3,2},4\n2,{4},1\n1,2\n'.replace("x", "4", 1)


def parse(text, suffix=".toi", unranked="bottom"):
    return parse_preflib(text, suffix, "x" + suffix, unranked)


def small(*orders, m=4, voters=None, unique=None, more=""):
    """A new-style file of these order lines, whose first is line m + 2 and one more for each further header line."""
    names = "".join(f"# ALTERNATIVE NAME {i}: r{i}\n" for i in range(1, m + 1))
    totals = f"# NUMBER ALTERNATIVES: {m}\n"
    totals += "" if voters is None else f"# NUMBER VOTERS: {voters}\n"
    totals += "" if unique is None else f"# NUMBER UNIQUE ORDERS: {unique}\n"
    return totals + more + names + "".join(order + "\n" for order in orders)


@pytest.mark.parametrize("text", [NEW, OLD])
def test_both_headers_give_the_same_population(text):
    assert parse(text) == PEOPLE


@pytest.mark.parametrize("text", [NEW, OLD])
def test_carriage_returns_blank_lines_and_a_missing_last_line_feed_change_nothing(text):
    assert parse(text.replace("\n", "\r\n")) == PEOPLE
    assert parse(text + "\n \n") == PEOPLE
    assert parse(text.removesuffix("\n")) == PEOPLE
    assert parse("\ufeff" + text) == PEOPLE


def test_ids_count_from_zero_or_from_one():
    from_zero = "2\n0,a\n1,b\n3,3,2\n2,0,1\n1,1,0\n"
    from_one = "2\n1,a\n2,b\n3,3,2\n2,1,2\n1,2,1\n"
    assert parse(from_zero, ".soc") == parse(from_one, ".soc")
    new = "# ALTERNATIVE NAME 0: a\n# ALTERNATIVE NAME 1: b\n2: 0,1\n1: 1,0\n"
    assert parse(new, ".soc") == parse(from_one, ".soc")


def test_blanks_around_numbers_are_read():
    assert parse(small(" 3 : 1 , { 3,\t2 } , 4")) == parse(small("3: 1,{2,3},4"))


def test_splitting_a_row_changes_nothing():
    whole, split = small("5: 1,{2,3},4", "1: 2,1"), small("3: 1,{2,3},4", "1: 2,1", "2: 1,{3,2},4")
    assert parse(whole) == parse(split)


def test_categories_are_indifference_classes_and_may_be_empty():
    more = "# NUMBER CATEGORIES: 2\n# CATEGORY NAME 1: Yes\n# CATEGORY NAME 2: No\n"
    text = small("2: {},{1,2,3,4}", "1: {1,2},{3,4}", "4: 3", "1: {1,2,3,4},{}", more=more)
    assert parse(text, ".cat").rankings == (((0, 1), (2, 3)), ((0, 1, 2, 3),), ((2,),))
    assert parse(text, ".cat").weights == (1, 3, 4)
    with pytest.raises(InputError, match=r"^x\.cat line 9: '1,\{2,3\},4' has 3 categories; the header announces 2$"):
        parse(small("1: 1,{2,3},4", more=more), ".cat")


def test_an_order_that_nobody_has_is_no_ranking():
    population = parse(small("2: 1,2", "0: 2,1", voters=2, unique=2))
    assert population.rankings == (((0,), (1,)),)
    with pytest.raises(InputError, match=r"^x\.toi line 6: the count is 'no'; .* \(0: the order is dropped\)"):
        parse(small("no: 1,2"))


def test_the_number_of_unique_orders_counts_the_lines_or_the_distinct_ones():
    for unique in (2, 1):
        assert parse(small("2: {1,2}", "1: {2,1}", unique=unique)).voters == 3


REFUSED = {
    "line 6: response '5' is not declared (the header declares 1..4)": small("1: 1,5"),
    "line 6: response '01' is not declared": small("1: 01"),
    "line 6: response '１' is not declared": small("1: １"),
    "line 6: response '-1' is not declared": small("1: -1"),
    "line 6: response '1 2' is not declared": small("1: 1 2"),
    "line 6: response 1 appears twice in '1,2,1'": small("1: 1,2,1"),
    "line 6: response 3 appears twice": small("1: 3,{3,4}"),
    "line 6: '{' is never closed": small("1: 1,{2,3"),
    "line 6: '}' closes no class": small("1: 1,2},3"),
    "line 6: '{' stands inside a class": small("1: {1,{2},3}"),
    "line 6: a comma is missing before '{'": small("1: 1{2,3}"),
    "line 6: a comma is missing before '4'": small("1: {2,3}4"),
    "line 6: a response is missing before a comma": small("1: 1,,2"),
    "line 6: a response is missing before a comma in ',1'": small("1: ,1"),
    "line 6: a response is missing before '}'": small("1: 1,{}"),
    "line 6: a response is missing before '}' in '{1,}'": small("1: {1,}"),
    "line 6: a response is missing at the end": small("1: 1,2,"),
    "line 6: a response is missing at the end in ''": small("1:"),
    "line 6: the count is '-1'": small("-1: 1,2"),
    "line 6: the count is '1.5'": small("1.5: 1,2"),
    "line 6: the count is ''": small(": 1,2"),
    "line 6: the count is 'two'": small("two: 1,2"),
    "line 6: the count is '1_0'": small("1_0: 1,2"),
    "line 6: the count is '٣'": small("٣: 1,2"),
    "line 6: the count is '11111111": small("1" * 5000 + ": 1,2"),
    "line 6: '1,2,3' is not an order": small("1,2,3"),
    "line 7: 'and more' is not an order": small("1: 1,2", "and more"),
    "line 7: '# TITLE: late' is a header line among the orders": small("1: 1,2", "# TITLE: late"),
    "there are no orders after the header": small(),
    ": there are no orders after the header": small("0: 1,2"),
    "line 2: the header says NUMBER VOTERS 4, but the counts sum to 3": small("3: 1,2", voters=4),
    "line 2: the header says NUMBER UNIQUE ORDERS 4, but there are 1": small("3: 1,2", unique=4),
    "line 2: NUMBER VOTERS is 'many'; it must be a positive whole number": small("3: 1,2", voters="many"),
    "line 2: NUMBER VOTERS is '-1'": small("3: 1,2", voters="-1"),
    "line 2: NUMBER ALTERNATIVES stands twice (first on line 1)": small("3: 1,2", more="# NUMBER ALTERNATIVES: 4\n"),
    "line 2: '# no value' has no colon": small("3: 1,2", more="# no value\n"),
    "line 2: the header says DATA TYPE 'soc', but the file is read as .toi": small("1: 1", more="# DATA TYPE: soc\n"),
    "line 1: the header says NUMBER ALTERNATIVES 2, but names 1 response": "# NUMBER ALTERNATIVES: 2\n"
    "# ALTERNATIVE NAME 1: a\n1: 1\n",
    "line 2: the name 'a' stands twice (first on line 1)": "# ALTERNATIVE NAME 1: a\n# ALTERNATIVE NAME 2: a \n1: 1\n",
    "line 2: response 1 is declared twice": "# ALTERNATIVE NAME 1: a\n# ALTERNATIVE NAME 1: b\n1: 1\n",
    "line 1: response 1 has an empty name": "# ALTERNATIVE NAME 1:  \n1: 1\n",
    "line 1: 'x' is not the number of a response": "# ALTERNATIVE NAME x: a\n1: 1\n",
    "line 2: 2 responses are declared, but none has the number 2": "# ALTERNATIVE NAME 1: a\n# ALTERNATIVE NAME 3: b\n",
    ": the header names no response": "# TITLE: nothing\n1: 1\n",
    "line 1: 'hello' starts no PrefLib file": "hello\n",
    "line 1: 3 responses and a line 'voters,sum,unique' are announced, but only 1 line": "3\n1,a",
    "line 1: 99999999999999 responses": "99999999999999\n1,a\n",
    "line 3: 'b' declares no response": "2\n1,a\nb\n1,1,1\n1,1\n",
    "line 3: '3,3' ends no header": "1\n1,a\n3,3\n3,1\n",
    "line 3: the header says number of voters 4, but the counts sum to 3": "1\n1,a\n4,3,1\n3,1\n",
    "line 3: the header says sum of the counts 4, but the counts sum to 3": "1\n1,a\n3,4,1\n3,1\n",
    "line 3: the header says number of unique orders 2, but there are 1": "1\n1,a\n3,3,2\n3,1\n",
    "line 4: response '2' is not declared": "1\n1,a\n3,3,1\n3,2\n",
    ": the file is empty; a PrefLib file has a header and at least one order": " \n",
}


@pytest.mark.parametrize("problem", REFUSED)
def test_what_is_wrong_is_said_in_one_line_with_its_place(problem):
    with pytest.raises(InputError) as caught:
        parse(REFUSED[problem])
    message = str(caught.value)
    assert message.startswith(("x.toi line ", "x.toi: "))
    assert problem in message
    assert message.isprintable()


@pytest.mark.parametrize(
    ("suffix", "order", "problem"),
    [
        (".soc", "1: 1,2,{3,4}", "'1,2,{3,4}' has ties; a .soc file has none, .toc or .toi do"),
        (".soi", "1: {1,2}", "has ties; a .soi file has none"),
        (".soc", "1: 1,2,3", "leaves out 1 of 4 responses; a .soc file ranks all, .soi or .toi need not"),
        (".toc", "1: {1,2,3}", "leaves out 1 of 4 responses; a .toc file ranks all"),
    ],
)
def test_a_suffix_is_a_promise(suffix, order, problem):
    with pytest.raises(InputError, match=f"^x{suffix} line 6: ") as caught:
        parse(small(order), suffix)
    assert problem in str(caught.value)


def test_braces_around_one_response_are_no_tie():
    assert parse(small("1: {1},{2},3,4"), ".soc").strict


def test_an_unknown_suffix_is_refused_with_the_accepted_ones():
    with pytest.raises(InputError, match=r"^x\.dat: '\.dat' is no PrefLib format; choose one of \.soc \.soi \.toc"):
        parse(NEW, ".dat")


def test_incomplete_orders_are_refused_when_asked():
    wanted = (
        r"^x\.toi line 7: 'r3 = r4' leaves out 2 of 4 responses, first 'r1'; with unranked=refuse every ranking must"
    )
    with pytest.raises(InputError, match=wanted):
        parse(small("1: 1,2,3,4", "1: {4,3}"), ".toi", "refuse")


def test_an_incomplete_order_that_nobody_has_is_no_incomplete_ranking():
    assert parse(small("1: 1,2,3,4", "0: 1"), ".toi", "refuse").complete


@pytest.mark.parametrize("text", [text for problem, text in REFUSED.items() if "header says" in problem])
def test_a_header_and_a_body_that_contradict_each_other_must_agree(text):
    with pytest.raises(InputError, match=r"; they must agree$"):
        parse(text)


def test_the_narrowest_suffix_is_chosen_and_frequent_orders_come_first():
    assert [
        format_preflib(Population.from_rankings(rankings), "t")[0]
        for rankings in (["a > b"], ["a > b", "a"], ["a = b"], ["a = b", "a > b = c"])
    ] == [".soc", ".soi", ".toc", ".toi"]
    suffix, text = format_preflib(Population.from_rankings({"a > b = c": 2, "c": 5}), "drinks, 2nd")
    assert suffix == ".toi"
    assert text == (
        "# TITLE: drinks, 2nd\n# DATA TYPE: toi\n# NUMBER ALTERNATIVES: 3\n# NUMBER VOTERS: 7\n"
        "# NUMBER UNIQUE ORDERS: 2\n# ALTERNATIVE NAME 1: a\n# ALTERNATIVE NAME 2: b\n# ALTERNATIVE NAME 3: c\n"
        "5: 3\n2: 1,{2,3}\n"
    )


@pytest.mark.parametrize("name", ["a\nb", "a\r", " a", "a\t"])
def test_names_that_the_format_cannot_hold_are_refused(name):
    with pytest.raises(InputError, match="which PrefLib cannot hold; write the population as JSON instead"):
        format_preflib(Population.from_counts([name], [(((0,),), 1)]), "t")


def test_shares_and_broken_titles_are_refused():
    shares = Population.from_shares(["a"], [(((0,),), Fraction(1))])
    with pytest.raises(InputError, match="given as shares; write it as JSON instead"):
        format_preflib(shares, "t")
    with pytest.raises(InputError, match="the title 'a\\\\nb' has a line break"):
        format_preflib(PEOPLE, "a\nb")

"""A name in quotes says the whole name, and nothing in it closes the quotes or fakes them."""

import ast
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.preferences.quotation import OwnWord, called, listed, quoted, quoted_ranking


@given(st.text(min_size=1, max_size=12))
def test_a_quoted_name_is_a_literal_that_means_the_name(name):
    shown = quoted(name)
    assert shown[0] == shown[-1] == '"'
    assert ast.literal_eval(shown) == name


@given(st.text(alphabet=st.sampled_from('a"\\\u202e\n\u0338\u200b\ufe0f\uff02\u3164 '), max_size=8))
def test_all_that_is_shown_between_the_quotes_is_seen_and_none_of_it_looks_like_a_quote(name):
    inside = quoted(name)[1:-1]
    assert '"' not in inside.replace("\\\\", "").replace('\\"', "")
    assert inside.isprintable()
    assert not set(inside) & set("\uff02\u3164\ufe0f\u200b\u202e")
    assert not inside or not unicodedata.category(inside[0]).startswith("M")


@pytest.mark.parametrize("name", ["tamago (egg)", "寿司", "שלום", "Müller", "naïve “café”", "a  b", "x|y`z`"])
def test_letters_of_any_script_and_common_signs_stay_as_they_are(name):
    assert quoted(name) == f'"{name}"'


def test_an_accent_that_would_stand_on_the_opening_quote_is_a_code():
    assert quoted("\u0301a") == '"\\u0301a"'
    assert quoted("a\u0301") == '"a\u0301"'


def test_words_of_ours_have_no_quotes_and_the_same_word_as_a_name_has():
    assert (called(OwnWord("nlhf")), called("nlhf")) == ("nlhf", '"nlhf"')
    assert OwnWord("nlhf") == "nlhf"  # in data they are the same text


def test_names_are_listed_and_ranked_in_quotes():
    assert listed(["a, b", "c"]) == '"a, b", "c"'
    assert quoted_ranking(((1,), (0, 2)), ["a > b", "=", "c"]) == '"=" > "a > b" = "c"'

"""Pages show sentences without what is long, and with all that was decided."""

from verifier.report.sentence import LONGEST, shortened

LONG = ", ".join(f'"response {i}": 1/{10**20 + i}' for i in range(9))
TAIL = "against every opponent that shows 1 response (ties count for the model)"


def test_a_long_policy_is_cut_between_weights_and_the_verdict_stays():
    said = shortened(f"over these 5 voters and 9 responses, 2 independent samples of the policy [{LONG}] win {TAIL}")
    assert said.startswith('2 independent samples of the policy ["response 0": ≈0.000000, ')
    assert said.endswith(f"… (9 in all)] win {TAIL}")


def test_a_long_rate_has_its_decimals_beside_it():
    said = shortened(f"the least win rate of the policy [{LONG}] {TAIL} is exactly {10**30 + 1}/{2 * 10**30 + 1}")
    assert said.endswith("is exactly 1000…(31 digits)/2000…(31 digits) ≈ 0.500000")


def test_a_lottery_is_cut_between_its_sets():
    sets = ", ".join(f'{{"a", "b{i}"}}: 1/7' for i in range(40))
    said = shortened(f"over these shares in 1/7 and 9 responses, the lottery [{sets}] wins {TAIL}")
    assert (
        said == f'the lottery [{{"a", "b0"}}: 1/7, {{"a", "b1"}}: 1/7, {{"a", "b2"}}: 1/7, … (40 in all)] wins {TAIL}'
    )


def test_names_with_brackets_and_commas_cut_nothing_short():
    sentence = f'the policy ["a], [b": 1/2, "{"c" * 200}, d": 1/2] is an NLHF policy'
    assert shortened(sentence) == 'the policy ["a], [b": 1/2, … (2 in all)] is an NLHF policy'


def test_statements_about_every_k_keep_saying_so():
    start = "over these shares in 1/3 and 3 responses and every k >= 1: "
    assert shortened(f"{start}NLHF is mixed") == "for every k >= 1: NLHF is mixed"


def test_what_cannot_be_shortened_otherwise_is_cut_between_words():
    said = shortened("word " * 200)
    assert said.endswith("word …")


def test_an_interval_before_a_policy_stays_whole():
    rest = (
        "is a symmetric equilibrium of the game of k+1 players with strict payoffs, and its samples win "
        + "often " * 20
    )
    sentence = f'for every ε in [0, 1/2) and every k >= 1: the policy ["yes": a/(a+b), "no": b/(a+b)] {rest}'
    assert len(sentence) > LONGEST
    assert shortened(sentence) == sentence
    lengthy = f"for every ε in [0, 1/2) the policy [{LONG}] wins"
    assert shortened(lengthy).startswith('for every ε in [0, 1/2) the policy ["response 0": ')

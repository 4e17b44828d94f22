"""The numbers of the tutorial: its ballots are those of the data set, and its sentences follow from them."""

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
BALLOTS = ROOT.parent / "shared" / "data" / "preflib" / "00005-burlington" / "00005-00000002.toi"

KISS, MONTROLL, WRIGHT = "Kiss", "Montroll", "Wright"


def ballots(text):
    """Ranking, as classes of names, → how many ballots have it; only the three who were in the lead are kept."""
    names = dict(re.findall(r"^# ALTERNATIVE NAME ([0-9]+): (?:\S+ )?(Kiss|Montroll|Wright)$", text, re.MULTILINE))
    assert sorted(names.values()) == [KISS, MONTROLL, WRIGHT]
    found = Counter()
    for count, order in re.findall(r"^([0-9]+): (.+)$", text, re.MULTILINE):
        classes = [re.findall("[0-9]+", each) for each in re.findall(r"\{.*?\}|[0-9]+", order)]
        kept = [frozenset(names[each] for each in group if each in names) for group in classes]
        found[tuple(group for group in kept if group)] += int(count)
    return found


@pytest.fixture(scope="module")
def people():
    (block,) = re.findall(r"<!-- file: burlington.toi -->\n```text\n(.*?)```", PAGE, re.DOTALL)
    return ballots(block)


def share(people, better, worse):
    """The ballots that rank ``better`` above ``worse``, who may be left out."""
    found = 0
    for classes, count in people.items():
        rank = {name: i for i, group in enumerate(classes) for name in group}
        found += count * (rank.get(better, 3) < rank.get(worse, 3))
    return found


@pytest.mark.skipif(not BALLOTS.is_file(), reason="the real files are not there: 00005-00000002.toi")
def test_the_ballots_are_those_of_the_data_set_with_the_others_left_out(people):
    real = ballots(BALLOTS.read_text(encoding="utf-8"))
    assert real.pop(()) > 0, "some ballots rank none of the three"
    assert real == people


def test_the_ballots_are_those_of_the_case_of_the_book():
    case = (ROOT / "cases" / "burlington-2009" / "burlington-2009.toi").read_text(encoding="utf-8")
    assert f"<!-- file: burlington.toi -->\n```text\n{case}```" in PAGE


def test_as_many_ballots_and_rankings_as_the_page_says(people):
    assert f"{sum(people.values())} ballots rank at least one of the three" in PAGE
    assert f"{sum(people.values())} voters, 3 responses, {len(people)} distinct rankings" in PAGE


def test_wright_has_the_most_first_choices_and_montroll_beats_either(people):
    first = Counter()
    for classes, count in people.items():
        (name,) = classes[0]
        first[name] += count
    counts = [count for classes, count in people.items() if classes[0] == {WRIGHT}]
    assert first.most_common(1) == [(WRIGHT, sum(counts))]
    assert f"{' + '.join(map(str, sorted(counts, reverse=True)))} = {sum(counts)}." in PAGE
    assert share(people, MONTROLL, WRIGHT) > share(people, WRIGHT, MONTROLL)
    assert share(people, MONTROLL, KISS) > share(people, KISS, MONTROLL)


def test_the_percentages_are_those_of_the_ballots(people):
    total = sum(people.values())
    for_montroll, for_wright = share(people, MONTROLL, WRIGHT), share(people, WRIGHT, MONTROLL)
    neither = sum(count for classes, count in people.items() if not {MONTROLL, WRIGHT} & set().union(*classes))
    assert for_montroll + for_wright + neither == total
    told = [f"{100 * count / total:.0f} %" for count in (for_montroll, for_wright, neither)]
    assert "{} prefer Montroll to Wright and {} the reverse; the other {} ranked neither".format(*told) in PAGE
    assert f"It shows *Wright*, and {for_wright} of the {total} users like that better" in PAGE


def test_more_than_half_of_the_ballots_leave_somebody_out(people):
    assert "More than half of the ballots leave somebody out." in PAGE
    complete = sum(
        count for classes, count in people.items() if sum(map(len, classes)) == len((KISS, MONTROLL, WRIGHT))
    )
    assert 2 * complete < sum(people.values())

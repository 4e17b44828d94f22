"""Profiles of pref_voting, votekit and preflibtools, by duck typing: their ballots, weighed exactly."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from verifier.errors import InputError, UnsupportedError
from verifier.exact.numbers import described, exact
from verifier.preferences.formats.completeness import refuse_left_out
from verifier.preferences.formats.source import located, malformed, plural, quoted
from verifier.preferences.names import check_names
from verifier.preferences.objects.cells import name_text
from verifier.preferences.population import Population
from verifier.preferences.ranking import Ranking, Unranked
from verifier.preferences.tables.ballots import weighted
from verifier.preferences.tables.pairs import REASON

Classes = Iterable[Iterable[Hashable]]
"""A ballot: candidates as the library has them, class by class from the best; empty classes mean nothing."""


@dataclass(frozen=True)
class Ballots:
    """What a profile holds.

    Attributes:
        names: what each candidate is called, in the library's order.
        rows: the ballots and their weights.
        incomparable: whether the library's own margins leave candidates that a ballot omits uncompared.
    """

    names: Mapping[Hashable, object]
    rows: Iterable[tuple[Classes, object]]
    incomparable: bool = False


@dataclass(frozen=True)
class Library:
    """A library whose profiles are read: those of its objects that have all ``attributes``."""

    name: str
    attributes: tuple[str, ...]
    ballots: Callable[[Any], Ballots]


def read_profile(profile: Any, unranked: Unranked = "bottom", *, normalize: bool = False) -> Population:
    """The population of ``profile``, as `Population.from_profile` says.

    Raises:
        InputError: as there.
        UnsupportedError: as there.
    """
    library = _library(profile)
    if library is None:
        raise _unknown(profile)
    source = f"the {type(profile).__name__}"
    with located(source):
        found = library.ballots(profile)
    with located(source, item="the names of the candidates: "):
        names = check_names([name_text(name) for name in found.names.values()])
    index = {candidate: i for i, candidate in enumerate(found.names)}
    rows = list(_rows(found.rows, index, names, source, unranked))
    if not rows:
        raise malformed(source, None, "there is no ballot; at least one is needed with a weight above 0")
    population = weighted(names, rows, source, unranked, normalize=normalize, option="normalize=True")
    sentence = f"{type(profile).__name__} of {library.name}: {plural(len(names), 'candidate')}"
    if found.incomparable and unranked == "bottom" and not population.complete:
        sentence += ", those left out at the bottom (its own margins do not compare them)"
    return replace(population, reading=sentence)


def is_profile(value: Any) -> bool:
    """Whether ``value`` is an object of one of the `LIBRARIES`, be it readable or not."""
    return any(library.name in _homes(value) for library in LIBRARIES)


def _library(profile: Any) -> Library | None:
    homes, attributes = _homes(profile), set(dir(profile))
    return next((each for each in LIBRARIES if each.name in homes and attributes.issuperset(each.attributes)), None)


def _homes(value: Any) -> set[str]:
    """The packages in which the type of ``value`` and its bases are defined."""
    return {base.__module__.partition(".")[0] for base in type(value).__mro__}


def _unknown(profile: Any) -> InputError:
    name = type(profile).__name__
    if is_profile(profile) and not _GRADES.isdisjoint(dir(profile)):
        ranked = "its to_ranking_profile(), or " if hasattr(profile, "to_ranking_profile") else ""
        return UnsupportedError(f"{name} holds grades, no rankings; give {ranked}{_TABLE}")
    if is_profile(profile) and not _PAIRWISE.isdisjoint(dir(profile)):
        return UnsupportedError(f"{name} holds no rankings; {REASON}")
    accepted = "Profile and ProfileWithTies of pref_voting, profiles of rankings of votekit, and OrdinalInstance and "
    return InputError(f"{name} is no profile that is read; these are: {accepted}CategoricalInstance of preflibtools")


def _rows(
    ballots: Iterable[tuple[Classes, object]],
    index: Mapping[Hashable, int],
    names: Sequence[str],
    source: str,
    unranked: Unranked,
) -> Iterator[tuple[Ranking, Fraction]]:
    for number, (classes, weight) in enumerate(ballots, start=1):
        with located(source, item=f"ballot {number}: "):
            weighs = exact(weight)
            if weighs < 0:
                raise InputError("its weight is negative; weights are positive")
            ranking = _ranking(classes, index, names)
            if not ranking and weighs:
                raise InputError("it ranks no candidate; take it out, or rank at least one")
        if weighs:
            if unranked == "refuse":
                refuse_left_out(ranking, names, f"ballot {number}", source, None)
            yield ranking, weighs


def _ranking(classes: Classes, index: Mapping[Hashable, int], names: Sequence[str]) -> Ranking:
    seen: set[int] = set()
    ranking = []
    for group in classes:
        places = []
        for candidate in group:
            if candidate not in index:
                raise InputError(f"{described(candidate)} is ranked, and is none of the candidates")
            place = index[candidate]
            if place in seen:
                raise InputError(f"{quoted(names[place])} appears twice")
            seen.add(place)
            places.append(place)
        if places:
            ranking.append(tuple(sorted(places)))
    return tuple(ranking)


def _pref_voting(profile: Any) -> Ballots:
    """A `Profile` has arrays of candidates, a `ProfileWithTies` mappings from candidates to ranks, 1 the best."""
    rankings, counts = profile.rankings_counts
    rows = ((_of_ranks(each.rmap) if hasattr(each, "rmap") else [[c] for c in each.tolist()]) for each in rankings)
    names = {candidate: profile.cmap.get(candidate, candidate) for candidate in profile.candidates}
    extended = getattr(profile, "using_extended_strict_preference", True)
    return Ballots(names, zip(rows, counts, strict=True), incomparable=not extended)


def _of_ranks(ranks: Mapping[Hashable, Any]) -> list[list[Hashable]]:
    classes: dict[Any, list[Hashable]] = {}
    for candidate, rank in ranks.items():
        classes.setdefault(rank, []).append(candidate)
    return [classes[rank] for rank in sorted(classes)]


def _votekit(profile: Any) -> Ballots:
    """Ballots have a tuple of sets, of which those for skipped places are empty, or None, and a weight."""
    names = {candidate: candidate for candidate in profile.candidates}
    ballots = profile.ballots if names else ()  # an empty profile has none that can be asked for
    if any(getattr(ballot, "scores", None) and not getattr(ballot, "ranking", None) for ballot in ballots):
        raise InputError(f"it holds scores, of which zeros are not kept; give {_TABLE}")
    return Ballots(names, [(getattr(ballot, "ranking", None) or (), ballot.weight) for ballot in ballots])


def _preflibtools(instance: Any) -> Ballots:
    """Orders and categories alike are tuples of classes, each with the number of those who have it."""
    distinct = dict.fromkeys(instance.orders if hasattr(instance, "orders") else instance.preferences)
    return Ballots(instance.alternatives_name, ((order, instance.multiplicity.get(order)) for order in distinct))


LIBRARIES = (
    Library("pref_voting", ("rankings_counts", "candidates", "cmap"), _pref_voting),
    Library("votekit", ("ballots", "candidates"), _votekit),
    Library("preflibtools", ("multiplicity", "alternatives_name"), _preflibtools),
)
"""What is read, by the package that defines the object."""

_GRADES = frozenset(("grades", "grade_functions", "utilities", "scores"))
"""What objects of these libraries have that hold what each user gives each candidate."""

_TABLE = "a data frame of all scores, a row for each user and a column for each candidate (Population.from_frame)"

_PAIRWISE = frozenset(("margin", "majority_prefers"))
"""What objects of these libraries have that hold comparisons of pairs and no rankings."""

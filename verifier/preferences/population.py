"""A population: distinct rankings with their shares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from verifier.errors import InputError
from verifier.exact.numbers import as_whole, described, exact
from verifier.exact.rational import clear_denominators, primitive
from verifier.preferences.names import check_names, unknown_response
from verifier.preferences.ranking import (
    UNRANKED,
    UNRANKED_ONES,
    Ranking,
    Unranked,
    completed,
    format_ranking,
    index_ranking,
    parse_ranking,
)
from verifier.preferences.shares import sum_of_parts

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from verifier.preferences.formats.options import ReadOptions


def _share(text: str, weight: object) -> Fraction:
    try:
        return exact(weight)
    except InputError as error:
        raise InputError(f"the weight of {text!r}: {error}") from None


def _is_canonical(ranking: Ranking, size: int) -> bool:
    """True if no response stands twice, no class is empty and classes increase."""
    distinct = len(frozenset().union(*ranking)) == size
    return distinct and not any(len(group) != 1 and list(group) != sorted(group or (0,)) for group in ranking)


@dataclass(frozen=True, repr=False)
class Population:
    """A population of rankings over ``responses``, merged and sorted: equal populations compare equal.

    Attributes:
        responses: the m response names, in the order they were declared.
        rankings: the distinct rankings as given, sorted; left-out responses stay left out.
        weights: ``weights[i] > 0`` users (or parts of the whole, where shares were given) have ``rankings[i]``.
        counted: true if the weights are numbers of users, false if they are shares over ``total``.
        unranked: how responses that a ranking leaves out are read.
        reading: how a table was read, in words; no part of what is compared.
        divided_by: the sum of the shares as they were given, by which they were divided; None: it was 1. As little a
            part of what is compared.

    Build one with `from_rankings`, `from_counts`, `from_shares`, `from_frame` or `from_profile`; the constructor itself
    checks nothing.
    """

    responses: tuple[str, ...]
    rankings: tuple[Ranking, ...]
    weights: tuple[int, ...]
    counted: bool
    unranked: Unranked
    reading: str = field(default="", compare=False)
    divided_by: Fraction | None = field(default=None, compare=False)

    @classmethod
    def from_counts(
        cls, responses: Iterable[str], rows: Iterable[tuple[Ranking, int]], unranked: Unranked = "bottom"
    ) -> Population:
        """The population in which ``count`` users have ``ranking``, for each row ``(ranking, count)``; rows may repeat.

        Raises:
            InputError: a count is not a positive integer, there is no row, a ranking repeats a response or ranks
                none, or ``unranked="refuse"`` and a ranking is incomplete.
        """
        merged: dict[Ranking, int] = {}
        for ranking, given in rows:
            count = as_whole(given)
            if count is None or count <= 0:
                raise InputError(f"{described(given)} users cannot have a ranking; counts are whole and positive")
            merged[ranking] = merged.get(ranking, 0) + count
        return cls._merged(tuple(responses), merged, counted=True, unranked=unranked)

    @classmethod
    def from_shares(
        cls,
        responses: Iterable[str],
        rows: Iterable[tuple[Ranking, Fraction | float | Decimal | str]],
        unranked: Unranked = "bottom",
        *,
        normalize: bool = False,
    ) -> Population:
        """The population in which the share of ``ranking`` is ``share``; rows may repeat, zero shares are left out.

        Shares are read exactly: a float is the decimal that it prints. With ``normalize`` they are divided by their
        sum, which `divided_by` tells.

        Raises:
            InputError: a share is negative or no number, the shares do not sum to exactly 1 (with ``normalize``: all
                are zero), or as in `from_counts`.
        """
        given = [(ranking, exact(share)) for ranking, share in rows]
        shares = [share for _, share in given]
        total = sum_of_parts(shares, "the shares sum", lambda i: f"share {i + 1}", normalize=normalize)
        merged: dict[Ranking, Fraction] = {}
        for ranking, share in given:
            if share:
                merged[ranking] = merged.get(ranking, Fraction(0)) + share
        weights, _ = clear_denominators(merged.values())
        counts = dict(zip(merged, primitive(weights), strict=True))
        population = cls._merged(tuple(responses), counts, counted=False, unranked=unranked)
        return population if total == 1 else replace(population, divided_by=total)

    @classmethod
    def from_rankings(
        cls,
        rankings: Iterable[str] | Mapping[str, int | str | Fraction | float | Decimal],
        responses: Iterable[str] | None = None,
        unranked: Unranked = "bottom",
        *,
        normalize: bool = False,
    ) -> Population:
        """The population that ranks as written: ``["a > b = c", ...]``, one user each, or ``{"a > b = c": weight}``.

        Weights are counts if all are integers (of any type, numpy's too), else shares that sum to 1: text such as
        ``"3/5"``, a `Fraction`, a `Decimal`, or a float, which is the decimal that it prints. With ``normalize`` shares
        are divided by their sum. Without ``responses`` the names are taken in the order in which they first appear, and
        may hold nothing that might belong to a ranking (see `parse_ranking`).

        Raises:
            InputError: as in `parse_ranking`, `from_counts` and `from_shares`.

        >>> Population.from_rankings({"a > b": "3/5", "b > a": 0.4}).weights
        (3, 2)
        """
        if isinstance(rankings, str) or not isinstance(rankings, Iterable):
            raise InputError(f"{rankings!r}: rankings are a list of texts such as 'a > b = c', or a mapping to weights")
        weighted = list(rankings.items()) if isinstance(rankings, Mapping) else [(text, 1) for text in rankings]
        declared = None if responses is None else check_names(tuple(responses))
        parsed = []
        for text, weight in weighted:
            if not isinstance(text, str):
                raise InputError(f"{text!r} is no ranking; write it as text, such as 'a > b = c'")
            parsed.append((parse_ranking(text, declared), text, weight))
        names = declared or check_names(
            tuple(dict.fromkeys(name for classes, _, _ in parsed for group in classes for name in group))
        )
        index = {name: i for i, name in enumerate(names)}
        rows = [(index_ranking(classes, index), text, weight) for classes, text, weight in parsed]
        if all(as_whole(weight) is not None for _, _, weight in rows):
            return cls.from_counts(names, [(ranking, weight) for ranking, _, weight in rows], unranked)
        return cls.from_shares(
            names, [(ranking, _share(text, weight)) for ranking, text, weight in rows], unranked, normalize=normalize
        )

    @classmethod
    def _merged(
        cls, responses: tuple[str, ...], merged: dict[Ranking, int], *, counted: bool, unranked: Unranked
    ) -> Population:
        names = check_names(responses)
        m = len(names)
        if unranked not in UNRANKED:
            raise InputError(f"{unranked!r} is no way to read unranked responses; choose one of {', '.join(UNRANKED)}")
        if not merged:
            raise InputError("the population is empty; at least one ranking is needed")
        everyone = frozenset(range(m))
        for ranking in merged:
            size = sum(map(len, ranking))
            if size == 0:
                raise InputError("a ranking ranks no response; leave it out, or rank at least one")
            if not (_is_canonical(ranking, size) and all(map(everyone.issuperset, ranking))):
                raise InputError(f"{ranking!r} is not a ranking of the responses 0..{m - 1} in increasing classes")
            if unranked == "refuse" and size < m:
                raise InputError(
                    f"'{format_ranking(ranking, names)}' leaves out {m - size} of {m} responses; "
                    "with unranked=refuse every ranking must be complete (try bottom or incomparable)"
                )
        rankings = tuple(sorted(merged))
        return cls(names, rankings, tuple(merged[ranking] for ranking in rankings), counted, unranked)

    @classmethod
    def from_frame(cls, frame: Any, options: ReadOptions | None = None, **more: Any) -> Population:
        """The population in a table in memory, long or wide, recognised as a table in a file is.

        A table is a data frame of pandas or polars, a Dataset of datasets (one split of a DatasetDict), a Table or
        RecordBatch of pyarrow, an array of numpy with named fields, a list of mappings (a row each) or a mapping of
        columns.

        A long frame has the columns ``user``, ``response`` and ``rank`` or ``score``, a wide one a row for each user
        and a column for each response; ``weight`` and ``prompt`` are what they are in files. Index levels of pandas
        count as columns if they are named. A float of any precision is the decimal that it prints, so equal ones tie; a
        value that is missing (None, NaN, NA) leaves a response unranked. Blanks around names and numbers are left out,
        as in files. Messages count rows from 0.

        Args:
            frame: the table; none of these libraries is imported.
            options: how to read it.
            more: single options of `ReadOptions` by name, such as ``unranked="incomparable"`` or ``best="low"``.

        Raises:
            InputError: it is no table, a column lacks, or a cell is no number (truth values, dates and infinities are
                none) or no name; or as for tables in files.
            UnsupportedError: the rows are pairwise comparisons.

        >>> class Frame(dict):  # what a data frame of pandas or polars has
        ...     shape = (2, 3)
        ...     columns = property(list)
        >>> people = Population.from_frame(Frame(user=["ann", "ben"], tea=[0.4, 0.2], milk=[0.5, float("nan")]))
        >>> people.rankings
        (((0,),), ((1,), (0,)))
        >>> print(people.reading)
        a wide table: users in 'user', 2 responses ('tea', 'milk'), high is best, 1 of 4 answers blank (25 %)
        """
        from verifier.preferences.objects.frame import read_frame
        from verifier.preferences.objects.tables import as_frame

        return read_frame(as_frame(frame), options, **more)

    @classmethod
    def from_profile(cls, profile: Any, unranked: Unranked = "bottom", *, normalize: bool = False) -> Population:
        """The population of a profile of pref_voting, votekit or preflibtools, none of which is imported.

        Read are `Profile` and `ProfileWithTies` of pref_voting (the candidates' names are those of ``cmap``), profiles
        of rankings of votekit, and `OrdinalInstance` and `CategoricalInstance` of preflibtools (categories are read as
        classes, the first the best). Weights are numbers of users if all are whole, else shares that sum to 1, or are
        divided by their sum with ``normalize``; floats are the decimals that they print, and ballots of weight 0 are
        left out. The margins of a `ProfileWithTies` are those of ``unranked="incomparable"``, and of
        ``"bottom"`` after its ``use_extended_strict_preference()``.

        Raises:
            InputError: it is none of these, two candidates have one name, a ballot ranks nobody or somebody twice, or
                the shares do not sum to 1.
            UnsupportedError: it holds grades or scores, margins or pairwise comparisons only.

        >>> class OrdinalInstance:  # what that of preflibtools has
        ...     __module__ = "preflibtools.instances"
        ...     alternatives_name = {1: "tea", 2: "milk", 3: "cola"}
        ...     orders = [((2,), (1, 3))]
        ...     multiplicity = {((2,), (1, 3)): 5}
        >>> people = Population.from_profile(OrdinalInstance())
        >>> people.margin("milk", "tea"), people.reading
        (5, 'OrdinalInstance of preflibtools: 3 candidates')
        """
        from verifier.preferences.objects.profile import read_profile

        return read_profile(profile, unranked, normalize=normalize)

    def support(self, x: str, y: str) -> int | Fraction:
        """How many users rank ``x`` strictly above ``y``; where shares are given, their share.

        Returns:
            A whole number in [0, ``voters``], or a `Fraction` in [0, 1].

        Raises:
            UnknownResponseError: ``x`` or ``y`` is no response; the message says which there are.

        >>> Population.from_rankings({"a > b": 3, "b > a": 2}).support("a", "b")
        3
        >>> Population.from_rankings({"a > b": "3/5", "b > a": "2/5"}).support("a", "b")
        Fraction(3, 5)
        """
        from verifier.preferences.margins import support

        weight = support(self, self._position(x), self._position(y))
        return weight if self.counted else Fraction(weight, self.total)

    def margin(self, x: str, y: str) -> int | Fraction:
        """``support(x, y) - support(y, x)``: by how many users, or by which share, ``x`` beats ``y``.

        Raises:
            UnknownResponseError: ``x`` or ``y`` is no response; the message says which there are.

        >>> Population.from_rankings({"a > b": 3, "b > a": 2}).margin("b", "a")
        -1
        """
        return self.support(x, y) - self.support(y, x)

    def condorcet_winner(self) -> str | None:
        """The response with a positive `margin` over every other one, or None if there is none.

        >>> Population.from_rankings({"a > b > c": 2, "b > c > a": 1}).condorcet_winner()
        'a'
        """
        from verifier.preferences.margins import condorcet_winner, margins

        winner = condorcet_winner(margins(self))
        return None if winner is None else self.responses[winner]

    def _position(self, name: str) -> int:
        if not isinstance(name, str) or name not in self.index:
            raise unknown_response(str(name), self.responses)
        return self.index[name]

    def __repr__(self) -> str:
        size = f"{self.total} voters" if self.counted else f"shares in 1/{self.total}"
        return f"Population({size}, {len(self.responses)} responses, {len(self.rankings)} distinct rankings)"

    def _repr_html_(self) -> str:
        """How a notebook shows it."""
        from verifier.preferences.notebook import population_html

        return population_html(self)

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.responses, self.rankings, self.weights, self.counted, self.unranked))

    @cached_property
    def total(self) -> int:
        """The sum of the weights of `read`: the number of users, or the common denominator of the shares."""
        return sum(self.read[1])

    @property
    def voters(self) -> int | None:
        """The number of users, or None where the population is given as shares."""
        return self.total if self.counted else None

    @cached_property
    def complete(self) -> bool:
        """True if every ranking ranks every response."""
        return all(sum(map(len, ranking)) == len(self.responses) for ranking in self.rankings)

    @cached_property
    def strict(self) -> bool:
        """True if no ranking ties two responses that it ranks."""
        return all(len(group) == 1 for ranking in self.rankings for group in ranking)

    @property
    def completed(self) -> bool:
        """True if a ranking leaves responses out, which are read as tied at the bottom."""
        return not self.complete and self.unranked == "bottom"

    @property
    def unranked_ones(self) -> str:
        """How the responses count that a ranking leaves out, in words: ``unranked ones tied at the bottom``."""
        return UNRANKED_ONES["none" if self.complete else self.unranked]

    @property
    def weak_orders(self) -> bool:
        """True if every user has a weak order: left-out responses, if any, are read as tied at the bottom."""
        return self.unranked != "incomparable" or self.complete

    @cached_property
    def linear_orders(self) -> bool:
        """True if every user, as read, ranks all responses and ties none."""
        return all(len(ranking) == len(self.responses) for ranking in self.read[0])

    @cached_property
    def read(self) -> tuple[tuple[Ranking, ...], tuple[int, ...]]:
        """Rankings and weights as they are read: under ``bottom`` completed and merged; shares in lowest terms."""
        if self.complete or self.unranked == "incomparable":
            return self.rankings, self.weights
        m = len(self.responses)
        merged: dict[Ranking, int] = {}
        for ranking, weight in zip(self.rankings, self.weights, strict=True):
            whole = completed(ranking, m)
            merged[whole] = merged.get(whole, 0) + weight
        rankings = tuple(sorted(merged))
        weights = tuple(merged[ranking] for ranking in rankings)
        return rankings, weights if self.counted else primitive(weights)

    @cached_property
    def levels(self) -> npt.NDArray[np.int32]:
        """An n × m array over the rankings of `read`: the class of each response, 0 the best; −1: incomparable."""
        import numpy as np

        rankings, _ = self.read
        m = len(self.responses)
        flat = np.fromiter((i for ranking in rankings for group in ranking for i in group), dtype=np.int64)
        sizes = np.fromiter((len(group) for ranking in rankings for group in ranking), dtype=np.int64)
        depths = np.fromiter((len(ranking) for ranking in rankings), dtype=np.int64, count=len(rankings))
        class_level = np.arange(len(sizes)) - np.repeat(np.cumsum(depths) - depths, depths)
        class_voter = np.repeat(np.arange(len(rankings)), depths)
        levels = np.full((len(rankings), m), -1, dtype=np.int32)
        levels[np.repeat(class_voter, sizes), flat] = np.repeat(class_level, sizes)
        levels.flags.writeable = False
        return levels

    @cached_property
    def worst_first(self) -> npt.NDArray[np.intp]:
        """An n × m array: for each ranking of `read` the responses from worst to best, incomparable ones at the end."""
        import numpy as np

        order = np.argsort(-self.levels, axis=1, kind="stable")
        order.flags.writeable = False
        return order

    @cached_property
    def index(self) -> dict[str, int]:
        """The position of each response name."""
        return {name: i for i, name in enumerate(self.responses)}

"""Forgeries of the population: rankings, weights, ties, responses; trees' numbers follow.

Each operator takes a draft and a source of randomness and changes the draft in place; `IndexError` or `ValueError` from
an empty choice means that it does not apply.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from benchmarks.attack.draft import Condition, Draft, Line, Part, Ranking, Sets, Tree, Vector

Forgery = Callable[[Draft, Random], None]


def weigh(draft: Draft, rng: Random) -> None:
    """A ranking gets more, less or other users."""
    i = rng.randrange(len(draft.rankings))
    weight, ranking = draft.rankings[i]
    other = rng.randint(1, rng.choice((9, 99, 10**6)))
    new = rng.choice((weight + 1, weight - 1, 2 * weight, weight + other, other, 1, 10**12))
    draft.rankings[i] = (new, ranking)


def reread(draft: Draft, rng: Random) -> None:
    """Another version, or another word on how unranked responses count, or none."""
    draft.version = rng.choice(("1", "2", "2", "3"))
    draft.unranked = rng.choice(("", "bottom", "bottom", "incomparable"))


def drop_ranking(draft: Draft, rng: Random) -> None:
    """A ranking goes; the totals follow."""
    i = rng.randrange(len(draft.rankings))
    del draft.rankings[i]
    _each_vector(draft, lambda x: x[:i] + x[i + 1 :])


def add_ranking(draft: Draft, rng: Random) -> None:
    """A ranking is added: random, with ties and left-out responses, or one of the file with two neighbours swapped."""
    m = len(draft.names)
    weight, ranking = rng.choice(draft.rankings)
    if rng.random() < 0.5:
        order = rng.sample(range(m), m if rng.random() < 0.7 else rng.randint(1, m))
        ranking = _grouped(order, rng)
    draft.rankings.append((rng.choice((1, 1, 2, weight)), _swapped(ranking, rng)))
    _each_vector(draft, lambda x: (*x, rng.choice((0, *x))))


def _grouped(order: list[int], rng: Random) -> Ranking:
    classes: list[tuple[int, ...]] = []
    for y in order:
        if classes and rng.random() < 0.2:
            classes[-1] = (*classes[-1], y)
        else:
            classes.append((y,))
    return tuple(classes)


def _swapped(ranking: Ranking, rng: Random) -> Ranking:
    if len(ranking) < 2:
        return ranking
    i = rng.randrange(len(ranking) - 1)
    return (*ranking[:i], ranking[i + 1], ranking[i], *ranking[i + 2 :])


def _each_vector(draft: Draft, change: Callable[[tuple[int, ...]], tuple[int, ...]]) -> None:
    for i in draft.places_of(Tree):
        tree: Tree = draft.parts[i]  # type: ignore[assignment]
        draft.parts[i] = Tree(tree.scale, tuple(change(x) for x in tree.vectors), tree.nodes)


def rerank(draft: Draft, rng: Random) -> None:
    """A ranking is reversed, has neighbours swapped, a class merged, split or left out, or a response put in."""
    i = rng.randrange(len(draft.rankings))
    weight, ranking = draft.rankings[i]
    at = rng.randrange(len(ranking))
    group = ranking[at]
    missing = sorted(set(range(len(draft.names))) - {y for group in ranking for y in group})
    below = ranking[at + 1 :]
    changed = rng.choice(
        (
            ranking[::-1],
            _swapped(ranking, rng),
            _swapped(ranking, rng),
            (*ranking[:at], (*group, *below[0]), *below[1:]) if below else ranking,
            (*ranking[:at], group[:1], group[1:], *below),
            ranking[:at] + below if len(ranking) > 1 and rng.random() < 0.5 else _swapped(ranking, rng),
            (*ranking[:at], (rng.choice(missing),), *ranking[at:]) if missing else ranking[::-1],
        )
    )
    draft.rankings[i] = (weight, tuple(group for group in changed if group))


def relabel_users(draft: Draft, rng: Random) -> None:
    """Responses change places in the rankings only."""
    m = len(draft.names)
    to = swap(m, rng)
    draft.rankings = [(w, tuple(tuple(to[y] for y in group) for group in ranking)) for w, ranking in draft.rankings]


def swap(m: int, rng: Random) -> list[int]:
    """A permutation: two responses change places, or all are shuffled."""
    to = list(range(m))
    if rng.random() < 0.6:
        one, two = rng.sample(to, 2)
        to[one], to[two] = two, one
    else:
        rng.shuffle(to)
    return to


def relabel_all(draft: Draft, rng: Random) -> None:
    """Names are permuted: responses change places everywhere, so that truth stays truth."""
    to = swap(len(draft.names), rng)
    draft.rankings = [(w, tuple(tuple(to[y] for y in group) for group in ranking)) for w, ranking in draft.rankings]
    for i, part in enumerate(draft.parts):
        draft.parts[i] = relabelled(part, to)


def relabelled(part: Part, to: list[int]) -> Part:
    """The part with every response y written as to[y]."""
    m = len(to)
    if isinstance(part, Vector):
        return Vector(part.name, tuple((to[y % m], weight) for y, weight in part.rows))
    if isinstance(part, Sets):
        return Sets(part.name, tuple((weight, tuple(to[y % m] for y in chosen)) for weight, chosen in part.rows))
    if isinstance(part, Line) and part.words[0] in {"opponent", "winning", "winner"}:
        members = [str(to[int(y) % m]) for y in part.words[1].split(",")]
        return Line((part.words[0], ",".join(members)))
    if isinstance(part, Condition):
        moved_terms = ((c, to[a % m], tuple(to[b % m] for b in below)) for c, a, below in part.terms)
        return Condition(part.constant, tuple(moved_terms))
    if isinstance(part, Tree):
        nodes = [node.split(" ") for node in part.nodes]
        moved = tuple(f"split {to[int(words[1]) % m]}" if words[0] == "split" else " ".join(words) for words in nodes)
        return Tree(part.scale, part.vectors, moved)
    return part


def drop_response(draft: Draft, rng: Random) -> None:
    """The last response goes, after another one has taken its place."""
    relabel_all(draft, rng)
    if len(draft.names) < 2:
        raise IndexError
    draft.names.pop()


def add_response(draft: Draft, rng: Random) -> None:
    """A last response comes, in a class of some rankings, at the bottom, or left out."""
    m = len(draft.names)
    if m > 7:
        raise IndexError
    draft.names.append("~" * (1 + max((len(name) for name in draft.names if set(name) == {"~"}), default=0)))
    for i, (weight, ranking) in enumerate(draft.rankings):
        at = rng.randrange(len(ranking))
        above, group, below = ranking[:at], ranking[at], ranking[at + 1 :]
        last = (*ranking, (m,))
        left_out = ranking if rng.random() < 0.3 else last
        new = rng.choice((last, (*above, (m,), group, *below), (*above, (*group, m), *below), left_out))
        draft.rankings[i] = (weight, new)


def rescale(draft: Draft, rng: Random) -> None:
    """All weights are multiplied, or voters become shares and shares voters."""
    factor = rng.choice((1, 2, 3, rng.randint(1, 99), rng.randint(1, 10**6)))
    draft.rankings = [(factor * weight, ranking) for weight, ranking in draft.rankings]
    draft.counted = rng.choice(("voters", "shares"))


POPULATION: tuple[Forgery, ...] = (
    weigh,
    reread,
    drop_ranking,
    add_ranking,
    rerank,
    rerank,
    relabel_users,
    relabel_all,
    drop_response,
    add_response,
    rescale,
)

"""The checker's own arithmetic of trees, against the library's and against looking at every set."""

from itertools import combinations

import numpy as np
import pytest

from verifier.errors import InputError
from verifier.exact.tree import Leaf, Split, Tree, lower_bound, upper_bound
from verifier.search.extremes import largest, least

BATCHES = range(6)


def random_matrix(rng):
    rows, columns = rng.randint(1, 6), rng.randint(1, 6)
    highest = rng.choice([0, 1, 9, 10**6, 10**40])
    return tuple(tuple(rng.randint(0, highest) for _ in range(columns)) for _ in range(rows))


def random_nodes(rng, columns, size, vectors):
    def below(inside, outside):
        free = [y for y in range(columns) if y not in inside | outside]
        if free and len(inside) < size and rng.random() < 0.7:
            y = rng.choice(free)
            return [("split", y), *below(inside | {y}, outside), *below(inside, outside | {y})]
        return [("inside", 0) if inside and rng.random() < 0.4 else ("leaf", rng.randrange(vectors))]

    return below(frozenset(), frozenset())


def random_parts(rng, matrix, size):
    """Scale, vectors and nodes of a tree in which everything fits together."""
    scale = rng.choice([1, 1, 2, 3, 7, 2**20])
    highest = 2 * scale * (1 + max(map(max, matrix)))
    vectors = [[rng.choice([0, rng.randint(0, highest)]) for _ in matrix] for _ in range(rng.randint(1, 3))]
    return scale, vectors, random_nodes(rng, len(matrix[0]), size, len(vectors))


def ours(scale, vectors, nodes):
    shape = {"split": Split, "leaf": Leaf, "inside": lambda _: Leaf(None)}
    return Tree(scale, tuple(map(tuple, vectors)), tuple(shape[kind](at) for kind, at in nodes))


def theirs(checker, tree):
    def written(node):
        if isinstance(node, Split):
            return "split", node.element
        return ("inside", 0) if node.alpha is None else ("leaf", node.alpha)

    return checker.Tree(tree.denominator, [list(alpha) for alpha in tree.alphas], list(map(written, tree.nodes)))


def columns(matrix):
    """The checker keeps the entries of each response together."""
    return tuple(zip(*matrix, strict=True))


def extreme(matrix, size, of_sets, of_rows):
    sets = combinations(range(len(matrix[0])), min(size, len(matrix[0])))
    return of_sets(sum(of_rows(row[y] for y in chosen) for row in matrix) for chosen in sets)


@pytest.mark.parametrize("batch", BATCHES)
def test_the_checkers_bound_is_the_librarys_and_never_below_the_largest_set(batch, seeded, checker):
    rng, tight = seeded(3000 + batch), 0
    for _ in range(250):
        matrix = random_matrix(rng)
        size = rng.randint(1, len(matrix[0]))
        parts = random_parts(rng, matrix, size)
        bound = checker.Tree(*parts).bound(columns(matrix), size)
        most = extreme(matrix, size, max, max)
        assert bound == upper_bound(np.array(matrix, dtype=object), size, ours(*parts)), (matrix, size, parts)
        assert bound >= most, (matrix, size, parts)
        tight += bound == most
    assert tight


@pytest.mark.parametrize("batch", BATCHES)
def test_a_completed_searchs_tree_is_worth_the_largest_set(batch, seeded, checker):
    rng = seeded(3100 + batch)
    for _ in range(40):
        matrix = random_matrix(rng)
        size = rng.randint(1, len(matrix[0]))
        found = largest(np.array(matrix, dtype=object), size, enumerate_below=0)
        bound = theirs(checker, found.tree).bound(columns(matrix), size)
        assert bound == extreme(matrix, size, max, max) == found.bound


@pytest.mark.parametrize("batch", BATCHES)
def test_a_search_that_ended_early_still_leaves_a_tree_of_its_bound(batch, seeded, checker):
    rng = seeded(3200 + batch)
    for _ in range(20):
        matrix = random_matrix(rng)
        size = rng.randint(1, len(matrix[0]))
        found = largest(np.array(matrix, dtype=object), size, enumerate_below=0, budget=rng.choice([0, 1000, 20_000]))
        bound = theirs(checker, found.tree).bound(columns(matrix), size)
        assert bound == found.bound >= extreme(matrix, size, max, max)


@pytest.mark.parametrize("batch", BATCHES)
def test_least_sums_are_bounded_by_the_tree_of_what_is_left_below_a_ceiling(batch, seeded, checker):
    rng = seeded(3300 + batch)
    for _ in range(40):
        matrix = random_matrix(rng)
        size = rng.randint(1, len(matrix[0]))
        ceilings = [max(row) + rng.randint(0, 3) for row in matrix]
        left = tuple(tuple(top - entry for entry in row) for row, top in zip(matrix, ceilings, strict=True))
        exact = np.array(matrix, dtype=object)
        searched = least(exact, size, enumerate_below=0)
        assert searched.value == searched.bound == extreme(matrix, size, min, min)
        scale, vectors, nodes = random_parts(rng, left, size)
        drawn = [[scale * top - x for x, top in zip(vector, ceilings, strict=True)] for vector in vectors]
        for tree in (searched.tree, ours(scale, drawn, nodes)):
            alphas = [
                [tree.denominator * top - a for a, top in zip(alpha, ceilings, strict=True)] for alpha in tree.alphas
            ]
            mirror = theirs(checker, Tree(tree.denominator, tuple(map(tuple, alphas)), tree.nodes))
            bound = sum(ceilings) - mirror.bound(columns(left), size)
            assert bound == lower_bound(exact, size, tree) <= extreme(matrix, size, min, min)


def damaged(rng, nodes, columns, vectors):
    """The nodes with one thing changed; they may still fit together."""
    nodes, at = list(nodes), rng.randrange(len(nodes))
    change = rng.choice(["drop", "repeat", "add", "split", "leaf", "inside", "exchange"])
    if change == "drop":
        del nodes[at]
    elif change == "repeat":
        nodes.insert(at, nodes[at])
    elif change == "add":
        nodes.append(("leaf", 0))
    elif change == "split":
        nodes[at] = ("split", rng.randint(0, columns))
    elif change == "leaf":
        nodes[at] = ("leaf", rng.randint(0, vectors))
    elif change == "inside":
        nodes[at] = ("inside", 0)
    else:
        other = rng.randrange(len(nodes))
        nodes[at], nodes[other] = nodes[other], nodes[at]
    return nodes


@pytest.mark.parametrize("batch", BATCHES)
def test_a_damaged_tree_is_malformed_to_both_or_still_no_bound_below_the_largest_set(batch, seeded, checker):
    rng, refused = seeded(3400 + batch), 0
    for _ in range(200):
        matrix = random_matrix(rng)
        size = rng.randint(1, len(matrix[0]))
        scale, vectors, nodes = random_parts(rng, matrix, size)
        nodes = damaged(rng, nodes, len(matrix[0]), len(vectors))
        exact = np.array(matrix, dtype=object)
        try:
            bound = checker.Tree(scale, vectors, nodes).bound(columns(matrix), size) if nodes else None
        except checker.Malformed:
            bound = None
        if bound is None:
            refused += 1
            with pytest.raises(InputError):
                upper_bound(exact, size, ours(scale, vectors, nodes))
        else:
            assert bound == upper_bound(exact, size, ours(scale, vectors, nodes))
            assert bound >= extreme(matrix, size, max, max)
    assert 20 < refused < 200


def test_the_whole_part_is_taken_of_each_leaf(checker):
    assert checker.Tree(2, [[1, 2]], [("leaf", 0)]).bound(((1, 1), (1, 1)), 1) == 2
    assert checker.Tree(2, [[3, 2]], [("leaf", 0)]).bound(((1, 1), (1, 1)), 1) == 2
    assert checker.Tree(2, [[4, 2]], [("leaf", 0)]).bound(((1, 1), (1, 1)), 1) == 3


def test_an_inside_leaf_has_scale_one(checker):
    matrix = ((2, 0), (0, 2))
    for scale in (1, 2, 10**30):
        nodes = [("split", 0), ("inside", 0), ("leaf", 0)]
        assert checker.Tree(scale, [[0, 0]], nodes).bound(matrix, 2) == 4
        assert checker.Tree(scale, [[0, 0]], nodes).bound(matrix, 1) == 2

"""Trees of multipliers: proofs that no small set of columns does better than a bound, and their exact evaluation.

For an n x m integer matrix w, any numbers α_v, and c_y = Σ_v max(0, w_v(y) - α_v), every set T of at most l columns has

    Σ_v max_{y in T} w_v(y)  <=  Σ_v α_v + Σ_{y in T} c_y  <=  Σ_v α_v + (the sum of the l largest c_y).

Where T must contain ``inside`` and avoid ``outside``, the c of ``inside`` are forced and those of ``outside`` dropped.
A tree splits on "y in T" or "y not in T", so its leaves cover every set, and each leaf names the α of its bound. The
mirror image bounds Σ_v min_{s in S} g_v(s) from below by Σ_v α_v - (the sum of the k largest c_s),
c_s = Σ_v max(0, α_v - g_v(s)). Totals are integers, so bounds are rounded to them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from verifier.errors import InputError
from verifier.exact.matrix import IntegerArray, exact_matrix, fits

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Split:
    """The subtree of the sets with ``element`` comes next, then the subtree of those without it."""

    element: int


@dataclass(frozen=True, slots=True)
class Leaf:
    """The sets of this leaf are bounded with ``alphas[alpha]``.

    None: with α_v = the best of row v among the columns inside (largest where sets are to be large, least where they
    are to be small); these are not stored.
    """

    alpha: int | None


Node: TypeAlias = Split | Leaf


@dataclass(frozen=True, slots=True)
class Tree:
    """A tree in preorder; the root bound alone is the tree of one leaf.

    Attributes:
        denominator: the multipliers are ``alphas[i][v] / denominator``.
        alphas: vectors of n integers, one entry per row of the matrix, in order of first use.
        nodes: every `Split` is followed by its two subtrees.
    """

    denominator: int
    alphas: tuple[tuple[int, ...], ...]
    nodes: tuple[Node, ...]


def upper_bound(matrix: IntegerArray, size: int, tree: Tree) -> int:
    """What ``tree`` proves: no set T of at most ``size`` columns has a larger Σ_v max_{y in T} ``matrix``[v, y].

    Raises:
        InputError: ``tree`` is not a tree over the columns of ``matrix``, or its vectors have another length.

    >>> upper_bound(np.array([[2, 0, 1], [0, 2, 1]]), 1, Tree(1, ((1, 1),), (Leaf(0),)))
    3
    """
    exact = exact_matrix(matrix)
    rows, columns = exact.shape
    if tree.denominator < 1 or any(len(alpha) != rows for alpha in tree.alphas):
        raise InputError(f"the tree's vectors need {rows} entries each, over a positive denominator")
    forced: dict[int, list[int]] = {}
    bounds: list[int] = []
    for inside, outside, leaf in _leaves(tree, size, columns):
        if leaf.alpha is None:
            alpha, scale = tuple(map(int, exact[:, list(inside)].max(axis=1))), 1
            excess = excesses(exact, alpha, 1)
        else:
            alpha, scale = tree.alphas[leaf.alpha], tree.denominator
            if leaf.alpha not in forced:
                forced[leaf.alpha] = excesses(exact, alpha, scale)
            excess = forced[leaf.alpha]
        free = sorted((excess[y] for y in set(range(columns)) - inside - outside), reverse=True)
        total = sum(alpha) + sum(excess[y] for y in inside) + sum(free[: size - len(inside)])
        bounds.append(total // scale)
    return max(bounds)


def lower_bound(matrix: IntegerArray, size: int, tree: Tree) -> int:
    """What ``tree`` proves: no set S of at most ``size`` columns has a smaller Σ_v min_{s in S} ``matrix``[v, s].

    Raises:
        InputError: as in :func:`upper_bound`.
    """
    return -upper_bound(-exact_matrix(matrix), size, mirrored(tree))


def verify_tree(matrix: IntegerArray, size: int, tree: Tree, bound: int, *, least: bool = False) -> bool:
    """Whether ``tree`` is well formed and proves that no set is above ``bound`` (``least``: that none is below it)."""
    try:
        proved = lower_bound(matrix, size, tree) if least else upper_bound(matrix, size, tree)
    except InputError:
        return False
    return proved >= bound if least else proved <= bound


def mirrored(tree: Tree) -> Tree:
    """The tree for the matrix with opposite entries: max_T Σ max(-g) = -min_S Σ min(g)."""
    return Tree(tree.denominator, tuple(tuple(-a for a in alpha) for alpha in tree.alphas), tree.nodes)


def excesses(exact: IntegerArray, alpha: tuple[int, ...], scale: int) -> list[int]:
    """c_y = Σ_v max(0, ``scale`` w_v(y) - ``alpha``_v) for every column y."""
    highest = max(chain(map(abs, alpha), (scale * int(np.abs(exact).max()),)))
    if exact.dtype == np.int64 and fits(2 * highest * len(alpha)):
        over = exact * scale - np.array(alpha, dtype=np.int64)[:, None]
    else:
        over = exact.astype(object) * scale - np.array(alpha, dtype=object)[:, None]
    return [int(total) for total in np.maximum(over, 0).sum(axis=0)]


def _leaves(tree: Tree, size: int, columns: int) -> Iterator[tuple[frozenset[int], frozenset[int], Leaf]]:
    """``(inside, outside, leaf)`` for every leaf, in order."""
    waiting: list[tuple[frozenset[int], frozenset[int]]] = [(frozenset(), frozenset())]
    for node in tree.nodes:
        if not waiting:
            raise InputError("the tree has nodes after its last leaf")
        inside, outside = waiting.pop()
        if isinstance(node, Leaf):
            if node.alpha is None and not inside:
                raise InputError("a leaf without a vector needs a column inside")
            if node.alpha is not None and not 0 <= node.alpha < len(tree.alphas):
                raise InputError(f"a leaf names the vector {node.alpha}; the tree has {len(tree.alphas)}")
            yield inside, outside, node
            continue
        y = node.element
        if not 0 <= y < columns or y in inside or y in outside or len(inside) >= size:
            raise InputError(f"the tree splits on {y} where that decides nothing")
        waiting += [(inside, outside | {y}), (inside | {y}, outside)]
    if waiting:
        raise InputError("the tree ends before its last leaf")

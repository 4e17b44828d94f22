"""Checks verifier certificates: one file, standard library only, run as `python -I -S checker.py FILE...`.

The format and the mathematics are in FORMAT.md beside this file. Read from top to bottom: costs, text, numbers,
population, distributions, what users lose, the claims (what is parsed, why it follows, the sentence), main.
Exit code: 0 proved, 1 not proved, 2 malformed, 3 over the work budget; of several files the worst: 2, 1, 3, 0.
"""

from __future__ import annotations

import gc
import sys
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from io import BytesIO
from itertools import combinations, compress, islice, pairwise
from math import comb, gcd, isqrt, lcm
from operator import lt

FORMAT = "verifier-certificate"
VERSIONS = ("1", "2")
MAX_BYTES = 1 << 26  # a longer file is over budget
MAX_DIGITS = 4096  # a longer integer is malformed
MEMORY = 12 * 10**7  # words of eight bytes that the check of one certificate may take
BUDGET = 2 * 10**9  # work units, of at most 25 nanoseconds
KEPT = 1 << 21  # a check that took more words leaves nothing behind for the next one


Set = tuple[int, ...]  # increasing responses
Ranking = tuple[Set, ...]  # indifference classes from best to worst
Walk = tuple[int, list[tuple[Set, int, int]]]  # a weight, and what `walk` gives
Columns = tuple[tuple[int, ...], ...]  # for each response a number for each ranking
Condition = tuple[int, list[tuple[int, int, Set]]]  # c_0 and (c, a, B): c_0 + sum c P[a > every b in B] >= 0


class NotProved(Exception):  # noqa: N818
    """The certificate is well formed, but does not prove its claim."""


class Malformed(Exception):  # noqa: N818
    """The certificate is not in the format."""


class OverBudget(Exception):  # noqa: N818
    """The certificate asks for more work than allowed."""


def require(condition: bool, reason: str) -> None:  # noqa: FBT001
    """Go on only if the argument's next step holds."""
    if not condition:
        raise NotProved(reason)


def form(condition: object, reason: str) -> None:
    """Go on only if the text is as the format says."""
    if not condition:
        raise Malformed(reason)


# Costs: everything is charged before it is done, in units of 25 ns or less -------------------------------------------


class Meter:
    """What the check of one file has cost so far: work units, and words of memory that it holds, or held at most."""

    def __init__(self, budget: int) -> None:
        self.budget, self.units, self.held, self.most = budget, 0, 0, 0

    def work(self, units: int) -> None:
        """Charge so much work; stop where all of it is over the budget."""
        self.units += units
        if self.units > self.budget:
            raise OverBudget(f"more than {self.budget} work units")

    def memory(self, words: int, passing: int = 0) -> None:
        """Charge words that are held to the end, and others for a moment; stop where they are too many."""
        self.held += words
        self.most = max(self.most, self.held + passing)
        if self.most > MEMORY:
            raise OverBudget(f"more than {MEMORY} words of memory")


def words(*numbers: int) -> int:
    """Words of eight bytes for the largest of some numbers."""
    return 1 + max(number.bit_length() for number in numbers) // 64


def plus(w: int) -> int:
    """Work of a sum, or a comparison, of numbers of w words."""
    return 3 + w // 4


def times(v: int, w: int) -> int:
    """Work of a product of numbers of v and w words: as at school, or as Karatsuba."""
    small = min(v, w)
    return 3 + max(v, w) * min(small, 16 * isqrt(small)) // 2


def divide(v: int, w: int) -> int:
    """Work of a division of v words by w, or of a greatest common divisor, or of v words as w words of digits."""
    return 6 + v * w // 2


# Text and numbers ---------------------------------------------------------------------------------------------------


class Lines:
    """The lines of a certificate, read once from the first to the last."""

    def __init__(self, content: bytes, meter: Meter) -> None:
        if len(content) > MAX_BYTES:
            raise OverBudget(f"more than {MAX_BYTES} bytes")
        meter.work(4 * len(content))
        meter.memory(len(content) * 3 // 4)
        form(content.endswith(b"\n"), "the last line does not end in a line feed")
        stray = content.translate(None, ALLOWED)
        form(not stray, CARRIAGE_RETURN if b"\r" in stray else "a byte is neither in 0x20-0x7E nor a line feed")
        self.content, self.stream, self.meter = content, BytesIO(content), meter

    def number(self) -> int:
        """How many lines have been read."""
        return self.content.count(b"\n", 0, self.stream.tell())

    def next(self) -> str:
        """The next line."""
        form(not self.ended(), "the file ends too early")
        return self.stream.readline()[:-1].decode("ascii")

    def ended(self) -> bool:
        """Whether the last line has been read."""
        return self.stream.tell() == len(self.content)

    def starts(self, text: str) -> bool:
        """Whether there is a next line and it starts with `text`."""
        return self.content.startswith(text.encode("ascii"), self.stream.tell())

    def block(self, size: int) -> bytes:
        """The next `size` lines."""
        start = self.stream.tell()
        enough = sum(1 for _ in islice(self.stream, min(size, MAX_BYTES))) >= size
        if not enough:
            self.stream.seek(start)
        form(enough, "fewer lines than announced")
        return self.content[start : self.stream.tell()]

    def field(self, keyword: str, tokens: int = 1) -> list[str]:
        """The tokens of the next line, which is `keyword` and that many tokens, with single spaces between."""
        line = self.next()
        fits = line.startswith(keyword + " ") and line.count(" ") == tokens
        form(fits, f"wanted '{keyword}' and {tokens} token(s)")
        self.meter.work(24 * tokens)
        self.meter.memory(6 * tokens + len(line) // 8, 9 * tokens)  # the numbers, and their texts
        return line.split(" ")[1:]


ALLOWED = bytes(range(0x20, 0x7F)) + b"\n"
CARRIAGE_RETURN = "a carriage return; git's autocrlf writes them: '*.cert -text' in .gitattributes prevents it"


def each_line(block: bytes) -> Iterator[str]:
    """The lines of a block, one after the other."""
    return (line[:-1].decode("ascii") for line in BytesIO(block))


def integer(token: str, least: int = 0) -> int:
    """A decimal integer >= least, without sign or leading zeros."""
    form(0 < len(token) <= MAX_DIGITS and token.isdigit(), "wanted an integer")
    form(token == "0" or token[0] != "0", "an integer has a leading zero")
    value = int(token)
    form(value >= least, f"wanted an integer of at least {least}")
    return value


def signed(token: str) -> int:
    """A decimal integer, with a minus sign where it is below 0."""
    return -integer(token[1:], 1) if token.startswith("-") else integer(token)


def rational(token: str) -> tuple[int, int]:
    """A rational in [0, 1] in lowest terms, `p/q` or `p`, as (p, q)."""
    top, slash, bottom = token.partition("/")
    p, q = integer(top), integer(bottom, 2) if slash else 1
    form(gcd(p, q) == 1 and p <= q, "wanted a rational in [0, 1] in lowest terms")
    return p, q


def show(p: int, q: int) -> str:
    """The rational p/q as text in lowest terms."""
    common = gcd(p, q)
    return str(p // common) if q == common else f"{p // common}/{q // common}"


def index(token: str, m: int) -> int:
    """A response: an integer below m."""
    value = integer(token)
    form(value < m, "a response has an index that was not announced")
    return value


def members(token: str, m: int) -> Set:
    """A set of responses: increasing indices joined by commas."""
    chosen = tuple([index(part, m) for part in token.split(",")])
    form(all(x < y for x, y in pairwise(chosen)), "a set of responses is not increasing")
    return chosen


def check_name(token: str) -> None:
    """A percent-encoded name, in the one way to write it."""
    if token and "%" not in token and " " not in token:
        return
    raw, at = bytearray(), 0
    while at < len(token):
        if token[at] == "%":
            code = token[at + 1 : at + 3]
            form(len(code) == 2 and set(code) <= set("0123456789ABCDEF"), "a name has a bad percent code")
            byte = int(code, 16)
            form(not 0x21 <= byte <= 0x7E or byte == 0x25, "a name encodes a character that stands for itself")
            raw.append(byte)
            at += 3
        else:
            form(token[at] != " ", "a name has a space")
            raw.append(ord(token[at]))
            at += 1
    form(raw, "a name is empty")
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Malformed("a name is not UTF-8") from None


# The population -----------------------------------------------------------------------------------------------------


class Population:
    """m names, and rankings: (weight, indifference classes from best to worst)."""

    def __init__(self, names: tuple[str, ...], counted: bool, total: int, rankings: list[tuple[int, Ranking]]) -> None:  # noqa: FBT001
        self.names, self.m, self.counted, self.total, self.rankings = names, len(names), counted, total, rankings
        self.size, self.words = len(rankings), words(total)
        self.classes = sum(len(ranking) for _, ranking in rankings)
        self.entries = sum(len(group) for _, ranking in rankings for group in ranking)
        self.complete = self.entries == self.m * len(rankings)
        self.held = 0  # words of memory

    def sentence(self, unranked: str) -> str:
        """Who is meant, and how the responses count that they leave out."""
        who = f"{self.total} voters" if self.counted else f"shares in 1/{self.total}"
        return f"over these {who} and {self.m} responses ({unranked})"

    def show(self, chosen: Iterable[int]) -> str:
        """The chosen responses, named."""
        return ", ".join('"' + self.names[y].replace("%20", " ").replace('"', "%22") + '"' for y in chosen)

    def visit(self, w: int) -> int:
        """Work of a visit to every class and response of every ranking, with a sum of numbers of w words at each."""
        return 30 * self.size + self.classes * (34 + 2 * plus(w)) + self.entries * (12 + plus(w))

    def places(self, sets: Iterable[tuple[Set, int]]) -> int:
        """Work of finding the best member of every set in every ranking."""
        return 8 * self.entries + self.size * sum(24 + 8 * len(chosen) for chosen, _ in sets)


def read_population(lines: Lines) -> Population:
    """The population block of the certificate."""
    (token,) = lines.field("responses")
    names = lines.block(integer(token, 1))
    keyword, *sizes = lines.next().split(" ", 3)
    form(keyword in ("voters", "shares") and len(sizes) == 2, "wanted 'voters' or 'shares' and 2 tokens")
    total, rows = integer(sizes[0], 1), lines.block(integer(sizes[1], 1))
    m, n, wide = names.count(b"\n"), rows.count(b"\n"), words(total)
    lines.meter.work(330 * m + 8 * len(names) + n * (35 + divide(wide, 1)) + divide(len(rows) // 19, wide))
    lines.meter.work(36 * rows.count(b" ") + 60 * rows.count(b","))
    lines.meter.memory(0, 40 * m + len(names) // 4)
    population = parse_population(names, keyword == "voters", total, rows)
    lines.meter.memory(population.held)
    return population


def read_unranked(lines: Lines, population: Population, version: str) -> str:
    """How the responses that a user left out count: where no ranking leaves one out, the writer says if any did."""
    said = version != "1" and lines.starts("unranked ")
    well = not said or (lines.next() == "unranked bottom" and population.complete)
    form(well, "wanted 'unranked bottom', where no ranking leaves a response out")
    if not population.complete:
        return "unranked ones incomparable"
    if version == "1":
        return "unranked ones, if any, tied at the bottom"
    return "unranked ones tied at the bottom" if said else "all ranked"


@lru_cache(maxsize=1)  # certificates that are checked together mostly share their population, letter by letter
def parse_population(block: bytes, counted: bool, total: int, rows: bytes) -> Population:  # noqa: FBT001
    """The population written in the given lines."""
    names, meter, n = tuple(each_line(block)), Meter(0), rows.count(b"\n")
    meter.memory(40 * len(names) + len(block) // 4 + 26 * n + 2 * rows.count(b" "))
    for name in names:
        check_name(name)
    form(all(x < y for x, y in pairwise(names)), "names do not increase")
    classes = Classes(meter, {str(y): (y,) for y in range(len(names))})
    rankings, before = [], ""
    for at, row in enumerate(each_line(rows), 1):
        try:
            weight, _, text = row.partition(" ")
            form(before < text, "rankings do not increase")
            before = text
            rankings.append((integer(weight, 1), parse_ranking(text, classes)))
        except Malformed as reason:
            raise Malformed(f"ranking {at} of {n}: {reason}") from None
    weights = [weight for weight, _ in rankings]
    form(sum(weights) == total, "the weights do not sum to the announced total")
    form(counted or gcd(*weights) == 1, "the shares are not in lowest terms")
    population = Population(names, counted, total, rankings)
    population.held = meter.held
    return population


class Classes(dict[str, Set]):
    """The texts of indifference classes, and their responses: those of one to begin with, some of the others later."""

    def __init__(self, meter: Meter, single: dict[str, Set]) -> None:
        super().__init__(single)
        self.meter, self.few = meter, len(single) + (1 << 16)

    def __missing__(self, text: str) -> Set:
        """A class of several responses."""
        form("," in text, "a response that was not announced")
        group = tuple([self[part][0] for part in text.split(",")])
        self.meter.memory(8 + len(group))
        if len(self) < self.few:
            self.meter.memory(24 + len(text) // 8)
            self[text] = group
        return group


def parse_ranking(text: str, classes: Classes) -> Ranking:
    """The indifference classes, best first: responses joined by commas, classes by spaces; no response twice."""
    classes.meter.memory(0, 20 * (text.count(" ") + text.count(",")))
    ranking = tuple([classes[group] for group in text.split(" ")])
    flat = [y for group in ranking for y in group]
    form(len(set(flat)) == len(flat), "a response stands twice")
    form(all(list(group) == sorted(group) for group in ranking if len(group) > 1), "a class does not increase")
    return ranking


# Distributions over responses (policies) and over sets of responses (lotteries) ------------------------------------


class Distribution(namedtuple("Distribution", ("rows", "total", "lottery"))):  # noqa: PYI024  # typing loads slowly
    """Integer weights > 0 on distinct sets of responses, over their sum; a policy has sets of one response."""

    __slots__ = ()
    rows: tuple[tuple[Set, int], ...]
    total: int
    lottery: bool

    def dense(self, m: int) -> list[int]:
        """A policy's weight on each of m responses."""
        weights = [0] * m
        for chosen, weight in self.rows:
            weights[chosen[0]] = weight
        return weights

    def sentence(self, population: Population) -> str:
        """The distribution, written out."""
        brackets = "{%s}: %s" if self.lottery else "%s: %s"
        shown = [brackets % (population.show(chosen), show(weight, self.total)) for chosen, weight in self.rows]
        return "[" + ", ".join(shown) + "]"

    def samples(self, population: Population, k: int) -> str:
        """What the model shows."""
        drawn = "jointly drawn" if self.lottery else "independent"
        kind = "lottery" if self.lottery else "policy"
        return f"{k} {drawn} {'sample' if k == 1 else 'samples'} of the {kind} {self.sentence(population)}"


SHOWN = ("policy", "lottery", "against", "first", "second")  # in a sentence


def read_distribution(lines: Lines, population: Population, keyword: str, *, largest: int = 0) -> Distribution:
    """`keyword D s` and s rows; a policy's row is `response weight`, a lottery's is `weight set`, sets <= largest."""
    tokens = lines.field(keyword, 2)
    total, size = integer(tokens[0], 1), integer(tokens[1], 1)
    block, wide, meter = lines.block(size), words(total), lines.meter
    meter.work(100 * size + 80 * block.count(b",") + divide(size + len(block) // 19, wide))
    each = 2 if population.m <= 256 else 6  # small numbers are kept by the interpreter
    meter.memory((40 if largest else 30) * size + each * block.count(b",") + len(block) // 4)
    rows: list[tuple[Set, int]] = []
    for line in each_line(block):
        form(line.count(" ") == 1, "a row has two tokens")
        first, second = line.split(" ")
        if largest:
            rows.append((members(second, population.m), integer(first, 1)))
            form(len(rows[-1][0]) <= largest, "a set is larger than announced")
        else:
            rows.append(((index(first, population.m),), integer(second, 1)))
    keys = [",".join(map(str, chosen)) for chosen, _ in rows] if largest else [chosen[0] for chosen, _ in rows]
    form(all(x < y for x, y in pairwise(keys)), "rows do not increase")  # type: ignore[operator]  # one type in each list
    weights = [weight for _, weight in rows]
    form(sum(weights) == total and gcd(*weights) == 1, "the weights do not sum to the total, or share a divisor")
    if keyword in SHOWN:
        named = sum(len(population.names[y]) + 4 for chosen, _ in rows for y in chosen)
        meter.work(size * (60 + 4 * divide(wide, wide)) + named)
        meter.memory(0, size * (14 + total.bit_length() // 3) + named // 2)
    return Distribution(tuple(rows), total, bool(largest))


def read_policy(lines: Lines, population: Population, keyword: str = "policy") -> Distribution:
    """A policy."""
    return read_distribution(lines, population, keyword)


def read_model(lines: Lines, population: Population, k: int) -> Distribution:
    """What the model draws its k samples from: `policy`, or `lottery` over sets of at most k."""
    if lines.starts("lottery "):
        return read_distribution(lines, population, "lottery", largest=k)
    return read_policy(lines, population)


# What users lose ----------------------------------------------------------------------------------------------------


def shared_sum(a: int, b: int, k: int) -> int:
    """Sum over i from 0 to k of b^i a^(k-i)."""
    total = power = 1
    for _ in range(k):
        power *= a
        total = total * b + power
    return total


TIES: dict[str, tuple[str, Callable[[int, int, int], int], Callable[[int], int]]] = {
    "model": ("ties count for the model", lambda a, t, k: a**k, lambda k: 1),
    "opponent": ("ties count for the opponent", lambda a, t, k: (a + t) ** k, lambda k: 1),
    "shared": (
        "a tie goes to a uniformly drawn one of the tied copies",
        lambda a, t, k: shared_sum(a, a + t, k),
        lambda k: k + 1,
    ),
    "half": ("a tie counts half", lambda a, t, k: 2 * a + t, lambda k: 2),
}


def users(population: Population, model: Distribution) -> Iterator[Walk]:
    """For each ranking: (weight, [(class, a, t)] from worst to best): mass a strictly below, t in the class."""
    weights = None if model.lottery else model.dense(population.m)
    for weight, ranking in population.rankings:
        yield weight, walk(ranking, best_places(ranking, model) if weights is None else class_sums(ranking, weights))


def walk(ranking: Ranking, mass: list[int]) -> list[tuple[Set, int, int]]:
    """[(class, a, t)] from worst to best, for the masses of the classes."""
    steps, a = [], 0
    for group, t in zip(reversed(ranking), reversed(mass), strict=True):
        steps.append((group, a, t))
        a += t
    return steps


def class_sums(ranking: Ranking, weights: list[int]) -> list[int]:
    """The total weight of each indifference class."""
    return [weights[group[0]] if len(group) == 1 else sum([weights[y] for y in group]) for group in ranking]


def best_places(ranking: Ranking, lottery: Distribution) -> list[int]:
    """For each class: the weight of the sets whose best member is in it; nothing beats a set with a stranger."""
    place = {y: i for i, group in enumerate(ranking) for y in group}
    mass = [0] * len(ranking)
    for chosen, weight in lottery.rows:
        if all(y in place for y in chosen):
            mass[min(place[y] for y in chosen)] += weight
    return mass


class Tree:
    """Multipliers that bound sum_v max_{y in T} w_v(y) over all sets T of a size, by branching on "y in T" or not.

    For any numbers x_v, with c_y = sum_v max(0, w_v(y) - x_v), the sum is at most sum_v x_v + sum_{y in T} c_y.
    """

    def __init__(self, scale: int, vectors: list[list[int]], nodes: list[tuple[str, int]]) -> None:
        self.scale, self.vectors, self.nodes = scale, vectors, nodes

    def work(self, population: Population, w: int) -> int:
        """The work units of `bound`, for entries of w words."""
        n, m, kinds = population.size, population.m, [kind for kind, _ in self.nodes]
        own, long = words(self.scale), max([words(*vector) for vector in self.vectors], default=1)
        vectors = kinds.count("inside") + min(kinds.count("leaf"), len(self.vectors))
        each = 4 + 2 * times(w, own) + 2 * plus(w + own)
        leaf = m * (10 + m.bit_length() * plus(w + own)) + n * plus(long) + divide(w + own + long, own)
        return vectors * n * m * each + (len(kinds) - kinds.count("split")) * leaf + 40 * len(kinds)

    def bound(self, columns: Columns, size: int) -> int:
        """The largest bound of a leaf, for sets of `size` columns."""
        left, ended = size, False
        bounds: list[int] = []
        known: dict[int, list[int]] = {}
        within: dict[int, bool] = {}  # which columns are inside or not, in the order of the splits
        for kind, at in self.nodes:
            form(not ended, "the tree has nodes after its last leaf")
            if kind == "split":
                form(at < len(columns) and at not in within and left > 0, "a split decides nothing")
                within[at] = True
                left -= 1
                continue
            inside = [y for y, chosen in within.items() if chosen]
            if kind == "inside":
                form(inside, "a leaf has nothing inside")
                scale, vector = 1, [max(row) for row in zip(*[columns[y] for y in inside], strict=True)]
                excess = excesses(columns, vector, 1)
            else:
                form(at < len(self.vectors), "a leaf names a vector that was not announced")
                scale, vector = self.scale, self.vectors[at]
                excess = known[at] if at in known else known.setdefault(at, excesses(columns, vector, scale))
            free = sorted((excess[y] for y in range(len(columns)) if y not in within), reverse=True)
            bounds.append((sum(vector) + sum(excess[y] for y in inside) + sum(free[:left])) // scale)
            while within:  # on to the next subtree: without the last one that is still inside
                y, chosen = within.popitem()
                if chosen:
                    within[y] = False
                    left += 1
                    break
            ended = not within
        form(ended, "the tree ends before its last leaf")
        return max(bounds)


def excesses(columns: Columns, vector: list[int], scale: int) -> list[int]:
    """c_y = sum_v max(0, scale w_v(y) - x_v) for every column y."""
    return [
        sum([scale * entry - x for entry, x in zip(column, vector, strict=True) if scale * entry > x])
        for column in columns
    ]


def read_tree(lines: Lines, population: Population) -> Tree:
    """`tree`, scale, numbers of vectors and nodes; vectors, a number for each ranking; nodes in preorder."""
    tokens = lines.field("tree", 3)
    scale, vectors, nodes = integer(tokens[0], 1), integer(tokens[1]), integer(tokens[2], 1)
    rows = [[integer(token) for token in lines.field("vector", population.size)] for _ in range(vectors)]
    block = lines.block(nodes)
    lines.meter.work(40 * nodes)
    lines.meter.memory(18 * nodes + len(block) // 8)
    parsed = []
    for line in each_line(block):
        kind, _, at = line.partition(" ")
        form(kind in ("split", "leaf") or line == "inside", "a node is split, leaf or inside")
        parsed.append((kind, 0 if kind == "inside" else integer(at)))
    return Tree(scale, rows, parsed)


class Game:
    """k samples of a model against opponents that show at most l responses, for a population."""

    def __init__(self, population: Population, ties: str, k: int, l: int, model: Distribution, meter: Meter) -> None:
        form(ties in TIES, "an unknown tie convention")
        form(ties != "half" or k == 1, "half credit is defined for one sample only")
        form(ties == "model" or l == 1, "only model ties are defined for more than one response")
        form(ties == "model" or population.complete, "only model ties are defined for incomparable responses")
        form(ties in ("model", "opponent") or not model.lottery, "this tie convention is not defined for a lottery")
        self.population, self.ties, self.model, self.meter = population, ties, model, meter
        self.size, self.exponent = min(l, population.m), 1 if model.lottery else k
        own = words(model.total)
        w = 1 + (self.exponent * model.total.bit_length() + population.total.bit_length() + k.bit_length()) // 64
        self.words, self.each = w, 12 + times(w, w)  # of a loss
        if ties == "shared":
            self.each = (k + 1) * (8 + times(w, own) + times(w, own) + plus(w))
        meter.work(2 * self.each + 4 * times(w, 220))
        meter.memory(12 * w)
        self.bottom = population.total * TIES[ties][2](self.exponent) * model.total**self.exponent
        self.known: dict[int | tuple[int, int], int] = {}  # losses: few different masses have few of them
        self.few = 1 + (1 << 21) // (24 + w)
        self.walks = population.visit(own) + population.classes * (10 + times(w, population.words))
        if model.lottery:
            self.walks += population.places(model.rows)

    def users(self) -> Iterator[Walk]:
        """For each ranking: (weight, [(class, a, t)] from worst to best)."""
        self.meter.work(self.walks)
        self.meter.memory(0, self.population.m * (26 + 2 * words(self.model.total)))
        return users(self.population, self.model)

    def value(self, a: int, t: int) -> int:
        """A loss, as a numerator."""
        key = a if self.ties == "model" else (a, t)
        if key in self.known:
            return self.known[key]
        self.meter.work(self.each)
        value = TIES[self.ties][1](a, t, self.exponent)
        if len(self.known) < self.few:
            self.meter.memory(24 + self.words)
            self.known[key] = value
        return value

    def losses(self) -> list[int]:
        """Every response's loss, as numerators over `bottom`."""
        self.meter.memory(0, self.population.m * (40 + 2 * self.words + 2 * words(self.model.total)))
        self.meter.work(self.population.entries * (6 + plus(self.words)))
        totals = [0] * self.population.m
        for weight, steps in self.users():
            for group, a, t in steps:
                lost = weight * self.value(a, t)
                for y in group:
                    totals[y] += lost
        return totals

    def loss(self, chosen: Set) -> int:
        """The loss against the set `chosen`, over `bottom`."""
        return self.mean(Distribution(((chosen, 1),), 1, True))  # noqa: FBT003

    def worst(self, tree: Tree | None = None) -> int:
        """The largest loss over all opponents, over `bottom`, or a tree's bound on it: sets of min(l, m) suffice."""
        if tree is None and self.size == 1:
            return max(self.losses())
        form(tree is None or self.ties == "model", "a tree is for model ties")
        self.meter.work(each_set_work(self.population, self.size, self.words, self.meter) if tree is None else 0)
        self.meter.work(0 if tree is None else tree.work(self.population, self.words))
        columns = self.columns()
        return worst_set(columns, self.size) if tree is None else tree.bound(columns, self.size)

    def columns(self) -> Columns:
        """For each response the losses in all rankings, weighted."""
        n, m = self.population.size, self.population.m
        self.meter.work((4 * n + 16) * m + self.population.entries * 4)
        self.meter.memory(m * (16 + 2 * n) + self.population.classes * (5 + self.words))
        columns = [[0] * n for _ in range(m)]
        for v, (weight, steps) in enumerate(self.users()):
            for group, a, t in steps:
                lost = weight * self.value(a, t)
                for y in group:
                    columns[y][v] = lost
        return tuple(map(tuple, columns))

    def mean(self, mixture: Distribution) -> int:
        """The sum over a mixture of sets of weight times loss, over `bottom`: a better class loses no less."""
        own = words(mixture.total)
        if all(len(chosen) == 1 for chosen, _ in mixture.rows):
            losses = self.losses()
            self.meter.work(len(mixture.rows) * (4 + times(self.words, own) + plus(self.words + own)))
            return sum(weight * losses[chosen[0]] for chosen, weight in mixture.rows)
        self.meter.work(self.population.places(mixture.rows) + self.population.size * len(mixture.rows) * plus(own))
        self.meter.work(self.population.classes * (4 + times(self.words, own) + plus(self.words + own)))
        total = 0
        for (weight, steps), (_, ranking) in zip(self.users(), self.population.rankings, strict=True):
            seen = reversed(top_places(ranking, mixture))
            total += weight * sum([s * self.value(a, t) for s, (_, a, t) in zip(seen, steps, strict=True) if s])
        return total


@lru_cache(maxsize=1)  # that a promise holds, and what the exact rate is, are checked one after the other
def worst_set(columns: Columns, size: int) -> int:
    """The largest loss to a set of `size` responses, each looked at."""
    return max(sum(most) for most in each_set(columns, size, max))


def each_set(columns: Columns, size: int, best: Callable[[int, int], int]) -> Iterator[Iterable[int]]:
    """For every set of `size` columns, in lexicographic order, the best number in it for each ranking.

    Those of all beginnings of the set are kept, so that its last member takes one comparison for each ranking.
    """
    chosen, kept, depth = [-1] * size, [columns[0]] * size, 0
    while depth >= 0:
        chosen[depth] += 1
        y = chosen[depth]
        if y > len(columns) - size + depth:
            depth -= 1
            continue
        column = columns[y] if depth == 0 else tuple(map(best, kept[depth - 1], columns[y]))
        if depth == size - 1:
            yield column
        else:
            kept[depth] = column
            depth += 1
            chosen[depth] = y


def each_set_work(population: Population, size: int, w: int, meter: Meter) -> int:
    """Work of `each_set`, and of a sum of numbers of w words for every set; of its memory too."""
    beginnings = opponents(population.m + 1, size, meter.budget)
    meter.memory(population.size * (size + 4) + 20 * size)
    return beginnings * (40 + population.size * (3 + 2 * plus(w)))


def opponents(m: int, size: int, limit: int) -> int:
    """The number of sets of `size` responses, or any number above `limit`."""
    count = 1
    for i in range(min(size, m - size)):
        count = count * (m - i) // (i + 1)
        if count > limit:
            break
    return count


def advantages(population: Population, policy: Distribution, meter: Meter) -> list[int]:
    """sum_y p(y) M(y, z) for every z, over total * policy.total: mass above z minus mass below, summed over users."""
    return gains_of(population, policy.dense(population.m), policy.total, meter)


def gains_of(population: Population, weights: list[int], whole: int, meter: Meter) -> list[int]:
    """sum_y weights(y) M(y, z) for every z, over total, for weights of sum `whole`."""
    own, w = words(whole), words(whole) + population.words
    meter.work(population.visit(own) + 20 * population.classes + population.classes * times(own, population.words))
    meter.work(population.m + population.entries * plus(w))
    meter.memory(0, population.m * (16 + 2 * w + own))
    totals = [0] * population.m
    for weight, ranking in population.rankings:
        mass = class_sums(ranking, weights)
        above, below = 0, sum(mass)
        for group, t in zip(ranking, mass, strict=True):
            below -= t
            gain = weight * (above - below)
            for z in group:
                totals[z] += gain
            above += t
    return totals


def margin_rows(population: Population, chosen: list[int], meter: Meter) -> list[list[int]]:
    """The margins M(y, z) of the responses `chosen` among themselves, over total."""
    size, w = len(chosen), population.words
    meter.work(population.visit(1) + (population.size + 2) * size**2 * (1 + plus(w)))
    meter.memory(2 * size**2 * (5 + w), 20 * population.m)
    wins = [[0] * size for _ in chosen]
    numbers = {y: i for i, y in enumerate(chosen)}
    for weight, ranking in population.rankings:
        above: list[int] = []
        for group in ranking:
            own = [numbers[y] for y in group if y in numbers]
            for i in above:
                row = wins[i]
                for j in own:
                    row[j] += weight
            above += own
    return [
        [won - lost for won, lost in zip(row, column, strict=True)]
        for row, column in zip(wins, zip(*wins, strict=True), strict=True)
    ]


def rank_modulo(rows: list[list[int]], q: int, own: int, meter: Meter) -> int:
    """The rank modulo q of integers of `own` words, pivots shown to be units; never above the rational rank."""
    columns, w = len(rows[0]), words(q)
    meter.work(len(rows) * columns * (4 + divide(own, w)))
    meter.memory(len(rows) * columns * (5 + w))
    rows, rank = [[entry % q for entry in row] for row in rows], 0
    for column in range(columns):
        meter.work(20 + 3 * (len(rows) - rank))
        pivot = next((i for i in range(rank, len(rows)) if rows[i][column]), None)
        if pivot is None:
            continue
        meter.work(q.bit_length() * (10 + w // 4) + 2 * divide(w, w))
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        require(gcd(rows[rank][column], q) == 1, "a pivot is not a unit")
        inverse, first = pow(rows[rank][column], -1, q), rows[rank][column:]
        for row in rows[rank + 1 :]:
            meter.work(20 + times(w, w) + divide(2 * w, w))
            factor = row[column] * inverse % q
            if factor:
                meter.work(len(first) * (4 + times(w, w) + divide(2 * w, w) + plus(2 * w)))
                row[column:] = [(x - factor * y) % q for x, y in zip(row[column:], first, strict=True)]
        rank += 1
    return rank


# The claims: each reads its claim and witness, argues, and returns the sentence that follows ------------------------


def promise(lines: Lines, population: Population, *, samples: bool = True) -> tuple[str, int, int, int, int]:
    """The fields that promises share: ties, samples, opponents, rate, model."""
    (ties,) = lines.field("ties")
    k = integer(lines.field("samples")[0], 1) if samples else 1
    l = integer(lines.field("opponents")[0], 1)
    form(l <= population.m, "opponents show more responses than there are")
    p, q = rational(lines.field("rate")[0])
    return ties, k, l, p, q


def wins(k: int) -> str:
    """What that many samples do, in words."""
    return "wins" if k == 1 else "win"


def against_all(l: int) -> str:
    """All opponents of a promise, in words."""
    return "every opponent that shows 1 response" if l == 1 else f"every opponent that shows at most {l} responses"


def read_opponent(lines: Lines, population: Population, l: int) -> Set:
    """The witness set of at most l responses."""
    chosen = members(lines.field("opponent")[0], population.m)
    form(len(chosen) <= l, "the opponent shows more responses than it may")
    return chosen


def witness(lines: Lines) -> None:
    """The line between claim and witness."""
    form(lines.next() == "witness", "wanted 'witness'")


def finish(lines: Lines) -> None:
    """The last line, before any argument is made."""
    form(lines.next() == "end" and lines.ended(), "wanted 'end' as the last line")


def robust(lines: Lines, population: Population, meter: Meter) -> str:
    """Every loss is at most 1 - rate: evaluated one by one, or bounded by a tree; at k, or at fewer samples."""
    ties, k, l, p, q = promise(lines, population)
    model = read_model(lines, population, k)
    witness(lines)
    fewer = k  # losses never rise with the number of samples
    if lines.starts("fewer "):
        fewer = integer(lines.field("fewer")[0], 1)
        form(fewer < k and ties != "half" and not model.lottery, "fewer samples than k, of a policy, show nothing here")
    tree = read_tree(lines, population) if lines.starts("tree ") else None
    finish(lines)
    game = Game(population, ties, fewer, l, model, meter)
    require(game.worst(tree) * q <= (q - p) * game.bottom, "an opponent may win more often than 1 - rate")
    shown = f"{model.samples(population, k)} {wins(k)} with rate at least {show(p, q)}"
    return f"{shown} against {against_all(l)} ({TIES[ties][0]})"


def not_robust(lines: Lines, population: Population, meter: Meter) -> str:
    """One opponent's loss is above 1 - rate, at k or, since losses fall with k, even in the limit."""
    ties, k, l, p, q = promise(lines, population)
    model = read_model(lines, population, k)
    witness(lines)
    chosen = read_opponent(lines, population, l)
    in_the_limit = lines.starts("limit")
    form(not in_the_limit or lines.next() == "limit", "wanted 'limit'")
    form(not in_the_limit or not (model.lottery or ties == "half"), "a limit is of the samples of a policy")
    finish(lines)
    if in_the_limit:
        certain, _ = limit_weights(Game(population, ties, 1, l, model, meter), chosen)
        require(certain * q > (q - p) * population.total, "the opponent wins no more often than 1 - rate in the limit")
    else:
        game = Game(population, ties, k, l, model, meter)
        require(game.loss(chosen) * q > (q - p) * game.bottom, "the opponent wins no more often than 1 - rate")
    return (
        f"{model.samples(population, k)} {wins(k)} with rate below {show(p, q)} against the opponent that shows "
        f"{population.show(chosen)} ({TIES[ties][0]})"
    )


def worst_case(lines: Lines, population: Population, meter: Meter) -> str:
    """The opponent's linear program: a mixture reaches 1 - value (primal), no opponent exceeds it (dual)."""
    ties, k, l, p, q = promise(lines, population)
    model = read_model(lines, population, k)
    witness(lines)
    mixture = read_distribution(lines, population, "mixture", largest=l)
    tree = read_tree(lines, population) if lines.starts("tree ") else None
    finish(lines)
    game = Game(population, ties, k, l, model, meter)
    target = (q - p) * game.bottom
    require(game.worst(tree) * q <= target, "an opponent exceeds the value")
    reached = game.mean(mixture)
    require(reached * q == target * mixture.total, "the mixture does not reach the value")
    return (
        f"the least win rate of {model.samples(population, k)} against {against_all(l)} is exactly {show(p, q)} "
        f"({TIES[ties][0]})"
    )


def rate_against(lines: Lines, population: Population, meter: Meter, *, holds: bool) -> str:
    """The rate against one sample of a given policy, evaluated: at least the rate, or below it."""
    (ties,) = lines.field("ties")
    k = integer(lines.field("samples")[0], 1)
    p, q = rational(lines.field("rate")[0])
    model = read_model(lines, population, k)
    against = read_policy(lines, population, "against")
    witness(lines)
    finish(lines)
    game = Game(population, ties, k, 1, model, meter)
    lost = game.mean(against) * q
    allowed = (q - p) * game.bottom * against.total
    require((lost <= allowed) if holds else (lost > allowed), "the win rate is on the other side of the rate")
    relation = "at least" if holds else "below"
    shown = f"{against.sentence(population)} ({TIES[ties][0]})"
    return (
        f"{model.samples(population, k)} {wins(k)} with rate {relation} {show(p, q)} against 1 sample of the policy "
        f"{shown}"
    )


def win_rate(lines: Lines, population: Population, meter: Meter) -> str:
    """The rate against a given policy is at least the rate."""
    return rate_against(lines, population, meter, holds=True)


def not_win_rate(lines: Lines, population: Population, meter: Meter) -> str:
    """The rate against a given policy is below the rate."""
    return rate_against(lines, population, meter, holds=False)


def least_samples(lines: Lines, population: Population, meter: Meter) -> str:
    """As k samples reach the rate, and k - 1 (if k > 1) do not against the opponent; the loss never rises with k."""
    ties, k, l, p, q = promise(lines, population)
    policy = read_policy(lines, population)
    witness(lines)
    chosen = read_opponent(lines, population, l) if k > 1 else None
    finish(lines)
    game = Game(population, ties, k, l, policy, meter)
    require(game.worst() * q <= (q - p) * game.bottom, "k samples do not reach the rate")
    if chosen is not None:
        fewer = Game(population, ties, k - 1, l, policy, meter)
        require(fewer.loss(chosen) * q > (q - p) * fewer.bottom, "k - 1 samples may reach the rate")
    return (
        f"{k} is the least number of samples of the policy {policy.sentence(population)} whose win rate is at least "
        f"{show(p, q)} against {against_all(l)} ({TIES[ties][0]})"
    )


def limit_weights(game: Game, chosen: Set) -> tuple[int, int]:
    """The weight of users whose loss to the set is 1 for every k, and of those whose loss falls to 0 but never is."""
    certain, falling, wanted, ties = 0, 0, set(chosen), game.ties
    game.meter.work(20 * game.population.classes)
    for weight, steps in game.users():
        met = [(a, a + t) for group, a, t in steps if not wanted.isdisjoint(group)]
        seen = [(upto if ties == "opponent" else a, a if ties == "model" else upto) for a, upto in met]
        if any(whole == game.model.total for whole, _ in seen):
            certain += weight
        elif any(some > 0 for _, some in seen):
            falling += weight
    return certain, falling


def no_samples(lines: Lines, population: Population, meter: Meter) -> str:
    """As k grows, the loss falls to the share of users who rank the whole policy below the opponent's best."""
    ties, _, l, p, q = promise(lines, population, samples=False)
    policy = read_policy(lines, population)
    witness(lines)
    chosen = read_opponent(lines, population, l)
    finish(lines)
    form(ties != "half", "half credit is defined for one sample only")
    certain, falling = limit_weights(Game(population, ties, 1, l, policy, meter), chosen)
    allowed = (q - p) * population.total
    beyond = certain * q > allowed or (certain * q == allowed and falling > 0)
    require(beyond, "some number of samples may reach the rate")
    return (
        f"no number of independent samples of the policy {policy.sentence(population)} has a win rate of at least "
        f"{show(p, q)} against the opponent that shows {population.show(chosen)} ({TIES[ties][0]})"
    )


def robust_every_k(lines: Lines, population: Population, meter: Meter) -> str:
    """Steps 1 = k_1 < k_2 < ... with L at k_i <= 1/k_(i+1) settle every k below the last; there (k+1) a^k <= 1.

    L falls with k, and is at most a^k, a being the largest mass below any response for any user. (k+1) a^k <= 1 makes
    a <= (k+1)/(k+2), so that it stays true for every greater k.
    """
    policy = read_policy(lines, population)
    witness(lines)
    (count,) = lines.field("steps")
    block = lines.block(integer(count, 1))
    meter.work(40 * len(block))
    meter.memory(6 * len(block))
    steps = [integer(line, 1) for line in each_line(block)]
    finish(lines)
    form(steps[0] == 1 and all(x < y for x, y in pairwise(steps)), "steps start at 1 and increase")
    last = Game(population, "model", steps[-1], 1, policy, meter)
    for k, after in pairwise(steps):
        game = Game(population, "model", k, 1, policy, meter)
        require(game.worst() * after <= game.bottom, "a loss is above the next step's promise")
    most = max(walked[-1][1] for _, walked in last.users())
    require((steps[-1] + 1) * most ** steps[-1] <= policy.total ** steps[-1], "the last step does not settle the rest")
    return (
        f"for every k the k independent samples of the policy {policy.sentence(population)} win with rate at least "
        f"k/(k+1) against {against_all(1)} ({TIES['model'][0]})"
    )


def limit(lines: Lines, population: Population, meter: Meter) -> str:
    """The limit of the loss to y is the share of users who rank the whole policy below y; the largest is 1 - value."""
    p, q = rational(lines.field("value")[0])
    policy = read_policy(lines, population)
    witness(lines)
    finish(lines)
    certain = [0] * population.m
    meter.memory(population.m * (5 + population.words))
    for weight, steps in Game(population, "model", 1, 1, policy, meter).users():
        for group, a, _ in steps:
            for y in group if a == policy.total else ():
                certain[y] += weight
    require(max(certain) * q == (q - p) * population.total, "the limit is another one")
    return (
        f"as k grows the least win rate of k independent samples of the policy {policy.sentence(population)} against "
        f"{against_all(1)} tends to {show(p, q)} ({TIES['model'][0]})"
    )


def equilibrium_fields(lines: Lines, population: Population, ties: str, meter: Meter) -> tuple[int, str, int, int]:
    """Read `samples`, `epsilon` and `policy`; require that no response gains more than epsilon over their mean."""
    k = integer(lines.field("samples")[0], 1)
    p, q = rational(lines.field("epsilon")[0])
    policy = read_policy(lines, population)
    witness(lines)
    finish(lines)
    game = Game(population, ties, k, 1, policy, meter)
    losses = game.losses()
    meter.work(len(policy.rows) * (4 + 2 * times(game.words, words(policy.total))))
    mean = sum(weight * losses[chosen[0]] for chosen, weight in policy.rows)
    gain = max(losses) * policy.total - mean
    require(gain * q <= p * game.bottom * policy.total, "a response gains more than epsilon")
    return k, policy.sentence(population), p, q


def epsilon_equilibrium(lines: Lines, population: Population, meter: Meter) -> str:
    """Max_y u_y(p) - sum_z p(z) u_z(p) <= epsilon; the payoff u is the loss under ties `model` or `shared`."""
    (payoff,) = lines.field("payoff")
    form(payoff in ("strict", "shared"), "payoffs are strict or shared")
    ties = "model" if payoff == "strict" else "shared"
    k, policy, p, q = equilibrium_fields(lines, population, ties, meter)
    return (
        f"in the game of {k + 1} players with {payoff} payoffs no player gains more than {show(p, q)} by leaving the "
        f"policy {policy} that all play"
    )


def equilibria_located(lines: Lines, population: Population, meter: Meter) -> str:
    """The problem is monotone for weak orders: an epsilon-equilibrium p has Q(x - p) <= 2 epsilon for all exact x.

    Complete strict rankings have one x: two have Q_x(x - z) = 0, and both are best responses to x.
    """
    form(population.complete, "equilibria are located for weak orders only")
    k, policy, p, q = equilibrium_fields(lines, population, "model", meter)
    strict = all(len(ranking) == population.m for _, ranking in population.rankings)
    found = "exactly one symmetric equilibrium, x, and" if strict else "a symmetric equilibrium, and every one, x, has"
    return (
        f"the game of {k + 1} players with strict payoffs has {found} Q(x - p) <= {show(2 * p, q)} for the policy "
        f"p = {policy}"
    )


def equilibrium_near(lines: Lines, population: Population, meter: Meter) -> str:
    """Krawczyk: G(x, v) = (u_y(x) - v on the support S, sum x - 1) has a root in the box of radius r around (p, v).

    It is enough that |C G(p, v)| + alpha r <= r and alpha < 1, alpha being the largest row sum of |I - C J| in the box;
    u and its slopes have coefficients >= 0, so that they lie between their values at the box's two ends. The root is an
    equilibrium, since in the box weights on S are positive and no response off S pays v. For weak orders the problem is
    monotone, so that equilibria are best responses to each other and form a convex set: others would be roots of G
    arbitrarily near this one, but since alpha < 1 its Jacobian is not singular.
    """
    (payoff,) = lines.field("payoff")
    form(payoff in ("strict", "shared"), "payoffs are strict or shared")
    ties = "model" if payoff == "strict" else "shared"
    k = integer(lines.field("samples")[0], 1)
    r, scale = rational(lines.field("radius")[0])
    form(r > 0, "the radius is above 0")
    policy = read_policy(lines, population)
    witness(lines)
    v, below = rational(lines.field("value")[0])
    (token,) = lines.field("preconditioner")
    support, one = [chosen[0] for chosen, _ in policy.rows], integer(token, 1)
    size = len(support) + 1
    c = [[signed(entry) for entry in lines.field("row", size)] for _ in range(size)]
    finish(lines)
    fine = policy.total * scale  # weights, and the ends of the box, are integers over this
    form(ties == "model" or population.complete, "only model ties are defined for incomparable responses")
    charge_box(
        population, size, k if payoff == "shared" else 0, k, fine, max(words(*row, one, below) for row in c), meter
    )
    here = [weight * scale for weight in policy.dense(population.m)]
    step = r * policy.total
    low, high = ([x + way * step if x else 0 for x in here] for way in (-1, 1))
    require(all(low[y] > 0 for y in support), "a weight may vanish")
    bottom = population.total * TIES[ties][2](k) * fine**k
    pays = payoffs(population, here, ties, k)
    residual = [pays[y] * below - v * bottom for y in support] + [0]  # over bottom * below
    offset = max(abs(sum(x * g for x, g in zip(row, residual, strict=True))) for row in c)  # over that * one
    unit = bottom // fine  # of slopes
    ends = [bordered(slopes(population, at, support, payoff, k), unit) for at in (low, high)]
    alpha = contraction(c, ends, one * unit)  # over one * unit
    require(alpha < one * unit, "the map does not contract")
    # offset / (bottom below one) + alpha / (one unit) * r / scale <= r / scale
    require(offset * unit * scale <= r * (one * unit - alpha) * bottom * below, "the box does not hold its image")
    most = payoffs(population, high, ties, k)
    for y in set(range(population.m)).difference(support):
        require(
            most[y] * below * scale < (v * scale - r * below) * bottom, "a response off the support may pay as much"
        )
    found = "exactly one symmetric equilibrium, which has" if population.complete else "a symmetric equilibrium with"
    return (
        f"the game of {k + 1} players with {payoff} payoffs has {found} the support of the policy "
        f"{policy.sentence(population)}, each weight within {show(r, scale)} of the policy's"
    )


def charge_box(population: Population, size: int, terms: int, k: int, fine: int, own: int, meter: Meter) -> None:
    """The cost of `equilibrium_near`: `terms` in a loss's sum, weights over `fine`, `own` words of the witness."""
    exact = words(fine)
    long = 2 + (population.total.bit_length() + k * fine.bit_length() + 2 * k.bit_length()) // 64  # words of a slope
    term = 30 + 3 * times(long, exact) + 4 * plus(long) + times(long, words(k))
    each = max(1, terms) * term + 3 * times(long, long)
    meter.work(4 * (population.visit(exact) + population.classes * (each + times(long, population.words) + 20)))
    meter.work(4 * population.entries * plus(long) + 2 * population.size * size**2 * (2 + plus(long)))
    meter.work(2 * size**3 * (4 + times(long, own) + plus(long + own)) + 8 * size**2 * times(long, own))
    meter.work(20 * (population.m + 10) * times(long, 440))
    meter.memory((size**2 * 3 + population.m * 4) * (8 + long))


def contraction(c: list[list[int]], ends: list[list[list[int]]], whole: int) -> int:
    """The largest row sum of |whole - C J|, J between the two `ends` entry by entry."""
    rows = []
    for i, row in enumerate(c):
        total = 0
        for j in range(len(c)):
            sums = [sum(x * ends[(x < 0) ^ way][m][j] for m, x in enumerate(row)) for way in (False, True)]
            total += max(abs(whole * (i == j) - each) for each in sums)
        rows.append(total)
    return max(rows)


def not_monotone(lines: Lines, population: Population, meter: Meter) -> str:
    """<u(p) - u(q), q - p> < 0, evaluated, u being the loss under ties `model`."""
    k = integer(lines.field("samples")[0], 1)
    first, second = read_policy(lines, population, "first"), read_policy(lines, population, "second")
    witness(lines)
    finish(lines)
    games = [Game(population, "model", k, 1, policy, meter) for policy in (first, second)]
    (u, below), (v, over) = [(game.losses(), game.bottom) for game in games]
    p, q = first.dense(population.m), second.dense(population.m)
    w = sum(game.words for game in games)
    meter.work(population.m * (80 + 4 * times(w, w)))
    meter.memory(0, 16 * population.m)
    value = sum((u[y] * over - v[y] * below) * (q[y] * first.total - p[y] * second.total) for y in range(population.m))
    require(value < 0, "these two policies do not show it")
    return (
        f"the game of {k + 1} players with strict payoffs is not monotone: <u(p) - u(q), q - p> is below 0 for p = "
        f"{first.sentence(population)} and q = {second.sentence(population)}"
    )


def payoffs(population: Population, weights: list[int], ties: str, k: int) -> list[int]:
    """Every response's payoff at integer weights, times total, scale and the weights' denominator to the k."""
    totals = [0] * population.m
    for weight, ranking in population.rankings:
        for group, a, t in walk(ranking, class_sums(ranking, weights)):
            value = weight * TIES[ties][1](a, t, k)
            for y in group:
                totals[y] += value
    return totals


def slopes(population: Population, weights: list[int], support: list[int], payoff: str, k: int) -> list[list[int]]:
    """The slopes of the payoffs of `support` by its weights, times total, scale and the denominator to the k - 1."""
    place = {y: i for i, y in enumerate(support)}
    matrix = [[0] * len(support) for _ in support]
    for weight, ranking in population.rankings:
        worse: list[int] = []
        for group, a, t in walk(ranking, class_sums(ranking, weights)):
            own = [place[y] for y in group if y in place]
            by_below, by_upto = (k * a ** (k - 1), 0) if payoff == "strict" else shared_slopes(a, a + t, k)
            from_below, from_own = weight * (by_below + by_upto), weight * by_upto
            for i in own:
                row = matrix[i]
                for j in worse:
                    row[j] += from_below
                for j in own:
                    row[j] += from_own
            worse += own
    return matrix


def shared_slopes(a: int, b: int, k: int) -> tuple[int, int]:
    """The slopes of `shared_sum` by a and by b."""
    by_a, by_b, power = 0, 0, 1
    for j in range(k):
        by_a, by_b = by_a * b + (j + 1) * power, by_b * b + (k - j) * power
        power *= a
    return by_a, by_b


def bordered(matrix: list[list[int]], unit: int) -> list[list[int]]:
    """The Jacobian of G, times `unit`: the slopes, -1 for v, and a row of ones for the sum."""
    return [[*row, -unit] for row in matrix] + [[unit] * len(matrix) + [0]]


def product_bound(lines: Lines, population: Population, meter: Meter) -> str:
    """The mixture's mean loss g is convex and homogeneous of degree k: g >= min_z d_z g(x) - (k - 1) g(x) everywhere.

    For one user, g has the terms s * (mass below C)^k, s being the weight of the sets whose best ranked member is in C.
    """
    k = integer(lines.field("samples")[0], 1)
    l = integer(lines.field("opponents")[0], 1)
    form(l <= population.m, "opponents show more responses than there are")
    p, q = rational(lines.field("rate")[0])
    witness(lines)
    mixture = read_distribution(lines, population, "mixture", largest=l)
    point = read_policy(lines, population, "point")
    finish(lines)
    game = Game(population, "model", k, 1, point, meter)
    bottom = game.bottom * mixture.total
    value, slopes = tangent(game, mixture)
    bound = k * point.total * min(slopes) - (k - 1) * value
    require(bound * q >= (q - p) * bottom, "the tangent gives a weaker bound")
    return (
        f"no policy has {k} independent {'sample' if k == 1 else 'samples'} with win rate above {show(p, q)} against "
        f"{against_all(l)} ({TIES['model'][0]})"
    )


def lottery_bound(lines: Lines, population: Population, meter: Meter) -> str:
    """Every set S of min(k, m) responses loses at least 1 - rate to the mixture; so does every lottery over such sets.

    For one user, S loses where some member of the opponent's set is above all of S: min over s in S of g(s), g(s) being
    the weight of the sets with a member above s, 0 where s is not ranked. A tree bounds the sum from below, as its
    bound for the entries D - g does from above.
    """
    k = integer(lines.field("samples")[0], 1)
    l = integer(lines.field("opponents")[0], 1)
    form(l <= population.m, "opponents show more responses than there are")
    p, q = rational(lines.field("rate")[0])
    witness(lines)
    mixture = read_distribution(lines, population, "mixture", largest=l)
    tree = read_tree(lines, population) if lines.starts("tree ") else None
    if tree is None:
        form(lines.next() == "enumeration", "wanted 'tree' or 'enumeration'")
    finish(lines)
    n, m, size = population.size, population.m, min(k, population.m)
    w, own = population.words + words(mixture.total), words(mixture.total)
    meter.work(population.visit(own) + population.places(mixture.rows) + 2 * population.classes * times(w, w))
    meter.work(population.entries * plus(w) + (6 * n + 16) * m + n * len(mixture.rows) * plus(own))
    meter.memory(m * (16 + 2 * n) + (population.classes + n) * (5 + w))
    rows = [[0] * n for _ in range(m)]  # D - g, so that "least" becomes "largest"
    for v, (weight, ranking) in enumerate(population.rankings):
        whole, above = weight * mixture.total, 0
        if not population.complete:
            for row in rows:
                row[v] = whole
        for group, seen in zip(ranking, top_places(ranking, mixture), strict=True):
            left = whole - weight * above
            for y in group:
                rows[y][v] = left
            above += seen
    columns = tuple(map(tuple, rows))
    meter.work(each_set_work(population, size, w, meter) if tree is None else tree.work(population, w))
    kept = worst_set(columns, size) if tree is None else tree.bound(columns, size)
    bottom = population.total * mixture.total
    require((bottom - kept) * q >= (q - p) * bottom, "some set may lose less to the mixture")
    shown = f"no way to show {k} {'response' if k == 1 else 'responses'}, correlated or not,"
    return f"{shown} has a win rate above {show(p, q)} against {against_all(l)} ({TIES['model'][0]})"


def tangent(game: Game, mixture: Distribution) -> tuple[int, list[int]]:
    """G at the game's policy over total * D * P^k, and its slopes over k times less of P; g is the mixture's loss."""
    population, k, own = game.population, game.exponent, words(mixture.total)
    w = game.words + own
    game.meter.work(game.walks + population.places(mixture.rows) + population.size * len(mixture.rows) * plus(own))
    game.meter.work(population.classes * (game.each + 3 * times(w, game.words)) + population.entries * plus(w))
    game.meter.work(population.m * (4 * times(w, game.words) + 8))
    game.meter.memory(population.m * (8 + w), 26 * population.m)
    value, slopes, weights = 0, [0] * population.m, game.model.dense(population.m)
    for weight, ranking in population.rankings:
        seen, mass = top_places(ranking, mixture), class_sums(ranking, weights)
        below, slope = sum(mass), 0
        for group, s, t in zip(ranking, seen, mass, strict=True):
            below -= t
            if slope:
                for z in group:
                    slopes[z] += slope
            if s:
                term = weight * s * below ** (k - 1)
                slope += term
                value += term * below
    return value, slopes


def nlhf_bound(lines: Lines, population: Population, meter: Meter) -> str:
    """For an NLHF policy p, x >= 0: sum_z p(z) (M x)_z <= 0, so d_z g >= c + (M x)_z for all z gives p . dg >= c.

    Hence g(p) >= c - (k - 1) g at the point: all NLHF policies lose that much to the mixture.
    """
    k = integer(lines.field("samples")[0], 1)
    p, q = rational(lines.field("rate")[0])
    witness(lines)
    mixture = read_distribution(lines, population, "mixture", largest=1)
    point = read_policy(lines, population, "point")
    tokens = lines.field("multipliers", population.m + 1)
    finish(lines)
    one, x = integer(tokens[0], 1), [integer(token) for token in tokens[1:]]
    game = Game(population, "model", k, 1, point, meter)
    bottom, power = game.bottom * mixture.total, point.total**k
    value, slopes = tangent(game, mixture)
    gains = gains_of(population, x, sum(x), meter)  # -(M x)_z, over total and one
    w = 2 + game.words + words(mixture.total)
    meter.work(game.each + population.m * (20 + 4 * times(w + words(one), words(one, sum(x)) + w)))
    least = min(k * point.total * d * one + gain * mixture.total * power for d, gain in zip(slopes, gains, strict=True))
    require((least - (k - 1) * value * one) * q >= (q - p) * bottom * one, "the tangent gives a weaker bound")
    return (
        f"every NLHF policy has {k} independent {'sample' if k == 1 else 'samples'} with win rate at most {show(p, q)} "
        f"against the best opponent that shows 1 response ({TIES['model'][0]})"
    )


def nlhf_below(lines: Lines, population: Population, meter: Meter) -> str:
    """The policy is NLHF, and its loss to the opponent is above 1 - rate."""
    k = integer(lines.field("samples")[0], 1)
    p, q = rational(lines.field("rate")[0])
    policy = read_policy(lines, population)
    witness(lines)
    chosen = read_opponent(lines, population, 1)
    finish(lines)
    require(min(advantages(population, policy, meter)) >= 0, "the policy is no NLHF policy")
    game = Game(population, "model", k, 1, policy, meter)
    require(game.loss(chosen) * q >= (q - p) * game.bottom, "the opponent wins less often than 1 - rate")
    noun = "sample" if k == 1 else "samples"
    return (
        f"an NLHF policy, {policy.sentence(population)}, has {k} independent {noun} with win "
        f"rate at most {show(p, q)} against the opponent that shows {population.show(chosen)} ({TIES['model'][0]})"
    )


def worst_population(lines: Lines, population: Population, meter: Meter) -> str:
    """No mixture of rankings that meets the conditions loses more than 1 - rate to y: multipliers u >= 0 show it.

    A condition's value on a population is the mean of its values h(R) on its users' rankings. If every ranking R has
    loss(R, y) + u . h(R) <= 1 - rate, so has the mean, and there u . h >= 0. These shares meet the conditions and lose
    as much.
    """
    (kind,) = lines.field("rankings")
    form(kind in ("strict", "weak"), "rankings are strict or weak")
    (rule,) = lines.field("rule")
    form(rule in ("any", "nlhf"), "the rule is any or nlhf")
    k = integer(lines.field("samples")[0], 1)
    p, q = rational(lines.field("rate")[0])
    policy = read_policy(lines, population)
    (token,) = lines.field("conditions")
    conditions = [read_condition(lines, population) for _ in range(integer(token))]
    witness(lines)
    count = (population.m if rule == "nlhf" else 0) + len(conditions)
    duals = []
    for _ in range(population.m):
        tokens = lines.field("multipliers", 1 + count)
        duals.append((integer(tokens[0], 1), [integer(token) for token in tokens[1:]]))
    finish(lines)
    largest = 1 if kind == "strict" else population.m
    game = Game(population, "model", k, 1, policy, meter)
    charge_rankings(game, largest, conditions, duals)
    tied = max(len(group) for _, ranking in population.rankings for group in ranking)
    require(population.complete and tied <= largest, "a ranking is not of the kind that is claimed")
    weights, met = policy.dense(population.m), [0] * count
    for weight, ranking in population.rankings:
        values = condition_values(walk(ranking, class_sums(ranking, weights)), rule, conditions)
        met = [total + weight * value for total, value in zip(met, values, strict=True)]
    require(all(total >= 0 for total in met), "the population does not meet a condition")
    require(game.worst() * q == (q - p) * game.bottom, "the population has another worst case")
    whole = policy.total**k
    allowed: dict[tuple[int, int], int] = {}  # (y, a) -> the most that the multipliers may give, a whole number
    for ranking in every_ranking(tuple(range(population.m)), largest):
        steps = walk(ranking, class_sums(ranking, weights))
        values = condition_values(steps, rule, conditions)
        for group, a, _ in steps:
            for y in group:
                one, u = duals[y]
                if (y, a) not in allowed:
                    allowed[y, a] = one * ((q - p) * whole - q * a**k) // (q * whole)
                pull = sum([x * value for x, value in zip(u, values, strict=True)])
                require(pull <= allowed[y, a], "a ranking loses more than the multipliers allow")
    told = ["that policy is NLHF"] if rule == "nlhf" else []
    told += [condition_sentence(population, each) for each in conditions]
    of_which = " for which " + " and ".join(told) if told else ""
    return (
        f"{show(p, q)} is the least win rate of {policy.samples(population, k)} against {against_all(1)}, and of all "
        f"populations of complete {kind} rankings of these responses{of_which} this is one with the least "
        f"({TIES['model'][0]})"
    )


def charge_rankings(game: Game, largest: int, conditions: list[Condition], duals: list[tuple[int, list[int]]]) -> None:
    """The cost of `worst_population`: its conditions on every ranking, and its inequality for every response."""
    population, own = game.population, max(words(one, *u) for one, u in duals)  # words of the witness
    terms = [term for _, terms in conditions for term in terms]
    w = 1 + words(game.model.total, *[c for c, _, _ in terms], *[c for c, _ in conditions])
    each = 60 + 50 * population.m + sum(plus(w) + 14 + 5 * len(below) for _, _, below in terms)
    each += population.m * (30 + 2 * plus(own + w) + len(duals[0][1]) * (6 + times(own, w) + plus(own + w)))
    rankings = orders(population.m, largest, game.meter.budget)
    game.meter.work(population.visit(words(game.model.total)) + (population.size + rankings) * each)
    masses = min(1 << population.m, rankings)  # there are at most so many of a policy below some response
    game.meter.memory(population.m * masses * (24 + own) + masses * (24 + game.words))
    game.meter.work(masses * (2 * game.each + 2 * times(game.words, 220)))
    game.meter.work(population.m * masses * (20 + times(game.words, own) + divide(game.words + own, game.words + 220)))


def read_condition(lines: Lines, population: Population) -> Condition:
    """`condition`, c_0 and the number of terms; terms `coefficient response set`, the events in order of their text."""
    tokens = lines.field("condition", 2)
    constant, size = signed(tokens[0]), integer(tokens[1], 1)
    block, meter = lines.block(size), lines.meter
    meter.work(120 * size + 60 * block.count(b","))
    meter.memory(40 * size + 8 * block.count(b",") + len(block))
    terms: list[tuple[int, int, Set]] = []
    before = ""
    for line in each_line(block):
        number, _, event = line.partition(" ")
        form(before < event, "events do not increase")
        before = event
        form(event.count(" ") == 1, "an event has two tokens")
        first, second = event.split(" ")
        c, a, below = signed(number), index(first, population.m), members(second, population.m)
        form(c != 0, "a coefficient is 0")
        form(a not in below, "a response is above itself")
        terms.append((c, a, below))
        named = sum(len(population.names[y]) + 4 for y in (a, *below))
        meter.work(2 * divide(words(c, constant), words(c)) + named)
        meter.memory(named)
    form(gcd(constant, *(c for c, _, _ in terms)) == 1, "a condition is not in lowest terms")
    return constant, terms


def condition_values(steps: list[tuple[Set, int, int]], rule: str, conditions: list[Condition]) -> list[int]:
    """What one complete ranking gives to the conditions: the policy's gain on every response (`nlhf`), then the others.

    The gain on z is the mass above z less the mass below z.
    """
    place = {y: i for i, (group, _, _) in enumerate(steps) for y in group}  # 0 the worst
    values = []
    if rule == "nlhf":
        total = sum(t for _, _, t in steps)
        values = [total - steps[place[z]][2] - 2 * steps[place[z]][1] for z in range(len(place))]
    for constant, terms in conditions:
        values.append(constant + sum(c for c, a, below in terms if all(place[a] > place[b] for b in below)))
    return values


def condition_sentence(population: Population, condition: Condition) -> str:
    """The condition, written out: `5 P["a" > "b", "c"] - 3 >= 0`."""
    constant, terms = condition
    shown = ""
    for c, a, below in terms:
        sign = (" + " if c > 0 else " - ") if shown else ("" if c > 0 else "-")
        number = f"{abs(c)} " if abs(c) > 1 else ""
        shown += f"{sign}{number}P[{population.show([a])} > {population.show(below)}]"
    return f"{shown} {'+' if constant > 0 else '-'} {abs(constant)} >= 0" if constant else f"{shown} >= 0"


def orders(m: int, largest: int, limit: int) -> int:
    """The number of complete rankings of m responses with classes of at most `largest`, or any number above `limit`."""
    counts = [1]
    while len(counts) <= m and counts[-1] <= limit:
        n = len(counts)
        counts.append(sum(comb(n, i) * counts[n - i] for i in range(1, min(largest, n) + 1)))
    return counts[-1]


def every_ranking(rest: Set, largest: int) -> Iterator[Ranking]:
    """Every complete ranking of `rest` with classes of at most `largest`: a best class, then one of the others."""
    if not rest:
        yield ()
    for size in range(1, min(largest, len(rest)) + 1):
        for best in combinations(rest, size):
            for worse in every_ranking(tuple(y for y in rest if y not in best), largest):
                yield (best, *worse)


def no_common_policy(lines: Lines, population: Population, meter: Meter) -> str:
    """The mixtures' mean losses g_i lie above their tangents at x, so that no policy has sum u_i g_i below a number.

    As for one promise: g_i >= d g_i(x) . p - (k_i - 1) g_i(x), whose least value over the policies p is at a response.
    If it is above sum u_i (1 - r_i), every policy has some g_i above 1 - r_i, so some opponent of k_i samples.
    """
    (token,) = lines.field("promises")
    promises = []
    block = lines.block(integer(token, 1))
    meter.memory(30 * block.count(b"\n") + len(block) // 4)
    for line in each_line(block):
        meter.work(100 + 3 * divide(1 + len(line) // 19, 1 + len(line) // 19))
        form(line.count(" ") == 1, "a promise has two tokens")
        first, second = line.split(" ")
        promises.append((integer(first, 1), *rational(second)))
    form(all(x[0] < y[0] for x, y in pairwise(promises)), "numbers of samples do not increase")
    witness(lines)
    multipliers = [integer(token) for token in lines.field("multipliers", len(promises))]
    mixtures = [read_distribution(lines, population, "mixture", largest=1) for _ in promises]
    point = read_policy(lines, population, "point")
    finish(lines)
    most = promises[-1][0]
    game = Game(population, "model", most, 1, point, meter)
    bits = sum(mixture.total.bit_length() for mixture in mixtures) + sum(q.bit_length() for _, _, q in promises)
    long = 2 + game.words + (bits + max(multipliers).bit_length()) // 64  # words of a sum
    meter.work(len(promises) * (3 * divide(long, long) + (population.m + 10) * (3 * times(long, long) + plus(long))))
    meter.memory(population.m * 2 * (5 + long))
    common, rates = lcm(*(mixture.total for mixture in mixtures)), lcm(*(q for _, _, q in promises))
    totals, values, allowed = [0] * population.m, 0, 0  # over population.total, common and point.total to the most
    for (k, p, q), u, mixture in zip(promises, multipliers, mixtures, strict=True):
        value, slopes = tangent(Game(population, "model", k, 1, point, meter), mixture)
        scale = u * (common // mixture.total) * point.total ** (most - k)
        totals = [total + scale * k * point.total * slope for total, slope in zip(totals, slopes, strict=True)]
        values += scale * (k - 1) * value
        allowed += u * (q - p) * (rates // q)  # over rates
    bottom = population.total * common * point.total**most
    require((min(totals) - values) * rates > allowed * bottom, "the tangents allow a common policy")
    asked = [f"at least {show(p, q)} with {k} independent {'sample' if k == 1 else 'samples'}" for k, p, q in promises]
    return (
        f"no single policy has a win rate of {' and of '.join(asked)}, each against {against_all(1)} "
        f"({TIES['model'][0]})"
    )


def top_places(ranking: Ranking, mixture: Distribution) -> list[int]:
    """For each class: the weight of the sets whose best ranked member is in it."""
    place = {y: i for i, group in enumerate(ranking) for y in group}
    mass = [0] * len(ranking)
    for chosen, weight in mixture.rows:
        ranked = [place[y] for y in chosen if y in place]
        if ranked:
            mass[min(ranked)] += weight
    return mass


def set_bound(lines: Lines, population: Population, meter: Meter) -> str:
    """Every set of k responses has a rival that is strictly above all of it for a share of 1 - rate at least."""
    k = integer(lines.field("samples")[0], 1)
    form(k <= population.m, "sets are larger than there are responses")
    p, q = rational(lines.field("rate")[0])
    witness(lines)
    rivals = read_rivals(lines, population, k, meter)
    finish(lines)
    enough = -((p - q) * population.total // q)  # the least whole weight that is no less
    require(
        all(weight >= enough for weight in beaten_sets(population, k, rivals, meter)), "a set's rival wins too rarely"
    )
    return (
        f"no fixed set of {k} {'response' if k == 1 else 'responses'} has a win rate above {show(p, q)} against "
        f"{against_all(1)} ({TIES['model'][0]})"
    )


def condorcet_dimension(lines: Lines, population: Population, meter: Meter) -> str:
    """No response beats the winning set for half of the users; every set of one less has one that does."""
    d = integer(lines.field("dimension")[0], 1)
    form(d <= population.m, "a dimension of at most m is possible")
    witness(lines)
    winning = members(lines.field("winning")[0], population.m)
    form(len(winning) == d, "the winning set has as many members as the dimension says")
    rivals = read_rivals(lines, population, d - 1, meter) if d > 1 else []
    finish(lines)
    meter.work(population.places([(winning, 1)]) + population.visit(population.words))
    meter.memory(population.m * (5 + population.words))
    above = [0] * population.m
    for weight, ranking in population.rankings:
        place = {y: i for i, group in enumerate(ranking) for y in group}
        for group in ranking[: min(place.get(y, 0) for y in winning)]:
            for y in group:
                above[y] += weight
    require(2 * max(above) < population.total, "a response beats the set for half of the users")
    beaten = beaten_sets(population, d - 1, rivals, meter) if d > 1 else []
    require(all(2 * weight >= population.total for weight in beaten), "a smaller set may win")
    return (
        f"the Condorcet dimension is {d}: the least size of a set that no response beats for half of the users or more"
    )


def read_rivals(lines: Lines, population: Population, k: int, meter: Meter) -> list[int]:
    """`sets` and how many sets of k responses there are; for each, in lexicographic order, a response."""
    (token,) = lines.field("sets")
    count = integer(token, 1)
    sets = opponents(population.m, k, meter.budget)
    meter.work(sets)
    form(count == sets, "another number of sets")
    block = lines.block(count)
    meter.work(40 * count)
    meter.memory(6 * count)
    return [index(line, population.m) for line in each_line(block)]


def beaten_sets(population: Population, k: int, rivals: list[int], meter: Meter) -> Iterator[int]:
    """For each set of k responses, the weight of the users for whom its rival is strictly above all of it."""
    n, m = population.size, population.m
    meter.work(each_set_work(population, k, population.words, meter) + (8 * n + 40) * m + population.visit(1))
    meter.memory(2 * m * (16 + 2 * n) + 5 * population.classes)
    places, rated = [[-1] * n for _ in range(m)], [[m] * n for _ in range(m)]  # no one left out is above, or below
    for v, (_, ranking) in enumerate(population.rankings):
        for i, group in enumerate(ranking):
            for y in group:
                places[y][v] = rated[y][v] = i
    weights = [weight for weight, _ in population.rankings]
    for y, best in zip(rivals, each_set(tuple(map(tuple, places)), k, min), strict=True):
        yield sum(compress(weights, map(lt, rated[y], best)))


def nlhf(lines: Lines, population: Population, meter: Meter) -> str:
    """Every response z has sum_y p(y) M(y, z) >= 0: p is optimal in the symmetric game, whose value is 0."""
    policy = read_policy(lines, population)
    witness(lines)
    finish(lines)
    require(min(advantages(population, policy, meter)) >= 0, "some response has a positive margin over the policy")
    return f"the policy {policy.sentence(population)} is an NLHF policy"


def face(population: Population, meter: Meter, interior: Distribution, optima: list[Distribution], prime: int) -> int:
    """An upper bound on the dimension of the set of NLHF policies; `optima` are shown to span d = len(optima) - 1.

    The interior optimum p has a gain off its support S wherever it has no weight, so every optimum q lives on S with
    M q = 0 there: the dimension is at most |S| - 1 - rank M_SS, and the rank is at least the rank modulo a prime.
    """
    for policy in optima:
        require(min(advantages(population, policy, meter)) >= 0, "a given optimum is none")
    slack = advantages(population, interior, meter)
    support = [chosen[0] for chosen, _ in interior.rows]
    require(min(slack) >= 0, "the interior optimum is none")
    require(all(slack[y] > 0 for y in set(range(population.m)).difference(support)), "no strict complementarity")
    own = max(words(policy.total) for policy in optima)
    meter.memory(0, 2 * len(optima) * population.m)
    rank = rank_modulo([policy.dense(population.m) for policy in optima], prime, own, meter)
    require(rank == len(optima), "the optima are not affinely independent")
    margins = margin_rows(population, support, meter)
    return len(support) - 1 - rank_modulo(margins, prime, population.words, meter)


def nlhf_unique(lines: Lines, population: Population, meter: Meter) -> str:
    """The policy is an optimum, strictly complementary, and the face around it has dimension 0."""
    policy = read_policy(lines, population)
    witness(lines)
    prime = integer(lines.field("prime")[0], 2)
    finish(lines)
    require(face(population, meter, policy, [policy], prime) == 0, "there may be other NLHF policies")
    return f"the policy {policy.sentence(population)} is the only NLHF policy"


def nlhf_face(lines: Lines, population: Population, meter: Meter) -> str:
    """There are d + 1 affinely independent optima, and an interior one that shows that there are no more."""
    dimension = integer(lines.field("dimension")[0], 1)
    form(dimension < population.m, "a dimension of at most m - 1 is possible")
    policy = read_policy(lines, population)
    witness(lines)
    prime = integer(lines.field("prime")[0], 2)
    interior = read_policy(lines, population, "interior")
    optima = [read_policy(lines, population, "optimum") for _ in range(dimension + 1)]
    finish(lines)
    require(min(advantages(population, policy, meter)) >= 0, "the policy is no NLHF policy")
    require(face(population, meter, interior, optima, prime) <= dimension, "the dimension may be larger")
    return (
        f"the NLHF policies form a polytope of dimension {dimension} that contains the policy "
        f"{policy.sentence(population)}"
    )


def read_winner(lines: Lines, population: Population) -> tuple[int, Distribution]:
    """The response that is said to win, as the point mass on it."""
    winner = index(lines.field("winner")[0], population.m)
    return winner, Distribution((((winner,), 1),), 1, False)  # noqa: FBT003


def condorcet_winner(lines: Lines, population: Population, meter: Meter) -> str:
    """The winner's margin over every other response is positive."""
    winner, point = read_winner(lines, population)
    witness(lines)
    finish(lines)
    gains = advantages(population, point, meter)
    require(all(gain > 0 for z, gain in enumerate(gains) if z != winner), "the winner does not beat every response")
    return f"{population.show([winner])} is the Condorcet winner"


def no_condorcet_winner(lines: Lines, population: Population, meter: Meter) -> str:
    """Every response y has another one z with M(y, z) <= 0."""
    witness(lines)
    rivals = [index(token, population.m) for token in lines.field("rivals", population.m)]
    finish(lines)
    meter.work(population.visit(population.words) + 12 * population.entries)
    meter.memory(population.m * (5 + population.words), 20 * population.m)
    totals = [0] * population.m
    for weight, ranking in population.rankings:
        place = {y: i for i, group in enumerate(ranking) for y in group}
        for y, here in place.items():
            there = place.get(rivals[y], here)
            if here != there:
                totals[y] += weight if here < there else -weight
    for y, z in enumerate(rivals):
        require(y != z and totals[y] <= 0, "a response beats its rival, or is its own rival")
    return "there is no Condorcet winner"


def collapse(lines: Lines, population: Population, meter: Meter) -> str:
    """A Condorcet winner is the only NLHF policy; all its samples are alike, so its rate is the same for every k."""
    winner, point = read_winner(lines, population)
    p, q = rational(lines.field("value")[0])
    witness(lines)
    finish(lines)
    gains = advantages(population, point, meter)
    require(all(gain > 0 for z, gain in enumerate(gains) if z != winner), "the winner does not beat every response")
    game = Game(population, "model", 1, 1, point, meter)
    require(game.worst() * q == (q - p) * game.bottom, "the rate is another one")
    return (
        f"the only NLHF policy is the point mass on {population.show([winner])}, and for every k its k samples win "
        f"with rate exactly {show(p, q)} against the best opponent that shows 1 response ({TIES['model'][0]})"
    )


def margin_game(lines: Lines, population: Population, meter: Meter) -> str:
    """The primal policy guarantees the value; the dual one concedes no more (M is skew: its gains, negated)."""
    p, q = rational(lines.field("value")[0])
    witness(lines)
    primal, dual = read_policy(lines, population, "primal"), read_policy(lines, population, "dual")
    finish(lines)
    guaranteed, conceded = min(advantages(population, primal, meter)), -min(advantages(population, dual, meter))
    require(guaranteed * q == p * population.total * primal.total, "the primal policy does not reach the value")
    require(conceded * q == p * population.total * dual.total, "the dual policy concedes another value")
    return f"the linear program of the margin game has the optimum {show(p, q)}"


CLAIMS = {
    "robust": robust,
    "not-robust": not_robust,
    "worst-case": worst_case,
    "win-rate": win_rate,
    "not-win-rate": not_win_rate,
    "least-samples": least_samples,
    "no-samples": no_samples,
    "robust-every-k": robust_every_k,
    "limit": limit,
    "epsilon-equilibrium": epsilon_equilibrium,
    "equilibria-located": equilibria_located,
    "equilibrium-near": equilibrium_near,
    "not-monotone": not_monotone,
    "product-bound": product_bound,
    "lottery-bound": lottery_bound,
    "set-bound": set_bound,
    "condorcet-dimension": condorcet_dimension,
    "nlhf": nlhf,
    "nlhf-bound": nlhf_bound,
    "nlhf-below": nlhf_below,
    "nlhf-unique": nlhf_unique,
    "nlhf-face": nlhf_face,
    "condorcet-winner": condorcet_winner,
    "no-condorcet-winner": no_condorcet_winner,
    "collapse": collapse,
    "margin-game": margin_game,
    "worst-population": worst_population,
    "no-common-policy": no_common_policy,
}


def check(content: bytes, budget: int = BUDGET, meter: Meter | None = None) -> str:
    """The sentence that the certificate proves; otherwise NotProved, Malformed or OverBudget is raised."""
    meter = Meter(budget) if meter is None else meter
    lines = Lines(content, meter)
    try:
        head, _, kind = lines.next().rpartition(" ")
        name, _, version = head.partition(" ")
        form(name == FORMAT and version in VERSIONS and kind in CLAIMS, "an unknown format, version or claim")
        population = read_population(lines)
        unranked = read_unranked(lines, population, version)
        return f"{population.sentence(unranked)}, {CLAIMS[kind](lines, population, meter)}"
    except Malformed as reason:
        raise Malformed(f"line {lines.number()}: {reason}") from None
    finally:
        if meter.most > KEPT:
            parse_population.cache_clear()
            worst_set.cache_clear()


# Main ---------------------------------------------------------------------------------------------------------------


def judge(content: bytes, budget: int, *, units: bool = False) -> tuple[int, str]:
    """The exit code for one certificate, and what to say; with `units`, also what the check cost."""
    meter = Meter(budget)
    try:
        code, said = 0, "proved: " + check(content, budget, meter)
    except NotProved as reason:
        code, said = 1, f"not proved: {reason}"
    except Malformed as reason:
        code, said = 2, f"malformed: {reason}"
    except OverBudget as reason:
        code, said = 3, f"over budget: {reason}"
    except MemoryError:
        code, said = 3, "over budget: out of memory"
    return code, f"{said} ({min(meter.units, 10**30)} units, {8 * meter.most} bytes)" if units else said


def outcome(path: str, budget: int, *, units: bool = False) -> tuple[int, str]:
    """The exit code for one file, and what to say."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123  # nothing but the built-in open
            return judge(file.read(MAX_BYTES + 1), budget, units=units)
    except OSError as reason:
        return 2, f"malformed: cannot be read ({reason.strerror})"


def batch(budget: int, *, units: bool) -> Iterator[tuple[str, int, str]]:
    """The outcome for every certificate of standard input, each after a line with its length in bytes."""
    stream, number = sys.stdin.buffer, 0
    while head := stream.readline(12):
        number += 1
        length, content = head.removesuffix(b"\n"), b""
        framed = head.endswith(b"\n") and length.isdigit() and int(length) <= MAX_BYTES + 1
        if framed:
            content = stream.read(int(length))
        if not framed or len(content) < int(length):
            yield str(number), 2, "malformed: wanted a line with a length, and so many bytes"
            return
        yield str(number), *judge(content, budget, units=units)


def main(arguments: list[str]) -> int:
    """Check every file named, or standard input; print one line for each; return the exit code."""
    budget = BUDGET
    if arguments[:1] == ["--version"]:
        import hashlib

        with open(__file__, "rb") as file:  # noqa: PTH123
            print(f"checker of {FORMAT} {' and '.join(VERSIONS)}, sha256 {hashlib.sha256(file.read()).hexdigest()}")
        return 0
    if arguments[:1] == ["--budget"] and len(arguments) > 1 and arguments[1].isascii() and arguments[1].isdigit():
        budget, arguments = int(arguments[1][:30]), arguments[2:]
    units = arguments[:1] == ["--units"]
    arguments = arguments[units:]
    if not arguments or (arguments[0].startswith("-") and arguments != ["--batch"]):
        print("usage: python -I -S checker.py [--budget UNITS] [--units] FILE... | --batch", file=sys.stderr)
        return 2
    gc.disable()  # nothing here refers to itself, and looking for it would take longer than all the rest
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    files = ((path, *outcome(path, budget, units=units)) for path in arguments)
    codes = set()
    for name, code, sentence in batch(budget, units=units) if arguments == ["--batch"] else files:
        codes.add(code)
        try:  # noqa: SIM105  # contextlib loads slowly
            print(f"{name}: {sentence}".replace("\n", "\\n"), flush=True)
        except BrokenPipeError:
            pass
    return next((code for code in (2, 1, 3, 0) if code in codes), 2)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

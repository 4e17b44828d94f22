"""Changes to a certificate's text, each blind to what it means: tokens, lines, bytes, whole files.

Each takes the content, a source of randomness and the content of another seed, and returns a changed content (or the
same, where it does not apply).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

Edit = Callable[[bytes, Random, bytes], bytes]

TOKEN = re.compile(rb"[^ \n]+")
NUMBER = re.compile(rb"-?[0-9]+")
RATIONAL = re.compile(rb"[0-9]+/[0-9]+")
KINDS = tuple(
    b"robust not-robust worst-case win-rate not-win-rate least-samples no-samples robust-every-k limit "
    b"epsilon-equilibrium equilibria-located equilibrium-near not-monotone product-bound lottery-bound set-bound "
    b"condorcet-dimension nlhf nlhf-bound nlhf-below nlhf-unique nlhf-face condorcet-winner no-condorcet-winner "
    b"collapse margin-game worst-population no-common-policy".split()
)
WORDS = tuple(
    b"model opponent shared half strict policy lottery against mixture point tree vector leaf split inside witness "
    b"end enumeration fewer limit sets steps row optimum interior voters shares ties samples rate value rankings weak "
    b"rule any nlhf conditions condition promises multipliers unranked bottom".split()
)
ODD = (
    *("0", "-1", "-0", "+1", "00", "1_0", "1.0", "1e3", "0x1", "1/1", "0/1", "2/4", "3/2", "1/0", "inf", ""),
    *("99999999999999999999", "18446744073709551616", "9007199254740993", "constructor", "__proto__"),
    *("%41", "%C3%A9", "%80", "0,0", "1,0", "0,", ",", " ", "\t", "\r", "\x00", "\x7f", "\v", "\x85", "é"),
    *("\u0663", "\uff11", "\xb2", "\u2028", "\ufeff"),
)
ODD_BYTES = tuple(word.encode("utf-8") for word in ODD)


def _at(pattern: re.Pattern[bytes], content: bytes, rng: Random) -> tuple[int, int]:
    found = [match.span() for match in pattern.finditer(content)]
    return rng.choice(found) if found else (0, 0)


def number(content: bytes, rng: Random, _: bytes) -> bytes:
    """One more, one less, nothing, twice, half, its digits cut or repeated, or another number of the file."""
    start, end = _at(NUMBER, content, rng)
    if start == end or end - start > 1000:
        return content
    value = int(content[start:end])
    far = _at(NUMBER, content, rng)
    new = rng.choice((value + 1, value - 1, value + 1, value - 1, 0, 1, 2 * value, value // 2, -value, value * 10,
                      value + rng.randint(-9, 9), 2**53 + 1, 2**64, content[far[0]:far[1]].decode()))  # fmt: skip
    return content[:start] + str(new).encode() + content[end:]


def rational(content: bytes, rng: Random, _: bytes) -> bytes:
    """A rational with a changed numerator or denominator, scaled, inverted, or in another form."""
    start, end = _at(RATIONAL, content, rng)
    if start == end or end - start > 1000:
        return content
    p, q = map(int, content[start:end].split(b"/"))
    new = rng.choice(((p + 1, q), (p - 1, q), (p, q + 1), (p, q - 1), (2 * p, 2 * q), (2 * p + 1, 2 * q), (q, p),
                      (2 * p - 1, 2 * q), (q - p, q), (1, q), (q - 1, q), (10**9 * p + 1, 10**9 * q)))  # fmt: skip
    return content[:start] + b"%d/%d" % new + content[end:]


def swap_tokens(content: bytes, rng: Random, _: bytes) -> bytes:
    """Two tokens change places."""
    one, two = sorted((_at(TOKEN, content, rng), _at(TOKEN, content, rng)))
    (a, b), (c, d) = one, two
    return content if one == two else content[:a] + content[c:d] + content[b:c] + content[a:b] + content[d:]


def duplicate_token(content: bytes, rng: Random, _: bytes) -> bytes:
    """A token stands twice."""
    start, end = _at(TOKEN, content, rng)
    return content[:end] + rng.choice((b" ", b"\n", b",", b"")) + content[start:end] + content[end:]


def delete_token(content: bytes, rng: Random, _: bytes) -> bytes:
    """A token goes, with or without the space beside it."""
    start, end = _at(TOKEN, content, rng)
    return content[: max(0, start - rng.randint(0, 1))] + content[end:]


def replace_token(content: bytes, rng: Random, _: bytes) -> bytes:
    """A token becomes a word of the grammar or an odd one."""
    start, end = _at(TOKEN, content, rng)
    return content[:start] + rng.choice(rng.choice((WORDS, ODD_BYTES))) + content[end:]


def delete_line(content: bytes, rng: Random, _: bytes) -> bytes:
    """A line goes."""
    lines = content.split(b"\n")
    del lines[rng.randrange(len(lines))]
    return b"\n".join(lines)


def duplicate_line(content: bytes, rng: Random, _: bytes) -> bytes:
    """A line stands twice."""
    lines = content.split(b"\n")
    at = rng.randrange(len(lines))
    return b"\n".join([*lines[: at + 1], *lines[at:]])


def swap_lines(content: bytes, rng: Random, _: bytes) -> bytes:
    """Two lines change places."""
    lines = content.split(b"\n")
    one, two = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[one], lines[two] = lines[two], lines[one]
    return b"\n".join(lines)


def move_line(content: bytes, rng: Random, _: bytes) -> bytes:
    """A line moves elsewhere."""
    lines = content.split(b"\n")
    line = lines.pop(rng.randrange(len(lines)))
    lines.insert(rng.randint(0, len(lines)), line)
    return b"\n".join(lines)


def copy_line(content: bytes, rng: Random, other: bytes) -> bytes:
    """A line of another seed of the kind takes a line's place, or is inserted."""
    lines, theirs = content.split(b"\n"), other.split(b"\n")
    at, line = rng.randrange(len(lines)), rng.choice(theirs)
    same = [mine for mine in range(len(lines)) if lines[mine].split(b" ")[0] == line.split(b" ")[0]]
    if same and rng.random() < 0.7:
        lines[rng.choice(same)] = line
    else:
        lines.insert(at, line)
    return b"\n".join(lines)


def flip_byte(content: bytes, rng: Random, _: bytes) -> bytes:
    """A bit, or a whole byte, changes."""
    at = rng.randrange(len(content) or 1)
    new = content[at] ^ (1 << rng.randrange(8)) if content and rng.random() < 0.5 else rng.randrange(256)
    return content[:at] + bytes([new]) + content[at + 1 :]


def insert_bytes(content: bytes, rng: Random, _: bytes) -> bytes:
    """Some bytes come in: a random one, a digit, NUL, UTF-8, a digit of another script."""
    at = rng.randint(0, len(content))
    new = rng.choice(
        (bytes([rng.randrange(256)]), b"%d" % rng.randrange(10), b" ", b"\n", b"\x00", rng.choice(ODD_BYTES))
    )
    return content[:at] + new + content[at:]


def delete_bytes(content: bytes, rng: Random, _: bytes) -> bytes:
    """One byte goes, or a few."""
    at = rng.randrange(len(content) or 1)
    return content[:at] + content[at + rng.choice((1, 1, 1, 2, 3, 8)) :]


def carriage_returns(content: bytes, rng: Random, _: bytes) -> bytes:
    """Line ends of another system, everywhere or once."""
    return content.replace(b"\n", rng.choice((b"\r\n", b"\r", b"\n\n")), rng.choice((-1, 1)))


def truncate(content: bytes, rng: Random, _: bytes) -> bytes:
    """The end is cut off, at a byte or after a line."""
    if rng.random() < 0.5:
        return content[: rng.randint(0, len(content))]
    lines = content.split(b"\n")
    return b"\n".join([*lines[: rng.randrange(len(lines))], b""])


def append(content: bytes, rng: Random, other: bytes) -> bytes:
    """Something follows the end."""
    return content + rng.choice((b"\n", b" ", b"end\n", b"\x00", content, other, rng.choice(WORDS) + b"\n"))


def splice(content: bytes, rng: Random, other: bytes) -> bytes:
    """The start of one seed and the end of another of the kind, often cut at the same line."""
    lines, theirs = content.split(b"\n"), other.split(b"\n")
    marks = [line for line in lines if line in theirs and line]
    if marks and rng.random() < 0.8:
        mark = rng.choice(marks)
        return b"\n".join(lines[: lines.index(mark)] + theirs[theirs.index(mark) :])
    return b"\n".join(lines[: rng.randrange(len(lines))] + theirs[rng.randrange(len(theirs)) :])


def change_kind(content: bytes, rng: Random, _: bytes) -> bytes:
    """The first line names another claim."""
    head, _, rest = content.partition(b"\n")
    return head.rpartition(b" ")[0] + b" " + rng.choice(KINDS) + b"\n" + rest


TOKENS: tuple[Edit, ...] = (
    number, number, number, rational, rational, swap_tokens, duplicate_token, delete_token, replace_token,
)  # fmt: skip
LINES: tuple[Edit, ...] = (delete_line, duplicate_line, swap_lines, move_line, copy_line, copy_line)
BYTES: tuple[Edit, ...] = (flip_byte, insert_bytes, delete_bytes, carriage_returns)
FILES: tuple[Edit, ...] = (truncate, append, splice, splice, change_kind)
EDITS: tuple[tuple[Edit, ...], ...] = (TOKENS, TOKENS, LINES, BYTES, FILES)

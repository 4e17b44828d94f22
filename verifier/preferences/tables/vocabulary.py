"""What columns of tables are called: by their names alone, whatever stands below them."""

from __future__ import annotations

import re
import unicodedata

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SEPARATORS = re.compile(r"[\s_\-.:/()\[\]]+")

_PEOPLE = (
    "user annotator rater worker evaluator judge labeler labeller respondent voter participant reviewer subject "
    "assessor grader crowdworker reward_model person student expert juror coder customer member"
).split()
_ANSWERS = "response model generator completion sample answer candidate".split()
_QUESTIONS = ["prompt", "question", "instruction", "item"]


def _with_ends(words: list[str], *ends: str) -> frozenset[str]:
    return frozenset(word + end for word in words for end in ("", *ends))


USERS = _with_ends(_PEOPLE, "_id", "_name", "_no", "_nr", "_number", "_code", "id", "name", "no")
"""Keys of columns that hold users, in tables of every kind."""

RESPONSES = _with_ends(_ANSWERS, "_id", "_name", "id", "name")
"""Keys of columns that hold responses, in long tables."""

_OTHER_RESPONSES = frozenset(
    (
        "system option output text summary variant policy checkpoint llm method agent choice alternative image caption "
        "translation generation sample_idx completion_idx response_text"
    ).split()
)

HIGH, LOW = frozenset({"score", "rating", "reward", "overall"}), frozenset({"rank", "place"})
"""Keys of columns of values, of which high or low ones are best."""

PROMPTS = _with_ends(_QUESTIONS, "_id") | {"interaction_id"}
"""Keys of columns that hold prompts."""

WEIGHTS = frozenset({"weight", "count"})
"""Keys of columns that hold the users' weights, in long tables."""

FIRST_USERS = frozenset({"", "id", "index", "unnamed_0"}) | _with_ends(["session", "task", "ballot"], "_id", "id")
"""Keys of a first column of a wide table that hold users, beside `USERS`; pandas calls one without a name Unnamed."""

_METADATA = frozenset(
    (
        "# num number index idx row line age year month week day date hour minute duration elapsed turn round wave "
        "phase batch seed fold split trial session task ballot precinct ward district zip zipcode zip_code postcode "
        "frequency freq multiplicity quantity qty n total sum mean average avg median latitude longitude lat lon lng "
        "gender sex income cohort version created updated weights counts consent finished progress lastpage confidence "
        "experience education order condition block rt tokens region party status duration elo std sd wt pw cnt "
        "multiplier copies nr serial respno subj subjno key code position ranking"
    ).split()
)
_METADATA_STARTS = tuple(
    (
        "n_ num_ number_of_ no_of_ time group unnamed date_ created_ updated_ duration mean_ avg_ average_ median_ "
        "total_ sum_ percent pct_ lifetime cast_vote location weight_"
    ).split()
)
_METADATA_ENDS = tuple(
    (
        "id _count _index _idx _at _time _date _num _number _no _nr _age _year _group _weight _code _key _rate _pct "
        "_percent"
    ).split()
)

_PROMPT_WORDS = frozenset(
    (
        "prompt question instruction interaction item task query conversation dialogue dialog topic context problem "
        "session thread post comparison example case document doc passage input request turn round story scenario"
    ).split()
)

_PERSON = re.compile(rf"(?:{'|'.join(_PEOPLE)})_?(?:[0-9]{{1,3}}|[a-z])", re.ASCII)

_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_PLACE = re.compile(
    r"(?:.*_)?(?:rank|ranking|choice|preference|pref|place|position|vote)_?([0-9]{1,3})(?:_.*)?"
    r"|([0-9]{1,3})(?:st|nd|rd|th)(?:_.*)?"
)

TOTALS = frozenset(
    "total totals grand_total subtotal sum sums mean means average averages avg median all n summe".split()
)
"""Keys of rows below a table that sum it up."""


def key(name: str) -> str:
    """``name`` without case and separators: what is compared with the words of this module.

    >>> [key(name) for name in ("Respondent ID", "userId", "n-votes", "Unnamed: 0")]
    ['respondent_id', 'user_id', 'n_votes', 'unnamed_0']
    """
    text = _HUMP.sub("_", unicodedata.normalize("NFKC", name))
    return _SEPARATORS.sub("_", text).strip("_").casefold()


def is_metadata(name: str) -> bool:
    """Whether a column of numbers of that name rather tells of a row than rates a response.

    >>> [name for name in ("age", "n-votes", "movieId", "timestamp", "tea", "no") if is_metadata(name)]
    ['age', 'n-votes', 'movieId', 'timestamp']
    """
    word = key(name)
    if name.casefold().strip() in {"no.", "nr."}:  # "no" alone is a response to many a question
        return True
    named = word in _METADATA or word in USERS | RESPONSES | HIGH | LOW | PROMPTS | WEIGHTS | FIRST_USERS
    return named or word in _PROMPT_WORDS or word.startswith(_METADATA_STARTS) or word.endswith(_METADATA_ENDS)


def is_like_prompt(name: str) -> bool:
    """Whether a column of that name may hold prompts, such as ``conversation_id``."""
    return not _PROMPT_WORDS.isdisjoint(key(name).split("_"))


def is_like_response(name: str) -> bool:
    """Whether a first column of that name may hold responses, a row each."""
    return key(name) in RESPONSES | _OTHER_RESPONSES


def is_like_person(name: str) -> bool:
    """Whether a column of that name may be one user of several, such as ``judge_2`` or ``rater B``."""
    return _PERSON.fullmatch(key(name)) is not None


def is_total(name: str) -> bool:
    """Whether a row of that name may sum up the others."""
    word = key(name)
    return word in TOTALS or word.startswith(("total_", "mean_", "average_", "sum_of_"))


def place_number(name: str) -> int | None:
    """The place of which a column is named: 2 for ``rank 2``, ``2nd choice`` or ``second``; None if it is of none.

    >>> [place_number(name) for name in ("rank1", "2nd choice", "Choice_3", "Fourth choice", "tea", "4")]
    [1, 2, 3, 4, None, None]
    """
    word = key(name)
    first = word.partition("_")[0]
    if first in _ORDINALS:
        return _ORDINALS.index(first) + 1
    match = _PLACE.fullmatch(word)
    return None if match is None else int(match[1] or match[2])

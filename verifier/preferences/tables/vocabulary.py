"""What columns of tables are called: by their names alone, whatever stands below them."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

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
        "translation generation sample_idx completion_idx response_text responses models candidates "
        "alternatives options "
        "answers completions samples outputs wine wines film films movie movies title titles product "
        "products team teams "
        "proposal proposals statement statements song songs essay essays entry entries item items book "
        "books beer brand "
        "restaurant recipe dish idea project story poem photo picture logo kandidat kandidatin kandidaten antwort "
        "antworten modell modelle film_title candidat candidate_name candidato candidata candidatos modele modelo "
        "reponse respuesta resposta opcion opcao vorschlag produkt lied buch aussage contestant act"
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

_LONG_PROMPTS = frozenset(
    (
        "qid ex doc docid instance instances conv stimulus stimuli stim trial hit hitid assignment batch set source "
        "article image video song sentence sent segment seg passage problem exercise ticket test eval goal seed instr "
        "paragraph puzzle comic clip chat dialogs quest utterance excerpt snippet frage fragen aufgabe pregunta tarea "
        "domanda vraag criterion criteria aspect dimension attribute metric temperature temp setting"
    ).split()
)
"""Words for prompts, or for what parts ratings as prompts do, that may be responses in wide tables."""

_MAYBE_PROMPTS = frozenset(
    (
        "group cluster domain category dataset language lang subject area condition experiment study wave block day "
        "date version split fold section chapter part"
    ).split()
)
"""Words that may be of prompts, and as well of users."""

_RATHER_PROMPTS = frozenset("q line page text content movie row sample comment entry number no key".split())
_RATHER_PROMPT_NAMES = frozenset({"id", "uid", "idx", "index", "uuid", "guid"})
"""Words and names that may be of prompts, and as well of rows, or other names of users or responses."""

_WEIGHT_WORDS = frozenset(
    (
        "weight weights wt wgt wts multiplicity multiplicities mult multiplier copies freq freqs frequency frequencies "
        "ballots votes voters count counts cnt tally occurrences repetitions replicates cardinality people respondents "
        "anzahl haeufigkeit häufigkeit gewicht stimmen poids effectif effectifs nombre peso pesos frecuencia conteo "
        "votos voix aantal peso compte número numero"
    ).split()
)
_WEIGHT_NAMES = frozenset(
    "n n_ num number no w k ct qty quantity size amount times reps share shares fraction frac proportion pct percent "
    "population mass prob probability how_many".split()
)
_WEIGHT_ENDS = ("weight", "weights", "votes", "ballots", "voters", "wgt")

_LIKE_USERS = frozenset(
    (
        "reader viewer taster profile author uid pid panelist panellist panel account fan nick nickname username "
        "scorer critic tester listener observer human people who turker prolific client buyer guest visitor patient "
        "players player kunde nutzer usuario utilisateur email from"
    ).split()
)
_LIKE_RESPONSES = frozenset(
    (
        "item items book movie film song track album artist wine beer product business recipe anime game restaurant "
        "isbn asin joke course place hotel statement comment proposal idea project dish drink food paper object entity "
        "obra target thing to"
    ).split()
)
_LIKE_VALUES = frozenset(
    (
        "stars star grade mark marks points vote val value score scores rating ratings rate rank ranking liked like "
        "utility preference quality grade likert bewertung nota note voto enjoyment"
    ).split()
)
_LIKE_TIMES = frozenset("timestamp time date datetime created updated at day hour year month ts unix".split())

_FOREIGN_PEOPLE = (
    "jurist jury juror juez juge jurado giudice richter gutachter bewerter teilnehmer nutzer usuario".split()
)
_GIVEN_NAMES = frozenset(
    (
        "ada adam alan alex alice amy ana andrea andrew anna anne ann anton ben bella bill bo bob brian "
        "carl carla carol "
        "cem charlie chen chris clara claire cyd cy dan dana daniel dave david dee dora dov ed elena "
        "ella emil emily emma "
        "eric erik eva eve fay felix finn frank fred gina grace gus hal hanna hannah hans harry heidi helen henry ian "
        "igor ina ines ivan jack jakob james jan jana jane jean jeff jen jim joan joe john jon jonas "
        "jose juan judy julia "
        "karl kate kim klaus lara laura lea lena leo leon liam lily lisa lucas lucy luis luke maria marie mark marta "
        "martin mary matt max mia mike mila mona nina noah nora olga oli olivia oscar otto paul paula pedro pete peter "
        "petra pia rob robert rosa ruth sam sara sarah sofia stefan steve sue susan ted tess tim tina "
        "tom uma una ursula "
        "vera victor wei will xi yan yo yuki zoe"
    ).split()
)

_PERSON = re.compile(rf"(?:{'|'.join([*_PEOPLE, *_FOREIGN_PEOPLE, 'j'])})_?(?:[0-9]{{1,3}}|[a-z])", re.ASCII)

_ORDINALS = [
    words.split("/")
    for words in (
        "first/erste/erster/erstes/premier/premiere/primera/primer/primero/primeira/prima "
        "second/zweite/zweiter/zweites/deuxieme/segunda/segundo/seconda third/dritte/dritter/drittes/troisieme/tercera/"
        "tercer/tercero/terceira/terza fourth/vierte/vierter/quatrieme/cuarta/quarta fifth/fuenfte/funfte/cinquieme/"
        "quinta sixth/sechste/sixieme/sexta/sesta seventh/siebte/septieme/septima/settima eighth/achte/huitieme/octava/"
        "ottava ninth/neunte/neuvieme/novena/nona tenth/zehnte/dixieme/decima"
    ).split()
]
_NUMBERS = "one two three four five six seven eight nine ten".split()
_PLACES = (
    "rank rk ranking choice preference pref place position vote top wahl platz rang praferenz prioritat prio priority "
    "choix opcion opcao eleccion scelta posto lugar puesto favourite favorite fav"
).split()
_PLACE = re.compile(
    rf"(?:.*_)?(?:{'|'.join(_PLACES)})_?(?P<a>[0-9]{{1,3}}|{'|'.join(_NUMBERS)})(?:_.*)?"
    r"|(?:.*_)?(?P<b>[0-9]{1,3})(?:st|nd|rd|th)(?:_.*)?"
    rf"|(?P<c>[0-9]{{1,3}})(?:er|re|eme|e|a|o)?_(?:{'|'.join(_PLACES)})"
    r"|#_?(?P<d>[0-9]{1,3})|(?:no|nr)_(?P<e>[0-9]{1,3})|第(?P<f>[0-9]{1,3})[位希志選择擇]?"
)

TOTALS = frozenset(
    (
        "total totals grand_total subtotal sum sums mean means average averages avg median all n summe "
        "gesamt insgesamt "
        "gesamtsumme mittelwert durchschnitt mittel somme moyenne suma soma somma media promedio overall "
        "result results "
        "sd std stdev stddev std_dev standard_deviation variance count counts minimum maximum range \u03c3"
    ).split()
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


def named_like_prompts(name: str) -> Literal["surely", "rather", "maybe", "no"]:
    """Whether the name of a column of a long table is one of prompts; rather, or of rows; maybe, or of users' groups.

    >>> [named_like_prompts(name) for name in ("prompt_id", "qid", "HITId", "index", "group", "age")]
    ['surely', 'surely', 'surely', 'rather', 'maybe', 'no']
    """
    words = {key(name), *key(name).split("_")}
    if words & (_PROMPT_WORDS | _LONG_PROMPTS):
        return "surely"
    if key(name) in _RATHER_PROMPT_NAMES or words & _RATHER_PROMPTS:
        return "rather"
    return "maybe" if words & _MAYBE_PROMPTS else "no"


def named_like_weights(name: str) -> bool:
    """Whether a column of numbers of that name may hold weights, or numbers of users.

    >>> [name for name in ("votes", "Number of voters", "nvotes", "n", "age") if named_like_weights(name)]
    ['votes', 'Number of voters', 'nvotes', 'n']
    """
    word = key(name)
    words = word.split("_")
    return word in _WEIGHT_NAMES or not _WEIGHT_WORDS.isdisjoint(words) or words[-1].endswith(_WEIGHT_ENDS)


def likeness(name: str) -> tuple[int, int, int]:
    """How much a name is one of users, of responses, and of values in a long table: 2 by its word, 1 by a part of it.

    Names of times and ends such as ``_id`` count against values.

    >>> [likeness(name) for name in ("user_id", "comment-id", "stars", "timestamp", "x")]
    [(2, 0, -1), (0, 1, -1), (0, 0, 2), (-1, -1, -2), (0, 0, 0)]
    """
    word = key(name)
    words = {*word.split("_"), word.removesuffix("id"), word.removesuffix("ids")}
    time = -1 if words & _LIKE_TIMES else 0
    user = 2 if word in USERS else int(bool(words & (_LIKE_USERS | set(_PEOPLE))))
    response = 2 if word in RESPONSES else int(bool(words & (_LIKE_RESPONSES | _OTHER_RESPONSES | set(_ANSWERS))))
    value = 2 if word in HIGH | LOW | _LIKE_VALUES else int(bool(words & _LIKE_VALUES))
    against = -1 if word.endswith(("id", "_no", "_index")) or (is_metadata(name) and not value) else 0
    return user + time, response + time, value + time + against


def is_like_response(name: str) -> bool:
    """Whether a first column of that name may hold responses, a row each."""
    return key(name) in RESPONSES | _OTHER_RESPONSES


def is_like_person(name: str) -> bool:
    """Whether a column of that name may be one user of several, such as ``judge_2`` or ``rater B``."""
    return _PERSON.fullmatch(key(name)) is not None


def is_given_name(name: str) -> bool:
    """Whether a column of that name may be somebody, by the first name."""
    return key(name) in _GIVEN_NAMES


def is_total(name: str) -> bool:
    """Whether a row of that name may sum up the others."""
    word = key(name)
    return word in TOTALS or word.startswith(("total_", "mean_", "average_", "sum_of_"))


def place_number(name: str) -> int | None:
    """The place of which a column is named: 2 for ``rank 2``, ``2nd choice`` or ``second``; None if it is of none.

    >>> [place_number(name) for name in ("rank1", "2nd choice", "Choice_3", "Fourth choice", "tea", "4")]
    [1, 2, 3, 4, None, None]
    """
    word = key("".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)))
    parts = word.split("_")
    for place, words in enumerate(_ORDINALS, start=1):
        if parts[0] in words or (len(parts) > 1 and parts[-1] in words and name.rstrip().endswith("]")):
            return place
    match = _PLACE.fullmatch(word)
    if match is None:
        return None
    text = next(filter(None, match.groups()))
    return _NUMBERS.index(text) + 1 if text in _NUMBERS else int(text)

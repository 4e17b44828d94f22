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

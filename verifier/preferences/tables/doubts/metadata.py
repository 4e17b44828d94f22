"""Whether the name of a numeric column of a wide table tells of its rows, word by word, in some languages."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from verifier.preferences.tables.vocabulary import USERS, WEIGHTS, is_metadata, key

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORD = re.compile(r"[^\W\d_]+|\d+|[#%№]")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

_WORDS = frozenset(
    (
        # people
        "age ages alter edad idade eta leeftijd yob dob born birth geburtsjahr birthyear old year years jahr jahre ano "
        "anos annee annees anno anni male female gender sex geschlecht sexo sexe income salary wage wages einkommen "
        "gehalt salario ingresos revenu usd eur gbp household hh children kids siblings height bmi zip plz postal "
        "precinct ward district county constituency booth state fips country region gruppe grupo groupe gruppo "
        # time
        "time times timestamp ts unix epoch date datum fecha data hour hours hr minute minutes mins min second seconds "
        "secs sec ms millis elapsed latency duration dauer duracion duree durata interviewtime weekday wochentag dow "
        "day days week weeks month months startdate enddate datestamp zeit tiempo tempo temps created "
        "submitted completed started finished recorded "
        # texts and machines
        "tokens ntokens token length len laenge longitud longueur words nwords chars characters seed rng temperature "
        "temp topp step steps iteration iter epochs checkpoint ckpt kfold fold cv logprob loss perplexity nll "
        # designs
        "cluster segment strata stratum arm treatment cohort quota display shown displayed slot presented pos level "
        "page form wave attention consented passed failed valid flagged spam bot voted native smoker duplicate "
        "expertise nps familiarity difficulty certainty confidence propensity "
        # numbers of things
        "votes nvotes voters likes dislikes upvotes downvotes agrees disagrees passes agree disagree "
        "comments ncomments "
        "weight weights wgt wgts wt wts weighting gewicht gewichte gewichtung poids peso pesos ponderacion ponderation "
        "pweight finalwt count counts cnt ct anzahl nombre numero conteo compte aantal tally ballots nballots copies "
        "mult multiplicity multiplicities multiplier occurrences frequency freq quantity qty reps population how many "
        "cardinality ballotcount amount size share shares fraction frac pct percent percentage proportion prob "
        "probability pvalue mass anteil prozent price prices cost costs preis kosten precio coste prix cout prezzo "
        "preco payment bonus "
        # what sums up
        "sum summe suma somme soma somma total totals gesamt mean means average avg mittel mittelwert media moyenne "
        "promedio median mediane mediana variance var std stdev sd stddev max maximum minimum range spread entropy "
        "kappa agreement overall final score scores points punkte puntos pontos note number id ids uid uuid guid pid "
        "rid sid ref reference record obs observation row rows zeile index idx no nr num order "
        "rownum ip ipaddress screen refurl ballot cislo"
    ).split()
)

_OTHER_WRITING = ("年齢", "年龄", "年齡", "나이", "возраст", "العمر", "時間", "重み", "вес")

_PHRASES = frozenset("top_p top_k level_0 w n x_coord y_coord p_value took native_speaker".split())
"""Keys that are metadata as a whole; their words alone are not."""

_HONEST = frozenset(
    (
        "block party region experience progress consent condition education order status trial duration "
        "version quality "
        "trust grade class school team satisfaction happiness comfort device browser p k t z when at cell cap pay"
    ).split()
)
"""Words that are metadata in many tables and responses in some: only values that differ from the others' tell."""

_FILLERS = frozenset(
    (
        "a an and at by de del der die das des du el for from g her his how i ihr in is la le lfd los my of on per q "
        "s since the to was what when what your you are von was who x d demographics survey sample participant "
        "respondent subject user question answer response responses taken spent rank reading final in n m k c r t w "
        "y kg cm first last self rating rated given raw cum is are not"
    ).split()
)

_ENDS = ("time", "weight", "votes", "count", "_id", "seconds", "tokens", "alter", "gewicht")
_LEAST = 6
"""A shorter word has no end that tells."""


def words(name: str) -> list[str]:
    """The words, numbers and signs of ``name``, split where letters and digits or cases change, without accents.

    >>> words("Q1_AgeYears (années)")
    ['q', '1', 'age', 'years', 'annees']
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", _HUMP.sub("_", name)) if not unicodedata.combining(c))
    return [word.casefold() for word in _WORD.findall(plain)]


def tells_of_rows(name: str) -> bool:
    """Whether a numeric column of that name rather tells of its rows than rates a response, whatever its values.

    So it does where `vocabulary.is_metadata` says so, and where one of its words is metadata, and the others are too,
    or fill in ("What is your age?"), or where it is a name as programs write them (``d_age_band``), half of whose words
    are. A word of metadata in a phrase of ordinary words, such as "time travel", or among others, as in the name of a
    model, and words such as "party" only `may_tell_of_rows`.

    >>> names = ("Age (years)", "elapsed_ms", "time travel", "Llama-3-8B-ShareGPT", "party", "tea")
    >>> [name for name in names if tells_of_rows(name)]
    ['Age (years)', 'elapsed_ms']
    """
    if _is_honest(name):
        return False
    if key(name) in _PHRASES or any(text in name.casefold() for text in _OTHER_WRITING):
        return True
    found = words(name)
    if not any(map(_is_metadata, found)):
        return not _is_phrase(name) and is_metadata(name)
    plain = all(_is_metadata(word) or word in _FILLERS or not word.isalpha() or len(word) == 1 for word in found)
    telling = [word for word in found if word.isalpha() and len(word) > 1 and word not in _FILLERS]
    return plain or (not _is_phrase(name) and 2 * sum(map(_is_metadata, telling)) >= len(telling))


def may_tell_of_rows(name: str) -> bool:
    """Whether a numeric column of that name tells of its rows if its values are not like the other columns'."""
    return _is_honest(name) or is_metadata(name) or any(map(_is_metadata, words(name)))


def weighs(name: str) -> bool:
    """Whether a column of that name may say how many users a row stands for."""
    word = key(name)
    return word in WEIGHTS | _WEIGHTS or bool(_WEIGHING & set(words(name)))


_WEIGHTS = frozenset(
    (
        "votes n voters number_of_voters num_voters n_voters number_of_votes num_votes vote_count total_votes ballots "
        "nvotes number_of_ballots num_ballots nballots ballot_count counts freq frequency multiplicity copies mult "
        "anzahl qty quantity cnt ct tally how_many occurrences w share fraction proportion probability aantal nombre"
    ).split()
)
_WEIGHING = frozenset("weight weights wgt wts wt weighting gewicht poids peso pweight finalwt".split())


def are_a_series(names: Sequence[str]) -> bool:
    """Whether ``names`` differ in their numbers only, as those of responses of several seeds or steps do."""
    stems = {tuple(word for word in words(name) if word.isalpha()) for name in names}
    return len(names) > 1 and len(stems) == 1


def _is_metadata(word: str) -> bool:
    return word in _WORDS or (len(word) > _LEAST and word.endswith(_ENDS))


def _is_honest(name: str) -> bool:
    return key(name) in _HONEST


def _is_phrase(name: str) -> bool:
    """Whether ``name`` is words with blanks between, and no question: what a person calls a response."""
    return (
        " " in name.strip()
        and re.fullmatch(r"[^\W_]+(?:[ \-'][^\W_]+)+", name.strip()) is not None
        and (key(name) not in USERS)
    )

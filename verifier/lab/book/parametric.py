"""Reading a ``[family]``: of the case, or of one of its questions."""

from __future__ import annotations

from verifier.lab.book.question import Setting
from verifier.lab.book.table import Table
from verifier.lab.symbolic.family import Family


def read_family(table: Table) -> Family | None:
    """The populations under ``family``, None where there is no such key.

    Raises:
        InputError: a key is missing or of another kind, or a name or formula cannot be read.
    """
    given = table.optional("family", dict, None)
    if given is None:
        return None
    people = Table(given, f"{table.where} [family]")
    parameter, interval = people.text("parameter"), people.text("interval")
    rankings, responses = people.take("rankings", dict), people.optional("responses", list, None)
    people.finish()
    return Family.from_rankings(parameter, interval, rankings, responses)


def family_of(table: Table, setting: Setting) -> Family:
    """The question's own family, else the case's, else the case's population as a family of one.

    Raises:
        InputError: there is none of them.
    """
    return read_family(table) or setting.populations

"""The language of a call: gettext catalogues, chosen for each thread or request by itself."""

from __future__ import annotations

import gettext
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import NamedTuple

from procedures.paths import LOCALES

LANGUAGES = ("vi", "en")
CATALOGUE = "tinhgon"


class _Speech(NamedTuple):
    language: str
    catalogue: gettext.NullTranslations


_UNTRANSLATED = _Speech("vi", gettext.NullTranslations())
_current: ContextVar[_Speech] = ContextVar("language", default=_UNTRANSLATED)


def choose(wanted: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return the first known language of `wanted`, else of TINHGON_LANG, else by the locale: vi or en.

    A locale that is not English gives vi.
    """
    for name in (*wanted, environment.get("TINHGON_LANG", "")):
        if name in LANGUAGES:
            return name
    names = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "en" if (next(filter(None, names), "")).startswith("en") else "vi"


def use(lang: str) -> None:
    """Use `lang` (vi or en) from here on, in this thread or task only."""
    _current.set(_Speech(lang, catalogue(lang)))


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Use `lang` (vi or en) within the block, in this thread or task only.

    Official papers are Vietnamese in whatever language they are asked for.
    """
    token = _current.set(_Speech(lang, catalogue(lang)))
    try:
        yield
    finally:
        _current.reset(token)


def language() -> str:
    """The language in use: vi or en."""
    return _current.get().language


@cache
def catalogue(lang: str) -> gettext.NullTranslations:
    """The translations into `lang`, read once; the messages themselves where there are none."""
    return gettext.translation(CATALOGUE, LOCALES, [lang], fallback=True)


def _(message: str) -> str:
    return _current.get().catalogue.gettext(message)


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "translate later"
    """Mark a message for the catalogue; it is translated where it is shown."""
    return message


def term(kind: str, name: str) -> str:
    """The word for a state, act, role ... by its stable name; the name itself where there is none."""
    return _current.get().catalogue.pgettext(kind, name)


def document_name(slot: str) -> str:
    """Return the word for a document's place: `decision.1` is Quyết định 1."""
    name, _dot, number = slot.partition(".")
    return f"{term('document', name)} {number}".strip()

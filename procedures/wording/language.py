"""The language of this run: gettext catalogues, chosen once before any command is loaded."""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LANGUAGES = ("vi", "en")
CATALOGUE = "tinhgon"
LOCALES = Path(__file__).parents[1] / "locale"
_current: list[gettext.NullTranslations] = [gettext.NullTranslations()]


def choose(argv: list[str], environment: dict[str, str]) -> str:
    """`--lang`, else TINHGON_LANG, else the locale; Vietnamese where none of them speaks English."""
    for place, word in enumerate(argv):
        if word == "--lang" and place + 1 < len(argv) and argv[place + 1] in LANGUAGES:
            return argv[place + 1]
        if word.startswith("--lang=") and word[7:] in LANGUAGES:
            return word[7:]
    wanted = environment.get("TINHGON_LANG", "")
    if wanted in LANGUAGES:
        return wanted
    names = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "en" if (next(filter(None, names), "")).startswith("en") else "vi"


def use(lang: str) -> None:
    """Speak `lang` from here on; Click and Typer ask gettext's own default domain."""
    os.environ["LANGUAGE"] = lang
    gettext.bindtextdomain(CATALOGUE, str(LOCALES))
    gettext.textdomain(CATALOGUE)
    _current[0] = gettext.translation(CATALOGUE, LOCALES, [lang], fallback=True)


def language() -> str:
    """The language in use."""
    return os.environ.get("LANGUAGE", "vi")


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Another language for a while: official papers are Vietnamese whoever prints them."""
    before = language()
    use(lang)
    try:
        yield
    finally:
        use(before)


def _(message: str) -> str:
    return _current[0].gettext(message)


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "translate later"
    """Mark a message for the catalogue; it is translated where it is shown."""
    return message


def term(kind: str, name: str) -> str:
    """The word for a state, act, role ... by its stable name; the name itself where there is none."""
    return _current[0].pgettext(kind, name)

"""The only way to the terminal: streams that escape steering characters and withhold passwords.

A name, a reason, an argument or a library's message may hold what a terminal obeys. It passes a hundred places
on its way; here it passes the last one, whoever wrote it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO

from procedures.wording.terminal_text import escape_control

WITHHELD = "•••"  # stands for a password
_SHORTEST = 4  # letters of a password that is looked for by itself: shorter ones would strike words out
_MARKS = ("://", "password", "passwd", "PASSWORD")
# Signs that a password follows in an address or in libpq's words; it ends at the last @ of the word, or at a space.
_IN_ADDRESS = r"(://[^\s/:@\"“”]*:)[^\s\"“”]*(?=@)"
_IN_WORDS = r"((?i:pass(?:word|wd|phrase)?)(?:=|%3[Dd])\s*)(?:'(?:[^'\\]|\\.)*'|[^\s&\"'“”,;)]+)"


class SafeStream:
    """A text stream before another: text is written escaped, without passwords; all else is the other's.

    Line feeds and tabs stay: rows and columns are made of them. `unsafe` is the stream behind.
    """

    def __init__(self, unsafe: TextIO, passwords: Sequence[str] = ()) -> None:
        self.unsafe = unsafe
        self._passwords = passwords

    def write(self, text: str) -> int:
        """Write a text made safe. Raises TypeError: for anything but text."""
        if not isinstance(text, str):
            raise TypeError(type(text).__name__)
        return self.unsafe.write(safe_text(text, self._passwords))

    def writelines(self, lines: Iterable[str]) -> None:
        """Write several texts made safe."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        """Return what the stream behind has."""
        return getattr(self.unsafe, name)


def protect_streams(words: Sequence[str], environment: Mapping[str, str]) -> None:
    """Put a safe stream before stdout and stderr; `words` and `environment` may hold passwords."""
    hidden = passwords_in([*words, environment.get("TINHGON_REGISTER", "")], environment)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        unsafe = stream.unsafe if isinstance(stream, SafeStream) else stream
        setattr(sys, name, SafeStream(unsafe, hidden))


def safe_text(text: str, passwords: Sequence[str] = ()) -> str:
    """Return a text of many lines with steering characters escaped and passwords withheld."""
    for password in passwords:
        text = text.replace(password, WITHHELD)
    if any(mark in text for mark in _MARKS):
        text = _without_written_passwords(text)
    if text.replace("\n", "").isascii() and text.replace("\n", "").replace("\t", "").isprintable():
        return text
    return "\n".join("\t".join(map(escape_control, line.split("\t"))) for line in text.split("\n"))


def passwords_in(words: Sequence[str], environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return the passwords of these words and of PGPASSWORD, as typed and as decoded, the longest first."""
    found = {environment.get("PGPASSWORD", "")}
    for word in words:
        if "://" in word or "password" in word.lower():
            found |= _passwords_of(word)
    long = {one for one in found if len(one) >= _SHORTEST and not one.isdigit()}
    return tuple(sorted(long, key=len, reverse=True))


def _passwords_of(address: str) -> set[str]:
    """Return whatever could be the password of an address, which may be malformed."""
    import re  # only where an address or a password is given
    from urllib.parse import unquote, unquote_plus

    found = set()
    _scheme, _slashes, rest = address.partition("://")
    user, colon, secret = rest.lstrip("/").partition(":")
    if colon and "@" not in user and "/" not in user:
        ends = [place for place, sign in enumerate(secret) if sign == "@"]
        found |= {secret[:end] for end in ends or [len(secret.split("/")[0].split("?")[0])]}
        # libpq ends a password at its first @ and takes the rest for the host, which it then names.
        host = re.split("[/:?]", secret[ends[-1] :])[0] if ends else ""
        cut = {secret[end + 1 : ends[-1]] for end in ends[:-1]}
        found |= cut | {one + host for one in cut}
    for match in re.finditer(r"(?i)password\s*=\s*('(?:[^'\\]|\\.)*'|[^\s&]+)", address):
        found.add(match[1].strip("'"))
    return found | {unquote(one) for one in found} | {unquote_plus(one) for one in found}


def _without_written_passwords(text: str) -> str:
    import re  # only where an address or a password is written

    text = re.sub(_IN_ADDRESS, rf"\1{WITHHELD}", text)
    return re.sub(_IN_WORDS, rf"\1{WITHHELD}", text)

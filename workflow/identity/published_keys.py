"""Finds keys whose private half is published: anybody signs with them, so they count in training only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow.decision import Reason
from workflow.identity.ssh_keys import fingerprint, from_ssh_line

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from workflow.journal.strict_json import Json

TRAINING = "journal"  # the clock of a register for training: a founding entry says it


def published_signer_reasons(published: Collection[str], clock: str, act: str, key: str) -> Iterator[Reason]:
    """Yield the reason against an act signed with a published key (fingerprints), outside training."""
    if key in published and clock != TRAINING:
        yield Reason.of("demonstration-key", "right", act, key=key)


def published_key_reasons(
    published: Collection[str], clock: str, act: str, subject: str, body: Json
) -> Iterator[Reason]:
    """Yield the reason against a body that registers a published key, outside training.

    It is asked of every entry, whatever rules that names: no rules were ever meant to let such a key in.
    """
    if clock == TRAINING:
        return
    for text in _registered(act, subject, body):
        try:
            key = fingerprint(from_ssh_line(text))
        except (ValueError, TypeError, AttributeError):
            continue  # a guard, or the shape, says so
        if key in published:
            yield Reason.of("demonstration-key", "right", subject, key=key)


def _registered(act: str, subject: str, body: Json) -> Iterator[str]:
    """Yield the public keys (OpenSSH lines) that a body registers; founders of another register have none."""
    if act == "key.add":
        yield body.get("public", "")
    elif (act, subject) == ("register.open", "register/1"):
        for founder in body.get("people", ()):
            yield from founder["keys"]

"""Opens the register that the options name, as the person and with the key that they name."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from procedures.commands.framework.global_options import Settings, settings
from procedures.commands.framework.terminal_io import echo_message, missing_option_error, passphrase
from procedures.wording.language import _

if TYPE_CHECKING:
    from procedures.services.session import Session
    from workflow.identity.signing import Signer


def session_from_options(*, acting: bool = False) -> Session:
    """Open the register that the options name, as the person they name; `acting` requires one.

    Raises BadInput: when no person is named, or a date or position is none. Raises WorkflowError: when the
    register cannot be opened.
    """
    from dataclasses import replace

    from procedures.input.checks import iso_date
    from procedures.services.session import open_session

    options = settings(click.get_current_context())
    url = register_url(options)
    as_of = iso_date(options.as_of, "--as-of") if options.as_of else ""
    person = options.person or os.environ.get("TINHGON_AS", "")
    if acting and not person:
        raise missing_option_error("--as", "person-missing")
    key = key_loader(options, url, person) if acting else None
    session = open_session(url, person=person, key=key, at=options.at, as_of=as_of)
    return with_receipts(replace(session, carried=bool(options.out)))


def receipt_folder() -> Path:
    """Return the folder of receipts: the user's own, not the register's."""
    return Path(click.get_app_dir("tinhgon")) / "receipts"


def checkpoint_folder() -> Path:
    """Return the folder of cosigned checkpoints: beside the register, as the keys are."""
    from procedures.services.people.key_files import key_folder

    url = register_url(settings(click.get_current_context()))
    return key_folder(url).with_suffix(".checkpoints")


def with_receipts(session: Session) -> Session:
    """Return the session with receipts kept in the user's folder.

    Warns where the register lacks the newest one.
    """
    from dataclasses import replace
    from functools import partial

    from procedures.services.evidence import receipts

    folder = receipt_folder()
    newest = receipts.newest_receipt(folder, session.register.id)
    if newest is not None and receipts.is_forgotten(session.store, newest):
        echo_message(
            "! "
            + _(
                "You have a receipt of entry {seq}, which this register does not have (any more): an older copy, or another one. tinhgon audit verify tells more."
            ).format(seq=newest.seq)
        )
    return replace(session, keep_receipts=partial(receipts.keep_receipts, folder))


def register_url(options: Settings) -> str:
    """Return the register's address: the option, TINHGON_REGISTER, or `tinhgon.db` in the working folder."""
    return options.register or os.environ.get("TINHGON_REGISTER", "") or "tinhgon.db"


def key_loader(options: Settings, url: str, person: str) -> Callable[[], Signer]:
    """Return a function that loads the key: the file named, else from the register's or the user's folder."""

    def load() -> Signer:
        from procedures.services.people.key_files import agent_key, key_folder, load_key
        from workflow.errors import Unsignable

        key_file = options.key or os.environ.get("TINHGON_KEY", "")
        folders = (key_folder(url), Path(click.get_app_dir("tinhgon")) / "keys")
        if key_file == "agent":
            return agent_key(session_from_options(), person, os.environ)
        try:
            return load_key(person, Path(key_file) if key_file else None, folders, passphrase)
        except Unsignable as absent:
            if key_file or absent.code != "no-key":
                raise
            try:
                return agent_key(session_from_options(), person, os.environ)
            except Unsignable:
                raise absent from None

    return load

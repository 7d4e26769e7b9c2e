"""Private keys as files beside the register, in the user's folder, or in the ssh-agent."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from procedures.errors import BadInput, InputProblem
from procedures.input.checks import normalise
from procedures.input.text_files import read_text
from procedures.services.session import Session
from workflow.errors import Unsignable
from workflow.identity.people import PERSON_ID, Key
from workflow.identity.ssh_keys import proof_text, ssh_line
from workflow.storage import connect
from workflow.storage.files import read_regular, require_free_name, sync_folder, write_durably

if TYPE_CHECKING:
    from workflow.identity.signing import Signer


def key_folder(url: str) -> Path:
    """Return the folder of keys beside a register: `tinhgon.keys` beside `tinhgon.db`.

    Raises BadAddress: when `url` is no address of a register.
    """
    if connect.is_server(url):
        return Path("tinhgon.keys")
    return connect.register_file(url).with_suffix(".keys")


def new_key(folder: Path, person: str, passphrase: bytes | None = None) -> tuple[Signer, Path]:
    """Make a key pair for `person` (id): the files `PERSON` (mode 0600) and `PERSON.pub`, never over another.

    Raises BadInput: when `person` is no id, since it becomes the name of a file. Raises Unsignable: when a
    key is there, or the folder cannot be written.
    """
    if not re.fullmatch(PERSON_ID, person):
        raise BadInput((InputProblem("PERSON", "bad-person-id", person),))
    from workflow.identity.signing import Signer  # loads cryptography

    signer = Signer.generate()
    return signer, save_key(folder, person, signer, passphrase)


def save_key(folder: Path, person: str, signer: Signer, passphrase: bytes | None = None) -> Path:
    """Write a key pair into `folder` (mode 0700).

    Raises Unsignable: when a key is there, or the folder cannot be written.
    """
    target = folder / person
    public = Path(f"{target}.pub")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        sync_folder(folder.parent)
        require_free_name(target)
        # The public half comes first and may be another's left over: what counts is the key itself.
        public.unlink(missing_ok=True)
        write_durably(public, f"{ssh_line(signer.public, person)}\n".encode())
        write_durably(target, signer.to_openssh(passphrase), 0o600)
    except FileExistsError as error:
        raise Unsignable("key-exists", path=target) from error
    except OSError as error:
        raise Unsignable("cannot-write-key", path=target, why=error.strerror) from error
    return target


def load_key(
    person: str, explicit: Path | None, folders: Sequence[Path], passphrase: Callable[[], bytes]
) -> Signer:
    """Load the person's key: the file `explicit`, else the first of `folders` that holds one.

    `passphrase` is called only for a key that has one.

    Raises Unsignable: when there is no key, or it cannot be opened.
    """
    from workflow.identity.signing import load_private_key  # loads cryptography

    tried = [explicit] if explicit else [folder / person for folder in folders]
    for path in tried:
        try:
            data = read_regular(path)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise Unsignable("cannot-read-key", path=path, why=error.strerror) from error
        return load_private_key(data, passphrase)
    raise Unsignable("no-key", person=person, places=", ".join(map(str, tried)))


def prove(session: Session, person: str, signer: Signer) -> str:
    """Return the armoured signature that proves the possession of a key, for this register and person only.

    Raises NotFound: when there is no register.
    """
    from workflow.identity.signing import to_sshsig_armor  # loads cryptography

    sig = signer.sign(proof_text(session.register.id, person))
    return to_sshsig_armor(signer.public, sig)


def agent_key(session: Session, person: str, environment: Mapping[str, str]) -> Signer:
    """Return the person's key in the user's ssh-agent; `environment` names the agent's socket.

    Raises Unsignable: when the agent holds no key registered for the person.
    """
    from functools import partial  # as below

    from workflow.identity.signing import Signer  # loads cryptography
    from workflow.identity.ssh_agent import connect_agent  # few keys live in an agent

    with session.reading() as rows:
        registered = {key.id for key in rows.scan(Key, person=person, until=None)}
    agent = connect_agent(environment)
    agent_keys = agent.keys() if agent else {}
    for key, public in agent_keys.items():
        if agent is not None and key in registered:
            return Signer(public, partial(agent.sign, public))
    raise Unsignable("no-key", person=person, places="ssh-agent" if agent else "-")


class OfferedKey(NamedTuple):
    """A public key to be registered: its OpenSSH line, and the file with its proof, if there is one."""

    line: str
    proof: Path | None


def offered_key(given: str, person: str, folder: Path, proof: Path | None) -> OfferedKey:
    """Read a key from a line, a .pub file, or ("") `folder`; its proof lies beside the file unless given.

    Raises BadInput: when the file cannot be read.
    """
    if given.startswith("ssh-"):
        return OfferedKey(_first_line(given), proof)
    public = Path(given) if given else folder / f"{person}.pub"
    beside = public.with_suffix(".proof") if public.name else None
    proof_file = proof or (beside if beside is not None and beside.is_file() else None)
    return OfferedKey(_first_line(read_text(public)), proof_file)


def read_proof(file: Path) -> str:
    """Return the signature of a proof file in Base64.

    Raises BadInput: when the file cannot be read, or holds no signature.
    """
    from base64 import b64encode

    from workflow.identity.signing import from_sshsig_armor

    try:
        signature = from_sshsig_armor(read_text(file))
    except ValueError as error:
        raise BadInput((InputProblem(str(file), "bad-proof-file", file.name),)) from error
    return b64encode(signature).decode()


def write_proof(session: Session, person: str, signer: Signer, key: Path) -> None:
    """Write the proof of possession beside the new key file `key`.

    Raises NotFound: when there is no register to prove it for.
    """
    text = prove(session, person, signer)
    key.with_name(f"{key.name}.proof").write_text(text, encoding="utf-8", newline="\n")


def _first_line(text: str) -> str:
    line: str = normalise(text.splitlines()[0] if text.strip() else "")
    return line

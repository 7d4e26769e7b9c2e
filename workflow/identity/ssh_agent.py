"""Keys in an ssh-agent: it signs, and the private half never leaves it (OpenSSH PROTOCOL.agent)."""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Mapping
from typing import Protocol

from workflow.errors import Unsignable
from workflow.identity.ssh_keys import fingerprint, ssh_blob

_LIST, _LISTED, _SIGN, _SIGNED = 11, 12, 13, 14
_LONGEST = 256 * 1024
_PATIENCE = 60  # seconds: an agent may ask its person to confirm
_WINDOWS = r"\\.\pipe\openssh-ssh-agent"


class Stream(Protocol):
    """What an agent is talked to through."""

    def sendall(self, data: bytes) -> None:
        """Send all of it."""

    def recv(self, size: int) -> bytes:
        """Some of what came, b"" at the end."""


class Agent:
    """One connection to an agent. Raises Unsignable where it does not answer as an agent does."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    def keys(self) -> dict[str, bytes]:
        """Fingerprint -> 32 raw bytes, of the Ed25519 keys it holds."""
        answer = self._ask(bytes([_LIST]), _LISTED)
        count, rest = struct.unpack(">I", answer[:4])[0], answer[4:]
        found = {}
        for _ in range(min(count, _LONGEST)):
            blob, rest = _string(rest)
            _comment, rest = _string(rest)
            public = blob[-32:]
            if blob == ssh_blob(public):
                found[fingerprint(public)] = public
        return found

    def sign(self, public: bytes, data: bytes) -> bytes:
        """64 bytes of Ed25519 over `data`."""
        request = bytes([_SIGN]) + _packed(ssh_blob(public)) + _packed(data) + struct.pack(">I", 0)
        blob, _rest = _string(self._ask(request, _SIGNED))
        kind, rest = _string(blob)
        sig, _rest = _string(rest)
        if kind != b"ssh-ed25519" or len(sig) != 64:  # noqa: PLR2004 - Ed25519's size
            raise Unsignable("agent-refuses", why="no Ed25519 signature")
        return sig

    def _ask(self, request: bytes, wanted: int) -> bytes:
        try:
            self._stream.sendall(_packed(request))
            size = struct.unpack(">I", self._read(4))[0]
            if not 0 < size <= _LONGEST:
                raise Unsignable("agent-refuses", why="malformed answer")
            answer = self._read(size)
        except (OSError, struct.error) as error:
            raise Unsignable("agent-refuses", why=type(error).__name__) from error
        if answer[0] != wanted:
            raise Unsignable("agent-refuses", why="refused")
        return answer[1:]

    def _read(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            more = self._stream.recv(size - len(data))
            if not more:
                raise Unsignable("agent-refuses", why="closed")
            data += more
        return data


def connect_agent(environment: Mapping[str, str]) -> Agent | None:
    """The user's agent, or None where there is none."""
    path = environment.get("SSH_AUTH_SOCK", "")
    try:
        if os.name == "nt":
            return Agent(_Pipe(path or _WINDOWS))
        if not path:
            return None
        stream = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        stream.settimeout(_PATIENCE)
        stream.connect(path)
    except OSError:
        return None
    return Agent(stream)


class _Pipe:
    """A named pipe of Windows, talked to as a file."""

    def __init__(self, path: str) -> None:
        self._file = open(path, "r+b", buffering=0)  # noqa: PTH123, SIM115 - a pipe; open as long as the agent is

    def sendall(self, data: bytes) -> None:
        self._file.write(data)

    def recv(self, size: int) -> bytes:
        return self._file.read(size) or b""


def _packed(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def _string(data: bytes) -> tuple[bytes, bytes]:
    try:
        size = struct.unpack(">I", data[:4])[0]
    except struct.error as error:
        raise Unsignable("agent-refuses", why="malformed answer") from error
    if len(data) < 4 + size:
        raise Unsignable("agent-refuses", why="malformed answer")
    return data[4 : 4 + size], data[4 + size :]

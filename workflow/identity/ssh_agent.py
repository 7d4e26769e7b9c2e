"""Signs with keys in an ssh-agent, which keeps the private keys (OpenSSH PROTOCOL.agent)."""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Mapping
from typing import Protocol

from workflow.errors import Unsignable
from workflow.identity.ssh_keys import fingerprint, ssh_blob

_LIST, _LISTED, _SIGN, _SIGNED = 11, 12, 13, 14  # message numbers: requests and their answers
_LONGEST = 256 * 1024  # bytes of an answer
_TIMEOUT = 60  # seconds: an agent may ask its user to confirm
_WINDOWS_PIPE = r"\\.\pipe\openssh-ssh-agent"


class Stream(Protocol):
    """A connection to an agent: a socket, or a pipe of Windows."""

    def sendall(self, data: bytes) -> None:
        """Send all of `data`."""

    def recv(self, size: int) -> bytes:
        """Receive at most `size` bytes; b"" at the end."""


class Agent:
    """Speaks with an agent. Its methods raise Unsignable (agent-refuses): when the agent refuses, closes or
    answers in another form.
    """

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    def keys(self) -> dict[str, bytes]:
        """Return the agent's Ed25519 keys: fingerprint (`SHA256:...`) -> 32 bytes."""
        answer = self._request(bytes([_LIST]), _LISTED)
        count, rest = struct.unpack(">I", answer[:4])[0], answer[4:]
        publics = {}
        for _ in range(min(count, _LONGEST)):
            blob, rest = _split_string(rest)
            _comment, rest = _split_string(rest)
            public = blob[-32:]
            if blob == ssh_blob(public):
                publics[fingerprint(public)] = public
        return publics

    def sign(self, public: bytes, data: bytes) -> bytes:
        """Sign `data` with the key `public` (32 bytes): 64 bytes of Ed25519."""
        message = bytes([_SIGN]) + _string(ssh_blob(public)) + _string(data) + struct.pack(">I", 0)
        blob, _rest = _split_string(self._request(message, _SIGNED))
        kind, rest = _split_string(blob)
        sig, _rest = _split_string(rest)
        if kind != b"ssh-ed25519" or len(sig) != 64:  # noqa: PLR2004 - Ed25519's size
            raise Unsignable("agent-refuses", why="no Ed25519 signature")
        return sig

    def _request(self, message: bytes, answer_number: int) -> bytes:
        try:
            self._stream.sendall(_string(message))
            size = struct.unpack(">I", self._read(4))[0]
            if not 0 < size <= _LONGEST:
                raise Unsignable("agent-refuses", why="malformed answer")
            answer = self._read(size)
        except (OSError, struct.error) as error:
            raise Unsignable("agent-refuses", why=type(error).__name__) from error
        if answer[0] != answer_number:
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
    """Connect to the user's agent; None when there is none.

    `environment`: environment variables; SSH_AUTH_SOCK names the socket or pipe.
    """
    path = environment.get("SSH_AUTH_SOCK", "")
    try:
        if os.name == "nt":
            return Agent(_Pipe(path or _WINDOWS_PIPE))
        if not path:
            return None
        stream = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        stream.settimeout(_TIMEOUT)
        stream.connect(path)
    except OSError:
        return None
    return Agent(stream)


class _Pipe:
    """A named pipe of Windows, opened as a file."""

    def __init__(self, path: str) -> None:
        self._file = open(path, "r+b", buffering=0)  # noqa: PTH123, SIM115 - a pipe, open as long as the Agent

    def sendall(self, data: bytes) -> None:
        self._file.write(data)

    def recv(self, size: int) -> bytes:
        return self._file.read(size) or b""


def _string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def _split_string(data: bytes) -> tuple[bytes, bytes]:
    try:
        size = struct.unpack(">I", data[:4])[0]
    except struct.error as error:
        raise Unsignable("agent-refuses", why="malformed answer") from error
    if len(data) < 4 + size:
        raise Unsignable("agent-refuses", why="malformed answer")
    return data[4 : 4 + size], data[4 + size :]

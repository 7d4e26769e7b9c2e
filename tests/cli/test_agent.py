"""Keys in an ssh-agent, and people's own OpenSSH keys."""

from __future__ import annotations

import os
import re
import socket
import struct
import subprocess
import threading

import pytest

REVIEW = 'procedure review {} --reason "Giữ nguyên" --as lan.bt --yes'


@pytest.fixture
def agent(demo, tool, tmp_path):
    """A real ssh-agent that holds the clerk's key; no key file is left beside the register."""
    told = subprocess.run(
        [tool("ssh-agent"), "-s", "-a", str(tmp_path / "agent.sock")],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    pid = int(re.search(r"SSH_AGENT_PID=(\d+)", told)[1])
    demo.env["SSH_AUTH_SOCK"] = str(tmp_path / "agent.sock")
    key = demo.folder / "tinhgon.keys" / "lan.bt"
    subprocess.run([tool("ssh-add"), "-q", str(key)], env=demo.env, check=True)
    key.unlink()
    yield demo
    os.kill(pid, 15)


def test_an_agent_signs_for_its_person(agent):
    """Where no key file lies, the agent's key signs; the act verifies like any other."""
    agent.ok(REVIEW.format("1.003198"))
    agent.ok(REVIEW.format("2.001258") + " --key agent")
    agent.ok("audit checkpoint -o c.txt --as lan.bt")
    agent.ok("audit verify --against c.txt")


def test_an_agent_without_the_persons_key_is_of_no_use(agent):
    """The agent holds another person's key: refused, naming where a key was looked for."""
    (agent.folder / "tinhgon.keys" / "minh.tv").unlink()
    done = agent('appraise 2.001247 --opinion "Hợp lý" --as minh.tv --yes')
    assert (done.code, "no private key of minh.tv" in done.err) == (4, True)
    assert agent('appraise 2.001247 --opinion "Hợp lý" --as minh.tv --key agent --yes').code == 4


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\0\0\0\0",
        b"\0\0\0\x01\x05",
        struct.pack(">IBI", 5, 12, 3),
        struct.pack(">IB", 1 << 30, 12),
        b"\0\0",
        struct.pack(">IBII", 9, 12, 1, 1 << 31),
    ],
)
def test_an_agent_that_answers_nonsense_is_told(demo, tmp_path, answer):
    """Whatever comes from the socket, the person gets one clear error and nothing is recorded."""
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(tmp_path / "odd.sock"))
    server.listen()

    def serve():
        while True:
            try:
                stream, _ = server.accept()
            except OSError:
                return
            with stream:
                stream.recv(1000)
                stream.sendall(answer)

    threading.Thread(target=serve, daemon=True).start()
    demo.env["SSH_AUTH_SOCK"] = str(tmp_path / "odd.sock")
    done = demo(REVIEW.format("1.003198") + " --key agent")
    server.close()
    assert (done.code, "Error TG-097" in done.err) == (4, True), done


def test_ones_own_ssh_key_can_be_brought(demo, tool):
    """A key that `ssh-keygen` made, registered by its .pub, signs with --key."""
    subprocess.run(
        [tool("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", str(demo.folder / "id_ed25519")],
        check=True,
    )
    demo.ok("key prove lan.bt --key id_ed25519 -o id_ed25519.proof")
    demo.ok("key add lan.bt --public id_ed25519.pub --as hanh.nt --yes")
    demo.ok(REVIEW.format("1.003198") + " --key id_ed25519")
    demo.ok("audit verify")

"""The forked children of `Shell` are as good as whole processes: the canary of every test that uses them."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
import threading
import time

import pytest

from tests.support.preloaded import MOST_INPUT, Preloaded, whole

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="there whole processes run")

REVIEW = ("procedure", "review", "1.003198", "--reason", "giữ nguyên", "--as", "lan.bt")
COMMANDS = [
    (),
    ("--version",),
    ("--help",),
    ("--lang", "vi", "--help"),
    ("propose", "--help", "--lang", "vi"),
    ("frobnicate",),
    ("chek",),
    ("propose", "--dated"),
    ("check",),
    ("check", "--json", "--unit", "so-y-te", "--why"),
    ("check", "--format", "table", "--lang", "vi"),
    ("procedure", "list", "-q"),
    ("procedure", "show", "2.000635"),
    ("procedure", "show", "9.999999"),
    ("procedure", "search", "hộ tịch", "--format", "csv"),
    ("queue", "--as", "minh.tv"),
    ("audit", "verify"),
    ("audit", "trace", "so-tu-phap", "--json"),
    ("plan", "so-xay-dung"),
    ("explain", "R4"),
    ("--register", "none.db", "check"),
    ("--register", ".", "check"),
    ("check", "--as-of", "31/02/2023"),
    ("check", "\udcff"),
    (*REVIEW,),  # nobody can be asked
    (*REVIEW, "--yes", "--key", "none"),
    ("paper", "summary", "--json"),
    ("doctor",),
]


def both_ways(demo, preloaded, words, given=b"", **env):
    """Return the answers of a whole process and of a forked child, with folders and times made equal."""
    said = []
    for run in (whole, preloaded):
        folder = demo.folder.parent / run.__class__.__name__ / "demo"
        if not folder.exists():
            shutil.copytree(demo.folder, folder)
        ended = run(words, folder, demo.env | {"XDG_CONFIG_HOME": str(folder.parent)} | env, given)
        said.append(
            (ended.code, named_alike(ended.out, folder), named_alike(ended.err, folder), files(folder))
        )
    return said


def named_alike(text, folder):
    """Without the name of the folder, times, and the digests and keys that are made at random."""
    text = text.replace(bytes(folder.parent), b"FOLDER")
    return re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z|\b[0-9a-f]{16,64}\b|SHA256:\S{43}|AAAAC3\S+", b"~", text)


def files(folder):
    """The name, mode and size of each file, but for the size of those that hold random ids and signatures."""
    found = [path for path in folder.rglob("*") if "__pycache__" not in path.parts]
    return sorted((str(path.relative_to(folder)), path.stat().st_mode, path.stat().st_size) for path in found)


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(words) or "nothing")
def test_a_forked_child_says_what_a_whole_process_says(demo, preloaded, words):
    """The same exit code, the same bytes on both streams, the same files with the same modes."""
    a_process, a_child = both_ways(demo, preloaded, words)
    assert a_child == a_process


@pytest.mark.parametrize(
    "words",
    [
        (*REVIEW, "--yes"),
        ("key", "new", "vu.tt"),
        ("register", "backup", "copy.db"),
        ("audit", "export", "out"),
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_a_forked_child_writes_what_a_whole_process_writes(demo, preloaded, words):
    """Commands that write: files of the same names, sizes and modes, and the same answer."""
    a_process, a_child = both_ways(demo, preloaded, words)
    assert a_child == a_process


def test_a_forked_child_reads_its_input_and_its_own_environment(demo, preloaded):
    """Standard input, the language, the register and the person come from the caller, not from the parent."""
    for given, env in (
        (b"x\n", {}),
        (b"", {"TINHGON_LANG": "vi"}),
        (b"", {"TINHGON_REGISTER": "none.db"}),
        (b"", {"TINHGON_AS": "lan.bt", "COLUMNS": "50"}),
    ):
        assert preloaded.takes(demo.env | env, given)
        a_process, a_child = both_ways(demo, preloaded, ("status",), given, **env)
        assert a_child == a_process, env
    one = [both_ways(demo, preloaded, ("status",), **env)[1] for env in ({}, {"TINHGON_LANG": "vi"})]
    assert one[0] != one[1], "the canary: the environment arrives"


@pytest.mark.parametrize(
    "env",
    [
        {"PYTHONHASHSEED": "0"},
        {"LC_ALL": "C"},
        {"TZ": "Asia/Kathmandu"},
        {"PYTHONPATH": "/nowhere"},
        {"LANGUAGE": "en"},
        {"HOME": "/nowhere"},
    ],
    ids=lambda env: next(iter(env)),
)
def test_what_acts_when_python_starts_gets_a_whole_process(demo, preloaded, env):
    """Another locale, time zone, hash seed or module path is never given to a forked child."""
    before = preloaded.forks
    assert not preloaded.takes(demo.env | env, b"")
    assert not preloaded.takes({name: demo.env[name] for name in demo.env if name != "PATH"}, b"")
    demo("--version", **env)
    assert preloaded.forks == before


def test_more_input_than_a_pipe_holds_gets_a_whole_process(demo, preloaded):
    """A child reads while nobody waits to write: longer input is for a whole process."""
    assert preloaded.takes(demo.env, bytes(MOST_INPUT))
    assert not preloaded.takes(demo.env, bytes(MOST_INPUT + 1))


def test_no_module_of_the_program_is_loaded_before_the_fork(demo, preloaded):
    """A child imports the program itself, in a language and an order of its own."""
    (demo.folder / "cli.py").write_text(
        "import sys\nprint(sorted(n for n in sys.modules if n.split('.')[0] in {'workflow', 'procedures', 'cli'}))\n"
        "print(sys.argv[1:], sys.path[:2], __name__)"
    )
    a_process, a_child = (run(["a b"], demo.folder, demo.env) for run in (whole, preloaded))
    assert a_child == a_process
    assert a_child.out.startswith(b"[]\n['a b']")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("sys.exit(3)", 3),
        ("sys.exit('a word')", 1),
        ("os._exit(9)", 9),
        ("os.kill(os.getpid(), signal.SIGKILL)", -signal.SIGKILL),
        ("os.kill(os.getpid(), signal.SIGTERM)", -signal.SIGTERM),
        ("atexit.register(print, 'at the end')", 0),
        ("threading.Thread(target=lambda: (time.sleep(0.2), print('late'))).start()", 0),
        ("sys.stdout.write('x' * 9); os.close(1)", 0 if os.environ.get("PYTHONUNBUFFERED") else 120),
        ("print(sys.stdout.encoding, sys.stdout.errors, sys.stdout.line_buffering, sys.stdout.isatty())", 0),
        ("print(sys.stderr.encoding, sys.stderr.errors, sys.stdin.newlines, sys.flags, file=sys.stderr)", 0),
        ("print(os.umask(0), os.getcwd() == sys.path[0], sorted(os.environ))", 0),
        ("print(sorted(os.listdir('/proc/self/fd'))[:3], signal.getsignal(signal.SIGINT))", 0),
        ("print(len(sys.stdin.read()), os.getpgid(0) == os.getpgid(os.getppid()))", 0),
        ("raise OSError('xin chào')", 1),
    ],
)
def test_a_process_ends_as_python_ends_one(demo, preloaded, body, code):
    """Codes, signals, closed streams, threads and exit handlers; encodings and flags as Python sets them."""
    head = "import atexit, os, signal, sys, threading, time\n"
    (demo.folder / "cli.py").write_text(head + body + "\n", encoding="utf-8")
    a_process, a_child = (run([], demo.folder, demo.env, b"abc") for run in (whole, preloaded))
    assert a_process.code == code
    assert a_child[:2] == a_process[:2]
    last = [ended.err.splitlines()[-1:] for ended in (a_process, a_child)]
    assert last[0] == last[1], "a traceback has other lines above it"


def test_children_run_at_the_same_time(demo, preloaded):
    """Two children wait for each other: a parent that ran one after the other would never end."""
    (demo.folder / "cli.py").write_text(
        "import os, sys, time\n"
        "mine, other = sys.argv[1:]\n"
        "open(mine, 'w').close()\n"
        "for _ in range(600):\n    time.sleep(0.05)\n    if os.path.exists(other): sys.exit(0)\n"
        "sys.exit(1)\n"
    )
    ended = []
    runs = [
        threading.Thread(target=lambda words=words: ended.append(preloaded(words, demo.folder, demo.env)))
        for words in (["a", "b"], ["b", "a"])
    ]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert [one.code for one in ended] == [0, 0]


def test_a_parent_that_is_gone_is_told(demo):
    """The caller gets an error, not the answer of a command that never ran."""
    made = Preloaded(demo.env)
    assert made(["--version"], demo.folder, demo.env).code == 0
    os.kill(made._process.pid, signal.SIGKILL)
    time.sleep(0.1)
    with pytest.raises((RuntimeError, OSError)):
        made(["--version"], demo.folder, demo.env)
    made.close()

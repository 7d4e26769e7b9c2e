"""Prints a paper by an office's templates in a process of its own, with limits of time, memory and output.

A template of an office is like a program that came from somewhere. Typst and docxtpl stop nothing that runs long
or grows without end, and a call into them cannot be ended from within. `python -m
procedures.papers.limited_process` is the process: in its folder it finds the paper as JSON, and leaves the
document or the error.
"""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from procedures.papers.office_templates import OfficeTemplates
from procedures.papers.paper import BrokenTemplate, OfficialPaper
from procedures.papers.read_words import require_complete
from procedures.services.paper_data import PaperRequest, PaperSource
from procedures.spreadsheets.problems import Unreadable
from procedures.wording.error_messages import sentence


class RenderLimits(NamedTuple):
    """Limits of the process. Windows has none but that of the clock, macOS none of memory."""

    seconds: int = 120
    """Of processor time; the clock may show three times as many."""
    memory: int = 3 * 2**30
    """Bytes of address space."""
    output: int = 64 * 2**20
    """Bytes of the document."""


LIMITS = RenderLimits()
_DONE, _BROKEN, _UNREADABLE, _MISSING = b"+", b"-", b"!", b"?"  # the first byte of the answer
_JOB, _ANSWER = "job.json", "answer"  # files in the folder of the process
_SHOWN = 300  # characters of an error: a library may quote a whole template
# A proxy that cannot be there: should a library ask the network for something, it asks in vain.
_NO_NETWORK = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy", "ftp_proxy"), "http://127.0.0.1:0")
_THREADS = {"RAYON_NUM_THREADS": "2", "MALLOC_ARENA_MAX": "2"}  # each thread reserves address space


def print_limited(paper: OfficialPaper, form: str, own: OfficeTemplates) -> bytes:
    """Return a paper in a form (".docx", ".pdf") printed by the templates of an office.

    Raises BrokenTemplate: where they cannot print it; template-limit past a limit. Raises ImportError: without
    the extra `papers`.
    """
    name = _template_name(paper.request.kind, form)
    job = {
        "form": form,
        "request": paper.request,
        "source": paper.source,
        "fields": paper.fields,
        "own": {file: base64.b64encode(data).decode() for file, data in own.items()},
        "limits": LIMITS,
    }
    with TemporaryDirectory() as folder:
        (Path(folder) / _JOB).write_text(json.dumps(job), encoding="utf-8")
        code = _run(Path(folder), name)
        answer = (Path(folder) / _ANSWER).read_bytes() if code == 0 else b""
    if code == 0 and answer[:1] == _DONE:
        return answer[1:]
    if code == 0 and answer[:1] == _BROKEN:
        raise BrokenTemplate(**json.loads(answer[1:]))
    if code == 0 and answer[:1] == _UNREADABLE:
        raise BrokenTemplate(name, sentence(**json.loads(answer[1:])))
    if code == 0 and answer[:1] == _MISSING:
        raise ImportError(answer[1:].decode())
    raise BrokenTemplate(name, _limit_of(code), code="template-limit")


def _run(folder: Path, name: str) -> int:
    command = [sys.executable, "-P", "-B", "-X", "utf8", "-m", __name__]
    nothing = subprocess.DEVNULL
    try:
        return subprocess.run(  # noqa: S603 - our own words
            command,
            stdin=nothing,
            stdout=nothing,
            stderr=nothing,
            cwd=folder,
            env=_environment(folder),
            timeout=3 * LIMITS.seconds,
            check=False,
        ).returncode
    except subprocess.TimeoutExpired as error:
        raise BrokenTemplate(name, f"{3 * LIMITS.seconds} s", code="template-limit") from error


def _environment(folder: Path) -> dict[str, str]:
    """Return an environment without anything of the user's: no keys' agent, no home, no tokens."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "LD_LIBRARY_PATH") if name in os.environ}
    homes = dict.fromkeys(("HOME", "TMPDIR", "TEMP", "XDG_CACHE_HOME", "XDG_DATA_HOME"), str(folder))
    modules = os.pathsep.join(map(os.path.abspath, sys.path))
    return {**kept, **_NO_NETWORK, **_THREADS, **homes, "PYTHONPATH": modules}


def _limit_of(code: int) -> str:
    """Return the limit that ended the process, by its exit code."""
    if -code in {getattr(signal, "SIGXCPU", None), getattr(signal, "SIGKILL", None)}:
        return f"{LIMITS.seconds} s"
    # Rust aborts, and C may crash, where memory is refused.
    return f"{LIMITS.memory // 2**20} MB"


def main() -> None:
    """Print the paper that lies in the folder as JSON, and write the document or the error beside it."""
    job = json.loads(Path(_JOB).read_bytes())
    limits = RenderLimits(*job["limits"])
    _limit(limits)
    answer = _answer(job)
    if len(answer) > limits.output:
        answer = _broken(job, f"{limits.output // 2**20} MB", "template-limit")
    Path(_ANSWER).write_bytes(answer)


def _answer(job: Mapping[str, Any]) -> bytes:
    try:
        return _DONE + _printed(job)
    except BrokenTemplate as error:
        why = error.values["why"][:_SHOWN]
        return _BROKEN + json.dumps({**error.values, "why": why, "code": error.code}).encode()
    except Unreadable as error:
        return _UNREADABLE + json.dumps({"code": error.code, "values": dict(error.values)}).encode()
    except ImportError as error:
        return _MISSING + str(error).encode()
    except MemoryError:
        return _broken(job, f"{RenderLimits(*job['limits']).memory // 2**20} MB", "template-limit")
    except BaseException as error:  # noqa: BLE001 - libraries in Rust raise what is no Exception; any is the template's
        return _broken(job, f"{type(error).__name__}: {error}"[:_SHOWN], "broken-template")


def _broken(job: Mapping[str, Any], why: str, code: str) -> bytes:
    name = _template_name(job["request"][0], job["form"])
    return _BROKEN + json.dumps({"template": name, "why": why, "code": code}).encode()


def _printed(job: Mapping[str, Any]) -> bytes:
    request, source = PaperRequest(*job["request"]), PaperSource(*job["source"])
    paper = OfficialPaper(request, source, job["fields"], ())
    own = {file: base64.b64decode(data) for file, data in job["own"].items()}
    made = _document(job["form"], paper, own)
    require_complete(paper, job["form"], made)
    return made


def _document(form: str, paper: OfficialPaper, own: OfficeTemplates) -> bytes:
    if form == ".pdf":
        from procedures.papers.plain_pdf import require_plain_pdf
        from procedures.papers.write_pdf import pdf_document

        made = pdf_document(paper, own)
        require_plain_pdf(_template_name(paper.request.kind, form), made)
        return made
    from procedures.papers.write_word import word_document

    return word_document(paper, own)


def _template_name(kind: str, form: str) -> str:
    return f"{kind}{'.typ' if form == '.pdf' else form}"


def _limit(limits: RenderLimits) -> None:
    with suppress(ImportError):
        import resource  # not on Windows

        resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
        resource.setrlimit(resource.RLIMIT_FSIZE, (limits.output, limits.output))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()

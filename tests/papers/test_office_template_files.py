"""Templates of an office are plain files of its folder; printing by them has limits, and reads nothing else."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import threading

import pytest

from procedures.errors import BadInput
from procedures.papers import limited_process
from procedures.papers.limited_process import RenderLimits
from procedures.papers.office_templates import MAX_BYTES, office_templates
from procedures.papers.paper import BrokenTemplate
from procedures.papers.write_pdf import TEMPLATES, pdf_document
from procedures.papers.writers import write_paper
from tests.support.office_templates import word_template

POSIX = pytest.mark.skipif(os.name != "posix", reason="Windows has no pipes, links or limits of this kind")
TUPLES = "{% set x = ('aaaa',) %}" + "{% set x = (x, x) %}" * 60
LISTS = "{% set x = ['aaaa'] %}" + "{% set x = [x, x] %}" * 40
SLOW = {
    "a number of nested pairs": TUPLES + "{{ {x: 1}|length }}",
    "lists that are compared": LISTS
    + LISTS.replace("set x", "set y").replace("x, x", "y, y")
    + "{{ x == y }}",
}
LONG = {
    "loops": (
        "#for a in range(100000) { for b in range(100000) { let c = a + b } }",
        RenderLimits(seconds=2),
    ),
    "a function of itself": (
        "#let f(n, m) = if n > 0 { f(n - 1, 2 * m) + f(n - 1, 2 * m + 1) } else { 1 }\n#f(40, 1)",
        RenderLimits(seconds=2),
    ),
    "a text without end": (
        '#let t = "a"\n#for n in range(40) { t = t + t }\n#t.len()',
        RenderLimits(seconds=20, memory=2**29),
    ),
    "pages without end": ("#for n in range(1000000) [#pagebreak() #n]", RenderLimits(seconds=2)),
    "a list without end": ("#range(1000000000).len()", RenderLimits(seconds=20, memory=2**29)),
    "a large document": (
        "#for n in range(900) [#text(fill: rgb(calc.rem(n, 255), 0, 0))[x] ]",
        RenderLimits(output=20_000),
    ),
}
COMPLETE = '\n#let paper = json("paper.json")\n#paper.line\n#for one in paper.procedures [#one.code ]'


def folder_with(folder, name, data):
    """A folder of templates with one file."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)
    return folder


def refused(papers, form, folder, kind="annex"):
    """The error of printing a paper by the folder's templates."""
    with pytest.raises(BrokenTemplate) as raised:
        write_paper(papers[kind], form, folder)
    return raised.value


@POSIX
@pytest.mark.parametrize(
    ("name", "form"), [("annex.docx", ".docx"), ("annex.typ", ".pdf"), ("khac.typ", ".pdf")]
)
@pytest.mark.parametrize(
    "what", ["link", "link to nothing", "link inside", "pipe", "folder", "device", "large"]
)
def test_a_template_that_is_no_plain_file_is_refused_at_once(town_papers, name, form, what, tmp_path):
    """A link (wherever it leads), a pipe, a folder, a device or a huge file is named and not read."""
    folder, path = tmp_path / "mau", tmp_path / "mau" / name
    folder.mkdir()
    (tmp_path / "ngoai").write_bytes(
        (TEMPLATES / ("annex.docx" if form == ".docx" else "annex.typ")).read_bytes()
    )
    if what == "pipe":
        os.mkfifo(path)
    elif what == "folder":
        path.mkdir()
    elif what == "large":
        with path.open("wb") as file:
            file.truncate(MAX_BYTES + 1)
    else:
        shutil.copy(tmp_path / "ngoai", folder / "trong")
        targets = {"link": tmp_path / "ngoai", "link inside": "trong", "device": "/dev/zero"}
        path.symlink_to(targets.get(what, "khong-co"))
    error = refused(town_papers, form, folder)
    assert (error.code, error.values["template"]) == ("template-file", name)


def test_a_folder_of_very_many_templates_is_refused(tmp_path):
    """More files than a paper needs are not read."""
    for number in range(102):
        (tmp_path / f"m{number}.typ").write_text("")
    with pytest.raises(BrokenTemplate, match="template-file"):
        office_templates(tmp_path, "annex", ".pdf")
    with pytest.raises(BadInput):
        office_templates(tmp_path / "khong-co", "annex", ".pdf")


@POSIX
@pytest.mark.parametrize("attack", SLOW)
def test_a_word_template_that_takes_for_ever_is_stopped(town_papers, attack, tmp_path, monkeypatch):
    """What the limits of the language do not count ends with the processor time of its process."""
    monkeypatch.setattr(limited_process, "LIMITS", RenderLimits(seconds=2))
    error = refused(town_papers, ".docx", folder_with(tmp_path, "annex.docx", word_template(SLOW[attack])))
    assert error.code == "template-limit"
    assert error.values["why"] in {
        "2 s",
        "6 s",
    }  # of the processor, or of the clock where the machine is busy


@POSIX
@pytest.mark.parametrize("attack", LONG)
def test_a_pdf_template_without_end_is_stopped(town_papers, attack, tmp_path, monkeypatch):
    """Loops, calls, texts and pages without end give a named error within the limits."""
    text, limits = LONG[attack]
    monkeypatch.setattr(limited_process, "LIMITS", limits)
    error = refused(town_papers, ".pdf", folder_with(tmp_path, "annex.typ", text + COMPLETE))
    assert error.values["template"] == "annex.typ"
    assert error.code == "template-limit"


@POSIX
def test_a_process_that_sleeps_is_stopped_by_the_clock(town_papers, tmp_path, monkeypatch):
    """Where no processor time passes, the clock ends the process."""
    monkeypatch.setattr(limited_process, "LIMITS", RenderLimits(seconds=0))
    error = refused(town_papers, ".docx", folder_with(tmp_path, "annex.docx", word_template()))
    assert (error.code, error.values["why"]) == ("template-limit", "0 s")


@pytest.mark.parametrize(
    "code",
    [
        '#read("/etc/passwd")',
        '#read("../../../../../../etc/passwd")',
        '#image("/../../canary.png")',
        '#image("../canary.png")',
        '#include "../canary.typ"',
        '#import "../canary.typ": *',
        '#import "/../canary.typ": *',
        '#json("../canary.json")',
        '#csv("/proc/self/environ")',
        '#raw(read("/proc/self/environ"))',
        '#eval("read(\\"/etc/passwd\\")")',
        '#plugin("/etc/passwd")',
        '#bibliography("/etc/passwd")',
        '#read("CANARY")',
        """#image(bytes("<svg xmlns='http://www.w3.org/2000/svg' xmlns:x='http://www.w3.org/1999/xlink'><image x:href='../canary.png' width='9' height='9'/></svg>"))""",
        """#image(bytes("<svg xmlns='http://www.w3.org/2000/svg' xmlns:x='http://www.w3.org/1999/xlink'><image x:href='CANARY' width='9' height='9'/></svg>"))""",
    ],
)
def test_a_pdf_template_reads_nothing_outside_its_folder(town_papers, code, tmp_path):
    """No function of typst reaches a file that is no template of the folder."""
    for name in ("canary.png", "canary.typ", "canary.json"):
        (tmp_path / name).write_text('"bi mat"')
    text = code.replace("CANARY", str(tmp_path / "canary.typ"))
    with pytest.raises(BrokenTemplate) as raised:
        pdf_document(town_papers["annex"], {"annex.typ": (text + COMPLETE).encode()})
    error = raised.value
    assert error.code == "broken-template"
    assert error.values["template"].startswith("annex.typ")  # its name and line, not where it was compiled
    assert "bi mat" not in str(error)


@pytest.mark.parametrize(
    "code",
    [
        '#link("file:///c:/x.exe")[x]',
        '#link("javascript:app.alert(1)")[x]',
        '#link("\\\\\\\\may-chu\\\\x")[x]',
        '#link("ms-word:ofe|u|http://vi.du/x")[x]',
    ],
)
def test_a_link_of_a_pdf_leads_to_a_page(town_papers, code, tmp_path):
    """A link to a file, a share, a script or a program is named; those to pages and within the paper are printed."""
    error = refused(town_papers, ".pdf", folder_with(tmp_path, "annex.typ", code + COMPLETE))
    assert (error.code, "link → " in error.values["why"]) == ("template-active", True)


def test_links_to_pages_and_places_are_printed(town_papers, tmp_path):
    """Links to the web, to an address of mail and to a place of the paper come through."""
    text = '#link("https://vi.du/")[x] #link("mailto:a@vi.du")[y] #link((page: 1, x: 0pt, y: 0pt))[z]'
    assert write_paper(town_papers["annex"], ".pdf", folder_with(tmp_path, "annex.typ", text + COMPLETE))


class Proxy(threading.Thread):
    """Listens where a proxy would, and notes who connects."""

    def __init__(self):
        super().__init__(daemon=True)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.asked = []

    def run(self):
        """Note each request, and close."""
        while True:
            try:
                caller, _ = self.socket.accept()
            except OSError:
                return
            self.asked.append(caller.recv(200))
            caller.close()


@pytest.mark.parametrize(
    "code",
    [
        '#import "@preview/example:0.1.0": *',
        '#import ("@" + "preview/example:0.1.0"): *',
        '#include "@local/example:0.1.0"',
        '#eval("import \\"@preview/example:0.1.0\\"", mode: "code")',
    ],
)
def test_a_pdf_template_fetches_no_package(town_papers, code, tmp_path, monkeypatch):
    """A package of typst is neither fetched nor taken from the user's folders; nobody is asked for it."""
    proxy = Proxy()
    proxy.start()
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, proxy.address)
        monkeypatch.setenv(name.upper(), proxy.address)
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    for room in ("typst/packages", ".local/share/typst/packages", ".cache/typst/packages"):
        for space in ("preview", "local"):
            package = tmp_path / room / space / "example" / "0.1.0"
            package.mkdir(parents=True)
            (package / "typst.toml").write_text(
                '[package]\nname = "example"\nversion = "0.1.0"\nentrypoint = "lib.typ"\n'
            )
            (package / "lib.typ").write_text('#let bi-mat = "x"\n')
    text = code + COMPLETE
    folder = folder_with(tmp_path / "mau", "annex.typ", text)
    with pytest.raises(BrokenTemplate) as raised:
        write_paper(town_papers["annex"], ".pdf", folder)
    proxy.socket.close()
    assert (raised.value.code, proxy.asked) == ("broken-template", [])
    assert "example" in raised.value.values["why"]


def test_the_process_of_a_template_has_nothing_of_the_user(monkeypatch, tmp_path):
    """Neither home, nor agents, nor tokens of the environment reach it."""
    monkeypatch.setenv("SSH_AUTH_SOCK", "/tmp/agent")
    monkeypatch.setenv("TINHGON_REGISTER", "postgresql://x")
    given = limited_process._environment(tmp_path)
    assert not {"SSH_AUTH_SOCK", "TINHGON_REGISTER"} & set(given)
    assert given["HOME"] == str(tmp_path)


def test_templates_of_an_office_are_rendered_in_their_own_process_only(town_papers, tmp_path, monkeypatch):
    """With a file of the office's folder the process is used; without one, the program's own template is printed here."""
    used = []
    monkeypatch.setattr(limited_process, "print_limited", lambda *given: used.append(given[1]) or b"")
    write_paper(town_papers["annex"], ".pdf", tmp_path)
    assert used == []
    write_paper(
        town_papers["annex"],
        ".pdf",
        folder_with(tmp_path, "common.typ", (TEMPLATES / "common.typ").read_bytes()),
    )
    assert used == [".pdf"]
    assert pdf_document(town_papers["annex"], {}).startswith(b"%PDF")


@POSIX
def test_where_the_extra_is_missing_the_process_says_so(town_papers, tmp_path, monkeypatch):
    """An import that fails in the process is an ImportError here: the command names the extra."""
    blocked = tmp_path / "khong"
    folder_with(blocked, "docxtpl.py", "raise ImportError('not installed')\n")
    monkeypatch.setattr(sys, "path", [str(blocked), *sys.path])
    with pytest.raises(ImportError, match="not installed"):
        write_paper(
            town_papers["annex"], ".docx", folder_with(tmp_path / "mau", "annex.docx", word_template())
        )

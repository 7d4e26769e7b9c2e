"""A paper printed by an office's Word template holds words, layout and pictures, and nothing that acts by itself."""

from __future__ import annotations

import io
import zipfile

import pytest

from procedures.papers.office_templates import office_templates
from procedures.papers.paper import BrokenTemplate
from procedures.papers.plain_package import require_plain_package
from procedures.papers.read_words import document_words
from procedures.papers.write_word import word_document
from tests.support.office_templates import PIXEL, with_parts, word_template

DOCUMENT, RELATIONS = "word/document.xml", "word/_rels/document.xml.rels"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "[Content_Types].xml"


def field(*pieces: str, result: str = "1") -> str:
    """A complex field whose instruction is spread over runs; a piece that begins with < is XML itself."""
    runs = "".join(
        piece
        if piece.startswith("<")
        else f'<w:r><w:instrText xml:space="preserve">{piece}</w:instrText></w:r>'
        for piece in pieces
    )
    begin, separate, end = (
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
    )
    return f"{begin}{runs}{separate}<w:r><w:t>{result}</w:t></w:r>{end}"


def in_body(xml: str) -> dict:
    """The first paragraph has this XML in place of its text."""
    return {DOCUMENT: ("<w:r><w:t>Ở ĐÂY</w:t></w:r>", xml)}


def related(kind: str, target: str, *, outside: bool = True) -> dict:
    """The document has one more relation."""
    mode = ' TargetMode="External"' if outside else ""
    kind = kind if "://" in kind else f"{OFFICE}/{kind}"
    return {
        RELATIONS: (
            "</Relationships>",
            f'<Relationship Id="rId99" Type="{kind}" Target="{target}"{mode}/></Relationships>',
        )
    }


def declared(*types: tuple[str, str]) -> dict:
    """Parts have these types."""
    overrides = "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in types)
    return {TYPES: ("</Types>", f"{overrides}</Types>")}


SETTINGS = {
    "word/settings.xml": ("<w:zoom", '<w:mailMerge><w:connectString w:val="DSN=x"/></w:mailMerge><w:zoom')
}
PACKAGE = "application/vnd.openxmlformats-package"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
HEADER = '<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{}</w:hdr>'

ACTIVE = {
    "DDEAUTO": (in_body(field('DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"')), {}, "DDEAUTO"),
    "DDE in pieces": (in_body(field(" D", "D", "E cmd x y")), {}, "DDE cmd"),
    "DDE in a text that Jinja makes": (in_body(field("{{ 'DD' ~ 'EAUTO' }} cmd x")), {}, "DDEAUTO"),
    "DDE by a field inside": (in_body(field(field("QUOTE 68 68 69"), " cmd x")), {}, "QUOTE"),
    "DDE behind an empty word": (in_body(field(field("PAGE"), "DDE cmd x")), {}, "DDE"),
    "a field that never ends": (
        in_body('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DDE x</w:instrText></w:r>'),
        {},
        "DDE",
    ),
    "INCLUDETEXT": (
        in_body('<w:fldSimple w:instr=" INCLUDETEXT &quot;c:\\\\a.docx&quot; "/>'),
        {},
        "INCLUDETEXT",
    ),
    "INCLUDEPICTURE": (in_body(field('INCLUDEPICTURE "http://vi.du/x.png" \\d')), {}, "INCLUDEPICTURE"),
    "a field in an attribute that Jinja makes": (
        in_body("""<w:fldSimple w:instr="{{ 'INCL' ~ 'UDETEXT x' }}"/>"""),
        {},
        "INCLUDETEXT",
    ),
    "MACROBUTTON": (in_body(field("MACROBUTTON AutoOpen x")), {}, "MACROBUTTON"),
    "a link by a field": (in_body(field('HYPERLINK "file:///c:/x.exe"')), {}, "HYPERLINK"),
    "a linked picture": (related("image", "http://vi.du/theo-doi.png"), {}, "image → http://vi.du"),
    "a picture on a share": (related("image", "file://may-chu/anh.png"), {}, "image → file"),
    "an attached template": (related("attachedTemplate", "http://vi.du/x.dotm"), {}, "attachedTemplate"),
    "a link to a program": (related("hyperlink", "file:///c:/x.exe"), {}, "hyperlink → file"),
    "a frame": (related("frame", "http://vi.du/"), {}, "frame"),
    "a part of another file": (related("subDocument", "file:///c:/x.docx"), {}, "subDocument"),
    "another document inside": (
        {**related("aFChunk", "/word/x.html", outside=False), **declared(("/word/x.html", "text/html"))},
        {"word/x.html": "<script>1</script>"},
        "aFChunk",
    ),
    "an object": (
        {
            **related("oleObject", "embeddings/x.bin", outside=False),
            **declared(("/word/embeddings/x.bin", f"{PACKAGE}.oleObject")),
        },
        {"word/embeddings/x.bin": b"\xd0\xcf\x11\xe0"},
        "oleObject",
    ),
    "an element of an object": (in_body("<w:r><w:object/></w:r>"), {}, "object"),
    "a control": (in_body('<w:r><w:control w:name="x"/></w:r>'), {}, "control"),
    "mail merge": (SETTINGS, {}, "mailMerge"),
    "a picture of VML by its address": (
        in_body(
            '<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:imagedata src="http://vi.du/x.png"/></v:shape></w:pict></w:r>'
        ),
        {},
        "src=http://vi.du",
    ),
    "a video from the web": (
        in_body(
            '<w:r><wp15:webVideoPr xmlns:wp15="http://schemas.microsoft.com/office/word/2012/wordprocessingDrawing" embeddedHtml="&lt;iframe&gt;"/></w:r>'
        ),
        {},
        "webVideoPr",
    ),
    "a drawing of SVG": (
        {
            **related("image", "media/x.svg", outside=False),
            **declared(("/word/media/x.svg", "image/svg+xml")),
        },
        {"word/media/x.svg": "<svg/>"},
        "x.svg",
    ),
    "XML under another name": (
        {**related("comments", "x.bin", outside=False), **declared(("/word/x.bin", f"{WORD}.comments+xml"))},
        {"word/x.bin": HEADER.format(field("DDE x"))},
        "x.bin",
    ),
    "a field in a comment": (
        {**related("comments", "x.xml", outside=False), **declared(("/word/x.xml", f"{WORD}.comments+xml"))},
        {"word/x.xml": HEADER.format(f"<w:p>{field('DDE x')}</w:p>")},
        "DDE",
    ),
    "a ribbon": (
        {
            "_rels/.rels": (
                "</Relationships>",
                '<Relationship Id="rId99" Type="http://schemas.microsoft.com/office/2006/relationships/ui/extensibility" Target="ui.xml"/></Relationships>',
            )
        },
        {"ui.xml": "<customUI/>"},
        "extensibility",
    ),
    "an add-in": (
        {
            "_rels/.rels": (
                "</Relationships>",
                '<Relationship Id="rId99" Type="http://schemas.microsoft.com/office/2011/relationships/webextensiontaskpanes" Target="ui.xml"/></Relationships>',
            )
        },
        {"ui.xml": "<taskpanes/>"},
        "webextensiontaskpanes",
    ),
}
BROKEN = {
    "a bomb": ({}, {"word/media/x.png": b"\0" * (20 * 2**20)}),
    "a bomb of parts": ({}, {f"word/x{number}.xml": "" for number in range(3000)}),
    "two parts of one name": ({}, {DOCUMENT.upper(): "<x/>"}),
    "entities without end": (
        {
            DOCUMENT: (
                "<w:document",
                '<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]><w:document',
            )
        },
        {},
    ),
    "a file by an entity": (
        {DOCUMENT: ("<w:document", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document')},
        {},
    ),
    "macros": ({}, {"word/vbaProject.bin": b"x"}),
    "macros by their type": (
        declared(("/word/document.xml", "application/vnd.ms-word.document.macroEnabled.main+xml")),
        {},
    ),
    "XML in another alphabet": (
        {**related("endnotes", "x.xml", outside=False), **declared(("/word/x.xml", f"{WORD}.endnotes+xml"))},
        {"word/x.xml": HEADER.format("<w:p/>").encode("utf-16")},
    ),
    "elements in elements": (in_body("<w:sdt><w:sdtContent>" * 400 + "</w:sdtContent></w:sdt>" * 400), {}),
    "no package": (None, {}),
}
GOOD = {
    "page numbers": in_body(field("PAGE") + field(" NUMPAGES \\* MERGEFORMAT ")),
    "a reference to a place": in_body(field('HYPERLINK \\l "_Toc1" \\h')),
    "a link to a page": related("hyperlink", "https://vi.du/"),
    "a crest": {
        **related("image", "media/x.png", outside=False),
        **declared(("/word/media/x.png", "image/png")),
    },
}


def printed(papers, folder, changed, added):
    """The annex by a template with these changes, read, rendered and checked as `write_paper` does."""
    data = word_template("Ở ĐÂY")
    data = b"PK\x03\x04 khong phai" if changed is None else with_parts(data, changed, added)
    (folder / "annex.docx").write_bytes(data)
    made = word_document(papers["annex"], office_templates(folder, "annex", ".docx"))
    require_plain_package("annex.docx", made)
    return made


@pytest.mark.parametrize("attack", ACTIVE)
def test_what_acts_by_itself_does_not_come_into_a_paper(town_papers, attack, tmp_path):
    """A macro, object, foreign relation or field that reads elsewhere is named, and no paper is printed."""
    changed, added, named = ACTIVE[attack]
    with pytest.raises(BrokenTemplate) as raised:
        printed(town_papers, tmp_path, changed, added)
    assert (raised.value.code, raised.value.values["template"]) == ("template-active", "annex.docx")
    assert named in raised.value.values["why"]


@pytest.mark.parametrize("attack", BROKEN)
def test_a_package_that_is_no_plain_document_is_refused(town_papers, attack, tmp_path):
    """A bomb, a DTD, macros or a damaged package is refused with a sentence, before it takes memory."""
    with pytest.raises(BrokenTemplate) as raised:
        printed(town_papers, tmp_path, *BROKEN[attack])
    assert raised.value.code == "broken-template"
    assert raised.value.values["why"]


@pytest.mark.parametrize("made", GOOD)
def test_what_a_letter_needs_is_allowed(town_papers, made, tmp_path):
    """Page numbers, references, a link to a page and a picture come through."""
    data = printed(
        town_papers, tmp_path, GOOD[made], {"word/media/x.png": PIXEL} if made == "a crest" else {}
    )
    assert town_papers["annex"].line.split()[-1] in " ".join(
        word.text for word in document_words(".docx", data)
    )
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert (made == "a crest") == any("media" in name for name in package.namelist())

"""An edited Word file is found by its check: words, what hides them, notes, pictures, changes, fields."""

from __future__ import annotations

import re

import pytest

from tests.support.edited_files import related, repacked, replaced

BODY, HEADER, STYLES = "word/document.xml", "word/header1.xml", "word/styles.xml"
RELATIONS = "word/_rels/document.xml.rels"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
RELATED = "http://schemas.openxmlformats.org"
FONT_RELATION = (
    f'<Relationships xmlns="{RELATED}/package/2006/relationships"><Relationship Id="rId1" '
    f'Type="{RELATED}/officeDocument/2006/relationships/font" Target="/docProps/thumbnail.jpeg"/></Relationships>'
).encode()
WORD = ">1.234.167<"  # the saving of the first procedure: a cell of its own


def run(properties="", inside=None):
    """A change of the run with the first saving: properties, or what stands in it."""

    def change(data):
        text = data.decode()
        old = re.search(r"<w:r>(?:(?!<w:r>).)*?<w:t[^>]*>1\.234\.167</w:t></w:r>", text)[0]
        new = old.replace("<w:rPr>", f"<w:rPr>{properties}")
        if inside:
            new = inside(old)
        return text.replace(old, new, 1).encode()

    return {BODY: change}


def beside(element):
    """A change: something more beside the first saving."""
    return run(inside=lambda old: old + element)


def story(kind, tag, words, inner="{}"):
    """A part of its own, such as a footer, with words."""
    paragraph = inner.format(f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>")
    return {
        f"word/{kind}9.xml": f"<w:{tag} {W}>{paragraph}</w:{tag}>".encode(),
        RELATIONS: related(kind, f"{kind}9.xml"),
    }


def paragraph(properties):
    """A change of the paragraph with the first saving."""

    def change(data):
        head, tail = data.decode().split(WORD, 1)
        place = head.rindex("<w:pPr>") + len("<w:pPr>")
        return f"{head[:place]}{properties}{head[place:]}{WORD}{tail}".encode()

    return {BODY: change}


def cell(properties):
    """A change of the cell with the first saving."""

    def change(data):
        head, tail = data.decode().split(WORD, 1)
        place = head.rindex("<w:tcPr>") + len("<w:tcPr>")
        return f"{head[:place]}{properties}{head[place:]}{WORD}{tail}".encode()

    return {BODY: change}


def swapped(data):
    """The two costs of the first procedure in each other's place."""
    text = data.decode()
    one, other = ">1.234.567</w:t>", ">400</w:t>"
    assert text.index(one) < text.index(other)
    return text.replace(one, ">#<", 1).replace(other, one, 1).replace(">#<", other, 1).encode()


TEXT_BOX = (
    f"<w:r><w:pict><w:txbxContent {W}><w:p><w:r><w:t>9.999</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
)
CHOICE = f'<w:r><mc:AlternateContent {MC}><mc:Choice Requires="wps"><w:t>9.999</w:t></mc:Choice></mc:AlternateContent></w:r>'
DRAWN = (
    '<w:r><w:drawing><wp:anchor xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' behindDoc="0"><wp:extent cx="9" cy="9"/></wp:anchor></w:drawing></w:r>'
)
FIELD = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{}</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
NUMBERED = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'

# What was done -> the change of parts, and words of the difference that names it.
EDITS = {
    "a word changed": ({BODY: replaced(WORD, ">1.234.168<")}, "1.234.168 1.234.167"),
    "a word added": ({BODY: replaced(">THỦ TRƯỞNG ĐƠN VỊ<", ">KT. THỦ TRƯỞNG ĐƠN VỊ<")}, "KT."),
    "a word taken out": ({BODY: replaced("Hạnh phúc", "")}, "Hạnh phúc"),
    "two cells swapped": ({BODY: swapped}, "400"),
    "a cell's words in the next cell": (
        {BODY: lambda data: re.sub(r">600(</w:t>.*?<w:t [^>]*)>60,00%<", r">\1>600 60,00%<", data.decode(), count=1).encode()},
        "600",
    ),
    "an empty paragraph": ({BODY: replaced("<w:sectPr", "<w:p/><w:sectPr")}, "¶paragraph"),
    "hidden words": (run("<w:vanish/>"), "vanish.val=1"),
    "words hidden by their style": (
        {STYLES: replaced("<w:docDefaults><w:rPrDefault><w:rPr>", "<w:docDefaults><w:rPrDefault><w:rPr><w:vanish/>")},
        "vanish.val=1",
    ),
    "words hidden by a style of letters": (
        run('<w:rStyle w:val="Secret"/>')
        | {STYLES: replaced("</w:styles>", '<w:style w:type="character" w:styleId="Secret"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>')},
        "vanish.val=1",
    ),
    "white words": (run('<w:color w:val="FFFFFF"/>'), "color.val=FFFFFF"),
    "letters of size 1": ({BODY: lambda data: re.sub(r'<w:sz w:val="20"/>(</w:rPr><w:t[^>]*>1\.234\.167<)', r'<w:sz w:val="1"/>\1', data.decode()).encode()}, "sz.val=1"),
    "words struck through": (run("<w:strike/>"), "strike.val=1"),
    "letters drawn together": (run('<w:w w:val="1"/>'), "w.val=1"),
    "words lifted off the line": (run('<w:position w:val="900"/>'), "position.val=900"),
    "a font of pictures": (run('<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'), "rFonts.ascii=Wingdings"),
    "a sign of a font of pictures": (beside('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'), "element=sym; font=Wingdings"),
    "the theme with another font": ({"word/theme/theme1.xml": replaced('<a:latin typeface="Cambria"/>', '<a:latin typeface="Symbol"/>')}, "Symbol"),
    "words taken out as a tracked change": (
        run(inside=lambda old: f'<w:del w:id="1">{old.replace("w:t>", "w:delText>").replace("<w:t ", "<w:delText ")}</w:del>'),
        "change=del",
    ),
    "words put in as a tracked change": (
        beside('<w:ins w:id="1"><w:r><w:t>9</w:t></w:r></w:ins>'),
        "change=ins",
    ),
    "a tracked change of how words look": (run("<w:rPrChange><w:rPr/></w:rPrChange>"), "rPrChange"),
    "words of the head changed": ({HEADER: replaced("</w:p>", "<w:r><w:t>MẬT</w:t></w:r></w:p>")}, "header, paragraph 1 MẬT"),
    "a foot": (story("footer", "ftr", "Bản nháp"), "footer, paragraph 1"),
    "the head not used": ({BODY: lambda data: re.sub(rb"<w:headerReference [^>]*/>", b"", data)}, "headerReference"),
    "footnotes": (story("footnotes", "footnotes", "Xem lại", "<w:footnote>{}</w:footnote>"), "footnotes, paragraph 1"),
    "a reference to a footnote": (beside('<w:r><w:footnoteReference w:id="2"/></w:r>'), "element=footnoteReference"),
    "endnotes": (story("endnotes", "endnotes", "Xem lại", "<w:endnote>{}</w:endnote>"), "endnotes, paragraph 1"),
    "a comment": (story("comments", "comments", "Sai", "<w:comment>{}</w:comment>"), "comments, paragraph 1"),
    "words in an element of another vocabulary": (
        beside('<x:proofErr xmlns:x="urn:x"><w:r><w:t>9.999</w:t></w:r></x:proofErr>'),
        "9.999",
    ),
    "a text box": (beside(TEXT_BOX), "9.999"),
    "a shape over the words": (beside(DRAWN), "drawing"),
    "alternate content": (beside(CHOICE), "AlternateContent"),
    "a field with another result": (beside(f'<w:fldSimple w:instr="= 2*3" {W}><w:r><w:t>7</w:t></w:r></w:fldSimple>'), "instr== 2*3"),
    "a field of several runs": (beside(FIELD.format("DATE", "1.1.2030")), "field=DATE"),
    "a control with words": (beside(f"<w:sdt {W}><w:sdtContent><w:r><w:t>9</w:t></w:r></w:sdtContent></w:sdt>"), "element=sdt"),
    "a formula": (beside('<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>x=1</m:t></m:r></m:oMath>'), "x=1"),
    "a number before a paragraph": (paragraph(NUMBERED), "numPr.numId.val=1"),
    "a line one point high": (paragraph('<w:spacing w:line="1" w:lineRule="exact"/>'), "spacing.line=1"),
    "a paragraph off the page": (paragraph('<w:ind w:left="-30000"/>'), "ind.left=-30000"),
    "a frame elsewhere on the page": (paragraph('<w:framePr w:x="1" w:y="1"/>'), "framePr.x=1"),
    "a black cell": (cell('<w:shd w:val="clear" w:fill="000000"/>'), "shd.fill=000000"),
    "a cell over two columns": (cell('<w:gridSpan w:val="2"/>'), "gridSpan.val=2"),
    "a hidden row": ({BODY: replaced("<w:trPr><w:cantSplit", "<w:trPr><w:hidden/><w:cantSplit")}, "hidden.val=1"),
    "the style of tables with white letters": (
        {STYLES: lambda data: re.sub(rb'(w:styleId="TableGrid".*?)</w:style>', rb'\1<w:rPr><w:color w:val="FFFFFF"/></w:rPr></w:style>', data, count=1, flags=re.DOTALL)},
        "color.val=FFFFFF",
    ),
    "a page too small for its words": ({BODY: replaced("<w:pgSz ", '<w:pgSz w:code="1" ')}, "¶section"),
    "another document behind the relations": (
        {
            "_rels/.rels": replaced("word/document.xml", "word/other.xml"),
            "word/other.xml": b"",
            "word/_rels/other.xml.rels": b"",
        },
        "part word/document.xml of the package",
    ),
    "a part that nobody knows": ({"word/embeddings/a.bin": b"1"}, "part word/embeddings/a.bin"),
    "styles from a template elsewhere": (
        {"word/settings.xml": replaced("</w:settings>", "<w:linkStyles/></w:settings>")},
        "element=linkStyles",
    ),
    "the colours of paper and ink exchanged": (
        {"word/settings.xml": lambda data: data.replace(b'w:t1="dark1"', b'w:t1="light1"')},
        "element=clrSchemeMapping",
    ),
    "a font of its own, in a part that says nothing": (
        {
            "word/_rels/fontTable.xml.rels": FONT_RELATION,
            "docProps/thumbnail.jpeg": b"glyphs",
        },
        "part docprops/thumbnail.jpeg of the package",
    ),
    "another title": ({"docProps/core.xml": replaced("<dc:title>", "<dc:title>Bản 2 ")}, "Bản 2"),
}  # fmt: skip


def told(found):
    """Every difference as one text, places and both sides."""
    return " | ".join(" ".join(part for part in one if part) for one in found.differences)


@pytest.mark.parametrize("edit", EDITS)
def test_an_edited_word_file_is_found(desk, edit):
    """Whatever was done to a Word file is named at its place, and the check ends with 7."""
    changes, words = EDITS[edit]
    data = desk.printed("submission", ".docx")
    if "word/other.xml" in changes:
        body = repacked_part(data, BODY)
        changes = changes | {
            "word/other.xml": body.replace(WORD.encode(), b">9<"),
            "word/_rels/other.xml.rels": repacked_part(data, RELATIONS),
        }
    edited = repacked(data, changes)
    found, wrong = desk.check(".docx", edited)
    assert wrong
    assert words in told(found), told(found)


def repacked_part(data, name):
    """The bytes of one part of a package."""
    import io
    import zipfile

    return zipfile.ZipFile(io.BytesIO(data)).read(name)


def test_another_picture_is_found(desk):
    """A picture of other bytes, or of another size, is named; what it shows is not read, and that is said."""
    data = desk.printed("summary", ".docx")
    found, wrong = desk.check(".docx", repacked(data, {"word/media/image1.png": b"\x89PNG"}))
    assert (wrong, "picture=" in told(found)) == (True, True)
    found, wrong = desk.check(
        ".docx", repacked(data, {BODY: lambda old: re.sub(rb'cx="\d+"', b'cx="9"', old)})
    )
    assert (wrong, "size=9" in told(found)) == (True, True)
    found, wrong = desk.check(".docx", repacked(data, {}))
    assert (wrong, found.unseen) == (False, ("pictures", "page-layout"))


SAVED = {
    "packed otherwise": {},
    "a run in two": {BODY: lambda data: re.sub(r"(<w:r>(?:(?!<w:r>).)*?<w:t[^>]*>)1\.234\.167(</w:t></w:r>)", r"\g<1>1.234\2\g<1>.167\2", data.decode(), count=1).encode()},
    "marks of spelling and of the session": {BODY: lambda data: data.replace(b"<w:p>", b'<w:p w:rsidR="00A1"><w:proofErr w:type="spellStart"/>')},
    "the language of words": run('<w:lang w:val="vi-VN"/><w:noProof/>'),
    "the number of the page filled in": {HEADER: replaced('<w:fldChar w:fldCharType="end"/>', '<w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>2</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/>')},
    "an empty foot": story("footer", "ftr", ""),
    "settings": {"word/settings.xml": replaced("</w:settings>", "<w:rsids/></w:settings>")},
}  # fmt: skip


@pytest.mark.parametrize("saved", SAVED)
def test_a_word_file_saved_once_more_is_the_same_paper(desk, saved):
    """What Word writes otherwise without showing anything else is no difference."""
    found, wrong = desk.check(".docx", repacked(desk.printed("submission", ".docx"), SAVED[saved]))
    assert not wrong, told(found)
    assert found.compared == "places"

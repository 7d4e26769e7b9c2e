"""A PDF is the program's own byte for byte, or has the same words as the paper it was saved from; else it is found."""

from __future__ import annotations

import io
import json

import pytest

from procedures.papers.read_words import document_words
from procedures.papers.write_pdf import FONTS, pdf_document
from procedures.papers.writers import write_paper


def told(found):
    """Every difference as one text, places and both sides."""
    return " | ".join(" ".join(part for part in one if part) for one in found.differences)


def resaved(data, change=None, maker=""):
    """A PDF as another program writes it, after `change(writer)`; `maker`: the name it gives itself."""
    from pypdf import PdfWriter

    writer = PdfWriter(clone_from=io.BytesIO(data))
    if change:
        change(writer)
    if maker:
        writer.add_metadata({"/Creator": maker, "/Producer": maker})
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def note(writer):
    """A note laid over the first page."""
    from pypdf.annotations import FreeText

    writer.add_annotation(0, FreeText(text="9.999.999", rect=(50, 550, 200, 650)))


def drawn(writer):
    """A white rectangle over the words of the first page."""
    from pypdf.generic import DecodedStreamObject, NameObject

    stream = DecodedStreamObject()
    stream.set_data(b" 1 1 1 rg 0 300 600 200 re f ")
    page = writer.pages[0]
    page[NameObject("/Contents")] = writer._add_object(_joined(page.get_contents(), stream))


def _joined(old, new):
    from pypdf.generic import DecodedStreamObject

    both = DecodedStreamObject()
    both.set_data(old.get_data() + new.get_data())
    return both


def picture(writer):
    """A picture on the first page."""
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, NumberObject

    image = DecodedStreamObject()
    image.set_data(b"\xff")
    image.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Image"),
            NameObject("/Width"): NumberObject(1),
            NameObject("/Height"): NumberObject(1),
            NameObject("/ColorSpace"): NameObject("/DeviceGray"),
            NameObject("/BitsPerComponent"): NumberObject(8),
        }
    )
    resources = writer.pages[0]["/Resources"].get_object()
    resources[NameObject("/XObject")] = DictionaryObject({NameObject("/Im0"): writer._add_object(image)})


def script(writer):
    """A script that runs when the file is opened."""
    from pypdf.generic import DictionaryObject, NameObject, TextStringObject

    action = {
        NameObject("/S"): NameObject("/JavaScript"),
        NameObject("/JS"): TextStringObject("app.alert(1)"),
    }
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)


def attachment(writer):
    """A file within the file."""
    writer.add_attachment("so-lieu.txt", b"1")


def field_form(writer):
    """A form to be filled in."""
    from pypdf.generic import DictionaryObject, NameObject

    writer.root_object[NameObject("/AcroForm")] = DictionaryObject()


def layers(writer):
    """Layers that can be switched off."""
    from pypdf.generic import DictionaryObject, NameObject

    writer.root_object[NameObject("/OCProperties")] = DictionaryObject()


def page_gone(writer):
    """The first page taken out."""
    del writer.pages[0]


OVERLAYS = {
    "a note over the words": (note, "[annotation=FreeText]"),
    "a picture": (picture, "[picture=Im0]"),
    "a script": (script, "[holds=OpenAction]"),
    "a file within the file": (attachment, "[holds=EmbeddedFiles]"),
    "a form": (field_form, "[holds=AcroForm]"),
    "layers": (layers, "[holds=OCProperties]"),
    "a page taken out": (page_gone, "page"),
}


@pytest.mark.parametrize("edit", [*OVERLAYS, "a white shape over the words"])
def test_an_edited_pdf_of_the_program_is_found(desk, edit):
    """Whatever was done to the program's own PDF, it is not the same bytes; what can be named is named."""
    change, words = OVERLAYS.get(edit, (drawn, "SHA-256"))
    found, wrong = desk.check(".pdf", resaved(desk.printed("submission", ".pdf"), change))
    assert (wrong, found.compared) == (True, "bytes")
    assert "SHA-256" in told(found)
    assert words in told(found), told(found)


@pytest.mark.parametrize("edit", OVERLAYS)
def test_what_lies_over_the_words_of_another_programs_pdf_is_found(desk, edit):
    """In a PDF that another program saved, notes, pictures, scripts, files, forms and layers are named."""
    change, words = OVERLAYS[edit]
    found, wrong = desk.check(".pdf", resaved(desk.printed("submission", ".pdf"), change, "Writer"))
    assert (wrong, found.compared) == (True, "words")
    assert words in told(found), told(found)


def test_bytes_behind_the_end_of_a_pdf_are_found(desk):
    """An update written behind the program's own PDF is found, though the PDF before it is whole."""
    found, wrong = desk.check(".pdf", desk.printed("submission", ".pdf") + b"\n%%EOF\n")
    assert (wrong, "SHA-256" in told(found)) == (True, True)


def test_a_pdf_of_other_figures_is_found(desk):
    """A PDF that the program's own typesetter made of another figure differs in bytes and at its page."""
    paper = desk.paper("submission")
    paragraphs = paper.fields["paragraphs"]
    forged = {**paragraphs, "benefit": paragraphs["benefit"].replace("1.234.767", "9.234.767")}
    data = pdf_document(paper._replace(fields={**paper.fields, "paragraphs": forged}), {})
    found, wrong = desk.check(".pdf", data)
    assert (wrong, "9.234.767 1.234.767" in told(found)) == (True, True)


PAGES = """#set text(font: "Tinos", size: 9pt, hyphenate: false)
#set page(width: 21cm, height: 14cm, header: context if counter(page).get().first() > 1 [#counter(page).display()])
#let words = json("words.json")
#for block in words {
  if type(block) == array { table(columns: block.first().len(), table.header(..block.first()), ..block.slice(1).flatten()) }
  else { par(block) }
}
"""


def printed_from_word(desk, folder, change=lambda blocks: blocks, *, kind="submission"):
    """A PDF of the words of the Word paper, as an office program would save it: page numbers, heads repeated."""
    import typst
    from docx import Document

    document = Document(io.BytesIO(write_paper(desk.paper(kind), ".docx")))
    blocks = []
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            blocks.append([[cell.text for cell in row.cells] for row in block.rows])
        else:
            blocks.append(block.text)
    (folder / "words.json").write_text(json.dumps(change(blocks)), encoding="utf-8")
    (folder / "p.typ").write_text(PAGES, encoding="utf-8")
    made = typst.compile(folder / "p.typ", root=folder, font_paths=[FONTS], ignore_system_fonts=True)
    return resaved(made, maker="Writer")


def test_a_pdf_saved_from_the_word_paper_has_the_same_words(desk, tmp_path):
    """A PDF that another program saved from the unchanged Word paper is the same words; places are not compared."""
    data = printed_from_word(desk, tmp_path)
    pages = {word.place for word in document_words(".pdf", data)}
    assert len(pages) > 2
    found, wrong = desk.check(".pdf", data)
    assert not wrong, told(found)
    assert (found.compared, found.unseen) == ("words", ("places", "overlays", "letter-shapes"))


def _with(old, new):
    """A change of one word in the blocks."""

    def change(blocks):
        text = json.dumps(blocks, ensure_ascii=False)
        assert old in text
        return json.loads(text.replace(old, new, 1))

    return change


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_with("1.234.767", "9.234.767"), "9.234.767 1.234.767"),
        (_with('"1.234.567", "400"', '"400", "1.234.567"'), "1.234.567"),
        (_with("Hạnh phúc", "Hạnh"), "phúc"),
        (_with("Chứng thực chữ ký", "Chứng thực"), "chữ ký"),
        (lambda blocks: [*blocks, "2"], "2"),
        (lambda blocks: ["Đã duyệt", *blocks], "Đã duyệt"),
    ],
)
def test_a_pdf_saved_from_an_edited_word_paper_is_found(desk, tmp_path, change, words):
    """A figure, a word, an order of cells that differs in a PDF of another program is named at its page."""
    found, wrong = desk.check(".pdf", printed_from_word(desk, tmp_path, change))
    assert wrong
    assert words in told(found), told(found)


def test_a_pdf_saved_once_more_by_another_program_is_compared_by_its_words(desk):
    """The program's own PDF, written anew by another program under its own name, has the same words."""
    found, wrong = desk.check(".pdf", resaved(desk.printed("annex", ".pdf"), maker="Quartz"))
    assert (wrong, found.compared) == (False, "words")


def test_a_pdf_of_another_version_of_the_typesetter_is_compared_by_its_words(desk):
    """Where the typesetter is of another version its bytes cannot be the same: words are compared, and it is said."""
    data = desk.printed("submission", ".pdf")
    found, wrong = desk.check(".pdf", resaved(data, maker="Typst 0.1.0"))
    assert (wrong, found.compared) == (False, "words")
    found, wrong = desk.check(".pdf", resaved(data, page_gone, maker="Typst 0.1.0"))
    assert wrong

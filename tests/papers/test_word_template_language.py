"""A Word template is data with places to fill: it reaches no object, calls nothing, and cannot grow without end."""

from __future__ import annotations

import io
import re
import time
import zipfile

import pytest

from procedures.papers.paper import BrokenTemplate
from procedures.papers.read_words import document_words
from procedures.papers.write_word import word_document
from tests.support.office_templates import word_template

# A command that an unsandboxed Jinja would run.
RUNS = "cycler.__init__.__globals__.os.system('touch CANARY')"
NESTED = '{{ chart[0].tpl.render_xml_part("{" ~ "{ ' + RUNS + ' }" ~ "}", none, {}) }}'
DOUBLED = "{% set x = unit %}" + "{% set x = x ~ x %}" * 40
LISTS = "{% set x = ['aaaa'] %}" + "{% set x = [x, x] %}" * 40

OBJECTS = {
    "a library's own rendering": (NESTED, ".render_xml_part(…)"),
    "a library's file writing": ('{{ chart[0].tpl.docx.save("CANARY") }}', ".save(…)"),
    "a picture's target": ('{{ chart[0].image_descriptor.write("x") }}', ".write(…)"),
    "a library's object": ("{{ chart[0].tpl }}", ".tpl"),
    "classes of a text": ("{{ ''.__class__.__mro__ }}", ".__class__"),
    "classes by a subscript": ("{{ unit['__class__'] }}", "[__class__]"),
    "classes by a filter": ("{{ unit|attr('__class__') }}", "|attr"),
    "classes by a sort": ("{{ [unit]|sort(attribute='__class__')|first }}", "__class__"),
    "a filter by its name": ("{{ [unit]|map('attr', 'upper')|join }}", "|map"),
    "fields of a format": ("{{ '{0.__class__}'.format(unit) }}", ".format(…)"),
    "the method of a text": ("{{ unit.upper() }}", ".upper(…)"),
    "the method of a list": ("{{ results.append('x') }}", ".append(…)"),
    "the method of a dict": ("{{ paragraphs.pop('title') }}", ".pop(…)"),
    "the method of a loop": ("{% for one in results %}{{ loop.cycle(1, 2) }}{% endfor %}", ".cycle(…)"),
    "the inside of a loop": ("{% for one in results %}{{ loop._iterator }}{% endfor %}", "._iterator"),
    "the template itself": ("{{ self._TemplateReference__context }}", "._TemplateReference__context"),
    "a function of Jinja": (f"{{{{ {RUNS} }}}}", "(…)"),
    "a text that Jinja makes": ("{{ lipsum(n=1000000) }}", "lipsum(…)"),
    "an object that Jinja makes": ("{% set x = namespace(a=1) %}", "namespace(…)"),
    "the function of a number": ("{{ (1).bit_length() }}", ".bit_length(…)"),
    "range as an object": ("{{ range.__self__ }}", ".__self__"),
    "another thing named range": (
        "{% set x = ['a'] %}" + "{% set x = [x, x] %}" * 40 + "{% set range = x %}{{ range(1) }}",
        "range(…)",
    ),
    "a field by a pair": ("{{ paragraphs[('a', 'b')] }}", "[…]"),
    "macro": ("{% macro m(n) %}{{ m(n) }}{% endmacro %}{{ m(1) }}", "macro"),
    "call": ("{% call x() %}{% endcall %}", "call"),
    "include": ("{% include '/etc/passwd' %}", "include"),
    "import": ("{% import '/etc/passwd' as x %}", "import"),
    "from": ("{% from '/etc/passwd' import x %}", "import"),
    "extends": ("{% extends '/etc/passwd' %}", "extends"),
    "block": ("{% block x %}{% endblock %}", "block"),
    "filter block": ("{% filter center(1000000000) %}x{% endfilter %}", "filter"),
    "no escaping": ("{% autoescape false %}{{ unit }}{% endautoescape %}", "scope"),
    "markup from a field": ("{{ unit|safe }}", "|safe"),
    "a recursive loop": ("{% for x in results recursive %}{{ loop(results) }}{% endfor %}", "recursive"),
    "a loop over a loop": ("{% for x in results %}{% for y in loop %}{% endfor %}{% endfor %}", "in loop"),
}
GROWTH = {
    "a text times a number": ("{{ 'a' * 1000000000 }}", "*"),
    "a list times a number": ("{{ ([1] * 1000000000)|length }}", "*"),
    "a power": ("{{ 10 ** 10 ** 10 }}", "pow"),
    "the format of a number": ("{{ '%1000000000d' % 1 }}", "%"),
    "a format in a test": ("{{ '%1000000000d' is even }}", "is even"),
    "a format in another test": ("{{ '%1000000000d' is divisibleby(3) }}", "is divisibleby"),
    "the filter format": ("{{ '%1000000000d'|format(1) }}", "|format"),
    "the filter center": ("{{ unit|center(1000000000) }}", "|center"),
    "the filter indent": ("{{ unit|indent(1000000000) }}", "|indent"),
    "the filter batch": ("{{ results|batch(1000000000, 'x')|length }}", "|batch"),
    "the print of lists": (LISTS + "{{ x }}", "[…]"),
    "the text of lists": (LISTS + "{{ x|upper }}", "[…]"),
    "the escaped text of lists": (LISTS + "{{ x|e }}", "[…]"),
    "joined lists": (LISTS + "{{ x|join }}", "[…]"),
    "linked lists": (LISTS + "{{ 'x' ~ x }}", "[…]"),
}
LIMITS = {
    "a range": ("{{ range(1000000000)|join }}", "range"),
    "a range with a step": ("{% for x in range(0, 1000000000, 3) %}{% endfor %}", "range"),
    "loops in loops": ("{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}", "for"),
    "loops over an if": (
        "{% for a in range(9999) %}{% for b in range(9999) if b < 0 %}{% endfor %}{% endfor %}",
        "for",
    ),
    "a text linked to itself": (DOUBLED, "1048576"),
    "a text added to itself": (DOUBLED.replace("~", "+"), "1048576"),
    "a list added to itself": (DOUBLED.replace("= unit", "= results + [1]").replace("~", "+"), "1048576"),
    "a block that holds itself": ("{% set x = unit %}" + "{% set x %}{{ x }}{{ x }}{% endset %}" * 40, "MB"),
    "texts replaced by texts": ("{% set x = 'aa' %}" + "{% set x = x|replace('a', x) %}" * 9, "1048576"),
    "a long text between texts": ("{% set x = unit %}" + "{% set x = range(999)|join(x) %}" * 4, "1048576"),
    "much text from little": (
        "{% set x = unit %}"
        + "{% set x = x ~ x %}" * 9
        + "{% for a in range(9999) %}{{ x }}{% endfor %}" * 9,
        "MB",
    ),
    "numbers without end": ("{{ " + " * ".join(["999999999"] * 99) + " }}", "*"),
    "brackets without end": ("{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}", "((( … )))"),
    "loops without end": ("{% for x in results %}" * 30 + "{% endfor %}" * 30, "((( … )))"),
    "a sum without end": ("{{ " + " + ".join(["1"] * 3000) + " }}", "((( … )))"),
    "pictures without end": ("{% for a in range(2000) %}{{ chart[0] }}{% endfor %}", "chart"),
}


@pytest.mark.parametrize(
    ("attack", "code"),
    [
        *((attack, "template-not-data") for attack in (*OBJECTS, *GROWTH)),
        *((attack, "template-limit") for attack in LIMITS),
    ],
)
def test_a_template_that_asks_for_more_than_data_is_refused(town_papers, attack, code, tmp_path, monkeypatch):
    """Whatever reaches for an object, a call or endless text is named, within seconds, and nothing is run."""
    monkeypatch.chdir(tmp_path)
    text, named = {**OBJECTS, **GROWTH, **LIMITS}[attack]
    before = time.process_time()
    with pytest.raises(BrokenTemplate) as raised:
        word_document(town_papers["summary"], {"summary.docx": word_template(text)})
    assert (raised.value.code, raised.value.values["template"]) == (code, "summary.docx")
    assert named in raised.value.values["why"]
    assert time.process_time() - before < 20
    assert not list(tmp_path.iterdir())


def test_what_a_template_is_told_it_may_use_works(town_papers):
    """Fields, loops, conditions, calculation, joined texts and the listed filters print what they say."""
    text = (
        "{% set x = unit ~ ' < ' ~ 1 %}{{ x|upper }}|{{ [1, 'b']|join('<') }}|{{ 'abc'|replace('b', '>') }}|"
        "{% for a in range(2, 5) if a != 3 %}{{ loop.index }}/{{ loop.length }}:{{ a * 2 + 1 }}{% if not loop.last %},{% endif %}{% endfor %}|"
        "{{ khong_co|default('-') }}|{{ [3, 1]|sort|first }}|{{ 'x' if khong_co is defined else 'y' }}|"
        "{% for key, value in {'k': 'v'}|items %}{{ key }}={{ value }}{% endfor %}|{% with n = 7 %}{{ n // 2 }}{{ n % 2 }}{% endwith %}"
    )
    made = word_document(town_papers["summary"], {"summary.docx": word_template(text)})
    told = " ".join(word.text for word in document_words(".docx", made))
    unit = town_papers["summary"].fields["unit"].upper()
    assert f"{unit} < 1|1<b|a>c|1/2:5,2/2:9|-|1|y|k=v|31" in told


def test_a_picture_stands_where_its_mark_was_printed(town_papers):
    """Each place that prints a picture holds one; no mark is left, and no text of the register is one."""
    made = word_document(
        town_papers["summary"], {"summary.docx": word_template("{{ chart[0] }}", "{{ chart[0] }}")}
    )
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        body = package.read("word/document.xml").decode()
    assert body.count("<w:drawing>") == 2
    assert not re.search(r"[0-9a-f]{32}\.\d", "".join(word.text for word in document_words(".docx", made)))
    with pytest.raises(BrokenTemplate, match="chart"):
        word_document(town_papers["annex"], {"annex.docx": word_template("{{ chart[0] }}")})

"""PDF: tagged, the same bytes for the same input, and nothing that people typed is ever read as Typst."""

import hashlib
from datetime import UTC, datetime
from io import BytesIO
from unicodedata import category, normalize

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from assentian.ledger import canonical
from assentian.reports.documents import letters, paper
from assentian.reports.documents.paper import Paper, Part, Table, Tag
from assentian.reports.documents.sealed import NAME, Anchor, Sealed

AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
ROOT = "ab" * 32
RECORD = Sealed(
    canonical.encode({"lines": [{"control": "A.2.2", "reason": "„Ü“"}]}),
    Anchor(origin="host/northwind", size=17, root=ROOT, at=AT),
)
HOSTILE = (
    '#panic("no")',
    '#eval("1+1")',
    '#import "@preview/cetz:0.3.0"',
    '#read("/etc/passwd")',
    "= heading *bold* _it_ `raw` $x^2$ <label> @label // note",
    '"); #panic() //',
    "]]#panic()[[",
    "\\u{41} \\ #{ }",
)


def one(text: str, record: Sealed = RECORD) -> Paper:
    table = Table(("Id", "Text"), [("A.2.2", text), (Tag("partly", "warn"), "two\nlines")], (1, 4))
    return Paper(
        title="Statement",
        organisation="Northwind",
        record=record,
        at=AT,
        lead=text,
        facts=[("Said", text), ("State", Tag("approved", "ok"))],
        sections=[Part("What", [text], table)],
    )


def read(content: bytes) -> PdfReader:
    return PdfReader(BytesIO(content))


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in read(content).pages)


def squeezed(text: str) -> str:
    return "".join(text.replace(letters.BREAK, "").split())


def test_it_is_tagged_has_a_language_and_names_its_standards() -> None:
    root = read(paper.as_pdf(one("text"))).trailer["/Root"]
    metadata = root["/Metadata"].get_data().decode()
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert "<pdfuaid:part>1<" in metadata
    assert "<pdfaid:part>3<" in metadata
    kinds = str(tags(root["/StructTreeRoot"]))
    assert {"/H1", "/H2", "/Table", "/TH", "/TD"} <= set(kinds.split("'")), kinds


def tags(node, depth: int = 12) -> list[str]:
    found = [str(node["/S"])] if "/S" in node else []
    children = node.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        inner = child.get_object() if hasattr(child, "get_object") else child
        if depth and hasattr(inner, "get"):
            found += tags(inner, depth - 1)
    return found


def test_the_attachment_has_the_digest_that_is_printed() -> None:
    content = paper.as_pdf(one("text"))
    (attached,) = read(content).attachments[NAME]
    assert attached == RECORD.content
    assert hashlib.sha256(attached).hexdigest() == RECORD.digest
    printed = squeezed(text_of(content))
    assert RECORD.digest in printed
    assert ROOT in printed
    assert "17entries" in printed


def test_without_a_checkpoint_it_says_so() -> None:
    assert "none was signed yet" in text_of(paper.as_pdf(one("text", Sealed(RECORD.content, None))))


def test_equal_input_gives_equal_bytes_and_bears_the_time_of_the_record() -> None:
    first = paper.as_pdf(one("text"))
    assert first == paper.as_pdf(one("text"))
    assert read(first).metadata.creation_date == AT


@pytest.mark.parametrize("text", HOSTILE)
def test_what_was_typed_is_printed_and_never_run(text: str) -> None:
    assert squeezed(text) in squeezed(text_of(paper.as_pdf(one(text))))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=120))
def test_no_text_keeps_a_document_from_being_written(text: str) -> None:
    assert read(paper.as_pdf(one(text))).pages


def test_a_character_without_a_glyph_is_told_by_its_number() -> None:
    assert "[U+1F600]" in squeezed(text_of(paper.as_pdf(one("fine 😀"))))


def test_a_cluster_without_a_glyph_costs_letters_not_the_document() -> None:
    printed = squeezed(text_of(paper.as_pdf(one("Ünlü ( \N{HEBREW POINT SHEVA} \n\N{HEBREW POINT HATAF SEGOL}"))))
    assert "Ünlü([U+05B0][U+05B1]" in printed


def test_a_long_word_breaks_within_its_column() -> None:
    content = paper.as_pdf(one("x" * 400))
    assert "x" * 400 in squeezed(text_of(content))


def test_every_character_that_we_call_showable_has_a_glyph_in_the_installed_typst() -> None:
    firsts, lasts = letters.showable()
    ranges = zip(firsts, lasts, strict=True)
    every = [normalize("NFC", chr(code)) for first, last in ranges for code in range(first, last + 1)]
    known = [text for text in every if not any(category(c).startswith("M") or not letters.has_glyph(c) for c in text)]
    for start in range(0, len(known), 1000):
        text = " \n".join(known[start : start + 1000])
        assert "[U+" not in squeezed(text_of(paper.as_pdf(one(text)))).replace("[U+]", ""), known[start]

"""DOCX: reads back as it was told, the same bytes for the same input, no control character breaks it."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import docx

from assentian.reports.documents import paper
from tests.reports.documents.test_pdf import AT, RECORD, ROOT, one


def test_it_reads_back_with_heads_that_repeat_and_the_seal() -> None:
    file = docx.Document(BytesIO(paper.as_docx(one("first\x07 \x00 text"))))
    texts = [paragraph.text for paragraph in file.paragraphs]
    assert {"Northwind", "Statement", "first[U+0007] [U+0000] text", "State: approved"} <= set(texts)
    assert f"Record (SHA-256): {RECORD.digest}" in texts
    assert any(ROOT in text for text in texts)
    (table,) = file.tables
    assert [[cell.text for cell in row.cells] for row in table.rows][2] == ["partly", "two\nlines"]
    assert table.rows[0]._tr.trPr.xpath("w:tblHeader")


def test_equal_input_gives_equal_bytes_at_any_time_zone() -> None:
    content = paper.as_docx(one("text"))
    assert content == paper.as_docx(one("text"))
    assert docx.Document(BytesIO(content)).core_properties.created == AT
    assert datetime.now(UTC) - AT > timedelta(0)

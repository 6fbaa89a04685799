"""Writing what leaves the house: PDF by Typst, DOCX by python-docx, XLSX out and in by openpyxl (decision 0008).

Invariants: what people typed is data and never becomes markup, code or a formula; equal input gives equal bytes; a
document that stands for a record carries the record's canonical JSON or its digest, and the ledger's checkpoint.
Which words a document says is decided by the room that it speaks for.
"""

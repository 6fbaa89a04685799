"""The Statement of Applicability as files: a version as PDF and DOCX, the lines as XLSX out and in."""

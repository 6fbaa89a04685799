"""The Statement of Applicability (ISO/IEC 42001:2023 6.1.3 d): its lines, its versions, and what changed since one."""

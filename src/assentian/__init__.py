"""Assentian: the open-source AI management system for ISO/IEC 42001:2023."""

__version__ = "0.1.0"

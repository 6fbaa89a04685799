"""Versions of an impact assessment as documents."""

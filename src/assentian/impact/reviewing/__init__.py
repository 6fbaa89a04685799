"""Submitting, reviewing and signing a version of an impact assessment, and comparing two."""

"""Assessments of a system that another tool keeps: linked, dated, reviewed by somebody, and no more than a claim."""

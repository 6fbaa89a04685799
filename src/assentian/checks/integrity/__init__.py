"""Integrity of artefacts: signed, unchanged, and unable to run foreign code when they are opened."""

from assentian.checks.integrity import artifact_scan, format_policy

KINDS = (artifact_scan.KIND, format_policy.KIND)

"""Provenance: where data and models are from, what they were made of, and what changed on the way."""

from assentian.checks.provenance import difference, evaluation, index, lineage, manifest, records

KINDS = (records.KIND, lineage.KIND, evaluation.KIND, difference.KIND, manifest.KIND, index.KIND)

"""Integrity: what runs is what was signed, approved and written down."""

from assentian.checks.integrity import artifact, config, seal, signature

KINDS = (signature.MODEL, signature.DATA, artifact.KIND, config.KIND, seal.KIND)

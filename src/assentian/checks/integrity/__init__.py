"""Integrity: what runs is what was signed, approved and written down."""

from assentian.checks.integrity import config, seal, signature

KINDS = (signature.MODEL, signature.DATA, config.KIND, seal.KIND)

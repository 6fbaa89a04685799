"""Integrity: what runs is what was signed, approved and written down, and runs no foreign code when it is opened."""

from assentian.checks.integrity import (
    architecture,
    artifact_scan,
    config,
    devices,
    fingerprint,
    format_policy,
    media,
    rebuild,
    seal,
    signature,
)

KINDS = (
    signature.MODEL,
    signature.DATA,
    artifact_scan.KIND,
    format_policy.KIND,
    config.KIND,
    seal.KIND,
    rebuild.KIND,
    fingerprint.KIND,
    devices.KIND,
    architecture.KIND,
    media.KIND,
)

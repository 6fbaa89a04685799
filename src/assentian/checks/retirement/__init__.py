"""The end of a system or of its data: what is closed, deleted, told and locked away."""

from assentian.checks.retirement import at_rest, decommission, notice, residue, restore, retention

KINDS = (decommission.KIND, retention.KIND, at_rest.KIND, notice.KIND, residue.KIND, restore.KIND)

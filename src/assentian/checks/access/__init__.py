"""Access: whom an endpoint answers, what it leaves open, and where it stops."""

from assentian.checks.access import authentication, exposure, limits

KINDS = (authentication.KIND, exposure.KIND, limits.KIND)

"""Access: whom an endpoint answers, what it leaves open, where it stops, and what it gives to whom."""

from assentian.checks.access import authentication, exposure, limits, retrieval

KINDS = (authentication.KIND, exposure.KIND, limits.KIND, retrieval.KIND)

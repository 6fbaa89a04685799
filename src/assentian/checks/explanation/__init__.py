"""Explanation: decisions have stored reasons, which stay the same when asked again and matter to the model."""

from assentian.checks.explanation import reasons

KINDS = (reasons.KIND,)

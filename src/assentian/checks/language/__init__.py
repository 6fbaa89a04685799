"""Language: what a system that speaks obeys, says, hides and can show a source for."""

from assentian.checks.language import injection

KINDS = (injection.KIND,)

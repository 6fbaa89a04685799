"""Language: what a system that speaks obeys, says, hides and can show a source for."""

from assentian.checks.language import active_content, disclosure, grounding, injection

KINDS = (injection.KIND, active_content.KIND, disclosure.KIND, grounding.KIND)

"""Labels: how many of them are likely wrong, judged by what the rest of the data teaches."""

from assentian.checks.labels import noise

KINDS = (noise.KIND,)

"""Human oversight: are people trained for it, do they look, take the time, and disagree where they should?"""

from assentian.checks.oversight import human, training

KINDS = (human.KIND, training.KIND)

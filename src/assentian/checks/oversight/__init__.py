"""Human oversight: do people look, take the time, and disagree where they should?"""

from assentian.checks.oversight import human

KINDS = (human.KIND,)

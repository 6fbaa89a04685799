"""A plan: what the reference fixed for one column, over which every table is counted.

It is the column's entry in the counts of drift without its numbers: `{name, kind: number, grid}` or
`{name, kind: category, values}`.
"""

from collections.abc import Mapping
from typing import Any

Plan = Mapping[str, Any]

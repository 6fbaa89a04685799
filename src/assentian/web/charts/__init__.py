"""Charts drawn on the server as SVG: for the page with classes, for paper with presentation attributes.

Pure functions over plain values (no Django). Every chart says in words what it shows and carries its numbers as a
table. Values that are missing, NaN or infinite leave a gap; they are never drawn as zero.
"""

from assentian.web.charts.bars import Level, claimed_proved
from assentian.web.charts.chart import Chart
from assentian.web.charts.dots import Rate, group_rates
from assentian.web.charts.drawing import PAGE, PAPER
from assentian.web.charts.lineage import Node, lineage
from assentian.web.charts.threshold import Limits, Mark, Point, sparkline, threshold

__all__ = [
    "PAGE",
    "PAPER",
    "Chart",
    "Level",
    "Limits",
    "Mark",
    "Node",
    "Point",
    "Rate",
    "claimed_proved",
    "group_rates",
    "lineage",
    "sparkline",
    "threshold",
]

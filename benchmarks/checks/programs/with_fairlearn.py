"""The gaps and ratios of selection, true and false positive rate by fairlearn. Arguments: the file, and how many
further runs to measure with the columns in memory.
"""

import json
import statistics
import sys
import time

import fairlearn
import pandas as pd
from fairlearn.metrics import MetricFrame, false_positive_rate, selection_rate, true_positive_rate

path, again = sys.argv[1], int(sys.argv[2])
people = pd.read_parquet(path, columns=["g", "y", "p"])


def measured():
    frame = MetricFrame(
        metrics={"selection": selection_rate, "tpr": true_positive_rate, "fpr": false_positive_rate},
        y_true=people["y"],
        y_pred=people["p"],
        sensitive_features=people["g"],
    )
    return frame.difference(), frame.ratio()


difference, ratio = measured()
agreed = {"selection_ratio": ratio["selection"], "tpr_gap": difference["tpr"], "fpr_gap": difference["fpr"]}
told = {
    "versions": {"fairlearn": fairlearn.__version__, "pandas": pd.__version__},
    "agreed": {name: float(value) for name, value in agreed.items()},
}
if again:
    times = []
    for _ in range(again):
        started = time.process_time()
        measured()
        times.append(time.process_time() - started)
    told["warm"] = statistics.median(times)
print(json.dumps(told))

"""k-anonymity by pycanon. Arguments: the file, and how many further runs to measure with the columns in memory."""

import json
import statistics
import sys
import time
from importlib.metadata import version

import pandas as pd
from pycanon import anonymity

path, again = sys.argv[1], int(sys.argv[2])
quasi = ["age", "sex", "postcode"]
people = pd.read_parquet(path, columns=quasi)
told = {"versions": {"pycanon": version("pycanon"), "pandas": pd.__version__}}
told["agreed"] = {"k": float(anonymity.k_anonymity(people, quasi))}
if again:
    times = []
    for _ in range(again):
        started = time.process_time()
        anonymity.k_anonymity(people, quasi)
        times.append(time.process_time() - started)
    told["warm"] = statistics.median(times)
print(json.dumps(told))

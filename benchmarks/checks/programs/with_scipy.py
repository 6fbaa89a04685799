"""The exact Kolmogorov-Smirnov distance of every column of numbers by scipy. Arguments: reference, current."""

import json
import sys

import pandas as pd
import scipy
from scipy.stats import ks_2samp

reference, current = (pd.read_parquet(path) for path in sys.argv[1:])
numbers = [column for column in reference.columns if reference[column].dtype != object]
agreed = {f"ks {column}": float(ks_2samp(reference[column], current[column]).statistic) for column in numbers}
print(json.dumps({"versions": {"scipy": scipy.__version__, "pandas": pd.__version__}, "agreed": agreed}))

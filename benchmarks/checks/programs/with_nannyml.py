"""Four drift metrics of every column by NannyML, the current table as one chunk. Arguments: reference, current."""

import json
import sys

import nannyml
import pandas as pd

reference, current = (pd.read_parquet(path) for path in sys.argv[1:])
calculator = nannyml.UnivariateDriftCalculator(
    column_names=list(reference.columns),
    continuous_methods=["kolmogorov_smirnov", "jensen_shannon", "wasserstein", "hellinger"],
    categorical_methods=["chi2", "jensen_shannon", "l_infinity", "hellinger"],
    chunk_size=len(current),
)
found = calculator.fit(reference).calculate(current).filter(period="analysis").to_df()
agreed = {
    f"ks {column}": float(found[column, "kolmogorov_smirnov", "value"].iloc[0])
    for column in reference.columns
    if (column, "kolmogorov_smirnov", "value") in found.columns
}
print(json.dumps({"versions": {"nannyml": nannyml.__version__, "pandas": pd.__version__}, "agreed": agreed}))

"""Decodes every column of tables with Arrow, a batch at a time, and does nothing with it. Arguments: files of Parquet;
one that is named twice is read twice.
"""

import json
import sys

import pyarrow as pa
import pyarrow.parquet as pq

BATCH = 32_768
for path in sys.argv[1:]:
    schema = pq.read_schema(path)
    words = [column.name for column in schema if pa.types.is_string(column.type)]
    for group in range(pq.read_metadata(path).num_row_groups):
        with pq.ParquetFile(path, read_dictionary=words, pre_buffer=False) as file:
            for name in schema.names:
                for _ in file.iter_batches(BATCH, row_groups=[group], columns=[name], use_threads=False):
                    pass
print(json.dumps({"versions": {"pyarrow": pa.__version__}}))

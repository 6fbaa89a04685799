"""Answers statements by Spark: one JSON text a line in, one list of rows a line out.

Arguments: names and files of Parquet.
"""

import json
import sys

from pyspark.sql import SparkSession

answers = sys.stdout
sys.stdout = sys.stderr
settings = {"spark.ui.enabled": "false", "spark.sql.session.timeZone": "UTC", "spark.sql.shuffle.partitions": "2"}
builder = SparkSession.builder.master("local[2]")
for name, value in settings.items():
    builder = builder.config(name, value)
spark = builder.getOrCreate()
spark.sparkContext.setLogLevel("ERROR")
for name, path in zip(sys.argv[1::2], sys.argv[2::2], strict=True):
    spark.read.parquet(path).createOrReplaceTempView(name)
print(json.dumps(spark.version), file=answers, flush=True)
for line in sys.stdin:
    try:
        told = {"rows": [list(row) for row in spark.sql(json.loads(line)).collect()]}
    except Exception as error:  # noqa: BLE001 - whatever the engine says is handed on
        told = {"error": str(error).strip().splitlines()[0]}
    print(json.dumps(told, default=str), file=answers, flush=True)
spark.stop()

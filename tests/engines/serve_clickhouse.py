"""Answers statements by ClickHouse, in this process: one JSON text a line in, one list of rows a line out."""

import json
import sys

from chdb.session import Session

session = Session()
session.query("CREATE DATABASE IF NOT EXISTS held ENGINE = Atomic")
session.query("USE held")
for name, path in zip(sys.argv[1::2], sys.argv[2::2], strict=True):
    session.query(f"CREATE VIEW held.{name} AS SELECT * FROM file('{path}', Parquet)")
# a column that stands in no grouping set is NULL, as in the standard; a number's text is read to its nearest double
SETTINGS = "SETTINGS group_by_use_nulls = 1, precise_float_parsing = 1, output_format_json_quote_64bit_integers = 0"
version = session.query("SELECT version()", "JSONCompactEachRow").bytes()
sys.stdout.write(json.dumps(json.loads(version)[0]) + "\n")
sys.stdout.flush()
for line in sys.stdin:
    try:
        answer = session.query(f"{json.loads(line)} {SETTINGS}", "JSONCompactEachRow").bytes().decode()
        told = {"rows": [json.loads(row) for row in answer.splitlines()]}
    except Exception as error:  # noqa: BLE001 - whatever the engine says is handed on
        told = {"error": str(error).strip().splitlines()[0]}
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()
session.close()

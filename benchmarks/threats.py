"""How long the threats of large systems take, and how that grows: `python -m benchmarks.threats`.

CPU seconds of reading the model and matching the whole library, the median of several rounds; per flow, so that growth
beyond linear would show.
"""

import statistics
import tempfile
import time
from pathlib import Path

from assentian.threats.matching import instances
from assentian.threats.model import load_model, schema

ROUNDS = 3
HEAD = """\
model: 1
system: {id: large, name: Large, purpose: Size, tech: [language, agentic], affects_people: true}
boundaries: {outside: {trust: untrusted}, office: {trust: internal}}
data: {forms: {class: internal, pii: true, origin: customer}}
"""


def large(parts: int, flows: int) -> str:
    """The text of a model with so many parts and flows, of all kinds in turn."""
    kinds = schema()["properties"]["parts"]["additionalProperties"]["properties"]["kind"]["enum"]
    zones = ("office", "outside")
    lines = [
        f"  p{n}: {{kind: {kinds[n % len(kinds)]}, in: {zones[n % 20 == 0]}, holds: [forms]}}" for n in range(parts)
    ]
    joined = [f'  "p{n % parts} -> p{(n * 7 + n // parts + 1) % parts} #{n}": [forms]' for n in range(flows)]
    return HEAD + "parts:\n" + "\n".join(lines) + "\nflows:\n" + "\n".join(joined) + "\n"


def main() -> None:
    print(f"{'parts':>6}{'flows':>7}{'instances':>11}{'CPU s':>8}{'ms per flow':>13}")
    with tempfile.TemporaryDirectory() as folder:
        for parts in (25, 50, 100, 200, 400):
            path = Path(folder) / "model.yaml"
            path.write_text(large(parts, 3 * parts), encoding="utf-8")
            times, found = [], 0
            for _ in range(ROUNDS):
                started = time.process_time()
                found = len(instances(load_model(path)))
                times.append(time.process_time() - started)
            seconds = statistics.median(times)
            print(f"{parts:>6}{3 * parts:>7}{found:>11}{seconds:>8.2f}{seconds * 1000 / (3 * parts):>13.2f}")


if __name__ == "__main__":
    main()

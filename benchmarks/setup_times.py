"""How long a newcomer waits: a fresh clone, `./run demo` cold and again warm, on this machine.

    python benchmarks/setup_times.py            clone, install, build the demonstration; then the same again
    python benchmarks/setup_times.py --test     also the whole `./run test` in the same clone (many minutes)

Prints the rows of the README's table. Cold means: no .venv and no demonstration; pip may still have packages in its
cache. Committed work only: the clone has nothing else.
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = ["demo", "--no-serve", "--no-open", "--home"]


def timed(label: str, command: list[str | Path], folder: Path) -> None:
    started = time.perf_counter()
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    seconds = time.perf_counter() - started
    if done.returncode:
        sys.exit(f"{label}: exit {done.returncode}\n{done.stdout[-4000:]}")
    print(f"| {label} | {seconds:.1f} s |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--test", action="store_true", help="also time the whole ./run test")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="assentian-setup-") as temporary:
        clone, home = Path(temporary) / "assentian", Path(temporary) / "home"
        subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
        run = [sys.executable, "run"]
        print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.system()}\n")
        print("| What | Time |\n|---|---|")
        timed("`./run demo`, fresh clone: install and build", [*run, *BUILD, home], clone)
        timed("`./run demo`, second start", [*run, *BUILD, home], clone)
        timed("`./run demo --fresh`: build again", [*run, *BUILD, home, "--fresh"], clone)
        if wanted.test:
            timed("`./run test`, everything", [*run, "test"], clone)


if __name__ == "__main__":
    main()

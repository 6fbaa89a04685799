"""How much CPU the catalogue costs a starting process, beside parsing and checking the YAML it was compiled from.

    python benchmarks/catalogue_load.py

Each figure is the median over fresh processes, so nothing is warm but the file cache; `import` includes the parts of
the standard library that the modules need. Target: load below 60 ms.
"""

import subprocess
import sys
from statistics import median

RUNS = 9
MEASURED = {
    "import": "import assentian.standards.catalogue",
    "load": "from assentian.standards.catalogue import catalogue; start = process_time(); catalogue()",
    "parse": """
from assentian.standards.packs import DATA
from assentian.standards.strict_yaml import read
start = process_time()
[read(path) for path in DATA.rglob("*.yaml")]""",
    "check": "from assentian.standards.content import read_content; start = process_time(); read_content()",
}
SCRIPT = "from time import process_time; start = process_time()\n{}\nprint((process_time() - start) * 1000)"


def cpu_ms(code: str) -> float:
    done = subprocess.run([sys.executable, "-c", SCRIPT.format(code)], capture_output=True, text=True, check=True)
    return float(done.stdout)


def main() -> None:
    rounds = [{name: cpu_ms(code) for name, code in MEASURED.items()} for _ in range(RUNS)]  # interleaved
    took = {name: median(figures[name] for figures in rounds) for name in MEASURED}
    print(f"import of the modules         {took['import']:7.1f} ms CPU")
    print(f"load of the compiled packs    {took['load']:7.1f} ms CPU  (target below 60)")
    print(f"parse of the YAML (libyaml)   {took['parse']:7.1f} ms CPU  {took['parse'] / took['load']:6.1f} x load")
    print(f"parse, check, derive          {took['check']:7.1f} ms CPU  {took['check'] / took['load']:6.1f} x load")


if __name__ == "__main__":
    main()

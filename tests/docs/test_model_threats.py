"""The how-to about threat models works when its block is pasted into a shell."""

import re
import subprocess
import sys
from pathlib import Path

from assentian.checks.suite import load_suite

PAGE = Path(__file__).resolve().parents[2] / "docs" / "howto" / "model-threats.md"


def test_the_block_runs_as_it_stands(tmp_path: Path) -> None:
    (block,) = re.findall(r"^```sh\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    tools = f"export PATH={Path(sys.executable).parent}:$PATH\nset -e\n"
    done = subprocess.run(["bash", "-c", tools + block], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "Letter sorter:" in done.stdout
    assert "DEV-T-1" in done.stdout
    assert load_suite(tmp_path / "suite.yaml").system == "letters"

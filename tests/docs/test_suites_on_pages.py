"""Every suite that a page shows is one that loads."""

import re
from pathlib import Path

import pytest

from assentian.checks.suite import load_suite
from tests.architecture.house import ROOT

SUITE = re.compile(r"```yaml\n(suite: 1\n.*?)```", re.DOTALL)
SHOWN = [
    (page, text)
    for page in sorted((ROOT / "docs" / "howto").glob("*.md"))
    for text in SUITE.findall(page.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize(("page", "text"), SHOWN, ids=[f"{page.stem}-{n}" for n, (page, _) in enumerate(SHOWN)])
def test_a_suite_on_a_page_loads(page: Path, text: str, tmp_path: Path) -> None:
    (tmp_path / page.with_suffix(".yaml").name).write_text(text)
    assert load_suite(tmp_path / page.with_suffix(".yaml").name).checks

"""The reference says what the code says: generated pages are in step, and no variable is left out."""

import re
from pathlib import Path

import pytest

from docs import generate

ROOT = Path(__file__).resolve().parents[2]
VARIABLE = re.compile(r"\bASSENTIAN_[A-Z_]*[A-Z]\b")


@pytest.mark.parametrize("name", generate.PAGES)
def test_a_generated_page_is_as_the_code_says(name: str) -> None:
    assert generate.current(name) == generate.PAGES[name](), "run python -m docs.generate"


def test_every_variable_that_the_product_reads_is_explained() -> None:
    read = {found for file in (ROOT / "src").rglob("*.py") for found in VARIABLE.findall(file.read_text("utf-8"))}
    page = (ROOT / "docs" / "reference" / "configuration.md").read_text(encoding="utf-8")
    assert read == set(re.findall(r"^\| `(ASSENTIAN_\w+)`", page, re.MULTILINE))


def test_the_pictures_of_the_readme_are_there_and_small() -> None:
    pictures = set(re.findall(r"docs/images/[\w-]+\.png", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert len(pictures) >= 8
    assert max((ROOT / picture).stat().st_size for picture in pictures) <= 150_000

import shutil
from pathlib import Path

import pytest

from assentian.standards.packs import DATA


@pytest.fixture
def data(tmp_path) -> Path:
    """A copy of the written catalogue that a test may spoil."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))

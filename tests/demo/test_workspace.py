from hashlib import sha256

import pytest

from assentian.demo import credit, workspace


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory):
    return workspace.lay_out(tmp_path_factory.mktemp("workspace"), size=20)


def digests(folder):
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_workspace_is_the_same_bytes_each_time(laid_out, tmp_path):
    assert digests(workspace.lay_out(tmp_path, size=20).folder) == digests(laid_out.folder)


def test_each_live_month_has_a_suite_that_names_its_own_table(laid_out):
    assert list(laid_out.credit) == list(credit.LIVE_MONTHS)
    for month, suite in laid_out.credit.items():
        named = [line for line in suite.read_text(encoding="utf-8").splitlines() if "current:" in line]
        assert named == [f"  current: {{path: live/{month}.parquet}}"]
        assert (suite.parent / "live" / f"{month}.parquet").exists()

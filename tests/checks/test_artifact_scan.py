"""Serialized models: what would run when they are loaded is found, what is a plain model is not flagged."""

import gzip
import io
import pickle
import struct
import tarfile
import zipfile

import joblib
import numpy as np
import pytest
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from assentian.checks.integrity.artifact import Scan
from assentian.checks.run import run_suite
from assentian.checks.suite import load_suite
from assentian.standards.vocabulary import Verdict

SYSTEM = b"cos\nsystem\n(S'id'\ntR."


def text(value):
    return b"\x8c" + bytes([len(value)]) + value.encode()


def stacked(module, name):
    return b"\x80\x04" + text(module) + text(name) + b"\x93" + text("id") + b"\x85R."


def zipped(name, data):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return file.getvalue()


def tarred(data):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        member = tarfile.TarInfo("m.pkl")
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return file.getvalue()


def array_of(data):
    header = b"{'descr': '|O', 'fortran_order': False, 'shape': (1,), }\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + data


def storage():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a/data.pkl", pickle.dumps(1))
        archive.writestr("a/data/0", array_of(SYSTEM))
    return file.getvalue()


HOSTILE = {
    "system": SYSTEM,
    "subprocess": stacked("subprocess", "Popen"),
    "eval": stacked("builtins", "eval"),
    "exec by getattr": stacked("builtins", "getattr"),
    "runpy": stacked("runpy", "_run_code"),
    "pty": stacked("pty", "spawn"),
    "inst": b"(S'id'\nios\nsystem\n.",
    "obj": b"(cos\nsystem\nS'id'\no.",
    "memo": b"\x80\x04" + text("os") + b"\x940" + text("system") + b"\x940h\x00h\x01\x93" + text("id") + b"\x85R.",
    "unknown name": b"\x80\x04]]\x93.",
    "codecs": stacked("codecs", "decode"),
    "other codec": b"\x80\x04c_codecs\nencode\n" + text("x") + text("zip") + b"\x86R.",
    "timeit": stacked("timeit", "timeit"),
    "webbrowser": stacked("webbrowser", "open"),
    "numpy that runs text": stacked("numpy.testing._private.utils", "runstring"),
    "dotted": stacked("sklearn.tree", "Tree.os.system"),
    "extension": b"\x80\x02\x82\x01.",
    "second pickle": pickle.dumps(1) + SYSTEM,
    "no stop": SYSTEM[:-1],
    "zip": zipped("m.pkl", SYSTEM),
    "pickle before a zip": SYSTEM + zipped("a.txt", b"text"),
    "array as a storage": storage(),
    "torch": zipped("archive/data.pkl", stacked("os", "system")),
    "zip without suffix": zipped("readme", SYSTEM),
    "gzip": gzip.compress(stacked("os", "system")),
    "tar": tarred(SYSTEM),
    "npy": array_of(stacked("os", "system")),
    "npz": zipped("a.npy", array_of(stacked("os", "system"))),
}


def scan(folder, name="m.pkl", more=""):
    (folder / "suite.yaml").write_text(
        f"suite: 1\nsystem: credit\nchecks:\n  - {{id: a, kind: artifact-scan, path: '{name}'{more}}}\n"
    )
    return run_suite(load_suite(folder / "suite.yaml")).results[0]


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("name", ["m.pkl", "m.dat"])
def test_what_would_run_code_is_found_whatever_its_name(tmp_path, hostile, name):
    (tmp_path / name).write_bytes(HOSTILE[hostile])
    found = scan(tmp_path, name)
    assert found.verdict is Verdict.FAIL
    assert found.profile.counts["faults"]["foreign_globals"]


class Runs:
    def __reduce__(self):
        return (print, ("loaded",))


@pytest.mark.parametrize("compress", [0, 3, ("bz2", 3), ("xz", 3), ("gzip", 3)])
def test_an_object_among_joblib_arrays_is_found(tmp_path, compress):
    held = {"a": np.arange(1000.0), "b": np.array([Runs()], dtype=object), "c": np.arange(5)}
    joblib.dump(held, tmp_path / "m.pkl", compress=compress)
    found = scan(tmp_path).profile.counts["faults"]
    assert found["foreign_globals"][0].endswith("builtins.print")
    assert not found["unread_files"]


X, Y = np.random.default_rng(1).normal(size=(80, 4)), np.arange(80) % 2
MODELS = [
    LogisticRegression(),
    RandomForestClassifier(3),
    GradientBoostingClassifier(n_estimators=3),
    KNeighborsClassifier(algorithm="kd_tree"),
    SVC(),
    DecisionTreeClassifier(),
    make_pipeline(StandardScaler(), LogisticRegression()),
    make_pipeline(OneHotEncoder(handle_unknown="ignore"), LogisticRegression()),
]


@pytest.mark.parametrize(
    "model", MODELS, ids=lambda model: type(model[0] if hasattr(model, "steps") else model).__name__
)
def test_plain_models_are_not_flagged(tmp_path, model):
    model.fit(X, Y)
    (tmp_path / "0.pkl").write_bytes(pickle.dumps(model))
    (tmp_path / "2.pkl").write_bytes(pickle.dumps(model, protocol=2))
    joblib.dump(model, tmp_path / "plain.joblib")
    joblib.dump(model, tmp_path / "small.joblib", compress=3)
    found = scan(tmp_path, "*.*[lb]")
    assert found.profile.counts["faults"] == {"foreign_globals": [], "unread_files": []}
    assert found.verdict is Verdict.PASS
    assert found.n >= 4


def test_a_name_that_the_suite_allows_is_allowed(tmp_path):
    (tmp_path / "m.pkl").write_bytes(stacked("mine", "Scorer"))
    assert scan(tmp_path).verdict is Verdict.FAIL
    assert scan(tmp_path, more=", allow: [mine.Scorer]").verdict is Verdict.PASS


@pytest.mark.parametrize(
    "broken", [b"", b"\x80\x04", pickle.dumps([1, 2])[:-1], b"R.", b"\x80\x04h\x05.", b"PK\x03\x04junk"]
)
def test_what_cannot_be_read_to_its_end_fails(tmp_path, broken):
    (tmp_path / "m.pkl").write_bytes(broken)
    found = scan(tmp_path)
    assert found.verdict is Verdict.FAIL
    assert found.profile.counts["faults"]["unread_files"]


def test_a_bomb_is_not_unpacked_without_end():
    looked = Scan(left=10_000)
    looked.read("m.pkl", gzip.compress(bytes(10_000_000)))
    assert "unpacks to more" in looked.unread[0] or "too large" in looked.unread[0]


def test_a_missing_file_is_an_error(tmp_path):
    assert scan(tmp_path).verdict is Verdict.ERROR


def test_an_odd_escape_in_a_text_is_read_in_silence(tmp_path):
    (tmp_path / "m.pkl").write_bytes(b"S'\\q'\n.")
    assert scan(tmp_path).verdict is Verdict.PASS

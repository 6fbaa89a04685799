"""Serialised models looked through: every hostile pickle is found, none is loaded, and no honest model is accused."""

import bz2
import gzip
import io
import pickle
import struct
import tarfile
import zipfile
from pathlib import Path

import joblib
import numpy as np
import pytest
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingClassifier, HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import SVC

from assentian.checks.integrity import artifact_scan, containers, format_policy
from assentian.checks.integrity.artifact_scan import scanned
from assentian.checks.run import run_suite
from assentian.checks.suite import load_suite

RNG = np.random.default_rng(1)
X, Y = RNG.normal(size=(120, 3)), RNG.integers(0, 2, 120)


def calling(module: str, name: str, argument: str = "true") -> bytes:
    """A pickle of protocol 0 that calls a global with one text."""
    return f"c{module}\n{name}\n(V{argument}\ntR.".encode()


def stack_global(module: str, name: str) -> bytes:
    def text(words: str) -> bytes:
        return b"\x8c" + bytes([len(words)]) + words.encode()

    return b"\x80\x04" + text(module) + b"\x94" + text(name) + b"\x94\x93" + text("true") + b"\x85R."


MEMOISED = b"\x80\x04\x8c\x06system\x94\x8c\x02os\x940h\x01h\x00\x93\x8c\x04true\x85R."
"""Module and name come from the memo, in the other order."""
CHANGED = b"csklearn.cluster._birch\n_CFNode\n(N(dVupdate_split_subclusters\ncbuiltins\ndict\nstb."
"""Gives the class itself, not an instance, a state for its slots: loading it changes every such tree of the process."""
HOSTILE = {
    "os.system": calling("os", "system"),
    "posix.system": calling("posix", "system"),
    "subprocess": calling("subprocess", "Popen"),
    "eval": calling("builtins", "eval", "1"),
    "exec of Python 2": calling("__builtin__", "exec", "1"),
    "getattr": calling("builtins", "getattr"),
    "import by name": calling("importlib", "import_module", "os"),
    "runpy": calling("runpy", "run_path"),
    "pty": calling("pty", "spawn"),
    "timeit": calling("timeit", "timeit"),
    "webbrowser": calling("webbrowser", "open"),
    "partial": calling("functools", "partial"),
    "numpy's own runner": calling("numpy.testing._private.utils", "runstring"),
    "numpy.load": calling("numpy", "load"),
    "a function of an allowed package": calling("sklearn.datasets", "load_files"),
    "a dotted way out of a class": stack_global("sklearn.base", "BaseEstimator.__init__.__globals__"),
    "a class that calls a function it is given": calling(
        "sklearn.preprocessing._function_transformer", "FunctionTransformer"
    ),
    "a scorer": calling("sklearn.metrics._scorer", "_Scorer"),
    "a wrapper of joblib": calling("sklearn.utils.parallel", "_FuncWrapper"),
    "a cache of joblib": calling("joblib.memory", "Memory"),
    "an older array of joblib, in a file of its own": calling("joblib.numpy_pickle_compat", "NDArrayWrapper"),
    "a class of tests": calling("sklearn.utils._testing", "TempMemmap"),
    "a class that opens a socket": calling("xgboost.tracker", "RabitTracker"),
    "a class that opens an address": calling("xgboost.core", "DMatrix"),
    "an allowed class changed for all": CHANGED,
    "an object made and then called": b"csklearn.gaussian_process.kernels\nSum\n(NNtR(NtR.",
    "STACK_GLOBAL": stack_global("os", "system"),
    "STACK_GLOBAL from the memo": MEMOISED,
    "INST": b"(Vtrue\nios\nsystem\n.",
    "OBJ": b"(cos\nsystem\nVtrue\no.",
    "NEWOBJ": b"\x80\x02cos\nsystem\nVtrue\n\x85\x81.",
    "extension code": b"\x80\x02\x82\x01.",
    "a second pickle behind the first": pickle.dumps(1) + calling("os", "system"),
    "a name that is no text": b"\x80\x04K\x01\x8c\x06system\x93.",
    "broken off": calling("os", "system")[:-4],
    "nothing but rubbish": b"\x80\x05\xff\xff\xff",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_every_hostile_pickle_is_found(tmp_path: Path, name: str) -> None:
    path = tmp_path / "model.pkl"
    path.write_bytes(HOSTILE[name])
    assert list(scanned(path))


def as_zip(data: bytes, inside: str = "archive/data.pkl") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(inside, data)
    return made.getvalue()


def as_tar(data: bytes) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        member = tarfile.TarInfo("model.pkl")
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return made.getvalue()


class Hostile:
    def __reduce__(self):
        return print, ("never printed",)


def in_an_array(data: bytes) -> bytes:
    made = io.BytesIO()
    np.save(made, np.array([1, "x", None], dtype=object), allow_pickle=True)
    head, _, _ = made.getvalue().partition(b"\x80\x03")
    head = head if head != made.getvalue() else made.getvalue()[: 10 + struct.unpack("<H", made.getvalue()[8:10])[0]]
    return head + data


def in_joblib(folder: Path) -> bytes:
    joblib.dump({"w": np.arange(5.0), "x": np.array([Hostile()], dtype=object)}, folder / "j")
    return (folder / "j").read_bytes()


@pytest.mark.parametrize(
    "wrapped",
    [
        gzip.compress,
        bz2.compress,
        as_zip,
        as_tar,
        in_an_array,
        lambda data: as_zip(as_zip(data, "inner.pkl"), "outer.zip"),
        lambda data: gzip.compress(as_tar(data)),
    ],
)
def test_no_wrapping_hides_one(tmp_path: Path, wrapped) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(wrapped(HOSTILE["os.system"]))
    assert [name for _, name, _ in scanned(path)] == ["os.system"]


def test_one_among_the_arrays_of_joblib_is_found(tmp_path: Path, capsys) -> None:
    path = tmp_path / "model.joblib"
    path.write_bytes(in_joblib(tmp_path))
    assert "builtins.print" in [name for _, name, _ in scanned(path)]
    assert "never printed" not in capsys.readouterr().out


def test_a_legacy_file_is_recognised_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "weights.pt"
    path.write_bytes(b"V" + HOSTILE["os.system"][1:])
    assert list(scanned(path))


MODELS = {
    "search": GridSearchCV(make_pipeline(SelectKBest(k=2), LogisticRegression()), {"selectkbest__k": [1, 2]}, cv=3),
    "calibrated": CalibratedClassifierCV(KNeighborsClassifier(algorithm="ball_tree"), method="isotonic", cv=3),
    "logistic": LogisticRegression(),
    "forest": RandomForestClassifier(n_estimators=5),
    "boosting": GradientBoostingClassifier(n_estimators=5),
    "histogram boosting": HistGradientBoostingClassifier(max_iter=5),
    "neighbours": KNeighborsClassifier(),
    "machine": SVC(),
    "pipeline": make_pipeline(
        ColumnTransformer([("n", StandardScaler(), [0, 1]), ("c", OneHotEncoder(handle_unknown="ignore"), [2])]),
        LogisticRegression(),
    ),
}


@pytest.mark.parametrize("name", MODELS)
def test_no_honest_model_is_accused(tmp_path: Path, name: str) -> None:
    model = MODELS[name].fit(np.round(X), Y)
    for protocol in (2, 4, 5):
        (tmp_path / f"{protocol}.pkl").write_bytes(pickle.dumps(model, protocol=protocol))
    joblib.dump(model, tmp_path / "plain.joblib")
    joblib.dump(model, tmp_path / "packed.joblib", compress=3)
    joblib.dump(model, tmp_path / "zipped.joblib.gz", compress="gzip")
    for path in tmp_path.iterdir():
        assert not list(scanned(path)), path.name


def test_a_bomb_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "LARGEST", 1_000_000)
    path = tmp_path / "model.pkl.gz"
    path.write_bytes(gzip.compress(b"\0" * 2_000_000))
    assert [why for _, _, why in scanned(path)] == ["cannot be unpacked (unpacks to more than 1,000,000 bytes)"]


def test_deep_nesting_ends(tmp_path: Path) -> None:
    data = HOSTILE["os.system"]
    for _ in range(9):
        data = gzip.compress(data)
    (tmp_path / "model.gz").write_bytes(data)
    ((_, _, why),) = scanned(tmp_path / "model.gz")
    assert "packed more than" in why
    (tmp_path / "deep.pkl").write_bytes(b"(" * 200_000 + b"t" * 200_000 + b".")
    list(scanned(tmp_path / "deep.pkl"))


def run(folder: Path, checks: str):
    path = folder / "suite.yaml"
    path.write_text(f"suite: 1\nsystem: credit\nchecks:\n{checks}")
    return run_suite(load_suite(path)).results


def test_the_checks_judge_name_and_say_what_they_looked_at(tmp_path: Path) -> None:
    (tmp_path / "bad.pkl").write_bytes(HOSTILE["os.system"])
    (tmp_path / "good.pkl").write_bytes(pickle.dumps(MODELS["logistic"].fit(X, Y)))
    (tmp_path / "weights.safetensors").write_bytes((2).to_bytes(8, "little") + b"{}")
    scan, formats = run(
        tmp_path,
        "  - {id: scan, kind: artifact-scan, path: '*.pkl'}\n  - {id: form, kind: format-policy, path: '*.*[ls]'}\n",
    )
    assert (scan.verdict, scan.n) == ("fail", 2)
    assert scan.metrics[0].note == "bad.pkl: os.system"
    assert [file.name for file in scan.files] == ["bad.pkl", "good.pkl"]
    assert formats.verdict == "fail"
    assert formats.profile.counts["executable"] == ["bad.pkl"]
    assert formats.profile.counts["cleared"] == ["good.pkl"]
    (strict,) = run(tmp_path, "  - {id: form, kind: format-policy, path: 'good.pkl', scan: false}\n")
    assert strict.verdict == "fail"
    (allowed,) = run(tmp_path, "  - {id: scan, kind: artifact-scan, path: bad.pkl, allow: [os.system]}\n")
    assert allowed.verdict == "pass"
    (missing,) = run(tmp_path, "  - {id: scan, kind: artifact-scan, path: none.pkl}\n")
    assert missing.verdict == "error"
    assert "suite.yaml:4: checks[0].path: none.pkl: does not exist" in missing.message


def test_counts_alone_give_the_verdict_again() -> None:
    counts = {"rows": 1, "foreign": [["m.pkl", "os.system"]], "incomplete": []}
    assert [one.status for one in artifact_scan.evaluate({}, counts)] == ["fail", "pass"]
    counts = {"rows": 1, "forms": {"pickle": 1}, "executable": [], "cleared": ["m.pkl"]}
    (metric,) = format_policy.evaluate({}, counts)
    assert (metric.status, metric.note) == ("pass", "cleared by the scan: m.pkl")

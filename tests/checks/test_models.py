"""Models of every sort give the same scores; hostile files are not opened and hostile endpoints are not believed."""

import json
import pickle
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from assentian.checks import endpoint
from assentian.checks.errors import DataError, SuiteError
from assentian.checks.models import open_model
from assentian.checks.run import open_inputs
from assentian.checks.suite import load_suite

ROWS = [{"a": 0.0, "b": 1.0}, {"a": 2.0, "b": -1.0}, {"a": -3.0, "b": None}]
PLACE = ("checks", 0, "model")


class Answers(BaseHTTPRequestHandler):
    """Scores as the path asks for them."""

    def do_POST(self):
        rows = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["rows"]
        self.server.tokens.append(self.headers.get("Authorization"))
        bodies = {
            "/good": json.dumps({"scores": [0.25] * len(rows)}),
            "/short": json.dumps({"scores": [0.25]}),
            "/nan": '{"scores": [NaN, NaN, NaN]}',
            "/words": '{"scores": ["high", "low", "low"]}',
            "/html": "<p>welcome</p>",
            "/deep": "[" * 100_000,
            "/huge": " " * 200,
        }
        self.send_response(302 if self.path == "/away" else 200)
        if self.path == "/away":
            self.send_header("Location", "/good")
        self.end_headers()
        self.wfile.write(bodies.get(self.path, "").encode())

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    with HTTPServer(("127.0.0.1", 0), Answers) as found:
        found.tokens = []
        thread = threading.Thread(target=found.serve_forever, daemon=True)
        thread.start()
        yield found
        found.shutdown()
        thread.join()


@pytest.fixture
def inputs(workshop):
    workshop.table("current.csv", {"x": [1]})
    found = open_inputs(load_suite(workshop.suite("checks:\n  - {id: a, kind: drift}\n")))
    found.begin()
    return found


def fitted(estimator=None):
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    model = make_pipeline(SimpleImputer(), estimator or LogisticRegression())
    return model.fit([[0, 1], [1, 1], [2, -1], [-3, 0]], [0, 1, 1, 0])


def test_a_pickle_and_a_skops_file_of_one_model_give_its_scores(inputs, workshop):
    import skops.io

    model = fitted()
    expected = model.predict_proba([[0, 1], [2, -1], [-3, float("nan")]])[:, 1].tolist()
    (workshop.folder / "model.pkl").write_bytes(pickle.dumps(model))
    skops.io.dump(model, workshop.folder / "model.skops")
    for declared in ({"sklearn": "model.pkl"}, {"skops": "model.skops", "trusted": ["numpy.dtype"]}):
        assert open_model(declared, inputs, PLACE).scores(ROWS) == pytest.approx(expected)
    assert [file.name for file in inputs.files] == ["model.pkl", "model.skops"]


def test_an_onnx_model_gives_the_last_class(inputs, workshop):
    import onnxruntime

    source = Path(onnxruntime.__file__).parent / "datasets" / "logreg_iris.onnx"
    (workshop.folder / "model.onnx").write_bytes(source.read_bytes())
    rows = [{"a": 1.0, "b": 2.0}, {"a": 3.0, "b": 4.0}, {"a": 5.0, "b": 6.0}]
    found = open_model({"onnx": "model.onnx"}, inputs, PLACE).scores(rows)
    session = onnxruntime.InferenceSession(str(source), providers=["CPUExecutionProvider"])
    told = session.run(["probabilities"], {"float_input": [[1, 2], [3, 4], [5, 6]]})[0]
    assert found == pytest.approx([one[2] for one in told])
    (workshop.folder / "model.onnx").write_bytes(b"no model")
    with pytest.raises(DataError, match="is no ONNX model"):
        open_model({"onnx": "model.onnx"}, inputs, PLACE)


def test_a_function_is_called_and_its_answers_are_counted(inputs, workshop, monkeypatch):
    monkeypatch.syspath_prepend(str(workshop.folder))
    (workshop.folder / "scoring_here.py").write_text(
        "def sound(rows):\n    return [0.5 for _ in rows]\ndef short(rows):\n    return [0.5]\n"
        "def broken(rows):\n    raise RuntimeError('no weights')\n"
    )
    assert open_model({"python": "scoring_here:sound"}, inputs, PLACE).scores(ROWS) == [0.5] * 3
    for name, problem in (("short", "gave 1 scores for 3 rows"), ("broken", "RuntimeError: no weights")):
        with pytest.raises(DataError, match=problem):
            open_model({"python": f"scoring_here:{name}"}, inputs, PLACE).scores(ROWS)
    with pytest.raises(SuiteError, match="cannot be imported"):
        open_model({"python": "scoring_here:absent"}, inputs, PLACE)


def test_a_pickle_that_would_run_code_is_never_opened(inputs, workshop):
    class Trap:
        def __reduce__(self):
            return Path.touch, (workshop.folder / "sprung",)

    (workshop.folder / "model.pkl").write_bytes(pickle.dumps(Trap()))
    with pytest.raises(DataError, match="is not opened"):
        open_model({"sklearn": "model.pkl"}, inputs, PLACE)
    (workshop.folder / "model.pkl").write_bytes(pickle.dumps(fitted())[:-40])
    with pytest.raises(DataError, match="is not opened"):
        open_model({"sklearn": "model.pkl"}, inputs, PLACE)
    assert not (workshop.folder / "sprung").exists()


def test_a_skops_file_of_types_that_nobody_trusts_is_not_opened(inputs, workshop):
    import skops.io

    skops.io.dump(fitted().set_params(simpleimputer=Odd()), workshop.folder / "model.skops")
    with pytest.raises(SuiteError, match=r"trusted: does not list .*Odd"):
        open_model({"skops": "model.skops"}, inputs, PLACE)
    (workshop.folder / "model.skops").write_bytes(b"PK")
    with pytest.raises(DataError, match="is no skops file"):
        open_model({"skops": "model.skops"}, inputs, PLACE)


class Odd:
    """A step of a pipeline that skops does not know."""

    def fit(self, _x, _y=None):
        return self

    def transform(self, x):
        return x


def test_an_endpoint_is_asked_with_its_token_and_its_answer_noted(inputs, server, monkeypatch):
    monkeypatch.setenv("MODEL_TOKEN_CREDIT", "secret")
    address = f"http://127.0.0.1:{server.server_port}/good"
    declared = {"endpoint": address, "hosts": ["127.0.0.1"], "token_env": "MODEL_TOKEN_CREDIT"}
    assert open_model(declared, inputs, PLACE).scores(ROWS) == [0.25] * 3
    assert server.tokens == ["Bearer secret"]
    assert [(file.name, file.record) for file in inputs.files] == [(f"{address} answer 1", True)]
    assert "secret" not in str(inputs.files)


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("away", "answered 302; expected 200"),
        ("short", "gave 1 scores for 3 rows"),
        ("nan", "not finite"),
        ("words", "refused the rows|could not convert"),
        ("html", "is no JSON"),
        ("deep", "is no JSON"),
        ("huge", "more than 100 bytes"),
    ],
)
def test_an_endpoint_that_answers_oddly_is_an_error_in_words(inputs, server, monkeypatch, path, problem):
    if path == "huge":
        monkeypatch.setattr(endpoint, "LARGEST", 100)
    declared = {"endpoint": f"http://127.0.0.1:{server.server_port}/{path}", "hosts": ["127.0.0.1"]}
    with pytest.raises(DataError, match=problem):
        open_model(declared, inputs, PLACE).scores(ROWS)


@pytest.mark.parametrize(
    ("declared", "problem"),
    [
        ({"endpoint": "https://model.example.org/", "hosts": ["other.example.org"]}, "does not list"),
        ({"endpoint": "http://model.example.org/", "hosts": ["model.example.org"]}, "is not https"),
        ({"endpoint": "https://a:b@model.example.org/", "hosts": ["model.example.org"]}, "name or password"),
        ({"endpoint": "https://m.org/", "hosts": ["m.org"], "token_env": "MODEL_TOKEN_ABSENT"}, "is not set"),
    ],
)
def test_an_endpoint_outside_the_list_is_never_asked(inputs, declared, problem):
    with pytest.raises(SuiteError, match=problem):
        open_model(declared, inputs, PLACE)


@pytest.mark.parametrize(("way", "library"), [("skops", "skops"), ("onnx", "onnxruntime"), ("sklearn", "sklearn")])
def test_without_its_library_a_model_is_not_run(workshop, way, library):
    for name in ("members.csv", "others.csv", "current.csv"):
        workshop.table(name, {"a": [1, 2], "y": [0, 1]})
    suite = workshop.suite(
        "columns: {label: y}\nchecks:\n  - {id: m, kind: membership-inference, members: {path: members.csv}, "
        f"non_members: {{path: others.csv}}, features: [a], model: {{{way}: model}}}}\n"
    )
    program = (
        f"import sys; sys.modules[{library!r}] = None\nfrom pathlib import Path\n"
        "from assentian.checks.run import run_suite\nfrom assentian.checks.suite import load_suite\n"
        f"result = run_suite(load_suite(Path({str(suite)!r}))).results[0]\nprint(result.verdict.name, result.message)"
    )
    told = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    assert told.startswith("NOT_RUN not run (extra missing)")
    assert library in told

"""The design of a model stays the same when weights and names change, and another design is told line by line."""

import json
import random
import struct
from pathlib import Path

import onnxruntime
import pytest

from assentian.checks.integrity.architecture import onnx
from assentian.checks.integrity.architecture.protobuf import WireError
from assentian.checks.registry import KINDS
from assentian.standards.vocabulary import Verdict
from tests.checks.desk import Desk, metric

SHIPPED = Path(onnxruntime.__file__).parent / "datasets"


def varint(value: int) -> bytes:
    found = b""
    while value > 0x7F:
        found, value = found + bytes([value & 0x7F | 0x80]), value >> 7
    return found + bytes([value])


def field(number: int, value: bytes | str | int) -> bytes:
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    data = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(data)) + data


def tensor(name: str, dims: list[int], values: list[float]) -> bytes:
    shape = b"".join(field(1, one) for one in dims)
    return shape + field(2, 1) + field(8, name) + field(9, struct.pack(f"<{len(values)}f", *values))


def shaped(name: str, *dims: int) -> bytes:
    shape = b"".join(field(1, field(1, one)) for one in dims)
    return field(1, name) + field(2, field(1, field(1, 1) + field(2, shape)))


def node(what: str, given: list[str], made: str) -> bytes:
    return b"".join(field(1, one) for one in given) + field(2, made) + field(4, what)


def network(*, weight: float = 0.5, names: str = "xwhy", units: int = 4, activation: str = "Relu") -> bytes:
    """x (1, 3) times w (3, units), then an activation: a model that the runtime runs."""
    x, w, h, y = names
    graph = field(1, node("MatMul", [x, w], h)) + field(1, node(activation, [h], y)) + field(2, "g")
    graph += field(5, tensor(w, [3, units], [weight] * 3 * units))
    graph += field(11, shaped(x, 1, 3)) + field(12, shaped(y, 1, units))
    return field(1, 8) + field(8, field(1, "") + field(2, 13)) + field(7, graph)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def compared(desk: Desk, one: bytes, other: bytes):
    (desk.folder / "running.onnx").write_bytes(one)
    (desk.folder / "approved.onnx").write_bytes(other)
    return desk.run("arch-digest", "path: running.onnx, design: approved.onnx")


def test_our_model_is_one_that_the_runtime_runs() -> None:
    session = onnxruntime.InferenceSession(network(), providers=["CPUExecutionProvider"])
    assert session.run(None, {"x": [[1.0, 2.0, 3.0]]})[0].tolist() == [[3.0] * 4]


def test_other_weights_and_other_names_are_the_same_design(desk: Desk) -> None:
    found = compared(desk, network(weight=7, names="abcd"), network())
    assert (found.verdict, found.message, found.profile.counts["parameters"]) == (Verdict.PASS, "", 12)
    assert KINDS["arch-digest"].evaluate({}, json.loads(json.dumps(found.profile.counts))) == found.metrics


def test_another_operator_or_shape_is_told_line_by_line(desk: Desk) -> None:
    found = compared(desk, network(activation="Tanh"), network())
    assert found.verdict is Verdict.FAIL
    assert metric(found, "design_faults").note == "+ Tanh(%2) -> %3 {}; - Relu(%2) -> %3 {}"
    wider = compared(desk, network(units=5), network())
    assert (metric(wider, "parameters_differ").value, wider.verdict) == (3, Verdict.FAIL)


def test_a_digest_can_stand_in_the_suite(desk: Desk) -> None:
    counts = compared(desk, network(), network()).profile.counts
    body = f"path: running.onnx, approved: 'sha256:{counts['digest']}', parameters: {counts['parameters']}"
    assert desk.run("arch-digest", body).verdict is Verdict.PASS
    (desk.folder / "running.onnx").write_bytes(network(activation="Sigmoid"))
    found = desk.run("arch-digest", body)
    assert (found.verdict, "has the digest sha256:" in metric(found, "design_faults").note) == (Verdict.FAIL, True)


def test_a_shipped_classifier_is_read_and_its_coefficients_are_no_design(desk: Desk) -> None:
    shipped = (SHIPPED / "logreg_iris.onnx").read_bytes()
    lines, parameters = onnx.design(shipped)
    assert any("LinearClassifier(%0) -> %1, %2" in line and "coefficients=floats x 12" in line for line in lines)
    assert parameters == 15
    coefficient = struct.pack("<f", 0.38574114441871643)
    assert shipped.count(coefficient) == 1
    assert compared(desk, shipped.replace(coefficient, struct.pack("<f", 9.0)), shipped).verdict is Verdict.PASS
    assert compared(desk, shipped.replace(b"LOGISTIC", b"SOFTMAX_"), shipped).verdict is Verdict.FAIL


def weights(**tensors: list[int]) -> bytes:
    header = json.dumps(
        {name: {"dtype": "F32", "shape": shape, "data_offsets": [0, 0]} for name, shape in tensors.items()}
    )
    return len(header).to_bytes(8, "little") + header.encode() + b"data"


def test_safetensors_are_compared_by_names_shapes_and_types(desk: Desk) -> None:
    same = compared(desk, weights(a=[2, 3], b=[]), weights(b=[], a=[2, 3]) + b"other data")
    assert (same.verdict, same.profile.counts["parameters"]) == (Verdict.PASS, 7)
    found = compared(desk, weights(a=[2, 3], c=[1]), weights(a=[2, 3], b=[]))
    assert metric(found, "design_faults").note == "+ c F32 [1]; - b F32 []"


def test_strange_names_and_sizes_do_not_stop_the_run(desk: Desk) -> None:
    odd = b'{"\\ud800": {"dtype": "F32", "shape": [2], "data_offsets": [0, 0]}}'
    found = compared(desk, len(odd).to_bytes(8, "little") + odd, weights(a=[2]))
    assert metric(found, "design_faults").note == r"+ \ud800 F32 [2]; - a F32 [2]"
    assert "says that it has" in compared(desk, weights(a=[2**40, 2**40]), weights(a=[2])).message
    negative = compared(desk, weights(a=[-1]), weights(a=[2]))
    assert "is no shape" in negative.message


def test_what_is_no_model_is_an_error_and_hostile_bytes_end(desk: Desk) -> None:
    for data in (b"", b"no model", b"\x80\x04K\x01.", network()[:-9], b"\x3a" + b"\xff" * 12, weights()[:12]):
        assert "is neither ONNX nor safetensors" in compared(desk, data, network()).message or data == weights()[:12]
    nested = b""
    for _ in range(200):
        nested = field(1, field(4, "If") + field(5, field(1, "then_branch") + field(6, nested)))
    with pytest.raises(WireError, match="nested more than"):
        onnx.design(field(7, nested))
    chance = random.Random(1)
    for _ in range(300):
        data = bytearray(network())
        data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            onnx.design(bytes(data))
        except (WireError, LookupError):
            continue

"""Signed folders: what the signature says, what changed since, and the same format as model-signing."""

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from assentian.checks.integrity import oms
from assentian.checks.registry import KINDS
from assentian.checks.run import run_suite
from assentian.checks.suite import load_suite
from assentian.cli.sign import sign
from assentian.standards.vocabulary import Verdict


def pem(key):
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def public_pem(key):
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@pytest.fixture
def key():
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture
def place(tmp_path, key):
    """A model folder whose names sort differently as text and as paths, signed."""
    model = tmp_path / "model"
    (model / "a").mkdir(parents=True)
    (model / "a" / "b.txt").write_text("weights")
    (model / "a.txt").write_text("config")
    (model / ".gitignore").write_text("left out")
    (tmp_path / "key.pem").write_bytes(pem(key))
    (tmp_path / "keys.pem").write_bytes(public_pem(ec.generate_private_key(ec.SECP384R1())) + public_pem(key))
    (tmp_path / "model.sig").write_bytes(oms.sign(oms.read_folder(model), key))
    return tmp_path


def run(place, kind="model-signature", more=""):
    path = place / "suite.yaml"
    told = f"{{id: m, kind: {kind}, path: model, signature: model.sig, trust: keys.pem{more}}}"
    path.write_text(f"suite: 1\nsystem: credit\nchecks:\n  - {told}\n")
    return run_suite(load_suite(path)).results[0]


def faults(result):
    return {name: found for name, found in result.profile.counts["faults"].items() if found}


@pytest.mark.parametrize("kind", ["model-signature", "data-signature"])
def test_an_untouched_folder_passes_and_its_digest_is_what_was_tested(place, kind):
    found = run(place, kind)
    root = oms.read_folder(place / "model").root
    assert found.verdict is Verdict.PASS
    assert found.n == 2
    assert [(file.name, file.digest) for file in found.files if not file.record] == [("model", root)]
    assert KINDS[kind].evaluate({}, json.loads(json.dumps(found.profile.counts))) == found.metrics


def test_one_flipped_byte_is_named(place):
    file = place / "model" / "a" / "b.txt"
    file.write_bytes(bytes([file.read_bytes()[0] ^ 1]) + file.read_bytes()[1:])
    assert run(place).verdict is Verdict.FAIL
    assert faults(run(place)) == {"changed_files": ["a/b.txt"]}


def test_a_missing_an_extra_and_a_renamed_file_are_named(place):
    (place / "model" / "new.pkl").write_text("new")
    assert faults(run(place)) == {"extra_files": ["new.pkl"]}
    (place / "model" / "new.pkl").unlink()
    (place / "model" / "a.txt").rename(place / "model" / "c.txt")
    assert faults(run(place)) == {"missing_files": ["a.txt"], "extra_files": ["c.txt (renamed from a.txt)"]}
    (place / "model" / "c.txt").unlink()
    assert faults(run(place)) == {"missing_files": ["a.txt"]}
    assert run(place).verdict is Verdict.FAIL


def test_a_key_outside_the_trust_list_fails_and_the_files_are_not_judged_by_it(place, key):
    (place / "keys.pem").write_bytes(public_pem(ec.generate_private_key(ec.SECP256R1())))
    found = run(place)
    assert found.verdict is Verdict.FAIL
    assert "no valid signature of a trusted key" in faults(found)["signature_faults"][0]
    assert found.profile.counts["faults"]["changed_files"] is None


def test_a_changed_statement_fails(place):
    bundle = json.loads((place / "model.sig").read_text())
    payload = bundle["dsseEnvelope"]["payload"]
    bundle["dsseEnvelope"]["payload"] = ("A" if payload[0] != "A" else "B") + payload[1:]
    (place / "model.sig").write_text(json.dumps(bundle))
    assert run(place).verdict is Verdict.FAIL


def test_the_approved_digest_must_be_that_of_the_folder(place):
    root = oms.read_folder(place / "model").root
    assert run(place, more=f", approved: sha256:{root}").verdict is Verdict.PASS
    found = run(place, more=f", approved: sha256:{'0' * 64}")
    assert found.verdict is Verdict.FAIL
    assert faults(found) == {"approval_faults": [f"the folder's digest is sha256:{root}"]}


@pytest.mark.parametrize("junk", [b"", b"{}", b"[]", b"\xff", b"[" * 100_000, b'{"dsseEnvelope": 1, "mediaType": 2}'])
def test_a_malformed_signature_fails_in_words(place, junk):
    (place / "model.sig").write_bytes(junk)
    found = run(place)
    assert found.verdict is Verdict.FAIL
    assert "no Sigstore bundle" in faults(found)["signature_faults"][0]


def test_what_cannot_be_read_is_an_error_and_never_a_pass(place):
    (place / "keys.pem").write_text("")
    assert "trusts nobody" in run(place).message
    (place / "keys.pem").write_bytes(
        ed25519.Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    assert run(place).verdict is Verdict.ERROR
    (place / "keys.pem").unlink()
    assert "keys.pem" in run(place).message


def test_a_link_in_the_folder_is_refused(place):
    (place / "model" / "link").symlink_to(place / "key.pem")
    found = run(place)
    assert found.verdict is Verdict.ERROR
    assert "is a symbolic link" in found.message


@pytest.mark.parametrize("ignored", [".", "../x", "/"])
def test_a_signature_cannot_ignore_the_whole_folder(place, key, ignored):
    signed = oms.read_folder(place / "model")
    bad = oms.Manifest(name="model", files=signed.files, ignored=(ignored,))
    (place / "model.sig").write_bytes(oms.sign(bad, key))
    assert "does not lie below the folder" in faults(run(place))["signature_faults"][0]


def invoke(*arguments):
    return CliRunner().invoke(sign, [str(argument) for argument in arguments])


def test_the_command_signs_what_the_check_accepts(place):
    (place / "model.sig").unlink()
    done = invoke(place / "model", "--key", place / "key.pem", "--out", place / "model.sig")
    assert done.exit_code == 0, done.output
    assert "Signed 2 files" in done.output
    assert run(place).verdict is Verdict.PASS


def test_the_command_says_what_is_wrong(place):
    model, key, new = place / "model", place / "key.pem", place / "new.sig"
    assert "exists already" in invoke(model, "--key", key, "--out", place / "model.sig").output
    assert "is no folder" in invoke(place / "nothing", "--key", key, "--out", new).output
    assert "cannot be read" in invoke(model, "--key", place / "no.pem", "--out", new).output
    assert "no unencrypted private key" in invoke(model, "--key", place / "keys.pem", "--out", new).output
    inside = model / "key.pem"
    inside.write_bytes(key.read_bytes())
    assert "keep the key elsewhere" in invoke(model, "--key", inside, "--out", new).output
    assert not new.exists()


def theirs(*arguments):
    """model-signing in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "model_signing", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env=dict(os.environ),
    )


@pytest.fixture
def model_signing():
    assert theirs("--help").returncode == 0, "the development lock brings model-signing and what it needs"


def test_model_signing_verifies_what_we_sign(place, key, model_signing):
    (place / "public.pem").write_bytes(public_pem(key))
    told = ["verify", "key", place / "model", "--signature", place / "model.sig", "--public_key", place / "public.pem"]
    assert theirs(*told).returncode == 0, theirs(*told).stderr
    (place / "model" / "a.txt").write_text("changed")
    assert theirs(*told).returncode != 0


def test_we_verify_what_model_signing_signs(place, model_signing):
    (place / "model.sig").unlink()
    told = ["sign", "key", place / "model", "--signature", place / "model.sig", "--private_key", place / "key.pem"]
    done = theirs(*told)
    assert done.returncode == 0, done.stderr
    assert run(place).verdict is Verdict.PASS
    (place / "model" / "a.txt").write_text("changed")
    assert faults(run(place)) == {"changed_files": ["a.txt"]}

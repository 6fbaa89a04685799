"""Secrets are found by their form, in text, notebooks and long lines; what only stands for one is not."""

import base64
import json
import random
import string
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from assentian.checks.registry import KINDS
from assentian.checks.security.secrets import entropy, in_text, looks_random
from assentian.standards.vocabulary import Verdict
from tests.checks.desk import Desk, metric

CHANCE = random.Random(4)
ALPHABET = string.ascii_letters + string.digits


def drawn(length: int, letters: str = ALPHABET) -> str:
    return "".join(CHANCE.choice(letters) for _ in range(length))


PEM = generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
UPPER, HEX = string.ascii_uppercase + string.digits, "0123456789abcdef"
WEB = ".".join(
    base64.urlsafe_b64encode(json.dumps(one).encode()).decode().rstrip("=")
    for one in ({"alg": "HS256"}, {"sub": "someone"})
)
SECRETS = {
    "private key": PEM,
    "AWS access key": f"id = AKIA{drawn(16, UPPER)}",
    "Google API key": f"AIza{drawn(35)}",
    "GitHub token": f"ghp_{drawn(36)}",
    "GitLab token": f"glpat-{drawn(20)}",
    "Hugging Face token": f"login('hf_{drawn(34)}')",
    "OpenAI or Anthropic key": f"sk-proj-{drawn(48)}",
    "Slack token": f"xoxb-{drawn(24)}",
    "Stripe key": f"sk_live_{drawn(24)}",
    "Azure storage key": f"AccountKey={drawn(86)}==",
    "npm token": f"npm_{drawn(36)}",
    "PyPI token": f"pypi-AgEIcHlwaS5vcmc{drawn(60)}",
    "SendGrid key": f"SG.{drawn(22)}.{drawn(43)}",
    "Weights and Biases key": f"WANDB_API_KEY={drawn(40, HEX)}",
    "JSON Web Token": f"{WEB}.{drawn(43)}",
    "password in an address": f"postgresql://app:{drawn(12)}@db.internal:5432/main",
    "value of a secret's name": f'client_secret: "{drawn(32)}"',
}
HARMLESS = [
    "api_key = os.environ['MODEL_API_KEY_OF_PRODUCTION_1']",
    "password: ${DATABASE_PASSWORD_2024}",
    'token = "your-token-goes-here-123456"',
    "postgresql://user:password@example.org/db",
    'secret_name: "projects/loans/secrets/scorer/versions/12"',
    "token_count = 1234567890123456789",
    "authorship: Fyodor_Dostoyevsky_1866_Petersburg"[:20],
    "digest: sha256:" + "ab" * 32,
    "commit 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b",
    "max_tokens: 4096, tokenizer: bert-base-uncased-v2",
]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def scan(desk: Desk, more: str = ""):
    return desk.run("secret-scan", f"paths: [work]{more}")


@pytest.fixture
def work(desk: Desk) -> Path:
    folder = desk.folder / "work"
    folder.mkdir()
    (folder / "prompt.txt").write_text("\n".join(HARMLESS))
    return folder


def test_what_only_looks_like_one_is_no_secret(desk: Desk, work: Path) -> None:
    assert work.exists()
    found = scan(desk)
    assert (found.verdict, metric(found, "secrets").note, found.message) == (Verdict.PASS, "", "")


@pytest.mark.parametrize("name", SECRETS)
def test_every_form_is_found_named_and_never_repeated(desk: Desk, work: Path, name: str) -> None:
    (work / "agent.yaml").write_text(f"# settings\n{SECRETS[name]}\n")
    found = scan(desk)
    assert found.verdict is Verdict.FAIL
    assert f"agent.yaml:2: {name} " in metric(found, "secrets").note
    told = json.dumps(found.profile.counts)
    assert max(SECRETS[name].split(), key=len)[-12:] not in told
    assert KINDS["secret-scan"].evaluate({}, json.loads(told)) == found.metrics


def test_a_notebook_is_read_cell_by_cell_with_its_outputs(desk: Desk, work: Path) -> None:
    key = f"hf_{drawn(34)}"
    cells: list[dict[str, Any]] = [
        {"cell_type": "code", "source": ["import os\n", f"login('{key}')\n"], "outputs": []},
        {"cell_type": "code", "source": "env", "outputs": [{"text": ["PATH=/bin\n", f"T={key}\n"]}]},
    ]
    (work / "train.ipynb").write_text(json.dumps({"cells": cells, "nbformat": 4}))
    notes = scan(desk).profile.counts["faults"]["secrets"]
    assert [one.rsplit(" ", 1)[0] for one in notes] == [
        "train.ipynb cell 1:2: Hugging Face token",
        "train.ipynb cell 2 output:2: Hugging Face token",
    ]
    digest = notes[0].rsplit(" ", 1)[1]
    allowed = scan(desk, f", allow: ['{digest}']")
    assert (allowed.verdict, allowed.profile.counts["allowed"]) == (Verdict.PASS, 2)


def test_a_secret_in_one_endless_line_or_among_bytes_is_found_once(desk: Desk, work: Path) -> None:
    key = f"ghp_{drawn(36)}"
    (work / "bundle.js").write_text("x" * 19_990 + " " + key + " " + "y" * 2_000_000)
    (work / "lines.txt").write_text("no secret here\n" * 5000 + f"{key}\n" + "nor here\n" * 5000)
    (work / "weights.bin").write_bytes(bytes(range(256)) * 100 + b" " + key.encode() + b" ")
    (work / "wide.txt").write_bytes(f"key: {key}".encode("utf-16"))
    notes = scan(desk).profile.counts["faults"]["secrets"]
    assert [one.partition(":")[0] for one in notes] == ["bundle.js", "lines.txt", "weights.bin", "wide.txt"]
    assert notes[1].startswith("lines.txt:5001: GitHub token")


def test_words_repeat_and_keys_do_not() -> None:
    assert entropy("aaaa") == 0
    assert not looks_random("passwordpassword1")
    assert not looks_random("release-candidate-2026")
    assert looks_random(drawn(32))
    assert looks_random(drawn(40, HEX))
    missed = sum(not looks_random(drawn(32)) for _ in range(500))
    assert missed < 10
    assert not list(in_text(""))

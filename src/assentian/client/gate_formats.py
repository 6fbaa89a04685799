"""An answer of the gate for machines that show it to people: JUnit XML, SARIF 2.1.0, annotations of GitHub Actions.

All are written from the reply that the API gives: `system`, `stage`, `answer`, `reasons` with `rule`, `text`,
`answer`. Invariant: what is not "clear" never looks like a pass in any of them, also where no reason is given.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from xml.etree import ElementTree as ET

from assentian import __version__

Reply = Mapping[str, Any]
SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_NOT_XML = {code: "\N{REPLACEMENT CHARACTER}" for code in range(32) if chr(code) not in "\t\n\r"}


def as_json(reply: Reply) -> str:
    return json.dumps(reply, indent=2, ensure_ascii=False)


def as_junit(reply: Reply) -> str:
    """One test suite, one case for each reason: blocked is a failure, "cannot tell" an error; clear is one passing."""
    reasons = _reasons(reply)
    failures = sum(_is_blocked(reason) for reason in reasons)
    name = f"gate {reply['system']} into {reply['stage']}"
    counts = {"tests": max(len(reasons), 1), "failures": failures, "errors": len(reasons) - failures}
    suite = ET.Element("testsuite", {"name": _plain(name), **{key: str(count) for key, count in counts.items()}})
    for reason in reasons or [{}]:
        rule = reason.get("rule", "clear")
        case = ET.SubElement(suite, "testcase", {"classname": "assentian.gate", "name": _plain(rule)})
        if reason:
            told = ET.SubElement(
                case, "failure" if _is_blocked(reason) else "error", {"message": _plain(reason["text"])}
            )
            told.set("type", _plain(rule))
    return ET.tostring(suite, encoding="unicode", xml_declaration=True)


def as_sarif(reply: Reply) -> str:
    """SARIF 2.1.0 (OASIS), one run: blocked is an error, "cannot tell" a warning; no result is clear."""
    reasons = _reasons(reply)
    rules = sorted({reason["rule"] for reason in reasons})
    results = [
        {
            "ruleId": reason["rule"],
            "ruleIndex": rules.index(reason["rule"]),
            "level": _level(reason),
            "message": {"text": reason["text"]},
            "locations": [{"logicalLocations": [{"name": reply["system"], "kind": "module"}]}],
        }
        for reason in reasons
    ]
    driver = {"name": "assentian gate", "version": __version__, "rules": [{"id": rule} for rule in rules]}
    run = {"tool": {"driver": driver}, "results": results, "properties": {"answer": reply["answer"]}}
    return json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def as_github(reply: Reply) -> str:
    """Workflow commands that GitHub Actions shows as annotations; a notice where the gate is clear."""
    lines = [
        f"::{_level(reason)} title={_property(reason['rule'])}::{_message(reason['text'])}"
        for reason in _reasons(reply)
    ]
    clear = f"::notice title=Gate::{_message(str(reply['system']))} is clear for {_message(str(reply['stage']))}"
    return "\n".join(lines or [clear])


FORMATS: Mapping[str, Callable[[Reply], str]] = {
    "json": as_json,
    "junit": as_junit,
    "sarif": as_sarif,
    "github": as_github,
}


def _reasons(reply: Reply) -> Sequence[Mapping[str, Any]]:
    """The reasons given; one of our own where the answer is not clear and none is."""
    if reply["reasons"] or reply["answer"] == "clear":
        return list(reply["reasons"])
    return [{"rule": "G-UNTOLD", "text": f"The gate answered {reply['answer']!r}.", "answer": reply["answer"]}]


def _is_blocked(reason: Mapping[str, Any]) -> bool:
    return reason.get("answer") == "blocked"


def _level(reason: Mapping[str, Any]) -> str:
    return "error" if _is_blocked(reason) else "warning"


def _plain(text: object) -> str:
    return str(text).translate(_NOT_XML)


def _message(text: str) -> str:
    """The data of a workflow command, escaped as GitHub's toolkit does it."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")

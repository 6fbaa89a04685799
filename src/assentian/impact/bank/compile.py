"""Check the question bank as people write it, and write what the product reads.

    python -m assentian.impact.bank.compile

The YAML under `data/` is the source. A complaint names file and line; a test proves the committed JSON equal to what
this writes. A change of any answer's effect needs a new version: old results name the digest of the file they used.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assentian.impact.bank.library import DATA, path_of
from assentian.standards.catalogue import UnknownNodeError, catalogue
from assentian.standards.strict_yaml import Document, Place, read
from assentian.standards.vocabulary import AskRole, Stage, UnknownWordError

FOLDER, SCHEMAS = DATA / "bank", DATA / "schema"
Problem = tuple[Place, str]


def compiled(folder: Path = FOLDER) -> tuple[str, str]:
    """The version, and the text of its file. `ContentError` names the line of what is wrong."""
    scales, scoring, documents = (_read(folder / f"{name}.yaml") for name in ("scales", "scoring", "documents"))
    modules = [_read(path) for path in sorted(folder.glob("m[0-9]-*.yaml"))]
    triggers = _read(DATA / "triggers.yaml")
    check(modules, scoring, documents, triggers)
    content = {
        "id": scoring.content["id"],
        "version": scoring.content["version"],
        "modules": [_module(document.content) for document in modules],
        "scales": scales.content["scales"],
        "rights": scales.content["rights"],
        "harms": scales.content["harms"],
        "benefits": scales.content["benefits"],
        "vulnerabilities": scales.content["vulnerabilities"],
        "scoring": {
            key: told for key, told in scoring.content.items() if key not in {"schema", "id", "version", "levels"}
        },
        "levels": scoring.content["levels"],
        "guide": documents.content["guide"],
        "documents": documents.content["documents"],
        "triggers": {rule["id"]: rule["title"] for rule in triggers.content["rules"]},
    }
    return content["version"], json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"


def check(modules: list[Document], scoring: Document, documents: Document, triggers: Document) -> None:
    """What a schema cannot say: names stand once, references resolve, a condition looks back, nothing is unserved."""
    rules = {rule["id"] for rule in triggers.content["rules"]}
    seen: dict[str, dict[str, Any]] = {}
    for document in modules:
        for position, question in enumerate(document.content["questions"]):
            where: Place = ("questions", position)
            for place, problem in _problems(question, seen, rules, documents.content["guide"]):
                raise document.error(problem, *where, *place)
            if not question["id"].startswith(f"{document.content['id']}."):
                raise document.error(f"{question['id']} stands in module {document.content['id']}", *where, "id")
            seen |= {question["id"]: question, question["key"]: question}
    _check_scoring(scoring, seen)
    _check_documents(documents, seen)


def _problems(
    question: dict[str, Any], seen: dict[str, dict[str, Any]], rules: set[str], guide: dict[str, str]
) -> Iterator[Problem]:
    for name in ("id", "key"):
        if question[name] in seen:
            yield (name,), f"{question[name]} stands twice"
    yield from _words(question)
    for key in question["serves"]:
        if catalogue().find(key) is None:
            yield ("serves",), f"{key} is no node of the catalogue"
    for bullet in question["guide"]:
        if bullet not in guide:
            yield ("guide",), f"the guide has no bullet {bullet}"
    for rule in question.get("triggers", ()):
        if rule not in rules:
            yield ("triggers",), f"there is no trigger {rule}"
    yield from _sources(question)
    yield from _conditions(question, seen)


def _words(question: dict[str, Any]) -> Iterator[Problem]:
    for words, name, told in ((Stage, "due", [question["due"]]), (AskRole, "ask", question["ask"])):
        for word in told:
            try:
                words.of(word)
            except UnknownWordError as error:
                yield (name,), str(error)


def _sources(question: dict[str, Any]) -> Iterator[Problem]:
    for position, auto in enumerate(question.get("auto", ())):
        try:
            source = catalogue().evidence_source(auto["from"])
        except UnknownNodeError as error:
            yield ("auto", position, "from"), str(error)
            continue
        if source.id != auto["from"]:
            yield ("auto", position, "from"), f"is an older name; write {source.id}"
        values = {option["value"] for option in question.get("options", ())}
        for word in auto.get("if_answer", ()):
            if word != "any" and word not in values:
                yield ("auto", position, "if_answer"), f"{word} is no answer to this question"


def _conditions(question: dict[str, Any], seen: dict[str, dict[str, Any]]) -> Iterator[Problem]:
    condition = question.get("show_if")
    if question["depth"] == "deep" and condition is None:
        yield ("depth",), "a deep question says in show_if when it is asked"
    for part in _parts(condition or {}):
        if "level_gte" in part and question["scoring"]["kind"] in {"exposure", "register", "gate"}:
            yield ("show_if",), "what sets the level cannot hang on it"
        if "q" not in part:
            continue
        if part["q"] not in seen:
            yield ("show_if",), f"looks at {part['q']}, which no earlier question answers"
            continue
        known = {option["value"] for option in seen[part["q"]].get("options", ())} | {"unknown"}
        if "options_from" not in seen[part["q"]]:
            for word in part.get("in") or part["any_of"]:
                if word not in known:
                    yield ("show_if",), f"{word} is no answer to {part['q']}"


def _parts(condition: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield condition
    for part in (*condition.get("all", ()), *condition.get("any", ())):
        yield from _parts(part)


def _check_scoring(scoring: Document, seen: dict[str, dict[str, Any]]) -> None:
    exposure = scoring.content["exposure"]
    known = {*exposure["people"], *exposure["amplifiers"]}
    set_by = {question["scoring"].get("dimension") for question in seen.values()} - {None}
    if known != set_by:
        raise scoring.error(f"questions set {', '.join(sorted(set_by))}", "exposure")
    for position, floor in enumerate(scoring.content["floors"]):
        when = floor["when"]
        for key in ("chosen", "table", "groups", "group_without_row"):
            if key in when and when[key] not in seen:
                raise scoring.error(f"there is no question {when[key]}", "floors", position, "when")
        for dimension in when.get("at_least", ()):
            if dimension not in known:
                raise scoring.error(f"there is no dimension {dimension}", "floors", position, "when")


def _check_documents(documents: Document, seen: dict[str, dict[str, Any]]) -> None:
    """Every bullet of the guide and every section of a document is served by a question."""
    guide = {bullet for question in seen.values() for bullet in question["guide"]}
    if missing := sorted(set(documents.content["guide"]) - guide):
        raise documents.error(f"no question serves {', '.join(missing)}", "guide")
    served = {key for question in seen.values() for key in question["serves"]}
    for position, document in enumerate(documents.content["documents"]):
        if catalogue().find(document["basis"]) is None:
            raise documents.error(f"{document['basis']} is no node", "documents", position, "basis")
        for place, section in enumerate(document["sections"]):
            where = ("documents", position, "sections", place)
            if "serves" in section and section["serves"] not in served:
                raise documents.error(f"no question serves {section['serves']}", *where)
            for key in section.get("keys", ()):
                if key not in seen:
                    raise documents.error(f"there is no question {key}", *where)


def _module(content: dict[str, Any]) -> dict[str, Any]:
    return {key: told for key, told in content.items() if key != "schema"}


def _read(path: Path) -> Document:
    document = read(path)
    name = str(document.content["schema"]).removeprefix("aiia-").partition("/")[0]
    document.hold_against(json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")))
    return document


def main() -> None:
    version, text = compiled()
    path_of(version).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

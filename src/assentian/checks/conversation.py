"""What a system says: recorded outputs, or the answers of an endpoint to prompts.

Two forms of endpoint are known: `batch` answers `{prompts: [...]}` with `{outputs: [...]}`; `chat` is asked one prompt
at a time in the form of chat completions, `{model, messages}`, and answers `{choices: [{message: {content}}]}`.
Does not: keep a dialogue; every prompt begins anew.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from assentian.checks.endpoint import Endpoint
from assentian.checks.errors import DataError
from assentian.checks.inputs import Inputs
from assentian.checks.spec import CheckSpec, Suite
from assentian.checks.sql import identifier
from assentian.checks.tables import Table
from assentian.standards.strict_yaml import Place

BATCH = 20


class Conversation:
    """`declared` is `{endpoint, hosts, token_env, form, name}` of the suite, `place` where it stands."""

    def __init__(self, declared: Mapping[str, Any], inputs: Inputs, place: Place) -> None:
        self.endpoint = Endpoint(declared, inputs, place)
        self.is_chat = declared.get("form") == "chat"
        self.name = declared.get("name")

    def say(self, prompts: Sequence[str]) -> list[str]:
        """The text that answers each prompt; DataError where one has none."""
        if self.is_chat:
            with self.endpoint:
                return [self._chat(one) for one in prompts]
        found: list[str] = []
        for start in range(0, len(prompts), BATCH):
            asked = list(prompts[start : start + BATCH])
            answers = self.endpoint.ask({"prompts": asked}, "outputs")
            if len(answers) != len(asked) or not all(isinstance(one, str) for one in answers):
                raise DataError(f"gave no text for each of {len(asked)} prompts", file=self.endpoint.address)
            found += answers
        return found

    def _chat(self, prompt: str) -> str:
        named = {"model": self.name} if self.name else {}
        answer = self.endpoint.send({**named, "messages": [{"role": "user", "content": prompt}], "temperature": 0})
        try:
            text = answer.json()["choices"][0]["message"]["content"]
        except (KeyError, IndexError, TypeError):
            text = None
        if not answer.is_accepted or not isinstance(text, str):
            problem = f"answered {answer.status} without choices[0].message.content"
            raise DataError(problem, file=self.endpoint.address)
        return text


def outputs(check: CheckSpec, suite: Suite, inputs: Inputs) -> list[str]:
    """The recorded `outputs` of a check, or those that its `model` gives to its `prompts`."""
    if "outputs" in check.parameters:
        return texts(check, suite, inputs.records(check.parameters["outputs"], "outputs"), "output")
    prompts = texts(check, suite, inputs.records(check.parameters["prompts"], "prompts"), "prompt")
    return Conversation(check.parameters["model"], inputs, ("checks", check.index, "model")).say(prompts)


def texts(check: CheckSpec, suite: Suite, table: Table, role: str) -> list[str]:
    """The texts of a column, which is called as its role unless the suite says otherwise."""
    declared = f"{role}_column"
    column = check.parameters.get(declared, role)
    if column not in table.types:
        place = ("checks", check.index, *((declared,) if declared in check.parameters else ()))
        raise suite.error(place, table.missing(column))
    text = f"CAST({identifier(column)} AS VARCHAR)"
    return [one for (one,) in table.select(f"coalesce({text}, '')", then=f"ORDER BY {table.row_number}")]

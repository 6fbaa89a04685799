"""What the attributes of a threat model are called when people are asked for them: labels, questions, answers.

Invariants: every attribute of the schema has its words, and every value that it may take (a test holds both against
each other). Does not: know which values are allowed (the schema does) or what follows from them (the library does).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

NAMES = {"boundaries": "boundary", "data": "class of data", "actors": "actor", "parts": "part", "flows": "flow"}
"""The sections of a model whose members people add, and what one member is called."""


@dataclass(frozen=True, slots=True)
class Wording:
    """`question` has a place `{}` for whom it is about; `answers` says each value in words."""

    label: str
    question: str = ""
    hint: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)


_YES = {"true": "Yes", "false": "No"}
_AUTH = {
    "none": "Nothing: whoever reaches it may use it",
    "key": "A key or password",
    "oidc": "Log-in of a person (OIDC)",
    "mtls": "Certificates on both sides (mTLS)",
}
_TITLE = Wording("Title", hint="How people call it. Empty: the name is shown.")

WORDINGS: Mapping[str, Mapping[str, Wording]] = {
    "system": {
        "id": Wording("Short name", hint="Small letters, digits and hyphens."),
        "name": Wording("Name"),
        "purpose": Wording("Purpose", hint="One sentence."),
        "owner": Wording("Owner", hint="Who answers for it."),
        "role": Wording(
            "Your role",
            "What are you to {}?",
            answers={"provider": "We make it", "deployer": "We use what others made", "both": "Both"},
        ),
        "tech": Wording(
            "What kind of AI it is",
            hint="All that fit; each brings its own threats.",
            answers={
                "tabular": "Tables: scores, forecasts",
                "vision": "Images or video",
                "language": "Text and language",
                "speech": "Speech",
                "ranking": "Ranking, recommending",
                "generative": "Generates text, images or code",
                "agentic": "Acts through tools by itself",
            },
        ),
        "affects_people": Wording("It decides about people or touches them", "Does {} affect people?", answers=_YES),
        "autonomy": Wording(
            "Who decides",
            "Who decides in {}: a person or the system?",
            answers={
                "advice": "It advises; a person decides",
                "human-in-loop": "A person confirms every decision",
                "human-on-loop": "It decides; a person watches and can stop it",
                "full": "It decides alone",
            },
        ),
        "learns_online": Wording(
            "It learns while in use",
            "Does {} learn or remember while it is in use?",
            "From feedback, memory or new cases, without a release.",
            _YES,
        ),
        "retrains": Wording("It is trained again on new data", "Is {} trained again on new data?", answers=_YES),
        "stages": Wording(
            "Stages looked at",
            hint="None chosen: all six.",
            answers={
                "INC": "Inception",
                "DEV": "Design & Development",
                "VAL": "Verification & Validation",
                "DEP": "Deployment",
                "OPS": "Operation & Monitoring",
                "RET": "Retirement/Re-evaluation",
            },
        ),
    },
    "boundaries": {
        "trust": Wording(
            "How far it is trusted",
            answers={
                "untrusted": "Untrusted: anybody may be there",
                "partner": "Partner: another organisation, by contract",
                "internal": "Internal: your people and machines",
                "restricted": "Restricted: few, named people",
            },
        ),
        "title": _TITLE,
        "inside": Wording("It lies inside", hint="Another boundary around it, if there is one."),
    },
    "data": {
        "title": _TITLE,
        "class": Wording(
            "Class",
            "How confidential is {}?",
            answers={
                "public": "Public",
                "internal": "Internal",
                "confidential": "Confidential",
                "secret": "Secret",
            },
        ),
        "pii": Wording("Personal data", "Does {} hold personal data?", answers=_YES),
        "special": Wording(
            "Special categories", "Does {} hold special categories of personal data?", "Health, belief, origin.", _YES
        ),
        "origin": Wording(
            "Where it comes from",
            "Where does {} come from: your own records or outside?",
            answers={
                "own": "Our own records",
                "customer": "Given by those it is about",
                "public": "Public sources",
                "supplier": "A supplier",
                "synthetic": "Made by a program",
            },
        ),
        "trusted": Wording(
            "Content can be trusted",
            "May the content of {} be taken as it is?",
            "No where somebody outside can write into it: mails, web pages, uploads.",
            _YES,
        ),
    },
    "actors": {
        "in": Wording("Stands in", hint="The boundary it belongs to."),
        "kind": Wording(
            "What they are",
            "What is {} to the system?",
            answers={
                "subject": "Affected by it",
                "user": "Uses it",
                "operator": "Runs it",
                "developer": "Builds it",
                "validator": "Tests it",
                "supplier": "Supplies to it",
            },
        ),
        "title": _TITLE,
    },
    "parts": {
        "kind": Wording(
            "Kind",
            answers={
                "dataset": "Dataset",
                "index": "Search index or vector store",
                "pipeline": "Pipeline, training or loading job",
                "evaluation": "Evaluation set or test bench",
                "model": "Model that you host",
                "external-model": "Model that another hosts",
                "service": "Service or API",
                "agent": "Agent that plans and calls tools",
                "tool": "Tool that an agent or service calls",
                "registry": "Registry of models or artefacts",
                "log": "Log, traces, telemetry",
                "device": "Device at the edge",
                "app": "Application that people use",
            },
        ),
        "in": Wording("Stands in", hint="The boundary it belongs to."),
        "title": _TITLE,
        "holds": Wording("Data it keeps", "Which data does {} keep?", "None chosen: it keeps none."),
        "origin": Wording(
            "Where it comes from",
            "Where does {} come from?",
            answers={"own": "We made it", "open-hub": "An open hub (weights, packages)", "supplier": "A supplier"},
        ),
        "labels": Wording(
            "Who labelled it",
            "Who gave the labels of {}?",
            answers={
                "none": "It has no labels",
                "own": "Our own people",
                "crowd": "A crowd",
                "supplier": "A supplier",
                "model": "Another model",
            },
        ),
        "format": Wording(
            "Format of the file",
            "In which format is {} kept?",
            "Pickle, joblib, Torch and Keras files can run code when they are opened.",
            {
                "safetensors": "safetensors",
                "onnx": "ONNX",
                "skops": "skops",
                "json": "JSON",
                "pickle": "pickle",
                "joblib": "joblib",
                "torch": "PyTorch file",
                "keras": "Keras file",
                "gguf": "GGUF",
                "remote": "No file: it is called remotely",
            },
        ),
        "auth": Wording("Who may use it", "How does {} know who asks?", answers=_AUTH),
        "effect": Wording(
            "What it can do",
            "What can {} do?",
            answers={
                "read": "Only read",
                "write": "Write, and it can be undone",
                "irreversible": "Act, and it cannot be undone",
                "execute": "Run code",
            },
        ),
        "trained_on": Wording(
            "Data it was trained on",
            "On which data was {} trained?",
            "None chosen: on none of yours that is named here.",
        ),
        "claims": Wording(
            "Checks said to be in place",
            hint="Ids of checks, with commas between. They show as claimed until a signed result arrives.",
        ),
        "asset": Wording("Key in the register of assets", hint="Joins it to the registered revisions."),
    },
    "flows": {
        "data": Wording("Data that passes", hint="None chosen: nothing that has a class."),
        "via": Wording("Over", "Over what does {} pass?", "As https, grpc, file, mail."),
        "auth": Wording("How the sender is known", "How is the sender known in {}?", answers=_AUTH),
    },
}

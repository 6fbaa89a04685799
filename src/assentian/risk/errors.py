"""The one refusal of the verbs of risk."""


class RiskError(ValueError):
    """What was asked cannot stand; `field` names the input that is wrong, the message says why, to a person."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field

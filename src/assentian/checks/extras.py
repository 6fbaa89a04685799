"""Libraries that only some checks need: asked for where they are used, and missed in words.

A check whose library is not installed is `not run`, never passed.
"""

from importlib import import_module
from typing import Any

from assentian.checks.errors import MissingExtraError


def require(module: str, *, extra: str) -> Any:
    """The module, or MissingExtraError that says which extra of `assentian` brings it."""
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        name = module.partition(".")[0]
        if (error.name or "").partition(".")[0] != name:
            raise
        raise MissingExtraError(
            f"not run (extra missing): {name} is not installed; pip install 'assentian[{extra}]'"
        ) from error

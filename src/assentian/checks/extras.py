"""Libraries that only some checks need: asked for where they are used, and missed in words.

A check whose library is not installed is `not run`, never passed.
"""

from importlib import import_module
from typing import Any

from assentian.checks.errors import MissingExtraError


def require(module: str, *, extra: str) -> Any:
    """The module, or MissingExtraError that says which extra of `assentian` brings it."""
    return _imported(module, f"extra missing): {{}} is not installed; pip install 'assentian[{extra}]'")


def require_package(module: str, *, package: str) -> Any:
    """A module of a package that no extra brings, or MissingExtraError that names the package."""
    return _imported(module, f"library missing): {{}} is not installed; pip install {package}")


def _imported(module: str, missing: str) -> Any:
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        name = module.partition(".")[0]
        if (error.name or "").partition(".")[0] != name:
            raise
        raise MissingExtraError(f"not run ({missing.format(name)}") from error

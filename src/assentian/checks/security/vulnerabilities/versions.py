"""Versions of Python packages in the order of PEP 440, and the names of PEP 503."""

import math
import re
from typing import Any

_VERSION = re.compile(
    r"v?(?:(?P<epoch>\d+)!)?(?P<release>\d+(?:\.\d+)*)"
    r"(?:[-_.]?(?P<pre>alpha|beta|preview|pre|rc|a|b|c)[-_.]?(?P<pre_n>\d*))?"
    r"(?:-(?P<post_bare>\d+)|[-_.]?(?P<post>post|rev|r)[-_.]?(?P<post_n>\d*))?"
    r"(?:[-_.]?(?P<dev>dev)[-_.]?(?P<dev_n>\d*))?(?:\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?",
    re.IGNORECASE,
)
_PRE = {"alpha": "a", "beta": "b", "c": "rc", "pre": "rc", "preview": "rc"}
MOST_DIGITS = 300
LEAST, MOST = -math.inf, math.inf


def ordered(version: str) -> tuple[Any, ...] | None:
    """A key that sorts versions; None for what is none. The local part (`+cu121`) is left out, as advisories do."""
    found = _VERSION.fullmatch(version.strip()) if len(version) < MOST_DIGITS else None
    if found is None:
        return None
    release = [int(one) for one in found["release"].split(".")]
    while len(release) > 1 and release[-1] == 0:
        release.pop()
    is_post = bool(found["post"] or found["post_bare"])
    pre: tuple[str, float] = ("~", MOST)
    if found["pre"]:
        name = found["pre"].lower()
        pre = (_PRE.get(name, name), int(found["pre_n"] or 0))
    elif found["dev"] and not is_post:
        pre = ("", LEAST)
    post = int(found["post_bare"] or found["post_n"] or 0) if is_post else LEAST
    return (int(found["epoch"] or 0), release, pre, post, int(found["dev_n"] or 0) if found["dev"] else MOST)


def bare_name(name: str) -> str:
    """The one spelling of a package's name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()

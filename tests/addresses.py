"""Every address of the product by its name, so that a test can ask for each and a new page cannot be forgotten."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse


def named(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if str(pattern.pattern).startswith("api/"):
                continue  # tests/api asks for every operation in the same way
            yield from named(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else prefix)
        else:
            assert pattern.name, f"{pattern.pattern} has no name"
            yield prefix + pattern.name, pattern


ADDRESSES = dict(named(get_resolver().url_patterns))
IN_ORGANISATION = sorted(name for name, pattern in ADDRESSES.items() if "organisation" in pattern.pattern.converters)


def address(name: str, samples: Mapping[str, Any]) -> str:
    """The address of that name, each parameter filled from `samples`."""
    parameters = ADDRESSES[name].pattern.converters
    unknown = set(parameters) - set(samples)
    assert not unknown, f"{name} has the parameters {unknown}: give the samples a value for them"
    return reverse(name, kwargs={parameter: samples[parameter] for parameter in parameters})

"""SQL text: names and values written so that they mean the same on every engine and cannot break out."""


def identifier(name: str) -> str:
    """A column name in double quotes."""
    return '"' + name.replace('"', '""') + '"'


def quoted(text: str) -> str:
    """A text literal."""
    return "'" + text.replace("'", "''") + "'"


def number(value: float) -> str:
    """A literal that every engine reads as this very double: the shortest text that reads back, cast to DOUBLE."""
    return f"CAST('{float(value)!r}' AS DOUBLE)"

"""Where the records live: embedded SQLite by default, PostgreSQL by `ASSENTIAN_DATABASE_URL`.

SQLite runs as a durable single-writer store (WAL, synchronous=FULL, IMMEDIATE transactions); `recursive_triggers`
makes a REPLACE show its hidden delete to the journal, `trusted_schema` lets the journal's triggers call the function
that knows the act, and `secure_delete` overwrites what an erasure removes.
"""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from assentian.server.home import kept_private

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON; "
    "PRAGMA trusted_schema=ON; PRAGMA secure_delete=ON; PRAGMA cache_size=-16000;"
)


def database(url: str, home: Path) -> dict[str, Any]:
    """Django's settings of the one database. An unknown scheme raises `ImproperlyConfigured`."""
    if not url:
        url = f"sqlite:///{kept_private(home / 'assentian.sqlite3')}"
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path[1:]),
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": SQLITE_PRAGMAS, "timeout": 20},
        }
    if parts.scheme in ("postgres", "postgresql"):
        query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(query.get("host", parts.hostname or "")),
            "PORT": str(parts.port or query.get("port", "")),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    raise ImproperlyConfigured(
        f"ASSENTIAN_DATABASE_URL starts with {parts.scheme!r}; use sqlite:///path or postgresql://user:password@host/name"
    )

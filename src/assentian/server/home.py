"""The home of an installation: the one folder that holds all of its state outside the database.

`ASSENTIAN_HOME` names it (default `~/.assentian`). It holds the embedded database, the secret key, the log's signing
key, the signer's own memory of what it has signed, and the stored documents. What is secret is created with mode 0600
and never logged.
"""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def home() -> Path:
    """`ImproperlyConfigured` where it cannot be made or written in."""
    folder = Path(os.environ.get("ASSENTIAN_HOME", Path.home() / ".assentian")).expanduser().resolve()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"the home {folder} cannot be made ({error.strerror}); name another with --home or ASSENTIAN_HOME"
        ) from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ImproperlyConfigured(f"{folder} cannot be written in; name another home with --home or ASSENTIAN_HOME")
    return folder


def kept_private(path: Path) -> Path:
    """`path`, made as an empty file with mode 0600 where there is none; SQLite gives its log the mode of its file."""
    path.touch(mode=0o600)
    return path


def secret_key(folder: Path) -> str:
    """Django's secret key: from `ASSENTIAN_SECRET_KEY`, else made once and kept in the home."""
    if given := os.environ.get("ASSENTIAN_SECRET_KEY"):
        return given
    path = folder / "secret-key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key := secrets.token_urlsafe(50))
    return key

"""Whether a Git repository holds a commit, read from its own files: loose objects and the indexes of its packs.

Source: Git, "gitformat-pack" (index version 2). Does not: run Git, read what a commit holds, or follow branches.
"""

import re
from pathlib import Path

COMMIT = re.compile(r"[0-9a-f]{40}")
_MAGIC = b"\xfftOc\x00\x00\x00\x02"
_NAMES_AT = 8 + 256 * 4
_SIZE = 20


def holds(repository: Path, commit: str) -> bool:
    """Whether an object of that name is there; `repository` is the work tree or the folder of Git itself."""
    folder = repository / ".git" if (repository / ".git").is_dir() else repository
    objects = folder / "objects"
    if (objects / commit[:2] / commit[2:]).is_file():
        return True
    return any(_indexed(index, bytes.fromhex(commit)) for index in sorted(objects.glob("pack/pack-*.idx")))


def _indexed(index: Path, name: bytes) -> bool:
    """Whether the sorted names of a pack's index hold this one; the fan-out table says among which to look."""
    with index.open("rb") as file:
        head = file.read(_NAMES_AT)
        if not head.startswith(_MAGIC) or len(head) < _NAMES_AT:
            return False
        first = name[0]
        begin = int.from_bytes(head[8 + 4 * (first - 1) : 8 + 4 * first]) if first else 0
        end = int.from_bytes(head[8 + 4 * first : 12 + 4 * first])
        file.seek(_NAMES_AT + begin * _SIZE)
        names = file.read(max(0, end - begin) * _SIZE)
    return any(names[at : at + _SIZE] == name for at in range(0, len(names), _SIZE))

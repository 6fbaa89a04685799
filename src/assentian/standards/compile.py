"""Write the catalogue that the running product reads: `python -m assentian.standards.compile`.

The YAML is the source; each pack gets one `catalogue.json` beside it, so that a pack leaves whole when its folder does.
A test proves the committed files equal to what this writes.
"""

import json
from pathlib import Path

from assentian.standards.content import read_content
from assentian.standards.packs import COMPILED, DATA


def compiled(folder: Path = DATA) -> dict[Path, str]:
    """Text of every compiled file, by its path."""
    return {
        pack / COMPILED: json.dumps(tables, ensure_ascii=False, separators=(",", ":")) + "\n"
        for pack, tables in read_content(folder).items()
    }


def main() -> None:
    for path, text in compiled().items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

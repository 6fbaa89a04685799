"""An assessment in one file: the answers that people write in YAML, read and scored without a server. Pure."""

"""The checks beside a plain scan and the libraries that others would use: CPU, memory and agreement, in one run.

    python -m benchmarks.checks [--quick] [--growth] [--write]

Everything runs in a process of its own, so that imports count and memory is its own; the rounds are interleaved.
Modules: `data` makes the tables, `rivals` installs the others, `programs/` holds one script for each thing measured,
`measure` runs them, `beside` and `growth` say what is put side by side, `page` writes it down.
"""

"""Executable controls: what a suite declares, measured on real data and written down as integer counts.

`plan -> profile -> evaluate -> record`: a suite is read (`suite`), the engine counts where the data lies (`tables`,
`<kind>.profile`), plain arithmetic on those counts gives the metrics (`<kind>.evaluate`, standard library only), and a
statement holds the result with everything needed to repeat it (`statement`). `run.run_suite` walks the four steps.
"""

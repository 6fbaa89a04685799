"""Risk criteria: the scales, the matrix and the appetite by which an organisation judges its risks (6.1.1, 6.1.2)."""

"""Which checks are planned, and whether they ran when they were due."""

"""One cell of the lifecycle x STRIDE matrix: its threats, where they apply and why, and where not and why not."""

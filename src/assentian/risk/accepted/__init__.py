"""What an acceptance of residual risk is bound to, and when it lapses (6.1.3, 8.3)."""

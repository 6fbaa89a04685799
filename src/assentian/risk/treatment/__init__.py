"""Treatment of risks: options, actions, and the acceptance of what remains (6.1.3, 8.3)."""

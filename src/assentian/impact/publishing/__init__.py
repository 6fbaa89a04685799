"""The public summary of an approved version: what is told, what is withheld and why, and who decided."""

"""Threat models from and for other tools, each with a report of what did not carry over."""

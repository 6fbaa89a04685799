"""Answering an impact assessment: a draft is started, answered by several people at once, and submitted."""

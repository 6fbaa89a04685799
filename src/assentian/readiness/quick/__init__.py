"""The readiness check of ten minutes: twenty questions, no account, nothing stored on the server."""

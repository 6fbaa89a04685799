"""The result of the quick readiness check as a document, for people without an account."""

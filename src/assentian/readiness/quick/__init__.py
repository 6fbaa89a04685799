"""The readiness check of ten minutes: twenty questions, no account, no answer stored on the server."""

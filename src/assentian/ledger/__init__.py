"""The ledger: canonical bytes, Merkle tree, proofs, checkpoints, signed envelopes, and a verifier for strangers.

Pure: no database, no network, no Django. The verifying algorithms stand once, in `verify`, a single file of the
standard library that travels inside every audit pack; the rest of the room builds what it verifies.
"""

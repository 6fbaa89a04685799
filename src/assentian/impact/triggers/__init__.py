"""What opens an approved assessment again: thirty rules over events, against the version that was approved. Pure."""

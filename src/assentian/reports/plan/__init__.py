"""The risk treatment plan as documents."""

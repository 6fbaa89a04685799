"""What happens to a system, held against its approved assessment: from the event to the draft in one transaction."""

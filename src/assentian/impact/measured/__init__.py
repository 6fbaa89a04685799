"""What the platform measured or keeps on record, as the questions of an assessment ask for it."""

"""Who takes part: joining, what a participant's pages stand on, and being forgotten."""

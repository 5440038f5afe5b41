"""Proposals of nyckeltal: made, merged, and what is known of each."""

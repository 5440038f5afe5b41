"""Marks: placed, moved, given aloud, and counted."""

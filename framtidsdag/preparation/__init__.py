"""Preparing a day: its parts, its material, and what is missing."""

"""Svara: answers to proposals, who may read what of them, and the thread they make."""

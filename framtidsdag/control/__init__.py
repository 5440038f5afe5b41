"""The processledare's control of the room, and the big screen that follows it."""

"""The door for people: pages built from widgets, no logic."""

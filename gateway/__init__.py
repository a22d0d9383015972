"""The door for devices: receive, store, and only then acknowledge."""

"""Notice channels: send, and learn what really arrived."""

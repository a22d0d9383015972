"""From a customer's session to a test: capture it, redact it, prove that nothing remains."""

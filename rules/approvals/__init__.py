"""Approvals: pure engine over a flow, a request state and an organisation; see `engine.apply`."""

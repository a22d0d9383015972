"""A twin of each terminal: it speaks the real wire, keeps its own ledger, misbehaves on order."""

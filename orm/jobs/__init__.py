"""The SQL of background work: one text for both databases, the few differing words in `words`."""

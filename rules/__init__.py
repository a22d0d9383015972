"""What is right: pure functions and values, standard library only."""

"""The door for operators: command line, composition root, demo company."""

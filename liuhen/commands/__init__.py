"""One module per command; liuhen/cli.py lists them."""

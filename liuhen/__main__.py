"""`python -m liuhen`: one command line for everything; a wrong call gets one clear line."""

import sys

from liuhen import cli


def main() -> int:
    """Run the command of this process's arguments."""
    return cli.run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())

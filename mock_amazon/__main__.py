"""Starts the mock: `python -m mock_amazon --port 9700 --seed 7 --faults realistic`."""

import sys

from mock_amazon.options import parse_options
from mock_amazon.server import serve


def main() -> int:
    """Serves until stopped; 1 when the port is taken."""
    options = parse_options()
    try:
        serve(options)
    except OSError as error:
        sys.stderr.write(f"mock_amazon: cannot listen on {options.host}:{options.port}: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

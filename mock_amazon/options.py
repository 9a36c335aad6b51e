"""What the mock can be told on the command line."""

import argparse
from dataclasses import dataclass

from mock_amazon.clock import DAY_S, moment_of
from mock_amazon.faults.profiles import PROFILES


@dataclass(frozen=True, slots=True)
class Options:
    """Settings of one server.

    `start` is the virtual clock's first moment (epoch seconds, None: real time).
    `anchor` is the day number on which the 18 months of history end (None: the day of `start`).
    `hold_s` is how long a "timeout" fault holds its answer, `report_s` how long a report takes.
    """

    host: str = "127.0.0.1"
    port: int = 9700
    products: int = 1000
    sellers: int = 4
    seed: int = 7
    faults: str = "none"
    rate: float = 5.0
    burst: float = 5.0
    start: float | None = None
    anchor: int | None = None
    page_token_s: float = 900.0
    hold_s: float = 6.0
    report_s: float = 6.0
    redirect_uris: tuple[str, ...] = ()
    verify_signatures: bool = False


def parse_options(arguments: list[str] | None = None) -> Options:
    """Options from the command line."""
    parser = argparse.ArgumentParser(prog="python -m mock_amazon", description=__doc__)
    default = Options()
    parser.add_argument("--host", default=default.host)
    parser.add_argument("--port", type=int, default=default.port, help="0 takes a free one")
    parser.add_argument("--products", type=_positive, default=default.products)
    parser.add_argument("--sellers", type=_positive, default=default.sellers)
    parser.add_argument("--seed", type=int, default=default.seed)
    parser.add_argument("--faults", choices=list(PROFILES), default=default.faults)
    parser.add_argument("--rate", type=float, default=default.rate, help="feed requests a second")
    parser.add_argument("--burst", type=float, default=default.burst)
    parser.add_argument(
        "--now", dest="start", type=moment_of, help="ISO time the virtual clock starts at"
    )
    parser.add_argument(
        "--anchor", type=_day, help="ISO date on which the generated history ends (default: --now)"
    )
    parser.add_argument("--page-token-seconds", dest="page_token_s", type=float, default=900.0)
    parser.add_argument("--hold-seconds", dest="hold_s", type=float, default=default.hold_s)
    parser.add_argument("--report-seconds", dest="report_s", type=float, default=default.report_s)
    parser.add_argument(
        "--redirect-uri", dest="redirect_uris", action="append", default=[],
        help="where the consent page may lead back to; may be given more than once",
    )  # fmt: skip
    parser.add_argument(
        "--verify-signatures", action="store_true", help="refuse what SigV4 did not sign"
    )
    named = vars(parser.parse_args(arguments))
    return Options(**{**named, "redirect_uris": tuple(named["redirect_uris"])})


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a positive number")
    return number


def _day(text: str) -> int:
    return int(moment_of(text) // DAY_S)

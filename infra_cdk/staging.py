"""Assets as scripts/build.py left them: its hash of their inputs is their identity."""

from pathlib import Path

from aws_cdk import AssetHashType
from aws_cdk import aws_lambda as lambda_

STAMP = ".inputs"


class NotBuilt(FileNotFoundError):
    """The packages are not staged."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder} is missing: run `make build` (or python -m scripts.build cloud)"
        )


def asset(folder: Path) -> lambda_.AssetCode:
    """The folder as Lambda code; unchanged inputs mean an unchanged asset. Raises: NotBuilt."""
    stamp = require_staged(folder) / STAMP
    return lambda_.Code.from_asset(
        str(folder),
        asset_hash=stamp.read_text(),
        asset_hash_type=AssetHashType.CUSTOM,
        exclude=[STAMP],
    )


def require_staged(folder: Path) -> Path:
    """The folder itself. Raises: NotBuilt."""
    if not (folder / STAMP).is_file():
        raise NotBuilt(folder)
    return folder

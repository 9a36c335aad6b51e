"""How links to objects are signed: for the bucket's own host in its region.

By default botocore signs for a host that all regions share, by a scheme that newer regions refuse;
a page could not name that host in its Content-Security-Policy without naming everybody's buckets.
"""

from typing import Final

from botocore.config import Config

LINKS: Final = Config(
    signature_version="s3v4",
    s3={"addressing_style": "virtual", "us_east_1_regional_endpoint": "regional"},
)

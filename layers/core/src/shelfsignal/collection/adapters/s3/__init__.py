"""The data lake in S3."""

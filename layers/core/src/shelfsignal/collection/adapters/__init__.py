"""DynamoDB, S3, Step Functions, Secrets Manager and the Selling Partner API behind the domain's ports."""

"""DynamoDB, S3, Step Functions, Secrets Manager and SP-API behind the domain's ports."""

"""CDK's feature flags, in code so that a test synthesises exactly what the command line does."""

from typing import Final

FLAGS: Final = {
    "@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy": True,
    "@aws-cdk/aws-iam:minimizePolicies": True,
    "@aws-cdk/aws-lambda:recognizeLayerVersion": True,
    "@aws-cdk/core:checkSecretUsage": True,
    # Assets are zipped straight from build/, whose stamps already name their contents.
    "aws:cdk:disable-asset-staging": True,
}

"""The bucket for what does not fit into an item of the log: large bodies, customers' files and agents'."""

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_s3 as s3
from constructs import Construct

UPDATES = "updates/*"
"""Where the receiver puts bodies that are too large for an item."""

MEDIA = "media/*"
"""Where the files of customers lie."""

UPLOADS = "uploads/"
"""Where the files lie that agents upload."""

GRACE_DAYS = 30
"""How much longer an object stays than the log item that names it: TTL deletes days late."""


class BodiesBucket(Construct):
    """Private, encrypted, reachable by TLS only; objects expire after the log items naming them."""

    def __init__(
        self, scope: Construct, id_: str, *, messages_days: int, uploads_days: int, keeps_data: bool
    ) -> None:
        """Create the bucket.

        Args:
            scope: where it belongs.
            id_: its name there.
            messages_days: how long messages stay in the log.
            uploads_days: how long files stay that agents upload.
            keeps_data: whether it outlives the stack.
        """
        super().__init__(scope, id_)
        self.bucket = s3.Bucket(
            self,
            "Bucket",
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            enforce_ssl=True,
            encryption=s3.BucketEncryption.S3_MANAGED,
            # Nothing is ever replaced, for keys are hashes of the content or take one file only:
            # versions would only keep what retention and erasure have removed.
            versioned=False,
            lifecycle_rules=[
                s3.LifecycleRule(
                    id="expire-with-the-log",
                    expiration=Duration.days(messages_days + GRACE_DAYS),
                    abort_incomplete_multipart_upload_after=Duration.days(1),
                ),
                s3.LifecycleRule(id="expire-uploads", prefix=UPLOADS, expiration=Duration.days(uploads_days)),
            ],
            removal_policy=RemovalPolicy.RETAIN if keeps_data else RemovalPolicy.DESTROY,
        )

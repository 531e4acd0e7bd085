"""What keeps data keeps it safely, and for as long as the settings say."""

from tests.infra.synthesized import Synthesized


def test_tables(production: Synthesized) -> None:
    """Both tables are encrypted, can be restored to any second, expire items, and survive the stack."""
    tables = production.resources("AWS::DynamoDB::GlobalTable")
    assert len(tables) == 2
    for table in tables.values():
        properties = table["Properties"]
        (replica,) = properties["Replicas"]
        assert properties["SSESpecification"] == {"SSEEnabled": True, "SSEType": "KMS"}
        assert replica["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
        assert replica["DeletionProtectionEnabled"] is True
        assert properties["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
        assert properties["BillingMode"] == "PAY_PER_REQUEST"
        assert [key["AttributeName"] for key in properties["KeySchema"]] == ["pk", "sk"]
        assert table["DeletionPolicy"] == "Retain"


def test_only_the_log_is_streamed(production: Synthesized) -> None:
    """The log has a stream with old and new images, so that collisions can be told; State has none."""
    log = production.one("AWS::DynamoDB::GlobalTable", "EventLog")
    assert log["StreamSpecification"] == {"StreamViewType": "NEW_AND_OLD_IMAGES"}
    assert "StreamSpecification" not in production.one("AWS::DynamoDB::GlobalTable", "State")


def test_indexes(production: Synthesized) -> None:
    """State has two indexes, of keys only: what is due, and which deliveries failed."""
    state = production.one("AWS::DynamoDB::GlobalTable", "State")
    due, failed = state["GlobalSecondaryIndexes"]
    assert (due["IndexName"], failed["IndexName"]) == ("due", "failed")
    assert [key["AttributeName"] for key in due["KeySchema"]] == ["due_shard", "due_at"]
    assert [key["AttributeName"] for key in failed["KeySchema"]] == ["failed_shard", "failed_order"]
    assert due["Projection"] == failed["Projection"] == {"ProjectionType": "KEYS_ONLY"}
    types = {one["AttributeName"]: one["AttributeType"] for one in state["AttributeDefinitions"]}
    assert (types["due_at"], types["failed_order"]) == ("N", "S")


def test_bucket(production: Synthesized) -> None:
    """The bucket is private and encrypted; objects outlive the log items naming them, uploads end sooner."""
    bucket = production.one("AWS::S3::Bucket", "Bodies")
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    all_objects, uploads = bucket["LifecycleConfiguration"]["Rules"]
    assert (all_objects.get("Prefix"), all_objects["ExpirationInDays"]) == (None, 365 + 30)
    assert (uploads["Prefix"], uploads["ExpirationInDays"]) == ("uploads/", 90)
    assert {rule["Status"] for rule in (all_objects, uploads)} == {"Enabled"}


def test_bucket_by_tls_only(production: Synthesized) -> None:
    """Whoever comes without TLS is refused."""
    policy = production.one("AWS::S3::BucketPolicy", "Bodies")["PolicyDocument"]
    refusal = [s for s in policy["Statement"] if s["Effect"] == "Deny"]
    assert refusal[0]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_secrets(production: Synthesized) -> None:
    """A secret holds no value in the template, has the shape the functions read, and survives."""
    secrets = production.resources("AWS::SecretsManager::Secret")
    assert len(secrets) == 3
    keys = {s["Properties"]["GenerateSecretString"]["GenerateStringKey"] for s in secrets.values()}
    assert keys == {"verify_token", "current", "nobody"}
    for secret in secrets.values():
        assert "SecretString" not in secret["Properties"]
        assert secret["Properties"]["GenerateSecretString"]["PasswordLength"] == 32
        assert secret["DeletionPolicy"] == "Retain"


def test_nothing_survives_locally(local: Synthesized) -> None:
    """In the emulator everything goes with the stack."""
    kept = [
        name
        for template in local.templates.values()
        for name, resource in template["Resources"].items()
        if resource.get("DeletionPolicy") == "Retain"
    ]
    assert kept == []


def test_references_between_stacks_are_weak(production: Synthesized) -> None:
    """No stack holds another's output fast, so a destination can be taken out in one deployment."""
    assert "Fn::ImportValue" not in str(production.templates)
    assert "Fn::GetStackOutput" in str(production.templates["pipeline"])

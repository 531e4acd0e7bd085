"""The stack that keeps data: it is deployed first and changes rarely."""

import json

from aws_cdk import CfnOutput, Stack
from constructs import Construct

from appcare.config.settings import Settings
from infra.constructs.bodies import BodiesBucket
from infra.constructs.credentials import Credentials
from infra.constructs.tables import EventLogTable, StateTable


class StorageStack(Stack):
    """The log, State, the bucket and the secrets."""

    def __init__(self, scope: Construct, id_: str, *, settings: Settings, keeps_data: bool) -> None:
        """Create the stack; `keeps_data`: its content resists deletion and outlives it."""
        super().__init__(
            scope,
            id_,
            description="AppCare: log, State, bodies, secrets",
            termination_protection=keeps_data,
        )
        self.event_log = EventLogTable(self, "EventLog", keeps_data=keeps_data)
        self.state = StateTable(self, "State", keeps_data=keeps_data)
        self.bodies = BodiesBucket(
            self,
            "Bodies",
            messages_days=settings.retention.messages_days,
            uploads_days=settings.media.uploads_days,
            keeps_data=keeps_data,
        )
        self.credentials = Credentials(
            self,
            "Credentials",
            accounts=settings.accounts,
            destinations=settings.destinations,
            has_api_keys=settings.api.auth == "keys",
            keeps_data=keeps_data,
        )
        self._tell()

    def _tell(self) -> None:
        CfnOutput(self, "EventLogTable", value=self.event_log.table.table_name)
        CfnOutput(self, "StateTable", value=self.state.table.table_name)
        CfnOutput(self, "BodiesBucket", value=self.bodies.bucket.bucket_name)
        CfnOutput(self, "AccountSecrets", value=json.dumps(self.account_secrets()))
        CfnOutput(self, "DestinationSecrets", value=json.dumps(self.destination_secrets()))
        if self.credentials.api_keys:
            CfnOutput(self, "ApiKeysSecret", value=self.credentials.api_keys.secret_arn)

    def account_secrets(self) -> dict[str, str]:
        """Return `<channel>/<account>` -> secret id."""
        return {name: secret.secret_arn for name, secret in self.credentials.accounts.items()}

    def destination_secrets(self) -> dict[str, str]:
        """Return destination name -> secret id, for those that sign."""
        return {name: secret.secret_arn for name, secret in self.credentials.destinations.items()}

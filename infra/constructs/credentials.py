"""Secrets: created with the shape that the functions read; a person fills in what Meta gives.

CloudFormation generates the value anew when the template or the generated key of a secret changes,
and what a person put in is lost. So the shapes below never change for a deployed secret.
"""

import json
import string
from collections.abc import Iterable, Mapping

from aws_cdk import RemovalPolicy
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from appcare.config.settings import WITHOUT_URL, Account, Destination


class Credentials(Construct):
    """One secret for each Meta app and one for each destination whose deliveries are signed."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        accounts: Iterable[Account],
        destinations: Iterable[Destination],
        has_api_keys: bool,
        keeps_data: bool,
    ) -> None:
        """Create the secrets.

        Args:
            scope: where they belong.
            id_: their common name there.
            accounts: whose webhooks are verified.
            destinations: whose deliveries are signed.
            has_api_keys: whether callers of the API show keys.
            keeps_data: whether the secrets outlive the stack.
        """
        super().__init__(scope, id_)
        policy = RemovalPolicy.RETAIN if keeps_data else RemovalPolicy.DESTROY
        self.accounts: Mapping[str, secretsmanager.Secret] = {
            f"{account.channel}/{account.name}": self._account(account, policy)
            for account in accounts
            # What comes by a topic is not signed by Meta: IAM decides who may publish there.
            if account.source == "meta"
        }
        self.destinations: Mapping[str, secretsmanager.Secret] = {
            destination.name: self._destination(destination, policy)
            for destination in destinations
            if destination.adapter not in WITHOUT_URL
        }

        self.api_keys = self._api_keys(policy) if has_api_keys else None

    def _api_keys(self, policy: RemovalPolicy) -> secretsmanager.Secret:
        return secretsmanager.Secret(
            self,
            "ApiKeys",
            description="API: client -> SHA-256 of its key",
            # No hash has 32 characters: until a person puts one in, every request is refused.
            generate_secret_string=_generated("nobody"),
            removal_policy=policy,
        )

    def _account(self, account: Account, policy: RemovalPolicy) -> secretsmanager.Secret:
        return secretsmanager.Secret(
            self,
            f"Account-{account.channel}-{account.name}",
            description=f"{account.channel}/{account.name}: the app's secrets and verify token",
            generate_secret_string=_generated("verify_token", app_secret="", previous_app_secret=""),
            removal_policy=policy,
        )

    def _destination(self, destination: Destination, policy: RemovalPolicy) -> secretsmanager.Secret:
        return secretsmanager.Secret(
            self,
            f"Destination-{destination.name}",
            description=f"{destination.name}: what deliveries to it are signed with",
            generate_secret_string=_generated("current", previous=""),
            removal_policy=policy,
        )


def _generated(key: str, **template: str) -> secretsmanager.SecretStringGenerator:
    # 32 letters and digits: also valid base64, which is how a signing secret is read.
    return secretsmanager.SecretStringGenerator(
        secret_string_template=json.dumps(template),
        generate_string_key=key,
        # Spelled out: `exclude_punctuation` says the same, but emulators do not read it.
        exclude_characters=string.punctuation,
        include_space=False,
        password_length=32,
    )

"""What proves to Meta who we are: the access tokens in the accounts' secrets."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from appcare.application.ports import Telemetry
from appcare.config.settings import Account
from appcare.domain.errors import NoCloudApiError, SecretMissingError


class Secrets(Protocol):
    """Where the secrets are."""

    def refresh(self, secret_id: str) -> Mapping[str, Any]:
        """Return a secret, read again if it was not read within a minute.

        Raises:
            SecretMissingError: there is none.
            StorageError: it cannot be read now.
        """
        ...


class AccessTokens:
    """Reads them; a new one counts within a minute."""

    def __init__(
        self,
        account_secrets: Mapping[str, str],
        secrets: Callable[[], Secrets],
        telemetry: Telemetry,
        missing: str,
    ) -> None:
        """Set up.

        Args:
            account_secrets: `<channel>/<account>` -> secret id.
            secrets: where they are; asked for at the first token.
            telemetry: hears of one that is missing.
            missing: the metric that counts how often.
        """
        self._ids = account_secrets
        self._secrets = secrets
        self._telemetry = telemetry
        self._missing = missing

    def of(self, account: Account) -> str:
        """Return an account's access token.

        Raises:
            NoCloudApiError: there can be none.
            SecretMissingError: there is none.
            StorageError: it cannot be read now.
        """
        if account.source != "meta":
            message = f"The account {account.name} does not come from Meta's Cloud API."
            raise NoCloudApiError(message)
        secret_id = self._ids.get(f"{account.channel}/{account.name}", "")
        try:
            token = self._secrets().refresh(secret_id).get("access_token")
        except SecretMissingError:
            token = None
        if isinstance(token, str) and token:
            return token
        self._telemetry.count(self._missing)
        message = f"The secret of the account {account.name} has no access_token."
        raise SecretMissingError(message)

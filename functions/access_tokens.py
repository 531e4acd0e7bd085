"""The access tokens of accounts: what calls to Meta's Graph API are allowed by."""

from collections.abc import Mapping

from appcare.config.settings import Settings
from appcare.domain.errors import NoCloudApiError, SecretMissingError
from functions.destination_secrets import SecretStore
from functions.telemetry import telemetry


class AccessTokens:
    """Reads tokens; a new one counts within a minute."""

    def __init__(self, store: SecretStore, ids: Mapping[str, str], settings: Settings, missing: str) -> None:
        """Set up.

        Args:
            store: where they lie.
            ids: `<channel>/<account>` -> secret id in Secrets Manager.
            settings: whose numbers are which account's.
            missing: the metric that counts a token that is not there.
        """
        self._store = store
        self._ids = ids
        self._settings = settings
        self._missing = missing

    def of(self, number_id: str) -> str:
        """Return the access token of a number's account.

        Raises:
            NoCloudApiError: there can be none.
            SecretMissingError: there is none.
            StorageError: it cannot be read now.
        """
        account = self._settings.account_of(number_id)
        if account.source != "meta":
            message = f"The account {account.name} does not come from Meta's Cloud API."
            raise NoCloudApiError(message)
        secret_id = self._ids.get(f"{account.channel}/{account.name}", "")
        try:
            token = self._store.refresh(secret_id).get("access_token")
        except SecretMissingError:
            token = None
        if isinstance(token, str) and token:
            return token
        telemetry().count(self._missing)
        message = f"The secret of the account {account.name} has no access_token."
        raise SecretMissingError(message)

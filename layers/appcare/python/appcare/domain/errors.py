"""Errors are data: each says whether trying again can help, a code, and a sentence for people."""


class AppCareError(Exception):
    """Base of every error that AppCare raises on purpose.

    Attributes:
        code: stable, for alarms and dashboards.
        retryable: whether the same thing tried again may succeed.
    """

    code = "internal"
    retryable = False


class StorageError(AppCareError):
    """The log, State, the bucket or a queue did not take or give something; it may next time."""

    code = "storage"
    retryable = True


class InvalidRequestError(AppCareError):
    """A service of ours refuses what we ask of it, and will refuse it again."""

    code = "invalid_request"


class BusyError(AppCareError):
    """What can be done by one at a time is being done; when it is over, it can be tried again."""

    code = "busy"
    retryable = True


class SecretMissingError(AppCareError):
    """A secret that must be there is empty or absent; somebody has to put it there."""

    code = "secret_missing"
    retryable = True


class NoCloudApiError(AppCareError):
    """A number of an account that has no access to the Cloud API: its files cannot be asked for."""

    code = "no_cloud_api"


class UndigestibleError(AppCareError):
    """A log record that cannot be turned into an event, now or later."""

    code = "undigestible"

"""Why a wish to send something, or to move a conversation, is refused. Nothing of it was taken."""

from appcare.domain.errors import AppCareError
from appcare.domain.events.failures import Failure


class SendingRefusedError(AppCareError):
    """Something that cannot be done as it was asked for."""

    code = "sending_refused"


class UnknownContactError(SendingRefusedError):
    """There is no such contact."""


class UnknownConversationError(SendingRefusedError):
    """The contact has no such conversation."""


class WhichNumberError(SendingRefusedError):
    """There are several numbers, and nothing says which one is meant."""


class WhichMessageError(SendingRefusedError):
    """Nothing says which message is meant, and none of the customer's is found."""


class OtherRequestError(SendingRefusedError):
    """The key stands for another request that was taken before."""


class NotSendableError(SendingRefusedError):
    """A rule forbids it."""

    def __init__(self, failure: Failure) -> None:
        """Args: failure: why, and what would help."""
        super().__init__(failure.advice)
        self.failure = failure

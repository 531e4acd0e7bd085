"""Customers as users of Request Tracker: one for each, by our id of the contact."""

from http import HTTPStatus
from urllib.parse import quote

from appcare.crm.answers import said_in
from appcare.crm.request_tracker.client import RestClient, TroubleError, refused
from appcare.crm.request_tracker.mapping import user_of
from appcare.domain.delivery import RetryLater
from appcare.domain.events import ContactRef

WHAT = "make a user for the customer"


def user_for(rest: RestClient, contact: ContactRef) -> str:
    """Return the login name of a customer's user, made if there is none.

    Raises:
        TroubleError: there is none, and it cannot be made.
    """
    if _exists(rest, contact.id):
        return contact.id
    told = rest.post(WHAT, "/user", user_of(contact), HTTPStatus.BAD_REQUEST)
    if told.status != HTTPStatus.BAD_REQUEST:
        if "id" not in told.thing:
            raise told.senseless()
        return contact.id
    # Somebody else made it a moment ago: "Name in use", or "Could not create user" while they are at it.
    if told.message in ("Name in use", "Could not create user"):
        if _exists(rest, contact.id):
            return contact.id
        raise TroubleError(RetryLater(f"cannot {WHAT}: {told.message}", said=said_in(told.answer)))
    raise TroubleError(refused(WHAT, told))


def _exists(rest: RestClient, name: str) -> bool:
    told = rest.get("look up a user", f"/user/{quote(name, safe='')}", HTTPStatus.NOT_FOUND)
    # It compares names without case.
    return told.status == HTTPStatus.OK and told.thing.get("Name") == name

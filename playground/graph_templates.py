"""The message templates that the Cloud API double lists, the same for every account."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from playground.double_server import Answer
from playground.graph_errors import Flaw

PAGE = 25
"""Templates in an answer where no `limit` is asked for, as Graph has it."""

DEFAULTS: tuple[dict[str, Any], ...] = (
    {
        "id": "1689556908129832",
        "name": "parcel_delayed",
        "language": "en_US",
        "status": "APPROVED",
        "category": "UTILITY",
        "parameter_format": "POSITIONAL",
        "quality_score": {"score": "GREEN"},
        "components": [
            {
                "type": "BODY",
                "text": "Your parcel is late, {{1}}. It arrives on {{2}}.",
                "example": {"body_text": [["Mark", "Friday"]]},
            }
        ],
    },
    {
        "id": "1689556908129833",
        "name": "order_confirmed",
        "language": "en_US",
        "status": "APPROVED",
        "category": "UTILITY",
        "parameter_format": "NAMED",
        "quality_score": {"score": "UNKNOWN"},
        "components": [
            {"type": "HEADER", "format": "TEXT", "text": "Thank you"},
            {
                "type": "BODY",
                "text": "Thank you for your order, {{customer}}.",
                "example": {"body_text_named_params": [{"param_name": "customer", "example": "Mark"}]},
            },
            {
                "type": "BUTTONS",
                "buttons": [
                    {"type": "URL", "text": "Follow it", "url": "https://example.com/orders/{{1}}"},
                    {"type": "QUICK_REPLY", "text": "Stop"},
                ],
            },
        ],
    },
    {
        "id": "1689556908129834",
        "name": "summer_sale",
        "language": "en_US",
        "status": "PAUSED",
        "category": "MARKETING",
        "parameter_format": "POSITIONAL",
        "quality_score": {"score": "RED"},
        "components": [{"type": "BODY", "text": "Everything is half the price until Friday."}],
    },
)


class TemplateShelf:
    """The templates that are listed: those above until others are told."""

    def __init__(self) -> None:
        self._listed: list[dict[str, Any]] = list(DEFAULTS)

    def put(self, asked: Any) -> Answer:
        """List these instead: objects as Graph writes them, of which name and language suffice."""
        if not isinstance(asked, list) or not all(_is_template(one) for one in asked):
            return Answer(HTTPStatus.BAD_REQUEST, {"error": "Send a list of objects with name and language."})
        self._listed = [_completed(one, turn) for turn, one in enumerate(asked)]
        return Answer(HTTPStatus.OK, {"listed": len(self._listed)})

    def clear(self) -> None:
        """List those that are there from the beginning."""
        self._listed = list(DEFAULTS)

    def flaw_of(self, template: Mapping[str, Any]) -> Flaw | None:
        """Return why a template cannot be sent; None: it can."""
        found = self._found(template)
        if found is None:
            return Flaw(132001, f"{template['name']} does not exist in {template['language']['code']}.")
        if found["status"] == "PAUSED":
            return Flaw(132015, f"{template['name']} is paused for its low quality.")
        return None

    def category_of(self, template: Mapping[str, Any]) -> str:
        """Return what a message made of a template is charged as."""
        return str((self._found(template) or {"category": "UTILITY"})["category"]).lower()

    def _found(self, template: Mapping[str, Any]) -> dict[str, Any] | None:
        wanted = (template["name"], template["language"]["code"])
        return next((one for one in self._listed if (one["name"], one["language"]) == wanted), None)

    def page(self, query: str, url: str) -> Answer:
        """Answer whoever asks for an account's templates: a page of them and how to get the next.

        Args:
            query: what stands behind the question mark: `limit`, `after`, `name`.
            url: where this was asked.
        """
        asked = {name: values[-1] for name, values in parse_qs(query).items()}
        limit = int(asked["limit"]) if asked.get("limit", "").isdecimal() else PAGE
        first = int(asked["after"]) if asked.get("after", "").isdecimal() else 0
        found = [one for one in self._listed if asked.get("name", one["name"]) in one["name"]]
        answer: dict[str, Any] = {"data": found[first : first + limit]}
        if answer["data"]:
            answer["paging"] = {"cursors": {"before": str(first), "after": str(first + len(answer["data"]))}}
        if first + limit < len(found):
            answer["paging"]["next"] = f"{url}?limit={limit}&after={first + limit}"
        return Answer(HTTPStatus.OK, answer)


def _is_template(one: Any) -> bool:
    return isinstance(one, Mapping) and bool(one.get("name")) and bool(one.get("language"))


def _completed(one: Mapping[str, Any], turn: int) -> dict[str, Any]:
    return {
        "id": str(1_689_556_908_200_000 + turn),
        "status": "APPROVED",
        "category": "UTILITY",
        "parameter_format": "POSITIONAL",
        "components": [{"type": "BODY", "text": "Hello."}],
        **one,
    }

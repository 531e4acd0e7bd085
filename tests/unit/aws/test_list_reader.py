"""The function that reads lists, as an operator starts it."""

import io
import json
from typing import Any

import botocore.session
import pytest
from botocore.response import StreamingBody
from botocore.stub import Stubber

from appcare.application.read_templates import ReadList
from appcare.aws.list_reader import LambdaListReader
from appcare.domain.errors import StorageError


def reading(**answer: Any) -> Any:
    """Return what came of it where Lambda answers like this."""
    client: Any = botocore.session.get_session().create_client(
        "lambda", region_name="eu-west-1", aws_access_key_id="a", aws_secret_access_key="b"
    )
    with Stubber(client) as stubber:
        if "code" in answer:
            stubber.add_client_error("invoke", answer["code"])
        else:
            body = json.dumps(answer.pop("said")).encode()
            payload = StreamingBody(io.BytesIO(body), len(body))
            stubber.add_response(
                "invoke",
                {"StatusCode": 200, "Payload": payload, **answer},
                {"FunctionName": "reader", "Payload": b"{}"},
            )
        return LambdaListReader(client, "reader").read()


def test_what_came_of_each_list() -> None:
    """The function's answer comes through as it was given."""
    lists = [
        {"account": "main", "templates": 3, "reason": ""},
        {"account": "b", "templates": 0, "reason": "busy"},
    ]
    assert reading(said={"lists": lists}) == [ReadList("main", 3), ReadList("b", reason="busy")]


@pytest.mark.parametrize(
    "answer", [{"said": {"errorMessage": "x"}, "FunctionError": "Unhandled"}, {"code": "AccessDenied"}]
)
def test_failure(answer: dict[str, Any]) -> None:
    """A function that failed, or may not be started, is one sentence."""
    with pytest.raises(StorageError, match="reading the lists of templates"):
        reading(**answer)

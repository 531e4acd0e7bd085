"""Starts the function that reads the lists of message templates, and waits for it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from appcare.application.read_templates import ReadList
from appcare.aws.failures import translated
from appcare.domain.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_boto3_lambda import LambdaClient


class LambdaListReader:
    """`ListReader` by invoking the function `template_reader`."""

    def __init__(self, client: LambdaClient, function: str) -> None:
        """Invoke `function` through `client`, which must wait as long as the function may take."""
        self._client = client
        self._function = function

    def read(self) -> Sequence[ReadList]:
        """Return what came of each list; see `ListReader`."""
        with translated("reading the lists of templates"):
            answer = self._client.invoke(FunctionName=self._function, Payload=b"{}")
            said = answer["Payload"].read()
        if answer.get("FunctionError"):
            message = "reading the lists of templates: the function failed; its log lines say why"
            raise StorageError(message)
        return [ReadList(**one) for one in json.loads(said)["lists"]]

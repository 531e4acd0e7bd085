"""The API's resource for files to send: they go into the bucket directly, never through here."""

from aws_lambda_powertools.event_handler import Response

from appcare.application.upload_ports import Announced
from appcare.domain.media import bare_type
from appcare.domain.media_limits import flaw_of
from functions.agent_api.bodies import read_body
from functions.agent_api.declared import answer_of, new_router, says
from functions.agent_api.problems import bad_input
from functions.agent_api.upload_answers import AskedUpload, UploadAnswer, upload_answer
from functions.agent_api.upload_wiring import new_id, places

uploads = new_router()


@uploads.post(
    "/v1/uploads",
    operation_id="offer_upload",
    summary="Ask where to upload a file",
    responses=says(UploadAnswer, 400, 413, success=201),
)
def offer_upload() -> Response[str]:
    """Offer a place for a file that WhatsApp would take, by its type and size."""
    asked = read_body(uploads, AskedUpload)
    flaw = flaw_of(asked.mime_type, asked.size)
    if flaw is not None:
        raise bad_input(f"body/{flaw.part}", flaw.detail)
    announced = Announced(
        upload_id=new_id(),
        mime_type=bare_type(asked.mime_type),
        size=asked.size,
        filename=asked.filename or "",
        sha256=bytes.fromhex(asked.sha256) if asked.sha256 else None,
    )
    return answer_of(upload_answer(announced.upload_id, places().offer(announced)), 201)

"""The file of a message that goes out: no message has more than one."""

from dataclasses import dataclass

from appcare.domain.events.outgoing import FileContent, OutgoingMessage, TemplateContent


@dataclass(frozen=True, slots=True)
class Attached:
    """A message's file; one of `upload_id` and `link` is not empty.

    Attributes:
        kind: `image`, `audio`, `video`, `document` or `sticker`.
        upload_id: ours, of a file that was uploaded to us.
        link: where the channel fetches it.
        in_template: whether it fills a template's header.
        filename: as the message says it; None: it does not.
    """

    kind: str
    upload_id: str
    link: str
    in_template: bool
    filename: str | None


def attached(message: OutgoingMessage) -> Attached | None:
    """Return a message's file; None: it has none."""
    content = message.content
    if isinstance(content, TemplateContent):
        header = content.header
        if header is None or header.kind is None:
            return None
        return Attached(
            header.kind, header.upload_id or "", header.link or "", in_template=True, filename=header.filename
        )
    if isinstance(content, FileContent):
        return Attached(
            content.kind,
            content.upload_id or "",
            content.link or "",
            in_template=False,
            filename=content.filename,
        )
    return None


def named(message: OutgoingMessage, filename: str) -> OutgoingMessage:
    """Return a message whose document has this name, where the message itself gives none."""
    file = attached(message)
    if file is None or file.kind != "document" or file.filename is not None:
        return message
    content = message.content
    if isinstance(content, TemplateContent) and content.header is not None:
        header = content.header.model_copy(update={"filename": filename})
        return message.model_copy(update={"content": content.model_copy(update={"header": header})})
    return message.model_copy(update={"content": content.model_copy(update={"filename": filename})})

"""What people read of a message that was asked for through the API, line by line."""

from collections.abc import Callable, Iterator

from appcare.domain.events.outgoing import (
    ButtonsContent,
    CardsContent,
    ContactRequestContent,
    Content,
    FileContent,
    FormContent,
    ListContent,
    LocationContent,
    OutgoingMessage,
    ReactionContent,
    TemplateContent,
    TextContent,
)


def outgoing_lines(message: OutgoingMessage, name_of: Callable[[str], str]) -> list[str]:
    """Return a message as lines.

    Args:
        message: what goes out.
        name_of: see `appcare.crm.wording.NameOf`.
    """
    answers = [f"[Answers {_which(message.reply_to, name_of)}]"] if message.reply_to else []
    return [*answers, *(line for line in _content(message.content, name_of) if line)]


def _content(content: Content, name_of: Callable[[str], str]) -> Iterator[str]:
    match content:
        case TextContent():
            yield content.text
        case FileContent():
            yield f"[{content.kind.capitalize()}: {content.filename or content.link or content.upload_id}]"
            yield content.caption or ""
        case LocationContent(location=place):
            yield f"[Place] {' '.join(part for part in (place.name, place.address) if part)}".rstrip()
            yield f"{place.latitude}, {place.longitude}"
        case CardsContent():
            yield f"[Contacts: {len(content.contacts)}]"
        case ReactionContent(emoji=None):
            yield f"[Took back the reaction to {_which(content.message, name_of)}]"
        case ReactionContent():
            yield f"[Reacted to {_which(content.message, name_of)}] {content.emoji}"
        case ContactRequestContent():
            yield from (content.text, "[Asks for the phone number]")
        case TemplateContent():
            yield f"[Template {content.name}, {content.language}]"
            filled = content.body or ()
            yield ", ".join(filled.values() if isinstance(filled, dict) else filled)
        case ButtonsContent() | ListContent() | FormContent():
            yield from (content.header or "", content.text, content.footer or "", *_offers(content))


def _offers(content: ButtonsContent | ListContent | FormContent) -> Iterator[str]:
    match content:
        case ButtonsContent():
            yield from (f"[Button] {one.title}" for one in content.buttons)
        case ListContent():
            rows = (row for section in content.sections for row in section.rows)
            yield from (f"[Choice] {row.title}" for row in rows)
        case FormContent():
            yield f"[Form] {content.button}"


def _which(wamid: str, name_of: Callable[[str], str]) -> str:
    return name_of(wamid) or "an earlier message"

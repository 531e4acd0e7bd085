"""`appcare links`: links and QR codes that begin a chat about a topic."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import segno
import typer

from appcare.config.settings import Number, Settings, Topic
from appcare.whatsapp.links import chat_link
from cli.appcare.deployment import Deployment, DeploymentError
from cli.appcare.printing import console, in_one_sentence, print_table, table

DOTS = 10
"""Pixels of a PNG, units of an SVG, for each square of a code."""


class Format(StrEnum):
    """What a code is drawn as."""

    SVG = "svg"
    PNG = "png"


@dataclass(frozen=True, slots=True)
class Link:
    """One link: its file's name without ending, its topic (empty: none), its number and what it opens."""

    file: str
    topic: str
    label: str
    number: str
    url: str


@in_one_sentence
def links(
    ctx: typer.Context,
    output: Annotated[Path, typer.Option(help="The folder that the codes are put into.")] = Path("links"),
    topic: Annotated[list[str] | None, typer.Option(help="Only of this topic; may be repeated.")] = None,
    format_: Annotated[
        list[Format] | None,
        typer.Option("--format", help="Only this kind of file; may be repeated.", show_default="both"),
    ] = None,
) -> None:
    """Print the links of every number and topic, and draw their QR codes. AWS is not asked.

    \b
    Examples:
      appcare links
      appcare links --topic orders --format svg --output shop-window
    """
    deployment: Deployment = ctx.obj
    found = links_of(deployment.settings(), topic or ())
    shown = table("TOPIC", "LABEL", "NUMBER", "LINK", "FILES")
    for link in found:
        files = [_drawn(link, output, kind) for kind in format_ or Format]
        shown.add_row(link.topic, link.label, link.number, link.url, " ".join(map(str, files)))
    print_table(shown)
    silent = [one.name for one in deployment.settings().topics if not one.words]
    if silent and not topic:
        told = ", ".join(silent)
        console.print(f"Without words, so without a link: {told}.", markup=False, highlight=False)


def links_of(settings: Settings, wanted: Sequence[str] = ()) -> list[Link]:
    """Return the links of the topics that are wanted; of all and of the bare numbers where none is named.

    Raises:
        DeploymentError: there is no such topic, or a link has no number to lead to.
    """
    names = [one.name for one in settings.topics]
    for name in wanted:
        if name not in names:
            message = f"There is no topic {name!r}: there are {', '.join(names) or 'none'}."
            raise DeploymentError(message)
    topics = [one for one in settings.topics if one.words or one.name in wanted]
    found = [_about(one, settings) for one in topics if not wanted or one.name in wanted]
    found += [] if wanted else _bare(settings.numbers)
    if not found:
        message = "No number can be linked to: set numbers.<name>.phone, like +31201234567."
        raise DeploymentError(message)
    return found


def _about(topic: Topic, settings: Settings) -> Link:
    if not topic.words:
        message = f"topics.{topic.name}.words is empty: no text could tell the topic, so it has no link."
        raise DeploymentError(message)
    numbers = [one for one in settings.numbers if topic.number in ("", one.name)]
    if not numbers:
        message = f"topics.{topic.name} has no number to lead to: there is no [numbers.<name>]."
        raise DeploymentError(message)
    number = numbers[0]
    if not number.phone:
        message = (
            f"numbers.{number.name}.phone is empty: the link of topics.{topic.name} needs it, like "
            "+31201234567."
        )
        raise DeploymentError(message)
    url = chat_link(number.phone, topic.text or topic.words[0])
    return Link(f"topic-{topic.name}", topic.name, topic.label, number.name, url)


def _bare(numbers: Sequence[Number]) -> Iterator[Link]:
    for number in numbers:
        if number.phone:
            yield Link(f"number-{number.name}", "", "", number.name, chat_link(number.phone))


def _drawn(link: Link, folder: Path, kind: Format) -> Path:
    """Draw a code, with the quiet border it needs and in black on white whatever is behind it.

    Raises:
        DeploymentError: the link is too long for a code, or the file cannot be written.
    """
    file = folder / f"{link.file}.{kind}"
    try:
        code = segno.make_qr(link.url, error="m")
        folder.mkdir(parents=True, exist_ok=True)
        code.save(str(file), kind=kind.value, scale=DOTS, border=4, dark="black", light="white")
    except segno.DataOverflowError as error:
        message = f"topics.{link.file.removeprefix('topic-')}.text is too long for a QR code: shorten it."
        raise DeploymentError(message) from error
    except OSError as error:
        message = f"{file}: cannot be written ({error.strerror})."
        raise DeploymentError(message) from error
    return file

"""Any message that the company can send, for property tests."""

from hypothesis import strategies as st

from appcare.domain.events.content import Card, Location, PhoneNumber
from appcare.domain.events.outgoing import (
    ButtonsContent,
    CardsContent,
    ContactRequestContent,
    Content,
    FileContent,
    FormContent,
    ListContent,
    LocationContent,
    OfferedButton,
    OutgoingMessage,
    ReactionContent,
    Row,
    Section,
    TemplateButton,
    TemplateContent,
    TemplateHeader,
    TextContent,
)

UPLOADS = {f"upl_{letter * 26}": f"media-{letter}" for letter in "abc"}
"""Our upload ids, and Meta's ids of the same files."""


def words(most: int) -> st.SearchStrategy[str]:
    """Return any text of so many characters at most."""
    return st.text(st.characters(codec="utf-8"), min_size=1, max_size=min(most, 40))


def maybe(what: st.SearchStrategy[str]) -> st.SearchStrategy[str | None]:
    """Return it or nothing."""
    return st.none() | what


wamids = st.from_regex(r"wamid\.[A-Za-z0-9]{4,20}", fullmatch=True)
links = st.from_regex(r"https://[a-z]{1,10}\.example/[a-z]{0,10}", fullmatch=True)
locations = st.builds(
    Location,
    latitude=st.floats(-90, 90),
    longitude=st.floats(-180, 180),
    name=maybe(words(40)),
    address=maybe(words(40)),
    url=maybe(links),
)
uploads = st.sampled_from(sorted(UPLOADS)).map(lambda one: {"upload_id": one})
places = uploads | links.map(lambda one: {"link": one})
texts = st.builds(TextContent, kind=st.just("text"), text=words(4096), preview_link=st.booleans())


@st.composite
def files(draw: st.DrawFn) -> FileContent:
    """Draw a file: uploaded or linked, named and captioned where it can be."""
    kind = draw(st.sampled_from(["image", "audio", "video", "document", "sticker"]))
    captioned = kind not in ("audio", "sticker")
    return FileContent.model_validate(
        {
            "kind": kind,
            **draw(places),
            "caption": draw(maybe(words(1024))) if captioned else None,
            "filename": draw(maybe(words(240))),
        }
    )


numbers = st.builds(
    PhoneNumber,
    number=st.just("") | words(20),
    type=st.sampled_from([None, "HOME", "WORK", "CELL"]),
    whatsapp=st.sampled_from([None, "31612345678"]),
)
cards = st.builds(
    Card,
    name=maybe(words(40)),
    first_name=maybe(words(40)),
    last_name=maybe(words(40)),
    company=maybe(words(40)),
    title=maybe(words(40)),
    birthday=st.sampled_from([None, "1990-02-01", "1 February"]),
    phones=st.lists(numbers, max_size=3).map(tuple),
    emails=st.lists(st.just("a@example.com"), max_size=2).map(tuple),
    urls=st.lists(links, max_size=2).map(tuple),
    addresses=st.lists(words(40), max_size=2).map(tuple),
    vcard=maybe(words(40)),
)
reactions = st.builds(
    ReactionContent,
    kind=st.just("reaction"),
    message=wamids,
    emoji=st.sampled_from([None, "\N{THUMBS UP SIGN}"]),
)
framed = {"header": maybe(words(60)), "footer": maybe(words(60))}


@st.composite
def offers(draw: st.DrawFn) -> ButtonsContent:
    """Draw a text with buttons."""
    titles = draw(st.lists(words(20), min_size=1, max_size=3, unique=True))
    buttons = tuple(OfferedButton(id=f"b{index}", title=title) for index, title in enumerate(titles))
    frame = {name: draw(part) for name, part in framed.items()}
    return ButtonsContent(kind="buttons", text=draw(words(1024)), buttons=buttons, **frame)


@st.composite
def choices(draw: st.DrawFn) -> ListContent:
    """Draw a text with a list of at most ten rows in all."""
    sizes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    sections = tuple(
        Section(
            title=draw(words(24)).ljust(1)[:24]
            if len(sizes) > 1
            else draw(maybe(words(24).map(lambda one: one[:24]))),
            rows=tuple(
                Row(
                    id=f"{at}-{row}",
                    title=draw(words(24)),
                    description=draw(maybe(words(72))),
                )
                for row in range(size)
            ),
        )
        for at, size in enumerate(sizes)
    )
    frame = {name: draw(part) for name, part in framed.items()}
    button = draw(words(20))
    return ListContent(kind="list", text=draw(words(4096)), button=button, sections=sections, **frame)


@st.composite
def forms(draw: st.DrawFn) -> FormContent:
    """Draw a text with a form."""
    screen = draw(maybe(st.just("WELCOME")))
    named = {"flow_id": "1"} if draw(st.booleans()) else {"flow_name": "order"}
    return FormContent.model_validate(
        {
            "kind": "form",
            "text": draw(words(1024)),
            "button": draw(words(30)),
            "token": draw(maybe(st.just("t"))),
            "screen": screen,
            "data": draw(st.sampled_from([None, {}, {"a": 1}])) if screen else None,
            "draft": draw(st.booleans()),
            **named,
            **{name: draw(part) for name, part in framed.items()},
        }
    )


contact_requests = st.builds(ContactRequestContent, kind=st.just("contact_request"), text=words(1024))


@st.composite
def headers(draw: st.DrawFn) -> TemplateHeader:
    """Draw what fills a template's header."""
    which = draw(st.sampled_from(["text", "location", "file"]))
    if which == "text":
        return TemplateHeader(text=draw(words(60)))
    if which == "location":
        return TemplateHeader(location=draw(locations))
    kind = draw(st.sampled_from(["image", "video", "document"]))
    return TemplateHeader.model_validate({"kind": kind, "filename": draw(maybe(words(240))), **draw(places)})


buttons = st.builds(
    TemplateButton,
    index=st.integers(0, 9),
    type=st.sampled_from(["url", "quick_reply", "copy_code", "flow"]),
    value=words(200),
)
templates = st.builds(
    TemplateContent,
    kind=st.just("template"),
    name=st.just("order_update"),
    language=st.sampled_from(["en", "en_US", "pt_BR"]),
    header=st.none() | headers(),
    body=st.none()
    | st.lists(words(40), max_size=3).map(tuple)
    | st.dictionaries(st.sampled_from(["name", "order", "day"]), words(40), max_size=3),
    buttons=st.lists(buttons, max_size=3).map(tuple),
)

CONTENTS: dict[str, st.SearchStrategy[Content]] = {
    "text": texts,
    "file": files(),
    "location": st.builds(LocationContent, kind=st.just("location"), location=locations),
    "contacts": st.builds(
        CardsContent, kind=st.just("contacts"), contacts=st.lists(cards, min_size=1, max_size=3).map(tuple)
    ),
    "reaction": reactions,
    "buttons": offers(),
    "list": choices(),
    "form": forms(),
    "contact_request": contact_requests,
    "template": templates,
}
"""By kind; `file` is all kinds of files."""

contents = st.one_of(*CONTENTS.values())
messages = st.builds(OutgoingMessage, content=contents, reply_to=maybe(wamids))

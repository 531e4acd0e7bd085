"""What every store of message templates does."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from appcare.application.template_ports import Templates
from appcare.domain.message_templates import Blanks, Known, MessageTemplate, Shape, Slot

WABA = "102290129340398"
DELAYED = MessageTemplate(
    waba_id=WABA,
    name="parcel_delayed",
    language="en_US",
    status=Known("approved", 1_000),
    category=Known("utility", 1_000),
    quality=Known("green", 1_000),
    shape=Known(
        Shape(
            header="text",
            body=Blanks(names=("customer", "day")),
            buttons=(Slot("url", required=True), Slot(""), Slot(None)),
        ),
        1_000,
    ),
)
DUTCH = replace(DELAYED, language="nl", shape=Known(Shape(beyond="carousel"), 1_000))
SALE = replace(DELAYED, name="sale", status=Known("paused", 1_000))


def statuses(templates: Templates, waba_id: str = WABA) -> dict[str, str]:
    """Return the status of each template, by name and language."""
    return {f"{one.name}.{one.language}": one.status.value for one in templates.all(waba_id)}


def test_nothing_is_known_at_first(templates: Templates) -> None:
    """An account that nobody has told of has no templates, and its list was never read."""
    assert (templates.all(WABA), templates.read(WABA, "sale"), templates.usable(WABA, 20)) == ([], [], [])
    assert templates.read_at(WABA) == 0


def test_what_was_learnt_is_read(templates: Templates) -> None:
    """A template comes back in every part, by its name in each language."""
    for one in (DUTCH, SALE, DELAYED):
        templates.learn(one)
    assert templates.read(WABA, "parcel_delayed") == [DELAYED, DUTCH]
    assert templates.all(WABA) == [DELAYED, DUTCH, SALE]


def test_a_name_is_not_the_beginning_of_another(templates: Templates) -> None:
    """Who asks for one template does not get those whose names go on."""
    templates.learn(replace(SALE, name="sale_summer"))
    assert templates.read(WABA, "sale") == []


def test_very_long_name(templates: Templates) -> None:
    """A name may be as long as Meta allows."""
    long = replace(SALE, name="x" * 512)
    templates.learn(long)
    assert templates.read(WABA, long.name) == [long]


def test_the_later_word_counts_in_either_order(templates: Templates) -> None:
    """What comes late does not undo what happened later, part by part."""
    paused = MessageTemplate(
        waba_id=WABA, name="parcel_delayed", language="en_US", status=Known("paused", 2_000)
    )
    stale = replace(paused, status=Known("approved", 500))
    for one in (paused, DELAYED, stale, stale):
        templates.learn(one)
    (found,) = templates.read(WABA, "parcel_delayed")
    assert found == replace(DELAYED, status=Known("paused", 2_000))


def test_usable_names(templates: Templates) -> None:
    """Each name that is approved in a language comes once, in order, no more than asked for."""
    for one in (SALE, DUTCH, DELAYED, *(replace(DELAYED, name=name) for name in ("zebra", "apple"))):
        templates.learn(one)
    assert templates.usable(WABA, 20) == ["apple", "parcel_delayed", "zebra"]
    assert templates.usable(WABA, 2) == ["apple", "parcel_delayed"]


def test_reading_the_list_marks_what_is_gone(templates: Templates) -> None:
    """What the list does not hold is deleted; what it holds is as it says."""
    templates.learn(SALE)
    templates.learn(DUTCH)
    read = replace(SALE, status=Known("approved", 5_000))
    templates.replace_all(WABA, [read, DELAYED], 5_000)
    assert statuses(templates) == {
        "parcel_delayed.en_US": "approved",
        "parcel_delayed.nl": "deleted",
        "sale.en_US": "approved",
    }
    assert templates.read_at(WABA) == 5_000


def test_what_happened_after_the_reading_stays(templates: Templates) -> None:
    """A template approved while its list was read is not deleted; one deleted in it can come back."""
    templates.learn(replace(SALE, status=Known("approved", 6_000)))
    templates.learn(DUTCH)
    templates.replace_all(WABA, [], 5_000)
    templates.learn(replace(DUTCH, status=Known("approved", 7_000)))
    assert statuses(templates) == {"parcel_delayed.nl": "approved", "sale.en_US": "approved"}


def test_an_older_list_does_not_undo_a_newer_one(templates: Templates) -> None:
    """Two readings that end in the wrong order leave what the later one saw."""
    templates.replace_all(WABA, [replace(SALE, status=Known("approved", 9_000))], 9_000)
    templates.replace_all(WABA, [DELAYED], 5_000)
    assert statuses(templates)["sale.en_US"] == "approved"
    assert templates.read_at(WABA) == 9_000


def test_accounts_do_not_touch_one_another(templates: Templates) -> None:
    """A list of one account deletes nothing of another's."""
    templates.learn(SALE)
    templates.replace_all("7", [replace(DELAYED, waba_id="7")], 5_000)
    assert statuses(templates) == {"sale.en_US": "paused"}
    assert statuses(templates, "7") == {"parcel_delayed.en_US": "approved"}


def test_many_at_once(templates: Templates, at_once: ThreadPoolExecutor) -> None:
    """Of many that tell of one template at once the latest word is left."""
    told = [replace(SALE, quality=Known("green" if at % 2 else "red", at)) for at in range(1, 9)]
    list(at_once.map(templates.learn, told))
    (found,) = templates.read(WABA, "sale")
    assert found.quality == Known("red", 8)

"""Checks of files: whole, once, or told of."""

from appcare.application.adapter_ports import Capabilities
from appcare.crm.conformance.bench import Bench
from appcare.crm.conformance.checks import check, must
from appcare.crm.conformance.customers import Customer
from appcare.crm.conformance.delivering import PLAIN
from appcare.crm.conformance.worker import Worker, losing_the_answer
from appcare.domain.delivery import Delivered, Rejected

LINK = "https://files.example.com/media/abc/def?as=parcel.png"
CONTENT = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 64


def with_files(able: Capabilities) -> str:
    """Concern adapters whose CRM takes files."""
    return "" if able.most_attachment_bytes else "the CRM takes no files"


@check(with_files)
def a_file_arrives_as_it_is(bench: Bench) -> None:
    """A file is in the customer's conversation once, byte for byte, also after redelivery without links."""
    customer, worker = Customer(), Worker(bench, {LINK: CONTENT})
    picture = customer.sends_picture()
    stored = customer.file_of(picture, CONTENT, LINK)
    worker.deliver(picture, stored, stored)
    worker.forget()
    worker.deliver(stored)
    seen = [one.content for one in bench.attachments(customer.contact)]
    must(len(seen) == 1, f"the file is there {len(seen)} times")
    must(seen == [CONTENT], "the file's bytes are not those that were sent")


@check(with_files)
def a_file_whose_answer_is_lost(bench: Bench) -> None:
    """Where the answer to any call of a file's delivery is lost, the file is there once in the end."""
    customer, worker = Customer(), Worker(bench, {LINK: CONTENT})
    picture = customer.sends_picture()
    worker.deliver(picture)
    for at in range(worker.calls_of(customer.file_of(picture, CONTENT, LINK))):
        other, lane = Customer(), Worker(bench, {LINK: CONTENT})
        first = other.sends_picture()
        stored = other.file_of(first, CONTENT, LINK)
        lane.deliver(first)
        result = lane.attempt(stored, losing_the_answer, at)
        must(not isinstance(result, Rejected), f"without answer to call {at} it ends in {result!r}")
        lane.deliver(stored)
        held = len(bench.attachments(other.contact))
        must(held == 1, f"after a lost answer to call {at} the file is there {held} times")


@check(with_files)
def a_file_that_is_too_large_is_told(bench: Bench) -> None:
    """A file beyond what the CRM takes is not sent; a note in the conversation says so, once."""
    able = Worker(bench).capabilities
    _told_by_a_note(bench, able.most_attachment_bytes + 1)


@check(with_files)
def a_file_that_is_gone_is_told(bench: Bench) -> None:
    """A file that can no longer be read is told by a note, once."""
    _told_by_a_note(bench, len(CONTENT))


def _told_by_a_note(bench: Bench, size: int) -> None:
    customer, worker = Customer(), Worker(bench)
    picture = customer.sends_picture()
    stored = customer.file_of(picture, CONTENT, LINK, size)
    worker.deliver(customer.writes(PLAIN), picture)
    before = len(bench.messages(customer.contact))
    worker.deliver(stored, stored)
    worker.forget()
    worker.deliver(stored)
    must(not bench.attachments(customer.contact), "a file that cannot be had was attached")
    notes = len(bench.messages(customer.contact)) - before
    must(notes == 1, f"agents are told {notes} times of a file that did not come")


@check()
def a_lost_file_is_no_trouble(bench: Bench) -> None:
    """That a file could not be fetched from Meta is delivered or refused, never tried again."""
    customer, worker = Customer(), Worker(bench)
    picture = customer.sends_picture()
    worker.deliver(picture)
    result = worker.attempt(customer.file_lost(picture))
    must(isinstance(result, Delivered | Rejected), f"media.lost ends in {result!r}")

"""Adapters for Desk that each break one promise, and the check that must notice."""

from appcare_desk.adapter import DeskAdapter

from tests.unit.conformance.breaking.callbacks import (
    Answers,
    AnswersElsewhere,
    AnswersNameless,
    AnswersTwice,
    BelievesAnybody,
    ChecksHeaderOnly,
    HearsItself,
    KnowsNoTime,
    ReadsFirst,
    SilentlyDeaf,
)
from tests.unit.conformance.breaking.files import FilesAnew, HidesFiles, MangleFiles, SendsAnything
from tests.unit.conformance.breaking.linking import (
    ForgetsLinks,
    LinksAnother,
    LinksAnotherTicket,
    LinksNothing,
    LinksUnasked,
)
from tests.unit.conformance.breaking.telling_apart import (
    FindsClosed,
    KnowsByName,
    KnowsByPhone,
    MixesWorkers,
    NeverLooks,
    OneTicketForAll,
    WritesAlsoWhereClosed,
)
from tests.unit.conformance.breaking.trouble import (
    BelievesAnything,
    BlamesTheEvent,
    GivesUp,
    Raises,
    ServesNobody,
    Swallows,
    WaitsAlone,
    WaitsAsItLikes,
)
from tests.unit.conformance.breaking.writing import (
    Escapes,
    ForgetsStatuses,
    HidesFailures,
    Reverses,
    StumblesOverNews,
    TellsFailuresAgain,
    WritesAnew,
    WritesAnewWithoutLinks,
)

BROKEN: dict[type[DeskAdapter], tuple[str, ...]] = {
    NeverLooks: ("redelivery_without_links_adds_nothing", "a_lost_answer_makes_nothing_twice"),
    WritesAnew: ("redelivery_with_links_adds_nothing", "redelivery_without_links_adds_nothing"),
    WritesAnewWithoutLinks: ("redelivery_without_links_adds_nothing", "a_lost_answer_and_lost_links"),
    ForgetsLinks: ("a_failure_keeps_the_links_found",),
    LinksAnother: ("a_contact_is_linked",),
    LinksAnotherTicket: ("a_conversation_is_linked",),
    LinksNothing: ("a_message_arrives",),
    LinksUnasked: ("a_message_arrives",),
    WritesAlsoWhereClosed: ("a_closed_conversation_is_followed_by_a_new_one",),
    FindsClosed: ("a_closed_conversation_is_not_found_again",),
    OneTicketForAll: ("a_new_conversation_of_ours_is_one_of_theirs",),
    KnowsByName: ("whoever_is_new_is_told_apart",),
    KnowsByPhone: ("a_customer_without_phone",),
    MixesWorkers: ("customers_side_by_side",),
    Escapes: ("text_is_shown_as_it_was_written",),
    Swallows: ("throttling_makes_everybody_wait", "a_crm_that_is_down_is_tried_again"),
    Reverses: ("messages_arrive_in_order",),
    WaitsAlone: ("throttling_makes_everybody_wait",),
    WaitsAsItLikes: ("throttling_makes_everybody_wait",),
    GivesUp: ("a_crm_that_is_down_is_tried_again", "a_lost_answer_makes_nothing_twice"),
    Raises: ("a_crm_that_is_down_is_tried_again",),
    BelievesAnything: ("an_answer_that_makes_no_sense",),
    BlamesTheEvent: ("wrong_credentials_concern_the_destination",),
    StumblesOverNews: ("what_it_has_no_place_for_is_no_trouble", "a_lost_file_is_no_trouble"),
    MangleFiles: ("a_file_arrives_as_it_is",),
    FilesAnew: ("a_file_arrives_as_it_is", "a_file_whose_answer_is_lost"),
    HidesFiles: ("a_file_that_is_too_large_is_told", "a_file_that_is_gone_is_told"),
    SendsAnything: ("a_file_that_is_too_large_is_told",),
    ForgetsStatuses: ("a_status_is_shown",),
    TellsFailuresAgain: ("a_failure_is_told_once",),
    HidesFailures: ("a_failure_is_told_once",),
    BelievesAnybody: (
        "an_unsigned_callback_is_refused",
        "a_tampered_callback_is_refused",
        "a_stale_callback_is_refused",
    ),
    ReadsFirst: ("an_unsigned_callback_is_refused",),
    ChecksHeaderOnly: ("a_tampered_callback_is_refused",),
    KnowsNoTime: ("a_stale_callback_is_refused",),
    HearsItself: ("our_own_writing_is_no_answer",),
    Answers: ("an_answer_comes_through",),
    AnswersElsewhere: ("an_answer_comes_through",),
    AnswersNameless: ("an_answer_told_twice_has_one_id",),
    AnswersTwice: ("an_answer_told_twice_has_one_id",),
    SilentlyDeaf: ("a_callback_that_nobody_expects_is_refused",),
    ServesNobody: ("wrong_credentials_concern_the_destination",),
}
"""Adapter -> checks that must fail for it; others may fail as well."""

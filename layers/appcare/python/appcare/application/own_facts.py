"""Who understands the facts that are our own: the same for every function, and for the command."""

from collections.abc import Callable, Mapping

from appcare.application import (
    agent_facts,
    consent_facts,
    media_facts,
    reply_facts,
    sent_facts,
    window_facts,
)
from appcare.application.agent_facts import AgentFacts
from appcare.application.consent_facts import ConsentFacts
from appcare.application.envelopes import Envelopes
from appcare.application.media_facts import MediaFacts
from appcare.application.media_ports import Links
from appcare.application.ports import Channel
from appcare.application.reply_facts import ReplyFacts
from appcare.application.rollout import step_facts
from appcare.application.rollout.gate_facts import GateFacts
from appcare.application.rollout.step_facts import StepFacts
from appcare.application.sent_facts import SentFacts
from appcare.application.window_facts import WindowFacts
from appcare.domain.rollout import gate_facts


def own_facts(
    number_name: Callable[[str], str], sources: Mapping[str, str], links: Links | None = None
) -> dict[str, Channel]:
    """Return kind of record -> who understands it; see `Channels`.

    Args:
        number_name: the configured name of a number.
        sources: first part of a partition -> the channel's name in an event's source.
        links: makes links to stored files; None: nobody here hands out any.
    """
    envelopes = Envelopes(number_name, sources)
    return {
        **dict.fromkeys(agent_facts.KINDS, AgentFacts(envelopes)),
        **dict.fromkeys(media_facts.KINDS, MediaFacts(envelopes, links)),
        **dict.fromkeys(reply_facts.KINDS, ReplyFacts(envelopes)),
        **dict.fromkeys(sent_facts.KINDS, SentFacts(envelopes)),
        **dict.fromkeys(gate_facts.KINDS, GateFacts()),
        **dict.fromkeys(window_facts.KINDS, WindowFacts(envelopes)),
        **dict.fromkeys(step_facts.KINDS, StepFacts(envelopes)),
        **dict.fromkeys(consent_facts.KINDS, ConsentFacts(envelopes)),
    }

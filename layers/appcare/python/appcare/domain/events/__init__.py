"""Events: what happened, in our words. The catalogue that CRMs read is made from these models.

One module for each family; `catalogue` has them all by their types.
"""

from appcare.domain.events.catalogue import EVENT_TYPES
from appcare.domain.events.content import Media, Message, MessageRef
from appcare.domain.events.messages import MessageReceived, MessageStatusChanged, Status
from appcare.domain.events.model import (
    ChannelError,
    ContactRef,
    ConversationRef,
    CrmEvent,
    EventData,
    NumberRef,
    Unknown,
)

__all__ = [
    "EVENT_TYPES",
    "ChannelError",
    "ContactRef",
    "ConversationRef",
    "CrmEvent",
    "EventData",
    "Media",
    "Message",
    "MessageReceived",
    "MessageRef",
    "MessageStatusChanged",
    "NumberRef",
    "Status",
    "Unknown",
]

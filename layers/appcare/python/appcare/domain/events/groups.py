"""Events about groups."""

from pydantic import Field

from appcare.domain.events.model import ChannelError, EventData, Model


class Group(Model):
    """A group."""

    id: str = Field(description="Meta's id of the group; empty where the update has none.")
    request_id: str | None = Field(default=None, description="Of our request that led to this.")


class Participant(Model):
    """Somebody in a group; each name may be absent."""

    phone: str | None = Field(default=None, description="Digits without plus.")
    bsuid: str | None = None
    parent_bsuid: str | None = Field(
        default=None, description="The user id that portfolios of one parent share."
    )
    username: str | None = None
    errors: tuple[ChannelError, ...] = Field(default=(), description="Why it did not work for them.")


class GroupEvent(EventData):
    """Something about a group."""

    group: Group


class GroupCreated(GroupEvent):
    """A group of ours exists now."""

    subject: str | None = None
    description: str | None = None
    invite_link: str | None = None
    approval: str | None = Field(default=None, description="`auto_approve` or `approval_required`.")
    participants: tuple[Participant, ...] = ()


class GroupDeleted(GroupEvent):
    """A group of ours exists no more."""


class GroupRequestFailed(GroupEvent):
    """A request of ours about a group failed as a whole."""

    action: str = Field(description="What was asked for, as Meta calls it: `group_create`.")
    errors: tuple[ChannelError, ...]


class GroupParticipantsAdded(GroupEvent):
    """People joined a group."""

    participants: tuple[Participant, ...]
    failed: tuple[Participant, ...] = ()
    reason: str | None = Field(default=None, description="For example `invite_link`.")


class GroupParticipantsRemoved(GroupEvent):
    """People left a group, or were removed from it."""

    participants: tuple[Participant, ...]
    failed: tuple[Participant, ...] = ()
    by: str | None = Field(default=None, description="`business` or `participant` (who left).")


class GroupJoinRequested(GroupEvent):
    """Somebody asks to join a group."""

    join_request_id: str | None = None
    participant: Participant


class GroupJoinRequestRevoked(GroupEvent):
    """Somebody no longer asks to join a group."""

    join_request_id: str | None = None
    participant: Participant


class Setting(Model):
    """One setting of a group that we asked to change."""

    name: str = Field(description="`subject`, `description` or `profile_picture`.")
    value: str | None = Field(default=None, description="Of a picture: its sha256.")
    changed: bool | None = Field(default=None, description="Absent where Meta does not say.")
    errors: tuple[ChannelError, ...] = ()


class GroupSettingsChanged(GroupEvent):
    """Settings of a group were changed, or some of them."""

    settings: tuple[Setting, ...]


class GroupSuspended(GroupEvent):
    """Meta suspended a group: nobody can write in it."""


class GroupReinstated(GroupEvent):
    """A suspended group can be used again."""

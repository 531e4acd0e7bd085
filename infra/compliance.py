"""cdk-nag's AWS Solutions rules, and what is accepted against them, each with its reason.

A finding that nothing here accepts stops the synth; so does an acceptance that fits no finding.
cdk-nag's own `acknowledge` needs the literal id of a finding, and the ids of wildcards across
stacks are known only once the templates are written: hence a table of patterns.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

import jsii
from aws_cdk import (
    App,
    IPolicyValidationContext,
    IPolicyValidationPlugin,
    PolicyValidationPluginReport,
    PolicyViolatingResource,
    PolicyViolation,
    Validations,
)
from cdk_nag import AwsSolutionsChecks


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """One finding that is accepted.

    Attributes:
        rule: the rule's id, as a pattern.
        path: the path of the resources behind their stack, as a pattern.
        reason: why it is right here.
        depends: whether the settings decide if there is such a resource at all.
    """

    rule: str
    path: str
    reason: str
    depends: bool = False

    def covers(self, rule: str, resource: PolicyViolatingResource) -> bool:
        """Return whether a finding at a resource is the accepted one."""
        path = (resource.construct_path or "").partition("/")[2]
        return fnmatchcase(rule, self.rule) and fnmatchcase(path, self.path)


ACCEPTED = (
    Accepted(
        rule="AwsSolutions-S1",
        path="Bodies/Bucket/Resource",
        reason="Only this app's functions reach the bucket; who used it is in CloudTrail, and a "
        "bucket of access logs would keep traces of customers beyond their erasure.",
    ),
    Accepted(
        rule="AwsSolutions-SMG4",
        path="Credentials/Account-*/Resource",
        reason="Meta's app secret is changed in Meta's dashboard, by a person; the receiver then "
        "accepts the previous one, too.",
    ),
    Accepted(
        rule="AwsSolutions-SMG4",
        path="Credentials/Destination-*/Resource",
        reason="A new signing secret must be given to the CRM at the same time; deliveries are "
        "signed with both until that is done.",
    ),
    Accepted(
        rule="AwsSolutions-SMG4",
        path="Credentials/ApiKeys/Resource",
        reason="It holds hashes of keys; a new key must be handed to its client, so a person rotates it.",
        depends=True,
    ),
    Accepted(
        rule="AwsSolutions-SQS3",
        path="parked/Queue/Resource",
        reason="No function consumes the parked queue, so nothing in it can fail; a person does.",
    ),
    Accepted(
        rule="AwsSolutions-IAM5?Resource::*/updates/[*]?",
        path="*/Role/DefaultPolicy/Resource",
        reason="Bodies are named by the hash of their content, so only their prefix is known.",
    ),
    Accepted(
        rule="AwsSolutions-IAM5?Resource::*/media/[*]?",
        path="*/Role/DefaultPolicy/Resource",
        reason="Files are named by hashes of the customer and of the file, so only their prefix is known.",
    ),
    Accepted(
        rule="AwsSolutions-IAM5?Resource::*/uploads/[*]?",
        path="*/Role/DefaultPolicy/Resource",
        reason="Files that agents upload are named by ids that are drawn at random.",
    ),
    Accepted(
        rule="AwsSolutions-IAM5?Resource::*/stream/[*]?",
        path="EventRouter/Role/DefaultPolicy/Resource",
        reason="Listing streams is allowed on the log's streams as a whole, of which it has one.",
    ),
    Accepted(
        rule="AwsSolutions-IAM5?Resource::[*]?",
        path="Plan/Watcher/DefaultPolicy/Resource",
        reason="AppConfig looks at alarms with this role, and lists them to do so; it may see them all.",
    ),
    Accepted(
        rule="AwsSolutions-L1",
        path="*/Function/Resource",
        reason="The dependency layer holds wheels for exactly this Python; both move together.",
    ),
    Accepted(
        rule="AwsSolutions-APIG4",
        path="FrontDoor/Api/*/Resource",
        reason="Meta signs the body instead of authenticating; the receiver checks the signature.",
    ),
    Accepted(
        rule="AwsSolutions-APIG4",
        path="AgentDoor/Api/POST--hooks--*/Resource",
        reason="CRMs sign their callbacks instead of authenticating; the function checks the signature "
        "first and answers nothing else to whoever has none.",
    ),
)


class FindingsLeft:
    """What remains of a pack's findings when the accepted ones are taken out."""

    def __init__(self, accepted: Sequence[Accepted]) -> None:
        """Start with no finding seen."""
        self._accepted = accepted
        self._used: set[Accepted] = set()

    def of(self, violations: Sequence[PolicyViolation]) -> list[PolicyViolation]:
        """Return the findings that nothing accepts, and the acceptances that nothing needs."""
        left = [self._without_accepted(violation) for violation in violations]
        return [violation for violation in left if violation.violating_resources] + [
            _stale(entry) for entry in self._accepted if not entry.depends and entry not in self._used
        ]

    def _without_accepted(self, violation: PolicyViolation) -> PolicyViolation:
        return PolicyViolation(
            rule_name=violation.rule_name,
            description=violation.description,
            severity=violation.severity,
            violating_resources=[
                resource
                for resource in violation.violating_resources
                if not self._accepts(violation.rule_name, resource)
            ],
        )

    def _accepts(self, rule: str, resource: PolicyViolatingResource) -> bool:
        fitting = [entry for entry in self._accepted if entry.covers(rule, resource)]
        self._used.update(fitting)
        return bool(fitting)


def _stale(entry: Accepted) -> PolicyViolation:
    return PolicyViolation(
        rule_name=entry.rule,
        description="This acceptance fits no finding any more: remove it from infra/compliance.py.",
        severity="error",
        violating_resources=[PolicyViolatingResource(construct_path=entry.path, locations=[])],
    )


@jsii.implements(IPolicyValidationPlugin)
class ExplainedRules:
    """The AWS Solutions pack, less what is accepted."""

    def __init__(self, app: App, accepted: Sequence[Accepted]) -> None:
        """Hold the whole app to the pack."""
        self._app = app
        self._accepted = accepted
        self._pack = AwsSolutionsChecks(app)

    @property
    def name(self) -> str:
        """The name that findings are reported under."""
        return "AwsSolutions"

    @property
    def version(self) -> None:
        """No version of its own."""

    @property
    def rule_ids(self) -> None:
        """Not listed: the pack does not list its rules either."""

    def validate(self, _context: IPolicyValidationContext) -> PolicyValidationPluginReport:
        """Report the findings that nothing explains."""
        report = self._pack.validate_scope(self._app)
        left = FindingsLeft(self._accepted).of(report.violations)
        return PolicyValidationPluginReport(success=not left, violations=left)


def hold_to_rules(app: App, accepted: Sequence[Accepted] = ACCEPTED) -> None:
    """Check the whole app at synth."""
    Validations.of(app).add_plugins(ExplainedRules(app, accepted))

"""What a synth wrote, in the terms that the tests ask in."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

Resource = Mapping[str, Any]


class Synthesized:
    """A cloud assembly: templates by stack, assets by the resource that uses them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.templates: Mapping[str, Any] = {
            path.name.removesuffix(".template.json").rpartition("-")[2]: json.loads(path.read_text())
            for path in folder.glob("*.template.json")
        }

    def resources(self, type_: str, stack: str = "") -> dict[str, Resource]:
        """Return the resources of a type by logical id, of one stack or of all."""
        return {
            logical_id: resource
            for name, template in self.templates.items()
            for logical_id, resource in template["Resources"].items()
            if resource["Type"] == type_ and stack in ("", name)
        }

    def one(self, type_: str, id_: str) -> Resource:
        """Return the properties of the only resource of that type whose logical id begins so."""
        found = [r for name, r in self.resources(type_).items() if name.startswith(id_)]
        assert len(found) == 1, f"{type_} {id_}: {len(found)} found"
        properties: Resource = found[0]["Properties"]
        return properties

    def statements(self, function: str) -> Iterator[Resource]:
        """Yield what a function's role may do, statement by statement."""
        for policy in self.resources("AWS::IAM::Policy").values():
            if any(told(role).startswith(f"{function}Role") for role in policy["Properties"]["Roles"]):
                yield from policy["Properties"]["PolicyDocument"]["Statement"]

    def allowed(self, function: str) -> set[tuple[str, str]]:
        """Return (action, resource) of everything a function's role may do."""
        return {
            (action, told(resource))
            for statement in self.statements(function)
            for action in as_list(statement["Action"])
            for resource in as_list(statement["Resource"])
        }

    def asset(self, content: Mapping[str, Any]) -> Path:
        """Return the folder of the asset that a function's `Code` or a layer's `Content` names."""
        digest = content["S3Key"].removesuffix(".zip")
        return self.folder / f"asset.{digest}"


def as_list(value: Any) -> list[Any]:
    """Return a list, as CloudFormation has either one or a list."""
    return value if isinstance(value, list) else [value]


def told(value: Any) -> str:
    """Return a reference as short text: the logical id it points to, without hashes, and what follows."""
    if isinstance(value, str):
        return value
    (name, argument), *_ = value.items()
    if name == "Fn::Join":
        return "".join(told(part) for part in argument[1])
    if name == "Fn::GetAtt":
        return _short(argument[0])
    if name == "Fn::GetStackOutput":
        return _short(argument["OutputName"].removeprefix("PublishOutput"))
    return _short(str(argument))


def _short(logical_id: str) -> str:
    """Drop the hash that ends a logical id, and what CDK puts around it in an output's name."""
    inner = re.sub(r"^(FnGetAtt|Ref)", "", logical_id)
    return re.split(r"[0-9A-F]{8}", inner, maxsplit=1)[0]

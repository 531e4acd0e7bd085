"""What follows from the rollout's plan: who is let in, who waits, and when the plan moves on."""

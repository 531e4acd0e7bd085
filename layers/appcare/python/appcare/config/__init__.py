"""What a user configures and what a Lambda is told: read at synth, read again at cold start."""

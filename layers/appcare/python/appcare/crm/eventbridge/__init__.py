"""An Amazon EventBridge bus."""

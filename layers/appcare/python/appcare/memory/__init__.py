"""The ports in memory: they pass the same contract suites as the ones on AWS.

Simulations run the shipped classes over them with a moved clock; they are no part of the Lambda layer.
"""

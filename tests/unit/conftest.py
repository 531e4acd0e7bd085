"""How property tests search: the same examples in every run; `--hypothesis-profile=search` looks further."""

from hypothesis import settings

settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None, max_examples=3000)
settings.load_profile("same")

"""What is wrong with the settings, as a sentence."""


class SettingsError(Exception):
    """The file cannot be used; the text says which key and what it may be."""

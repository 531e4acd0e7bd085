"""Links that open a chat with a number of ours, with what the customer is to send written already."""

from urllib.parse import quote


def chat_link(phone: str, text: str = "") -> str:
    """Return the link to a number: `https://wa.me/31201234567?text=My%20order`.

    Args:
        phone: in international form, with its plus.
        text: what stands in the customer's message before it is sent; empty: nothing.

    Source: WhatsApp, "How to use click to chat".
    """
    digits = "".join(character for character in phone if character.isdigit())
    return f"https://wa.me/{digits}" + (f"?text={quote(text, safe='')}" if text else "")

"""Networks in the panel: the box, the card, the dialog that adds one."""

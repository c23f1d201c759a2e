"""Networks trained from a folder of images; the bundled ones are made by this, and only this."""

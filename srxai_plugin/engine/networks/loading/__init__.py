"""From a name or a file to a network: formats, recognition, cards, collection."""

"""How a body decides in the room: tjänstgöring, beslutsgång, omröstning, and the secretary's pages around them."""

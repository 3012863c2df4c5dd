"""What the doors may ask for: each function is one transaction (or a read), and nobody calls out here."""

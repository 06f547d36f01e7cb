"""What several apps share and which knows none of them."""

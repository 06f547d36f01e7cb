"""Code that several apps share. It depends on no other app."""

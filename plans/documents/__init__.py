"""Plans, minutes and reviews as documents: what a copy leaves out, and how each is laid out."""

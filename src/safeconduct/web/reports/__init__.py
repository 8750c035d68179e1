"""Documents that were brought in, and the review of what was drafted from them. Nothing is filed without a person."""
